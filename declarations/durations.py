"""How long something lasts, as texts say it: digits, words and abbreviations, "session", "permanent".

A month counts 30 days, a year 365 (the convention of the labelled corpus)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from declarations.language import Words
from declarations.passages import Stretch

Lifetime = int | Literal["session", "persistent"]

#: Short forms that all four languages share in tables.
_SHORT = {
    "s": 1, "sec": 1, "sek": 1, "second": 1, "seconds": 1, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hr": 3600, "hrs": 3600, "u": 3600, "std": 3600, "hour": 3600, "hours": 3600,
    "d": 86400, "t": 86400, "day": 86400, "days": 86400, "w": 604800, "wk": 604800, "week": 604800, "weeks": 604800,
    "m": 2592000, "mo": 2592000, "mos": 2592000, "mth": 2592000, "mths": 2592000, "mnd": 2592000, "month": 2592000,
    "months": 2592000, "j": 31536000, "jr": 31536000, "y": 31536000, "yr": 31536000, "yrs": 31536000,
    "year": 31536000, "years": 31536000,
}  # fmt: skip


@lru_cache(maxsize=8)
def _pattern(words: Words, short: bool) -> re.Pattern[str]:
    units = set(words.data.units) | (set(_SHORT) if short else set())
    unit = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    numbers = "|".join(sorted(map(re.escape, words.data.numbers), key=len, reverse=True))
    between = words.family("number_joiner").pattern.removeprefix(r"(?<!\w)").removesuffix(r"(?!\w)")
    return re.compile(
        rf"(?<![\w.,/])(?:(?P<digits>\d{{1,6}}(?:[.,]\d{{1,3}})?)|(?P<word>{numbers}))(?:[ -]?\(\S{{1,20}}\))?"
        rf"(?: {between})?[ -]?(?P<unit>{unit})(?!\w)(?:\.(?=\W|$))?"
    )


def durations(clause: Stretch) -> Iterator[tuple[int, int, Lifetime]]:
    """The durations in a clause, in order: start and end in the block's folded text, and the value."""
    found: list[tuple[int, int, Lifetime]] = []
    for match in _pattern(clause.words, False).finditer(clause.block.text, clause.start, clause.end):
        seconds = _seconds(match, clause.words)
        if seconds is not None:
            found.append((match.start(), match.end(), seconds))
    for family, value in (("session_end", "session"), ("persistent_word", "persistent")):
        for hit in clause.all(family):
            if not any(start < hit.end and hit.start < end for start, end, _ in found):
                found.append((hit.start, hit.end, value))  # type: ignore[arg-type]
    if any(isinstance(value, int) for _, _, value in found):
        found = [entry for entry in found if entry[2] != "persistent"]
    yield from sorted(found, key=lambda entry: entry[0])


def lifetime_in(text: str, words: Words) -> Lifetime | None:
    """The lifetime that a table cell states, null where it states none."""
    text = text.strip().lower()
    match = _pattern(words, True).search(text)
    if match:
        return _seconds(match, words)
    if words.family("session_cell").search(text):
        return "session"
    if words.family("persistent_cell").search(text):
        return "persistent"
    return None


def duration_spans(text: str, words: Words) -> Iterator[tuple[int, int, Lifetime]]:
    """All durations in a table cell, short forms too."""
    for match in _pattern(words, True).finditer(text):
        seconds = _seconds(match, words)
        if seconds is not None:
            yield match.start(), match.end(), seconds


def _seconds(match: re.Match[str], words: Words) -> int | None:
    if match["digits"]:
        raw = match["digits"]
        number = (
            float(raw.replace(",", "."))
            if not re.fullmatch(r"\d{1,3}[.,]\d{3}", raw)
            else float(re.sub(r"[.,]", "", raw))
        )
    else:
        number = words.data.numbers[match["word"]]
    unit = words.data.units.get(match["unit"]) or _SHORT.get(match["unit"])
    if unit is None or number <= 0:
        return None
    return int(number * unit)
