"""Cookie tables: which column says what, row by row, with spans, several names a cell, and categories in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.knowledge.vendors import vendors
from auditor.models.document import Block, Document
from declarations.cookie_categories import row_categories
from declarations.cookie_columns import (
    GridCell,
    GridRow,
    complete,
    guess,
    header_roles,
    is_cookie,
    is_kind_of_lifetime,
    is_named,
    is_ticked,
    role_of,
    tick_columns,
)
from declarations.cookie_headings import Headings, speaks_of_cookies
from declarations.cookie_rows import RawCookie, looks_like_name, names_in
from declarations.durations import lifetime_in, parallel_lifetimes
from declarations.language import LANGUAGES, Words, words
from declarations.naming import names

#: A table larger than this holds no cookies; only its first rows are read.
_MAX_ROWS = 3000
#: The label of names, a label and its value, and the labels that a table of labels has at least.
_NAME_LABEL = "cookie"
_LABEL_AND_VALUE = 2
_LEAST_LABELS = 2
#: Marks that stand for what the row above says.
_DITTO = frozenset({'"', "''", "\u2033", "\u3003", "\u201e", "\u201d", ",,"})


@dataclass
class _Table:
    """A table on its way to rows: what its columns hold, what stands over it, and what its last row said."""

    document: Document
    language: Words
    over: tuple[str, ...]
    roles: dict[int, str] = field(default_factory=dict)
    ticks: dict[int, str] = field(default_factory=dict)
    #: The header over the lifetimes, which may say their unit.
    unit: str = ""
    #: Whether it is about cookies, so that a plain word may be a name.
    about: bool = False
    before: dict[str, str] = field(default_factory=dict)
    #: The line right above it.
    above: str = ""


def table_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """The cookies in the tables of a document."""
    if not any(block.cell is not None for block in document.blocks):
        return
    headings = Headings()
    above = ""
    tables: dict[int, tuple[_Table, list[Block]]] = {}
    for block in document.blocks:
        if block.cell is None:
            above = document.text[block.start : block.end]
            headings.see(block, above)
        else:
            made: tuple[_Table, list[Block]] = (_Table(document, language, headings.over(), above=above), [])
            tables.setdefault(block.cell.table, made)[1].append(block)
    for table, blocks in tables.values():
        yield from _read(table, _grid(document, blocks))


def _grid(document: Document, blocks: list[Block]) -> list[GridRow]:
    cells: dict[tuple[int, int], GridCell] = {}
    size = 0
    for block in blocks:
        place = block.cell
        if place is None or place.row > _MAX_ROWS:
            continue
        cell = cells.get((place.row, place.column))
        text = document.text[block.start : block.end]
        if cell is None:
            cell = GridCell(start=block.start, header=block.kind == "table_header")
            for row in range(place.row, place.row + place.row_span):
                for column in range(place.column, place.column + place.column_span):
                    cells.setdefault((row, column), cell)
        cell.lines.append(text)
        cell.end = block.end
        size = max(size, place.row + 1)
    grid: list[GridRow] = [{} for _ in range(size)]
    for (row, column), cell in cells.items():
        if row < size:
            grid[row][column] = cell
    return grid


def _read(table: _Table, grid: list[GridRow]) -> Iterator[RawCookie]:
    if not grid:
        return
    grid = _without_title(grid, table.language)
    _name_labels(table, grid)
    if _vertical(grid, table.language):
        yield from _vertical_rows(table, grid)
        return
    first = _columns(table, grid)
    rows = grid[first:]
    if "name" not in table.roles.values():
        return
    name = _name_column(table.roles)
    if len(table.roles) == 1 and not any(is_named(row.get(name)) for row in rows):
        return
    table.about = _is_about(table, grid[0], rows, name)
    other = not table.about and _is_of_other_things(table, grid[0], rows, name)
    if other or (not table.about and not any(is_cookie(row.get(name)) for row in rows)):
        # A list of companies or people, whose names may be written like those of cookies.
        return
    category = ""
    for number, row in enumerate(rows):
        distinct = {id(cell) for cell in row.values()}
        if len(distinct) == 1 and len(grid[0]) > 1:
            category = next(iter(row.values())).text
            continue
        again = header_roles(row, rows[number + 1 :], table.language)
        if len(again) > 1 and all(cell.header for cell in row.values()):
            table.roles = again
            continue
        yield from _row(table, row, (*table.over, category) if category else table.over)


def _columns(table: _Table, grid: list[GridRow]) -> int:
    """Finds what the columns hold. Returns the number of the first row below the headers."""
    header, rows = grid[0], grid[1:]
    table.ticks = tick_columns(header, rows)
    roles = header_roles(header, rows, table.language)
    first = 1
    if "name" not in roles.values():
        headed = len(grid) > 1 and (all(cell.header for cell in header.values()) or len(roles) > 1)
        first = 1 if headed else 0
        guessed = guess(grid[first:], table.language)
        roles = {**roles, **{column: role for column, role in guessed.items() if role == "name"}} if first else guessed
    complete(roles, grid[first:], table.language, table.ticks)
    table.roles = roles
    table.unit = next((header[column].text for column, role in roles.items() if role == "lifetime" and first), "")
    return first


def _is_about(table: _Table, header: GridRow, rows: list[GridRow], name: int) -> bool:
    """Whether a table is about cookies: a plain word in its column of names is one then.

    Its headers say so, or the nearest heading; a heading further up says so only where names look like cookies'."""
    if any("cookie" in cell.text.lower() for cell in header.values()):
        return True
    named = sum(1 for row in rows if is_cookie(row.get(name)))
    telling = bool({"lifetime", "category"} & set(table.roles.values())) or bool(table.ticks)
    if table.over and speaks_of_cookies(table.over[-1]) and (named or telling):
        return True
    if _is_of_other_things(table, header, rows, name):
        return False
    if named and any("cookie" in text.lower() for text in table.over):
        return True
    return "lifetime" in table.roles.values() and 3 * named >= len(rows)


def _is_of_other_things(table: _Table, header: GridRow, rows: list[GridRow], name: int) -> bool:
    """Whether a table with names like cookies' is about something else: kept records, the calls of an interface.

    Its nearest heading says so, or no header says that names stand below it; one known name says it is of cookies."""
    cells = [row[name].text.split(" ")[0].strip(",;:") for row in rows if name in row]
    if any(cell.startswith("_") or next(vendors().cookies_named(cell), None) is not None for cell in cells):
        return False
    heading = table.over[-1] if table.over else ""
    if names().find(heading.lower()) or speaks_of_cookies(heading):
        return False
    headed = all(cell.header for cell in header.values()) and len(header) > 1
    if headed and not any(role_of(cell.text) == "name" for cell in header.values()):
        return True
    kept = ("other_retention", "content_retention")
    return any(words(code).family(family).search(heading.lower()) for code in LANGUAGES for family in kept)


def _name_column(roles: dict[int, str]) -> int:
    return next((column for column, role in roles.items() if role == "name"), -1)


def _row(table: _Table, row: GridRow, over: tuple[str, ...]) -> Iterator[RawCookie]:
    by_role = {role: row[column] for column, role in table.roles.items() if column in row}
    cell = by_role.get("name")
    if cell is None:
        return
    values = _values(table, by_role, row)
    first = min(found.start for found in row.values())
    last = max(found.end for found in row.values())
    if last - first > 1200 or first > cell.start:
        first, last = cell.start, cell.end
    lifetimes = by_role["lifetime"].lines if "lifetime" in by_role else []
    found_names = names_in(cell.lines, table.language, table.about)
    in_turn = parallel_lifetimes(values.get("lifetime", ""), table.language, len(found_names))
    for number, (name, line, printed) in enumerate(found_names):
        lifetime = in_turn[number] if in_turn is not None and printed is None else printed
        beside = lifetimes[line] if len(lifetimes) == len(cell.lines) > 1 else values.get("lifetime", "")
        if len(lifetimes) == len(found_names) > 1 and len(cell.lines) == 1:
            beside = lifetimes[number]
        yield RawCookie(
            name=name,
            start=first,
            end=last,
            provider=values.get("provider", "") or _in_brackets(cell, name),
            category=values.get("category", ""),
            lifetime=beside,
            purpose=values.get("purpose", ""),
            own_lifetime=lifetime,
            headings=over,
        )


def _values(table: _Table, by_role: dict[str, GridCell], row: GridRow) -> dict[str, str]:
    """What the row says, with what it repeats from the row above in full, and the category that a tick stands for."""
    values = {role: found.text for role, found in by_role.items()}
    for role, text in values.items():
        if role != "name" and _repeats(text):
            values[role] = table.before.get(role, "")
    if "category" in table.roles.values() and not values.get("category"):
        values["category"] = table.before.get("category", "")
    if re.fullmatch(r"\d+(?:[.,]\d+)?", values.get("lifetime", "")):
        values["lifetime"] = f"{values['lifetime']} {_unit(table)}"
    if lifetime_in(values.get("lifetime", ""), table.language) is None:
        # "Sessie/permanent: sessie", where the column of durations holds a dash.
        kinds = [
            cell.text for column, cell in row.items() if column not in table.roles and is_kind_of_lifetime(cell.text)
        ]
        values["lifetime"] = kinds[0] if kinds else values.get("lifetime", "")
    marked = [said for column, said in table.ticks.items() if column in row and is_ticked(row[column].text)]
    if marked and not row_categories(values.get("category", "")):
        values["category"] = marked[0]
    table.before = values
    return values


def _unit(table: _Table) -> str:
    """The unit that the header of the lifetimes names: "Bewaartermijn (dagen)"."""
    said = re.findall(r"[^\W\d]+", table.unit.lower())
    return next((word for word in reversed(said) if lifetime_in(f"1 {word}", table.language)), "")


def _repeats(text: str) -> bool:
    said = text.strip().lower().strip("().")
    return text.strip() in _DITTO or any(words(code).family("row_repeats").search(said) for code in LANGUAGES)


def _in_brackets(cell: GridCell, name: str) -> str:
    """Whose a cookie is, where the cell says it behind the name: "_pk_id (Matomo)"."""
    match = re.search(re.escape(name) + r"\s*\(([^()\d]{3,40})\)", cell.text)
    return match[1] if match else ""


def _without_title(grid: list[GridRow], language: Words) -> list[GridRow]:
    """Without a first row that is one cell over all columns, where the row below it holds the headers."""
    if len(grid) > 2 and len({id(cell) for cell in grid[0].values()}) == 1 and len(grid[0]) > 1:
        below = set(header_roles(grid[1], grid[2:], language).values())
        if "name" in below and len(below) > 1:
            return grid[1:]
    return grid


def _vertical(grid: list[GridRow], language: Words) -> bool:
    """Whether labels stand in the first column, one cookie or more beside them."""
    labels = [role_of(row[0].text) for row in grid if 0 in row]
    beside = {column: cell for column, cell in grid[0].items() if column and cell is not grid[0].get(0)}
    return (
        "name" in labels and len({label for label in labels if label}) >= 2 and not header_roles(beside, [], language)
    )


def _name_labels(table: _Table, grid: list[GridRow]) -> None:
    """Gives a table of labels the label that it leaves out: over names beside an empty corner, or above the table."""
    labels = {role_of(row[0].text) for row in grid if 0 in row} - {None}
    if "name" in labels or not labels & {"lifetime", "category"} or len(labels) < _LEAST_LABELS:
        return
    beside = [cell for column, cell in grid[0].items() if column]
    corner = grid[0].get(0)
    if beside and (corner is None or not role_of(corner.text)) and all(map(is_cookie, beside)):
        grid[0][0] = GridCell([_NAME_LABEL])
        return
    name = table.above.strip(" :")
    if looks_like_name(name) and all(len(row) <= _LABEL_AND_VALUE for row in grid):
        start = table.document.text.rfind(name, 0, grid[0][min(grid[0])].start)
        grid.insert(0, {0: GridCell([_NAME_LABEL]), 1: GridCell([name], start, start + len(name))})


def _vertical_rows(table: _Table, grid: list[GridRow]) -> Iterator[RawCookie]:
    for column in range(1, max(max(row, default=0) for row in grid) + 1):
        record: dict[str, GridCell] = {}
        for row in grid:
            role = _label(row, column, record)
            if role is None or column not in row or row[column] is row.get(0):
                continue
            if role == "name" and "name" in record:
                if not is_named(record["name"]) and "lifetime" not in record:
                    # "Name: Google Analytics … Cookie Name: _ga": the first is the service.
                    record["provider"] = record["name"]
                else:
                    yield from _record(table, record)
                    record = {}
            record[role] = row[column]
        yield from _record(table, record)


def _label(row: GridRow, column: int, record: dict[str, GridCell]) -> str | None:
    """What a row of a table with labels says; a row without one may head each column with a category."""
    role = role_of(row[0].text) if 0 in row else None
    if role is None and "category" not in record and column in row and len(row_categories(row[column].text)) == 1:
        return "category"
    return role


def _record(table: _Table, record: dict[str, GridCell]) -> Iterator[RawCookie]:
    if "name" in record and (is_named(record["name"]) or {"lifetime", "category"} & set(record)):
        table.roles, table.about = dict(enumerate(record)), True
        cells = {number: record[role] for number, role in table.roles.items()}
        yield from _row(table, cells, table.over)
