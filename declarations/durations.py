"""How long something lasts, as texts say it: digits, words and abbreviations, "session", "permanent".

A month counts 30 days, a year 365 (the convention of the labelled corpus)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from declarations.language import LANGUAGES, Words, words
from declarations.passages import Stretch

Lifetime = int | Literal["session", "persistent"]

#: Short forms that all four languages share in tables; those of one language are in its ``rows.yaml``.
_SHORT = {
    "s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600, "d": 86400, "day": 86400, "days": 86400,
    "w": 604800, "wk": 604800, "week": 604800, "weeks": 604800, "m": 2592000, "mo": 2592000, "mos": 2592000,
    "mth": 2592000, "mths": 2592000, "month": 2592000, "months": 2592000,
    "y": 31536000, "yr": 31536000, "yrs": 31536000, "year": 31536000, "years": 31536000,
}  # fmt: skip


@lru_cache(maxsize=16)
def _pattern(words: Words, short: bool) -> re.Pattern[str]:
    units = set(words.data.units) | (set(_SHORT) | set(words.data.short_units) if short else set())
    unit = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    numbers = "|".join(sorted(map(re.escape, words.data.numbers), key=len, reverse=True))
    # "Halfjaar" is one word; in "at" and "ad" no number stands before a unit.
    glued = "|".join(sorted((re.escape(name) for name in units if len(name) > 2), key=len, reverse=True))
    between = words.family("number_joiner").pattern.removeprefix(r"(?<!\w)").removesuffix(r"(?!\w)")
    return re.compile(
        rf"(?<![\w.,/⁄])(?:(?P<digits>\d{{0,2}}1⁄2(?=[ \w-])|\d{{1,6}}(?:[.,]\d{{1,3}})?)"
        rf"|(?P<word>{numbers})(?=[ (-]|{glued}))"
        rf"(?:[ -]?\(\S{{1,20}}\))?(?: {between})?[ -]?(?P<unit>{unit})(?!\w)(?:\.(?=\W|$))?"
    )


def durations(clause: Stretch) -> Iterator[tuple[int, int, Lifetime]]:
    """The durations in a clause, in order: start and end in the block's folded text, and the value."""
    found: list[tuple[int, int, Lifetime]] = []
    found += _joined(clause.block.text, _simple(clause.block.text, clause.words, False, clause.start, clause.end))
    for family, value in (("session_end", "session"), ("persistent_word", "persistent")):
        if value == "session" and clause.has("session_outlived"):
            continue
        for hit in clause.all(family):
            if not any(start < hit.end and hit.start < end for start, end, _ in found):
                found.append((hit.start, hit.end, value))  # type: ignore[arg-type]
    if any(isinstance(value, int) for _, _, value in found):
        found = [entry for entry in found if entry[2] != "persistent"]
    yield from sorted(found, key=lambda entry: entry[0])


def lifetime_in(text: str, language: Words) -> Lifetime | None:
    """The lifetime that a table cell states, null where it states none; of a range the longer end.

    A cell is read in the page's language, else in the others: tables of consent managers keep their own."""
    return next((value for said in _tried(language) if (value := _cell(text, said)) is not None), None)


def lifetime_told(text: str, language: Words) -> Lifetime | None:
    """The lifetime in what is said of a cookie, where purpose and lifetime stand together ("meet bezoek – 2 jaar").

    The last duration counts, since the purpose comes first; words for a session only as a part by themselves."""
    parts = [part.strip() for part in _PARTS.split(text.lower().strip()) if part.strip()]
    for said in _tried(language):
        for part in reversed(parts):
            spans = list(duration_spans(part, said))
            if spans:
                return _longer(part, spans, said)
        if (value := _ending(parts, said)) is not None:
            return value
    return None


def kind_of_lifetime(text: str) -> Lifetime | None:
    """What a text says that holds nothing but the kind: "Session", "permanent cookie", "Tijdelijke cookies"."""
    low = re.sub(r"^cookies? (?:de )?|[ -]?cookies?$", "", text.lower().strip())
    if " " in low:
        return None
    kinds: tuple[tuple[str, Lifetime], ...] = (("session_cell", "session"), ("persistent_cell", "persistent"))
    for family, kind in kinds:
        if any(words(code).family(family).fullmatch(low) for code in LANGUAGES):
            return kind
    return None


def lifetime_within(text: str, language: Words) -> Lifetime | None:
    """The lifetime in a description: "Onderscheidt bezoekers. De cookie vervalt na 24 uur." Null where it tells none.

    A duration counts that stands alone or with a verb of keeping, not what is counted ("de laatste 30 dagen")."""
    parts = [part.strip() for part in _SENTENCES.split(text.lower()) if part.strip()]
    for said in _tried(language):
        for part in reversed(parts):
            spans = list(duration_spans(part, said))
            if spans and _is_of_keeping(part, spans, said):
                return _longer(part, spans, said)
    for said in _tried(language):
        if any(said.family(name).search(part) for name in _SESSION for part in parts):
            return "session"
    alone = (kind_of_lifetime(word) for part in parts for word in _ALONE.split(part))
    return next((kind for kind in alone if kind is not None), None)


#: Between what is only listed: "Inloggen, sessie", "Taal / blijvend".
_ALONE = re.compile(r"\s*[,/:]\s*")
#: Between the sentences and remarks of a description.
_SENTENCES = re.compile(r"[;()\[\]]\s*|\s[–—|]\s|(?<=[^\W\d]{3})[.!?]\s+|(?<=\d)\.\s+|(?<=\w)[.]$")
#: So many words beside a duration make no sentence: "Max. 2 jaar", "Bewaartermijn: 90 dagen".
_BESIDE_DURATION = 2


def _is_of_keeping(part: str, spans: _Spans, words: Words) -> bool:
    start, end, _ = spans[0]
    before = part[:start].rstrip()
    if words.family("row_counted").search(before):
        return False
    if words.family("row_kept_for").search(before):
        return True
    beside = re.findall(r"[^\W\d]+", part[:start] + " " + part[end:])
    return len(beside) <= _BESIDE_DURATION or words.family("keeps").search(part) is not None


#: Between what a line says of a cookie, and the lifetime after it.
_PARTS = re.compile(r"\s[-–—|]\s|\s*[;,()|]\s*|(?<=[^\W\d]{3})\.\s+|:\s")


#: Families for the end of a session that a text may hold anywhere.
_SESSION = ("session_end", "row_session_end")


def _ending(parts: list[str], words: Words) -> Lifetime | None:
    for part in reversed(parts):
        short = len(part.split()) <= 8
        if any(words.family(name).search(part) for name in _SESSION) or (
            short and words.family("session_cell").match(part)
        ):
            return "session"
        if short and words.family("persistent_cell").match(part):
            return "persistent"
    return None


def _tried(language: Words) -> list[Words]:
    return [language, *(words(code) for code in LANGUAGES if code != language.code)]


def _cell(text: str, words: Words) -> Lifetime | None:
    text = text.strip().lower()
    spans = list(duration_spans(text, words))
    if spans:
        return _longer(text, spans, words)
    if any(words.family(name).search(text) for name in ("session_cell", *_SESSION)):
        return "session"
    return "persistent" if words.family("persistent_cell").search(text) else None


def _longer(text: str, spans: _Spans, words: Words) -> int:
    """The first duration, or the end of the range that it opens ("30 dagen tot 1 jaar")."""
    (_, end, value), later = spans[0], spans[1:2]
    between = text[end : later[0][0]].strip(" .") if later else ""
    if later and (between in ("-", "–", "—") or words.family("row_range").fullmatch(between)):
        return max(value, later[0][2])
    return value


def duration_spans(text: str, words: Words) -> Iterator[tuple[int, int, int]]:
    """All durations in a table cell, short forms too; "1 year, 1 month and 4 days" is one."""
    yield from _joined(text, _simple(text, words, True, 0, len(text)))


def parallel_lifetimes(text: str, words: Words, count: int) -> list[Lifetime] | None:
    """The lifetimes of ``count`` names in one cell, told in the names' order ("Session, 180 Days"); else null."""
    parts = [part for part in re.split(r"\s*[,;/|]\s*|\s+(?:en|and|und|et)\s+", text.strip()) if part]
    if count < 2 or len(parts) != count:
        return None
    told = [lifetime_in(part, words) for part in parts]
    return [value for value in told if value is not None] if None not in told else None


_Spans = list[tuple[int, int, int]]


def _simple(text: str, words: Words, short: bool, start: int, end: int) -> _Spans:
    found = []
    for match in _pattern(words, short).finditer(text, start, end):
        seconds = _seconds(match, words)
        if seconds is not None:
            found.append((match.start(), match.end(), seconds))
    return found


#: What stands between the parts of one duration; a comma only where an "and" follows ("1 year, 1 month and 4 days").
_AND = re.compile(r" ?(?:en|and|und|et|&) ?")
_UNITS = (31536000, 2592000, 604800, 86400, 3600, 60)


def _joined(text: str, parts: _Spans) -> _Spans:
    """The durations with their parts added up: a smaller unit follows, and does not fill the larger one."""
    found: _Spans = []
    least = 0
    for number, (start, end, seconds) in enumerate(parts):
        summed = bool(found) and found[-1][0] < parts[number - 1][0]
        if found and seconds < least and _goes_on(text, parts, number, least, summed):
            found[-1] = (found[-1][0], end, found[-1][2] + seconds)
        else:
            found.append((start, end, seconds))
        least = max((unit for unit in _UNITS if seconds % unit == 0), default=0)
    return found


def _goes_on(text: str, parts: _Spans, number: int, unit: int, summed: bool) -> bool:
    gap = text[parts[number - 1][1] : parts[number][0]]
    if gap in (" ", ""):
        return True
    if _AND.fullmatch(gap):
        # "2 jaar en 24 uur" are the lifetimes of two cookies.
        return parts[number][2] > unit / 13 or summed
    if gap != ", " or number + 1 >= len(parts):
        return False
    return _AND.fullmatch(text, parts[number][1], parts[number + 1][0]) is not None and parts[number][2] > unit / 13


def _seconds(match: re.Match[str], words: Words) -> int | None:
    if match["digits"]:
        # "1½" and "½" as normalised text writes them.
        raw = re.sub(r"^(\d*)1⁄2$", r"\1.5", match["digits"])
        number = (
            float(raw.replace(",", "."))
            if not re.fullmatch(r"\d{1,3}[.,]\d{3}", raw)
            else float(re.sub(r"[.,]", "", raw))
        )
    else:
        number = words.data.numbers[match["word"]]
    name = match["unit"]
    unit = words.data.units.get(name) or words.data.short_units.get(name) or _SHORT.get(name)
    if unit is None or number <= 0:
        return None
    return int(number * unit)
