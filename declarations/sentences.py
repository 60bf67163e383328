"""Sentences and clauses of a block of folded text, as spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

#: A sentence longer than this is cut at a space: hostile or broken input, no prose.
MAX_SENTENCE = 1500

_END = re.compile(r"[.!?]+[\"')\]*]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'/-])(?:[a-wyz]|bijv|bv|blz|bd|ca|art|artt|nr|no|nrs|abs|lit|satz|ziff|vgl|resp|usw|etc|inkl|incl|excl|evt"
    r"|m\.b\.t|t\.b\.v|o\.a|d\.w\.z|i\.v\.m|n\.v\.t|t\.a\.v|i\.p\.v|b\.v|n\.v|v\.o\.f|z\.b|d\.h|u\.a|e\.g|i\.e|p\.ex|c\.-à-d"
    r"|min|max|jr|mnd|std|tel|dr|drs|mr|mrs|ms|prof|st|inc|ltd|co|s\.a|s\.r\.l|approx|env|vs|cf|al|m\.m|z\.o\.z|a\.d\.h\.v"
    r"|o\.b\.v|e\.d|[a-z]\.[a-z](?:\.[a-z])?)\.$"
)
#: The end of a cookie's name, which is no longer than that.
_NAMED = re.compile(r"_\w*$")
_LONGEST_NAME = 40
_BOUNDARY = re.compile(r"\s*;\s+|(?<=[^\d\s]):\s+(?=\S)|\s+[-|]\s+")


def sentences(text: str, lower_at: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """The spans of the sentences in folded ``text``, without the white space between them.

    ``lower_at``: whether the source of character i of ``text`` is a small letter: no sentence starts with
    one after an abbreviation."""
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if _is_name(text, match, lower_at):
            continue
        if match[0].startswith(".") and _is_abbreviation(text, match.start(), end, lower_at):
            continue
        yield from _cut(text, start, end)
        start = end
    yield from _cut(text, start, len(text))


def _is_name(text: str, match: re.Match[str], lower_at: Callable[[int], bool]) -> bool:
    """Whether the mark belongs to a cookie's name: "the cookies _pk_id.* and _pk_ses.* last"."""
    after = match.end() + 1
    if match[0] != ".*" or after >= len(text) or not lower_at(after):
        return False
    return _NAMED.search(text[max(0, match.start() - _LONGEST_NAME) : match.start()]) is not None


def _is_abbreviation(text: str, dot: int, end: int, lower_at: Callable[[int], bool]) -> bool:
    if text[dot:end] != ".":
        return False
    before = text[max(0, dot - 14) : dot + 1]
    after = text[end : end + 2].lstrip()
    if not after:
        return False
    if re.search(r"(?:^|\s)\d{1,2}\.$", before):  # an ordinal or a numbered heading
        return dot < 4
    if not _ABBREVIATION.search(before):
        short = re.search(r"(?:^|\s)\w{1,4}\.$", before)
        return short is not None and end + 1 < len(text) and lower_at(end + 1)
    first = end + 1
    if first < len(text) and lower_at(first):
        return True
    # After these a sentence may end too.
    return not re.search(r"(?:etc|usw|e\.d|b\.v|n\.v|jr|inc|ltd|min)\.$", before) or after[:1] in ",;)"


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start, start + MAX_SENTENCE)
        middle = space if space > start else start + MAX_SENTENCE
        yield start, middle
        start = middle
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def clauses(text: str, start: int, end: int, coordination: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The spans of the clauses of the sentence ``text[start:end]``: parted at semicolons, colons, dashes,
    and where ``coordination`` (a language's "and we", "but", …) matches; the conjunction opens its clause."""
    cuts = []
    for match in _BOUNDARY.finditer(text, start, end):
        cuts.append((match.start(), match.end()))
    for match in coordination.finditer(text, start + 1, end):
        if not any(first <= match.start() < last for first, last in cuts):
            cuts.append((match.start(), match.start()))
    at = start
    for first, last in sorted(cuts):
        if first <= at:
            continue
        yield from _cut(text, at, first)
        at = last
    yield from _cut(text, at, end)
