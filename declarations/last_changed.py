"""When a document says that it was last changed.

A date counts only beside words for that ("last updated", "version 2, May 2019"). The dates of laws, of other
companies' texts, of software and of a visitor's consent are none, and neither is a copyright line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.models.declaration import LastChanged
from auditor.models.document import Block
from declarations.dates import FoundDate, dates
from declarations.folding import Folded, fold
from declarations.language import Words, tell, words
from declarations.naming import names
from declarations.sentences import sentences
from declarations.site_text import ReadDocument

#: Characters that may stand between the words and the date: "op", "is on", "d.d.".
BETWEEN = 40
#: A line of this length is a label with its date, no sentence about something else.
LINE = 80
#: Of a very long document the ends, where such dates stand, are read.
MOST_BLOCKS = 2000

_NO_DIGITS = re.compile(r"[^\d;!?]*")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_SOFTWARE = re.compile(r"\d+\.\d+\.\d")


def last_changed(read: ReadDocument) -> LastChanged | None:
    """The newest date on which the document says that it was changed; None where it says none."""
    blocks = [block for block in read.document.blocks if block.region == "body" and block.kind != "control"]
    if len(blocks) > MOST_BLOCKS:
        blocks = blocks[: MOST_BLOCKS // 2] + blocks[-MOST_BLOCKS // 2 :]
    found = [entry for index in range(len(blocks)) for entry in _in_block(read, blocks, index)]
    return max(found, key=lambda entry: (entry.on, -entry.start), default=None)


def _in_block(read: ReadDocument, blocks: list[Block], index: int) -> Iterable[LastChanged]:
    text, block = read.document.text, blocks[index]
    folded = fold(text, block.start, block.end)
    language = words(tell(folded.text, read.words.code)) if len(folded.text) > 60 else read.words
    if not any(language.family(name).search(folded.text) for name in ("changed_label", "changed_weak")):
        return
    for start, end in _sentences(folded, text):
        for found in _dated(folded, start, end, language):
            first, last = folded.span(start, end)
            yield _made(text, first, last, found)
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if following is not None and _is_label(folded.text, language):
        beside = fold(text, following.start, following.end)
        for found in dates(beside.text[:LINE], language.code):
            if found.start == 0 and len(beside.text) <= LINE:
                yield _made(text, block.start, following.end, found)


def _sentences(folded: Folded, text: str) -> Iterator[tuple[int, int]]:
    """The sentences, those kept together that an ordinal's full stop parts ("am 1. Mai 2018")."""
    start: int | None = None
    for first, last in sentences(folded.text, lambda place: text[folded.place(place)].islower()):
        start = first if start is None else start
        if not _ORDINAL.search(folded.text[start:last]):
            yield start, last
            start = None
    if start is not None:
        yield start, len(folded.text)


def _made(text: str, start: int, end: int, found: FoundDate) -> LastChanged:
    return LastChanged(quote=text[start:end], start=start, end=end, on=found.latest, precision=found.precision)


def _is_label(text: str, language: Words) -> bool:
    """Whether a block says nothing but that a date follows."""
    match = language.family("changed_label").search(text)
    return match is not None and len(text) < LINE and text[match.end() :].strip(" :-") == ""


def _dated(folded: Folded, start: int, end: int, language: Words) -> Iterator[FoundDate]:
    sentence = folded.text[start:end]
    if language.family("changed_law").search(sentence) or _is_of_else(sentence, language):
        return
    found = list(dates(sentence, language.code))
    if not found:
        return
    about_this = language.family("changed_this").search(sentence) is not None
    for family, sure in (("changed_label", True), ("changed_weak", False)):
        for match in language.family(family).finditer(sentence):
            if not sure and not about_this and (len(folded.text) > LINE or _SOFTWARE.search(sentence)):
                continue
            if any(names().find(sentence[: match.end()])):
                continue
            for date in found:
                if date.precision == "year" and not sure:
                    continue
                if _beside(sentence, match, date):
                    yield date


def _is_of_else(sentence: str, language: Words) -> bool:
    """Whether a sentence speaks of a website, software or a consent, and not of this statement before that."""
    this, other = language.family("changed_this").search(sentence), language.family("changed_other").search(sentence)
    return other is not None and (this is None or other.start() < this.start())


def _beside(sentence: str, match: re.Match[str], date: FoundDate) -> bool:
    """Whether the date follows the words with no other number between them, or stands right before them."""
    if match.end() <= date.start:
        between = sentence[match.end() : date.start]
        return len(between) <= BETWEEN and _NO_DIGITS.fullmatch(between) is not None
    between = sentence[date.end : match.start()]
    return 0 <= match.start() - date.end <= BETWEEN // 2 and _NO_DIGITS.fullmatch(between) is not None
