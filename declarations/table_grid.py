"""Rows and columns of HTML tables, with spans; and which tables hold data rather than a page's layout."""

from __future__ import annotations

from typing import Any

from auditor.models.document import BlockKind, Cell

#: Spans beyond these are nonsense or hostile.
_MAX_ROW_SPAN = 200
_MAX_COLUMN_SPAN = 50

_LAYOUT_CONTENT = ("table", "h1", "h2", "h3", "main", "nav", "header", "footer", "form")


def is_data_table(table: Any) -> bool:
    """Whether a table holds data: not where it nests tables or headings, has one column, or says it is presentation."""
    if table.get("role") in ("presentation", "none"):
        return False
    if any(next(table.iterdescendants(tag), None) is not None for tag in _LAYOUT_CONTENT):
        return False
    return any(sum(1 for child in row if child.tag in ("td", "th")) > 1 for row in _rows(table))


def table_cells(table: Any, number: int) -> dict[Any, tuple[BlockKind, Cell]]:
    """Each ``td`` and ``th`` of ``table`` with its kind and its place in the grid."""
    found: dict[Any, tuple[BlockKind, Cell]] = {}
    taken: dict[tuple[int, int], bool] = {}
    for row, element in enumerate(_rows(table)):
        column = 0
        cells = [child for child in element if child.tag in ("td", "th")]
        heads = bool(cells) and all(cell.tag == "th" for cell in cells)
        for child in cells:
            while taken.pop((row, column), False):
                column += 1
            rows = _span(child.get("rowspan"), _MAX_ROW_SPAN)
            columns = _span(child.get("colspan"), _MAX_COLUMN_SPAN)
            kind: BlockKind = "table_header" if heads or child.tag == "th" else "table_cell"
            found[child] = (kind, Cell(table=number, row=row, column=column, row_span=rows, column_span=columns))
            for below in range(1, rows):
                for beside in range(columns):
                    taken[row + below, column + beside] = True
            column += columns
    return found


def _rows(table: Any) -> list[Any]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
    return rows


def _span(value: str | None, most: int) -> int:
    value = (value or "").strip()
    return min(max(int(value), 1), most) if value.isdigit() and len(value) < 6 else 1
