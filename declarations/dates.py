"""Dates in running text, in the four languages: in words, in digits, or a month or year alone."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from auditor.models.common import Language
from declarations.language import words

Precision = Literal["day", "month", "year"]

#: Years in which a policy of a website may have been written.
FIRST_YEAR, LAST_YEAR = 1995, 2099

_ORDINAL = r"(?:st|nd|rd|th|e|er|ste|de|\.)?"


@dataclass(frozen=True)
class FoundDate:
    """A date in a text: characters ``start`` to ``end``; ``latest`` is the last day that the words allow."""

    start: int
    end: int
    latest: date
    precision: Precision


def dates(text: str, language: Language) -> Iterator[FoundDate]:
    """The dates in folded ``text``, in order. Digits that may be read in two ways give the later day."""
    for match in _pattern(language).finditer(text):
        found = _found(match, language)
        if found is not None:
            yield found


def _found(match: re.Match[str], language: Language) -> FoundDate | None:
    part = match.groupdict()
    months = words(language).data.months
    if part["iso_year"]:
        return _made(match, part["iso_year"], int(part["iso_month"]), int(part["iso_day"]))
    if part["one"]:
        one, two, year = int(part["one"]), int(part["two"]), part["digits_year"]
        year = year if len(year) == 4 else f"20{year}"
        ways = [_made(match, year, month, day) for day, month in ((one, two), (two, one))]
        allowed = [way for way in ways if way is not None]
        # Only English texts may put the month first; elsewhere that order is read where the other is no date.
        both = language == "en" or ways[0] is None
        return max(allowed, key=lambda way: way.latest) if both and allowed else ways[0]
    if part["named"] or part["named_first"]:
        name = part["named"] or part["named_first"]
        day = part["day"] or part["day_after"]
        return _made(match, part["year"] or part["year_first"], months[name], int(day) if day else None)
    return _made(match, part["year_only"], None, None)


def _made(match: re.Match[str], year: str, month: int | None, day: int | None) -> FoundDate | None:
    number = int(year)
    if not FIRST_YEAR <= number <= LAST_YEAR or (month is not None and not 1 <= month <= 12):
        return None
    last = calendar.monthrange(number, month or 12)[1]
    if day is not None and not 1 <= day <= last:
        return None
    precision: Precision = "year" if month is None else "month" if day is None else "day"
    return FoundDate(match.start(), match.end(), date(number, month or 12, day or last), precision)


@lru_cache(maxsize=8)
def _pattern(language: Language) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words(language).data.months), key=lambda name: (-len(name), name)))
    return re.compile(
        rf"(?<![\w./-])(?:"
        rf"(?P<iso_year>\d{{4}})-(?P<iso_month>\d{{2}})-(?P<iso_day>\d{{2}})"
        rf"|(?P<one>\d{{1,2}})(?P<mark>[./-])(?P<two>\d{{1,2}})(?P=mark)(?P<digits_year>\d{{4}}|\d{{2}})"
        rf"|(?:(?P<day>\d{{1,2}}){_ORDINAL}[ ](?:of[ ])?)?(?P<named>{names})\.?,?[ ](?:of[ ])?(?P<year>\d{{4}})"
        rf"|(?P<named_first>{names})\.?[ ](?P<day_after>\d{{1,2}}){_ORDINAL},?[ ](?P<year_first>\d{{4}})"
        rf"|(?P<year_only>\d{{4}}))(?![\w/-]|[.]\d)"
    )
