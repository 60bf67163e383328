"""Structure in text that has none but its lines: plain files, PDF pages, Markdown, lines parted by ``<br>``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.models.document import Cell, DocumentText
from declarations.builder import MAX_LINE, Line, Place, TextBuilder, normalise

_HASHES = re.compile(r"(#{1,6})\s+\S")
_BULLET = re.compile(r"(?:[-*•·‣▪◦○●→►✓✔–—]|o)\s+\S")
_NUMBERED_ITEM = re.compile(r"(?:\(?[a-z0-9]{1,2}\)|\d{1,2}\.)\s+\S")
_NUMBERED_HEADING = re.compile(
    r"(?:§\s*)?(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+\S|(?:artikel|article|hoofdstuk|teil)\s+\d", re.I
)
_RULE = re.compile(r"[-=_*~─]{3,}$")
_TABLE_RULE = re.compile(r"\|?[\s:|-]*-{3,}[\s:|-]*$")
_NO_HEADING = re.compile(r"@|https?:|www\.|\d{4}|\+\d|^\W*$|\|")
_FINAL = re.compile(r"[.!;,:…]['\"’”)]*$")
#: "Bewaartermijn: 2 jaar": a line of its own among such lines.
_LABEL = re.compile(r"[^\W\d_a-zà-ÿ][^:.!?]{1,30}:\s+\S")
_COLUMNS = re.compile(r" {2,}")
_BARS = re.compile(r"\s+\|\s+")
_SEMICOLONS = re.compile(r";(?=\S)")
#: A name as scripts write them: it opens a row and goes on no sentence.
_SCRIPT_NAME = re.compile(r"_\w")
_LIST_MARK = re.compile(r"^(?:[-*•·‣▪◦○●►✓✔–—→]|o)\s+")

#: A line with more columns is no row of a table.
_MAX_COLUMNS = 50
#: A line at least this long that does not end a sentence was wrapped by its writer's program.
_WRAPPED = 45


def plain_text(text: str, title: str = "") -> DocumentText:
    """The document in a plain text: short lines without final punctuation are headings, "- " list items."""
    builder = TextBuilder()
    for line, place in structured(_lines(text), Place()):
        builder.add(line, place)
    return builder.document(title)


def _lines(text: str) -> list[Line]:
    # A form feed parts PDF pages: no paragraph boundary by itself.
    rows = normalise(text).replace("\f", "\n").splitlines()
    return [_tabbed(row) for row in _aligned([row[: MAX_LINE + 1] for row in rows])]


def _aligned(rows: Sequence[str]) -> list[str]:
    """The rows with tabs for what parts their columns, where rows below each other have as many: spaces, "|", ";"."""
    made = list(rows)
    for separator in (_COLUMNS, _BARS, _SEMICOLONS):
        made = _parted(made, separator)
    return made


def _parted(rows: Sequence[str], separator: re.Pattern[str]) -> list[str]:
    split = [separator.split(row.strip()) if "\t" not in row and not row.startswith("|") else [] for row in rows]
    made = list(rows)
    for index, cells in enumerate(split):
        beside = {len(split[other]) for other in (index - 1, index + 1) if 0 <= other < len(split)}
        if 3 <= len(cells) <= _MAX_COLUMNS and len(cells) in beside:
            made[index] = "\t".join(cells)
    return made


def _tabbed(row: str) -> Line:
    stripped = row.strip()
    if "\t" in stripped and len([cell for cell in stripped.split("\t") if cell.strip()]) > 1:
        return Line("\t".join(" ".join(cell.split()) for cell in stripped.split("\t")))
    return Line(" ".join(row.split()))


def structured(lines: Sequence[Line], place: Place, in_page: bool = False) -> Iterator[tuple[Line, Place]]:
    """The lines as blocks with their kinds; wrapped lines are joined, an empty line parts paragraphs.

    ``in_page``: lines parted by ``<br>``, where only bold or marked lines are headings."""
    table = -1 if place.cell is None else place.cell.table
    rows = 0
    merged = _merge(lines)
    for index, line in enumerate(merged):
        text = line.text
        if not text:
            continue
        cells = _cells(line)
        if cells:
            if rows == 0:
                table += 1
            if not _TABLE_RULE.match(text):
                for column, cell in enumerate(cells):
                    where = Cell(table=PLAIN_TABLES + table, row=rows, column=column)
                    kind = "table_header" if rows == 0 and _ruled(merged, index) else "table_cell"
                    yield cell, replace(place, kind=kind, cell=where)  # type: ignore[arg-type]
                rows += 1
            continue
        rows = 0
        if _RULE.match(text):
            continue
        yield line, _place(merged, index, place, in_page)


#: Tables in running text are numbered from here, so that they do not collide with a page's own.
PLAIN_TABLES = 1000


def _ruled(lines: Sequence[Line], index: int) -> bool:
    return index + 1 < len(lines) and bool(_TABLE_RULE.match(lines[index + 1].text))


def _cells(line: Line) -> list[Line]:
    text = line.text
    separator = "\t" if "\t" in text else "|" if text.count("|") >= 2 and text.startswith("|") else None
    if separator is None or line.links:
        return []
    parts = text.split(separator, _MAX_COLUMNS)
    if separator == "|":
        parts = parts[1:-1] if text.endswith("|") else parts[1:]
    return [Line(" ".join(part.split())) for part in parts]


def _place(lines: Sequence[Line], index: int, place: Place, in_page: bool) -> Place:
    line = lines[index]
    text = line.text
    hashes = _HASHES.match(text)
    if hashes:
        return replace(place, kind="heading", level=len(hashes[1]))
    if place.kind != "paragraph":
        return place
    if (line.bold or not in_page) and _is_heading(lines, index):
        numbered = _NUMBERED_HEADING.match(text)
        level = 2 + (numbered[1] or "").count(".") if numbered and numbered[1] else 2 if text.isupper() else 3
        return replace(place, kind="heading", level=min(level, 6))
    if _BULLET.match(text) or _NUMBERED_ITEM.match(text):
        return replace(place, kind="list_item", level=1)
    return place


def _is_heading(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    text = line.text
    if len(text) > 90 or _NO_HEADING.search(text) or _FINAL.search(text) or len(text.split()) > 12:
        return False
    if _LIST_MARK.match(text) or not re.search(r"[^\W\d_]", text):
        return False
    first = re.sub(r"^[\W\d_]+", "", text)[:1]
    if first.islower() and not _NUMBERED_HEADING.match(text):
        return False
    following = next((other.text for other in lines[index + 1 :] if other.text), "")
    return bool(following) or text.isupper()


def _merge(lines: Sequence[Line]) -> list[Line]:
    """Joins lines that one sentence was wrapped over; empty lines stay as empty lines."""
    merged: list[Line] = []
    blank = False
    for line in lines:
        if not line.text:
            blank = True
            continue
        previous = merged[-1] if merged else None
        if previous is not None and _continues(previous.text, line.text, blank):
            merged[-1] = previous.joined(line)
        else:
            if blank and merged:
                merged.append(Line())
            merged.append(line)
        blank = False
    return merged


def _continues(before: str, after: str, blank: bool) -> bool:
    if not before or "\t" in before or "\t" in after or before.startswith("|") or after.startswith("|"):
        return False
    if (
        _SCRIPT_NAME.match(after)
        or _BULLET.match(after)
        or _HASHES.match(after)
        or _RULE.match(after)
        or _RULE.match(before)
    ):
        return False
    if _HASHES.match(before) or _NUMBERED_ITEM.match(after) or re.search(r"[.!?:…]['\"’”)]*$", before):
        return False
    if _LABEL.match(after) and _LABEL.match(before):
        return False
    last = before.rsplit("\n", 1)[-1]
    starts_low = after[:1].islower() or after[:1] in "(<,;&"
    if before[-1] in ",;":
        return starts_low and len(last) >= 2 * _WRAPPED
    if blank:
        return starts_low and len(last) >= _WRAPPED
    return (starts_low and len(last) >= 20) or len(last) >= _WRAPPED
