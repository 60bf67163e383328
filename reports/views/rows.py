"""A document's blocks as rows to be drawn: headings, paragraphs, lists, tables, with marks and notes in place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from auditor.models.document import Block, Document
from reports.views.evidence import EvidenceTable
from reports.views.segments import Mark, Segment, Tone, split

#: Beyond this much text only blocks with a mark are drawn, so that a huge page cannot swamp the report.
MAX_CHARACTERS = 200_000
#: A list item that bears its own number needs no bullet.
_ORDINAL = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]\s")
#: A list of this many items is cut after an item with notes.
LONG_LIST = 7
#: Most rows that notes may run along; the style sheet lays out one row more.
MAX_GROUP = 40
#: A span in a hostile table that claims to be wider or higher than this is cut.
MAX_SPAN = 50


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in the margin about a mark. ``quote``, ``details`` values and ``evidence`` come from the site.
    ``marked``: its place in the text is known; ``origin``: who says so where it is not the reader alone."""

    number: int
    tone: Tone
    label: str
    statement: str
    details: tuple[tuple[str, str], ...]
    quote: str
    reason: str
    evidence: EvidenceTable
    findings: tuple[tuple[str, str], ...]
    marked: bool
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph, heading, list item, term or definition. ``level``: depth, or heading rank from 1."""

    kind: str
    level: int
    segments: tuple[Segment, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class CellView:
    """A table cell with one line of segments for each block in it."""

    header: bool
    row_span: int
    column_span: int
    lines: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of a document: one heading or paragraph, a whole list, a whole table, or a gap where text is left out."""

    kind: Literal["heading", "paragraph", "list", "terms", "table", "gap"]
    items: tuple[Item, ...] = ()
    cells: tuple[tuple[CellView, ...], ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that notes stand beside. ``noted``: there are any; ``wide``: a table, which takes the whole width."""

    rows: tuple[Row, ...]
    noted: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive rows of one region of the page. ``region`` is ``body`` for the text itself.

    ``groups``: a row with notes and those after it, beside which the notes stand. ``marks``: how many
    notes; ``weighty``: one of them is a contradiction or a defect."""

    region: str
    groups: tuple[Group, ...]
    marks: int
    weighty: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    block: Block
    item: Item
    notes: tuple[Note, ...]


_LISTS = {"list_item": "list", "term": "terms", "definition": "terms"}


def runs_of(document: Document, marks: Sequence[Mark], notes: dict[int, Note]) -> tuple[Run, ...]:
    """The document's rows in runs of one region; ``notes`` by number, each at the block where its mark begins."""
    placed = list(_place(document, marks, notes))
    grouped = itertools.groupby(placed, key=lambda entry: entry.block.region)
    return tuple(_run(region, list(entries)) for region, entries in grouped)


def unplaced(document: Document, marks: Iterable[Mark]) -> frozenset[int]:
    """Numbers of the marks that touch no block: their notes need another place."""
    blocks = _blocks(document)
    return frozenset(
        mark.number
        for mark in marks
        if not any(mark.start < block.end and mark.end > block.start for block in blocks) or mark.start >= mark.end
    )


def _blocks(document: Document) -> Sequence[Block]:
    """The document's blocks; for a text without any, one paragraph a line."""
    if document.blocks or not document.text:
        return document.blocks
    ends = [*(at for at, sign in enumerate(document.text) if sign == "\n"), len(document.text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [
        Block(kind="paragraph", start=start, end=end) for start, end in zip(starts, ends, strict=True) if end > start
    ]


def _place(document: Document, marks: Sequence[Mark], notes: dict[int, Note]) -> Iterator[_Placed]:
    """Each block with its segments and the notes of the marks that begin in it, in one sweep over both."""
    waiting = sorted(marks, key=lambda mark: (mark.start, mark.number))
    active: list[Mark] = []
    ranks = _Ranks()
    for block in _blocks(document):
        active = [mark for mark in active if mark.end > block.start]
        first: list[Mark] = []
        while waiting and waiting[0].start < block.end:
            mark = waiting.pop(0)
            if mark.end > block.start and mark.end > mark.start:
                first.append(mark)
        active += first
        if block.start > MAX_CHARACTERS and not active:
            continue
        level = ranks.rank(block.level) if block.kind == "heading" else min(block.level, 6)
        here = tuple(notes[mark.number] for mark in first if mark.number in notes)
        segments = split(document.text, block.start, block.end, active)
        kind = "numbered" if block.kind == "list_item" and _ORDINAL.match(document.text, block.start) else block.kind
        yield _Placed(block, Item(kind, level, segments, block.language), here)


class _Ranks:
    """Lifts a page's heading levels to ranks that never skip one, whatever the page does."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def rank(self, level: int) -> int:
        """The rank, from 1, of a heading of this level after all those before it."""
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return min(len(self._open), 3)


def _run(region: str, entries: Sequence[_Placed]) -> Run:
    notes = [note for entry in entries for note in entry.notes]
    weighty = any(note.tone in ("contradicted", "defect") for note in notes)
    return Run(region, tuple(_groups(_rows(entries))), len(notes), weighty)


def _groups(rows: Iterable[Row]) -> Iterator[Group]:
    """Cuts before each row with notes and around each table, which takes the whole width; a heading
    stays with what follows it."""
    group: list[Row] = []
    for row in rows:
        alone = row.kind == "table" or (bool(group) and group[-1].kind == "table")
        if group and (row.notes or alone or len(group) == MAX_GROUP):
            kept = 0 if row.kind == "table" else _headings_at_end(group)
            if kept < len(group):
                yield _group(group[: len(group) - kept])
                group = group[len(group) - kept :]
        group.append(row)
    if group:
        yield _group(group)


def _group(rows: Sequence[Row]) -> Group:
    return Group(tuple(rows), any(row.notes for row in rows), rows[0].kind == "table")


def _headings_at_end(group: Sequence[Row]) -> int:
    """How many headings without notes the group ends in."""
    return sum(1 for _ in itertools.takewhile(lambda row: row.kind == "heading" and not row.notes, reversed(group)))


def _shape(entry: _Placed) -> tuple[str, int]:
    """What a block is part of: a table by its number, a list, or nothing but itself."""
    block = entry.block
    if block.cell is not None:
        return ("table", block.cell.table)
    if block.kind in _LISTS:
        return (_LISTS[block.kind], -1)
    return ("line", block.start)


def _rows(entries: Sequence[_Placed]) -> Iterator[Row]:
    previous_end: int | None = None
    for (shape, _), group in itertools.groupby(entries, key=_shape):
        members = list(group)
        start = members[0].block.start
        if start > MAX_CHARACTERS and previous_end is not None and start > previous_end + 1:
            yield Row("gap")
        previous_end = members[-1].block.end
        for part in _parts(members) if shape in ("list", "terms") else [members]:
            yield _row(shape, part)


def _parts(members: Sequence[_Placed]) -> Iterator[list[_Placed]]:
    """A long list in parts that end in an item with notes, so that these stand near it."""
    part: list[_Placed] = []
    for member in members:
        part.append(member)
        if member.notes and len(part) >= LONG_LIST:
            yield part
            part = []
    if part:
        yield part


def _row(shape: str, members: Sequence[_Placed]) -> Row:
    items = tuple(member.item for member in members)
    notes = tuple(note for member in members for note in member.notes)
    if shape == "list":
        return Row("list", items, notes=notes)
    if shape == "terms":
        return Row("terms", items, notes=notes)
    if shape == "table":
        return Row("table", cells=_cells(members), notes=notes)
    return Row("heading" if items[0].kind == "heading" else "paragraph", items, notes=notes)


def _cells(members: Sequence[_Placed]) -> tuple[tuple[CellView, ...], ...]:
    cells: dict[tuple[int, int], list[_Placed]] = {}
    for member in members:
        if member.block.cell is not None:
            cells.setdefault((member.block.cell.row, member.block.cell.column), []).append(member)
    lines = itertools.groupby(sorted(cells.items()), key=lambda entry: entry[0][0])
    return tuple(tuple(_cell(parts) for _, parts in line) for _, line in lines)


def _cell(parts: Sequence[_Placed]) -> CellView:
    cell = parts[0].block.cell
    return CellView(
        header=any(part.block.kind == "table_header" for part in parts),
        row_span=min(cell.row_span, MAX_SPAN) if cell else 1,
        column_span=min(cell.column_span, MAX_SPAN) if cell else 1,
        lines=tuple(part.item.segments for part in parts),
    )
