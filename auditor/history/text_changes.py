"""Two versions of a text side by side: rows of lines, with the words that differ marked. Pure, and bounded in cost,
for the texts come from websites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: Lines around a difference that are shown with it.
CONTEXT = 2
#: Most rows with a difference that a comparison has; the rest is counted.
MOST_ROWS = 2000
#: Most characters of a line that are compared word by word, and shown.
LONGEST_LINE = 4000
#: Most pairs of equal lines, and of equal words of a line, that are weighed against each other; beyond it all is other.
_MOST_PAIRS = 100_000
_MOST_WORD_PAIRS = 20_000
_MOST_LINES = 5000

#: A word with the space after it: spaces alone would be equal to each other everywhere.
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")

#: ``gap``: unchanged lines that are left out; ``more``: differences that are.
RowKind = Literal["same", "changed", "removed", "added", "gap", "more"]


@dataclass(frozen=True)
class Piece:
    """A stretch of a line. ``differs``: the other version has other words here."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Row:
    """A line of both versions, or of one (the other is empty). ``skipped``: how many lines a gap leaves out."""

    kind: RowKind
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    skipped: int = 0


def compare_texts(old: str, new: str) -> tuple[Row, ...]:
    """The rows in which two texts differ, each with its context; none when they are equal."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return ()
    rows: list[Row] = []
    left, more = MOST_ROWS, 0
    for tag, a, b in _stretches(before, after):
        if tag == "equal":
            rows += [_same(line) for line in a]
            continue
        found = list(_other(a[:left], b[:left]))
        rows += found[:left]
        more += max(len(a), len(b), len(found)) - min(len(found), left)
        left -= min(len(found), left)
    kept = list(_with_gaps(rows))
    return (*kept, Row("more", skipped=more)) if more > 0 else tuple(kept)


def _stretches(a: list[str], b: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Equal and other stretches in order; what both begin and end with is taken off before anything is weighed."""
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    yield "equal", a[:start], b[:start]
    middle_a, middle_b = a[start : len(a) - end], b[start : len(b) - end]
    if len(middle_a) + len(middle_b) > _MOST_LINES or _pairs(middle_a, middle_b) > _MOST_PAIRS:
        yield "replace", middle_a, middle_b
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle_a, middle_b, autojunk=False).get_opcodes():
            yield tag, middle_a[i1:i2], middle_b[j1:j2]
    yield "equal", a[len(a) - end :], b[len(b) - end :]


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    count = 0
    for one, two in zip(a, b, strict=False):
        if one != two:
            break
        count += 1
    return count


def _pairs(a: Sequence[str], b: Sequence[str]) -> int:
    in_a, in_b = Counter(a), Counter(b)
    return sum(count * in_b[line] for line, count in in_a.items())


def _other(a: list[str], b: list[str]) -> Iterator[Row]:
    """Replaced lines in pairs, in order; what one side has more stands alone."""
    paired = min(len(a), len(b))
    for one, two in zip(a[:paired], b[:paired], strict=True):
        yield from _pair(one, two)
    yield from (Row("removed", old=(Piece(_short(line), True),)) for line in a[paired:])
    yield from (Row("added", new=(Piece(_short(line), True),)) for line in b[paired:])


def _pair(one: str, two: str) -> tuple[Row, ...]:
    one, two = _short(one), _short(two)
    a, b = _WORDS.findall(one), _WORDS.findall(two)
    if _pairs(a, b) > _MOST_WORD_PAIRS:
        return _apart(one, two)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    codes = matcher.get_opcodes()
    same = sum(len("".join(a[i1:i2]).strip()) for tag, i1, i2, _, _ in codes if tag == "equal")
    if 3 * same < max(len(one), len(two)):
        return _apart(one, two)
    old = _pieces((tag != "equal", "".join(a[i1:i2])) for tag, i1, i2, _, _ in codes)
    new = _pieces((tag != "equal", "".join(b[j1:j2])) for tag, _, _, j1, j2 in codes)
    return (Row("changed", old, new),)


def _apart(one: str, two: str) -> tuple[Row, ...]:
    """Two lines that have little in common are no version of each other."""
    return (Row("removed", old=(Piece(one, True),)), Row("added", new=(Piece(two, True),)))


def _pieces(parts: Iterator[tuple[bool, str]]) -> tuple[Piece, ...]:
    return tuple(Piece(text, differs) for differs, text in parts if text)


def _same(line: str) -> Row:
    piece = (Piece(_short(line)),)
    return Row("same", piece, piece)


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _with_gaps(rows: list[Row]) -> Iterator[Row]:
    """Unchanged rows that are far from every difference, as one gap each."""
    near = [False] * len(rows)
    for place, row in enumerate(rows):
        if row.kind != "same":
            low, high = max(0, place - CONTEXT), min(len(rows), place + CONTEXT + 1)
            near[low:high] = [True] * (high - low)
    skipped = 0
    for row, shown in zip(rows, near, strict=True):
        if shown and skipped:
            yield Row("gap", skipped=skipped)
            skipped = 0
        if shown:
            yield row
        else:
            skipped += 1
    if skipped:
        yield Row("gap", skipped=skipped)
