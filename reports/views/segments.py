"""Cuts a block's text where marks begin and end, so that overlapping and nested marks need no nesting."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

#: How a marked piece is drawn, heaviest first: where marks overlap, the heaviest tone wins.
#: ``claim`` and ``possible`` mark what was only read and held against nothing.
Tone = Literal["contradicted", "defect", "not_observed", "confirmed", "cannot_tell", "claim", "possible"]
TONES: tuple[Tone, ...] = ("contradicted", "defect", "not_observed", "confirmed", "cannot_tell", "claim", "possible")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch ``text[start:end]`` of a document that note ``number`` is about; ``label`` says its tone in words."""

    number: int
    tone: Tone
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The number after a marked piece. ``first``: this is where the note's link back leads to."""

    mark: Mark
    first: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with one set of marks. ``tone`` is null for unmarked text; ``nested``: marks of
    different extent lie over each other here; ``references``: the marks whose part of this block ends here."""

    text: str
    tone: Tone | None
    nested: bool
    references: tuple[Reference, ...]


def split(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Segment, ...]:
    """The segments of ``text[start:end]``; ``marks`` in any order, those outside are ignored."""
    inside = [mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end]
    if not inside:
        return (Segment(text[start:end], None, False, ()),) if start < end else ()
    edges = {start, end}
    for mark in inside:
        edges |= {max(mark.start, start), min(mark.end, end)}
    ordered = sorted(edges)
    return tuple(_segment(text, left, right, (start, end), inside) for left, right in itertools.pairwise(ordered))


def _segment(text: str, left: int, right: int, block: tuple[int, int], inside: Sequence[Mark]) -> Segment:
    here = [mark for mark in inside if mark.start < right and mark.end > left]
    ending = sorted((mark for mark in here if min(mark.end, block[1]) == right), key=lambda mark: mark.number)
    references = tuple(Reference(mark, first=mark.start >= block[0]) for mark in ending)
    tone = min((mark.tone for mark in here), key=TONES.index, default=None)
    return Segment(text[left:right], tone, len({(mark.start, mark.end) for mark in here}) > 1, references)
