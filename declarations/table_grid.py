"""Rows and columns of HTML tables, with spans; and which tables hold data rather than a page's layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auditor.models.document import BlockKind, Cell

#: Spans beyond these are nonsense or hostile.
_MAX_ROW_SPAN = 200
_MAX_COLUMN_SPAN = 50

#: Elements of any name that are said to be a table, its rows and cells.
TABLE_ROLES = frozenset({"table", "grid", "treegrid"})
_CELL_ROLES = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_HEADER_ROLES = frozenset({"columnheader", "rowheader"})

_LAYOUT_CONTENT = ("table", "h1", "h2", "h3", "main", "nav", "header", "footer", "form")


def is_data_table(table: Any) -> bool:
    """Whether a table holds data: not where it nests tables or headings, has one column, or says it is presentation."""
    if table.get("role") in ("presentation", "none"):
        return False
    if any(next(table.iterdescendants(tag), None) is not None for tag in _LAYOUT_CONTENT):
        return False
    if _is_plain_grid(table):
        return True
    return any(sum(1 for child in row if _is_cell(child)) > 1 for row in _rows(table))


def is_table(element: Any, tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is a table: by its name, by its role, or as rows of plain elements under headers.

    ``tag`` and ``attributes`` are the element's."""
    if tag == "table" or attributes.get("role", "") in TABLE_ROLES:
        return True
    return tag in _GRIDS and _is_plain_grid(element)


#: Columns and rows that plain elements need to be a table, and the longest header.
_GRID_COLUMNS = range(2, 9)
_GRID_ROWS = 2
_LONGEST_HEADER = 40
_GRID_HEADER = re.compile(r"cookie|^(?:naam|name|nom|bezeichnung|intitulé)$", re.IGNORECASE)
_GRIDS = frozenset({"div", "ul", "section"})
_GRID_PARTS = frozenset({"div", "span", "p", "li", "ul", "section", "strong", "b"})


def _is_plain_grid(element: Any) -> bool:
    """Whether elements without roles are a table of cookies: as many cells in each row, and headers in the first."""
    if element.tag not in _GRIDS:
        return False
    width = len(element[0]) if len(element) >= _GRID_ROWS else 0
    if width not in _GRID_COLUMNS or element[0].tag not in ("div", "li", "ul"):
        return False
    rows = list(element)
    if len({row.tag for row in rows}) != 1 or any(len(row) != width or (row.text or "").strip() for row in rows):
        return False
    headers = ["".join(cell.itertext()).strip() for cell in rows[0]]
    if not any(map(_GRID_HEADER.search, headers)) or any(not text or len(text) > _LONGEST_HEADER for text in headers):
        return False
    return all(cell.tag in _GRID_PARTS and _is_leaf(cell) for row in rows for cell in row)


def _is_leaf(cell: Any) -> bool:
    """Whether a cell holds text and links only."""
    return all(
        inner.tag in ("a", "b", "strong", "em", "i", "code", "br", "span", "small")
        for inner in cell.iter()
        if inner is not cell
    )


def _is_cell(element: Any) -> bool:
    return element.tag in ("td", "th") or (element.get("role") or "") in _CELL_ROLES


def _is_header(element: Any) -> bool:
    return element.tag == "th" or (element.get("role") or "") in _HEADER_ROLES


def table_cells(table: Any, number: int) -> dict[Any, tuple[BlockKind, Cell]]:
    """Each ``td`` and ``th`` of ``table`` with its kind and its place in the grid."""
    found: dict[Any, tuple[BlockKind, Cell]] = {}
    taken: dict[tuple[int, int], bool] = {}
    plain = table.tag != "table" and _is_plain_grid(table)
    for row, element in enumerate(table if plain else _rows(table)):
        column = 0
        cells = [child for child in element if plain or _is_cell(child)]
        for child in cells:
            while taken.pop((row, column), False):
                column += 1
            rows = _span(child.get("rowspan"), _MAX_ROW_SPAN)
            columns = _span(child.get("colspan"), _MAX_COLUMN_SPAN)
            header = row == 0 if plain else _is_header(child)
            kind: BlockKind = "table_header" if header else "table_cell"
            found[child] = (kind, Cell(table=number, row=row, column=column, row_span=rows, column_span=columns))
            for below in range(1, rows):
                for beside in range(columns):
                    taken[row + below, column + beside] = True
            column += columns
    return found


def _rows(table: Any) -> list[Any]:
    rows = []
    for child in table:
        if _is_row(child):
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot") or child.get("role") == "rowgroup":
            rows += [row for row in child if _is_row(row)]
    return rows


def _is_row(element: Any) -> bool:
    return bool(element.tag == "tr" or element.get("role") == "row")


def _span(value: str | None, most: int) -> int:
    value = (value or "").strip()
    return min(max(int(value), 1), most) if value.isdigit() and len(value) < 6 else 1
