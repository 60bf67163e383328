"""Cookie tables: which column says what, row by row, with spans, several names a cell, and categories in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial

from auditor.knowledge.vendors import vendors
from auditor.models.document import Block, Document
from declarations.cookie_rows import RawCookie, categories_of, looks_like_name, names_in
from declarations.durations import lifetime_in, parallel_lifetimes
from declarations.language import LANGUAGES, Words, words
from declarations.naming import names

ROLES = ("name", "provider", "category", "lifetime", "purpose")
#: A table larger than this holds no cookies; only its first rows are read.
_MAX_ROWS = 3000
_OF_COOKIE = re.compile(
    r"^cookies?[ -]|(?: (?:van (?:de|het|een|elke)|of(?: the| a| each)?|du|des|d'un|der|dieses))?[ -]cookies?$"
)
_JOINED = re.compile(r"\s*(?:[,/&+(]|\b(?:en|and|und|et)\b)\s*")


@dataclass
class _GridCell:
    lines: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0
    header: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@lru_cache(maxsize=4096)
def role_of(header: str) -> str | None:
    """What a column or label says it holds, in any of the languages; null for something else."""
    text = " ".join(header.lower().strip(" :*?").split())
    # "Naam en duur": what it names first is what its cells open with; "Cookie-Laufzeit" is a lifetime.
    for part in (text, _OF_COOKIE.sub("", text), _JOINED.split(text, maxsplit=1)[0]):
        for role in ROLES:
            if any(words(code).family("col_" + role).search(part) for code in LANGUAGES):
                return role
    return None


def table_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """The cookies in the tables of a document."""
    headings: list[tuple[int, str]] = []
    tables: dict[int, tuple[tuple[str, ...], list[Block]]] = {}
    for block in document.blocks:
        if block.kind in ("heading", "summary"):
            level = block.level or 7
            headings = [entry for entry in headings if entry[0] < level]
            headings.append((level, document.text[block.start : block.end]))
        elif block.cell is not None:
            over = tuple(text for _, text in headings)
            tables.setdefault(block.cell.table, (over, []))[1].append(block)
    for over, blocks in tables.values():
        yield from _read(document, _grid(document, blocks), over, language)


def _grid(document: Document, blocks: list[Block]) -> list[dict[int, _GridCell]]:
    cells: dict[tuple[int, int], _GridCell] = {}
    size = 0
    for block in blocks:
        place = block.cell
        if place is None or place.row > _MAX_ROWS:
            continue
        cell = cells.get((place.row, place.column))
        text = document.text[block.start : block.end]
        if cell is None:
            cell = _GridCell(start=block.start, header=block.kind == "table_header")
            for row in range(place.row, place.row + place.row_span):
                for column in range(place.column, place.column + place.column_span):
                    cells.setdefault((row, column), cell)
        cell.lines.append(text)
        cell.end = block.end
        size = max(size, place.row + 1)
    grid: list[dict[int, _GridCell]] = [{} for _ in range(size)]
    for (row, column), cell in cells.items():
        if row < size:
            grid[row][column] = cell
    return grid


def _read(
    document: Document, grid: list[dict[int, _GridCell]], over: tuple[str, ...], language: Words
) -> Iterator[RawCookie]:
    if not grid:
        return
    grid = _without_title(grid)
    if _vertical(grid):
        yield from _vertical_rows(document, grid, over, language)
        return
    roles = _roles(grid[0])
    first = 1
    if "name" not in roles.values():
        first = 1 if len(grid) > 1 and all(cell.header for cell in grid[0].values()) else 0
        known = {column: role for column, role in roles.items() if role != "name"}
        guessed = _guess(grid[first:], language)
        roles = {**known, **{column: role for column, role in guessed.items() if role == "name" or not first}}
        _complete(roles, grid[first:], language)
        if "name" not in roles.values():
            return
    else:
        _complete(roles, grid[first:], language)
    if len(roles) == 1 and not any(_is_named(row.get(_name_column(roles))) for row in grid[first:]):
        return
    about = any("cookie" in text.lower() for text in (*over, *(cell.text for cell in grid[0].values())))
    named = [row for row in grid[first:] if _is_cookie(row.get(_name_column(roles)))]
    if not about and not named and "lifetime" not in roles.values():
        # A list of companies or people, whose names may be written like those of cookies.
        return
    about = about or ("lifetime" in roles.values() and 3 * len(named) >= len(grid) - first)
    category = ""
    for row in grid[first:]:
        distinct = {id(cell) for cell in row.values()}
        if len(distinct) == 1 and len(grid[0]) > 1:
            category = next(iter(row.values())).text
            continue
        again = _roles(row)
        if len(again) > 1 and all(cell.header for cell in row.values()):
            roles = again
            continue
        yield from _row(document, row, roles, (*over, category) if category else over, language, about)


def _roles(row: dict[int, _GridCell]) -> dict[int, str]:
    found: dict[int, str] = {}
    for column, cell in sorted(row.items()):
        role = role_of(cell.text)
        if role and role not in found.values():
            found[column] = role
    if "name" not in found.values() and {"provider", "lifetime"} <= set(found.values()):
        return found
    return found


def _name_column(roles: dict[int, str]) -> int:
    return next((column for column, role in roles.items() if role == "name"), -1)


def _is_named(cell: _GridCell | None) -> bool:
    return cell is not None and looks_like_name(cell.text.split(" ")[0].strip(",;:"))


def _is_cookie(cell: _GridCell | None) -> bool:
    """Whether a cell opens with what can only be a cookie's name."""
    if cell is None or not _is_named(cell):
        return False
    name = cell.text.split(" ")[0].strip(",;:")
    return "_" in name or next(vendors().cookies_named(name), None) is not None


def _complete(roles: dict[int, str], rows: list[dict[int, _GridCell]], language: Words) -> None:
    """Gives a column whose header says nothing known its role by what most of its cells hold."""
    for column in sorted({column for row in rows for column in row} - set(roles)):
        cells = [row[column].text for row in rows if column in row and row[column].text]
        enough = max(1, 0.6 * len(cells))
        if not cells:
            continue
        if "lifetime" not in roles.values() and sum(map(partial(_says_lifetime, language), cells)) >= enough:
            roles[column] = "lifetime"
        elif "category" not in roles.values() and sum(map(_says_category, cells)) >= enough:
            roles[column] = "category"
        elif "purpose" not in roles.values() and max(len(text.split()) for text in cells) > 2:
            roles[column] = "purpose"


def _says_lifetime(language: Words, text: str) -> bool:
    return len(text) <= 60 and lifetime_in(text, language) is not None


def _says_category(text: str) -> bool:
    return len(text.split()) <= 3 and len(categories_of(text)) == 1


def _guess(grid: list[dict[int, _GridCell]], language: Words) -> dict[int, str]:
    """Roles of columns without a header: names where most cells look like one."""
    roles: dict[int, str] = {}
    for column in sorted({column for row in grid for column in row}):
        cells = [row[column].text for row in grid if column in row]
        named = sum(
            1 for text in cells if looks_like_name(text.split(" ")[0].strip(",;:")) and not names().find(text.lower())
        )
        if cells and named >= max(2, 0.6 * len(cells)) and "name" not in roles.values():
            roles[column] = "name"
        elif cells and sum(1 for text in cells if categories_of(text)) >= max(2, 0.8 * len(cells)):
            roles.setdefault(column, "category")
        elif "lifetime" not in roles.values() and sum(map(partial(_says_lifetime, language), cells)) > 0.5 * len(cells):
            roles[column] = "lifetime"
        elif "purpose" not in roles.values():
            roles[column] = "purpose"
    return roles


def _row(
    document: Document,
    row: dict[int, _GridCell],
    roles: dict[int, str],
    over: tuple[str, ...],
    language: Words,
    about: bool,
) -> Iterator[RawCookie]:
    by_role = {role: row[column] for column, role in roles.items() if column in row}
    cell = by_role.get("name")
    if cell is None:
        return
    values = {role: found.text for role, found in by_role.items()}
    first = min(found.start for found in row.values())
    last = max(found.end for found in row.values())
    if last - first > 1200 or first > cell.start:
        first, last = cell.start, cell.end
    lifetimes = by_role["lifetime"].lines if "lifetime" in by_role else []
    found_names = names_in(cell.lines, language, about)
    in_turn = parallel_lifetimes(values.get("lifetime", ""), language, len(found_names))
    for number, (name, line, printed) in enumerate(found_names):
        lifetime = in_turn[number] if in_turn is not None and printed is None else printed
        beside = lifetimes[line] if len(lifetimes) == len(cell.lines) > 1 else values.get("lifetime", "")
        if len(lifetimes) == len(found_names) > 1 and len(cell.lines) == 1:
            beside = lifetimes[number]
        yield RawCookie(
            name=name,
            start=first,
            end=last,
            provider=values.get("provider", ""),
            category=values.get("category", ""),
            lifetime=beside,
            purpose=values.get("purpose", ""),
            own_lifetime=lifetime,
            headings=over,
        )


def _without_title(grid: list[dict[int, _GridCell]]) -> list[dict[int, _GridCell]]:
    """Without a first row that is one cell over all columns, where the row below it holds the headers."""
    if len(grid) > 2 and len({id(cell) for cell in grid[0].values()}) == 1 and len(grid[0]) > 1:
        below = set(_roles(grid[1]).values())
        if "name" in below and len(below) > 1:
            return grid[1:]
    return grid


def _vertical(grid: list[dict[int, _GridCell]]) -> bool:
    """Whether labels stand in the first column, one cookie or more beside them."""
    labels = [role_of(row[0].text) for row in grid if 0 in row]
    beside = _roles({column: cell for column, cell in grid[0].items() if column and cell is not grid[0].get(0)})
    return "name" in labels and len({label for label in labels if label}) >= 2 and not beside


def _vertical_rows(
    document: Document, grid: list[dict[int, _GridCell]], over: tuple[str, ...], language: Words
) -> Iterator[RawCookie]:
    for column in range(1, max(max(row, default=0) for row in grid) + 1):
        record: dict[str, _GridCell] = {}
        for row in grid:
            role = role_of(row[0].text) if 0 in row else None
            if role is None or column not in row or row[column] is row.get(0):
                continue
            if role == "name" and "name" in record:
                if not _is_named(record["name"]) and "lifetime" not in record:
                    # "Name: Google Analytics … Cookie Name: _ga": the first is the service.
                    record["provider"] = record["name"]
                else:
                    yield from _record(document, record, over, language)
                    record = {}
            record[role] = row[column]
        yield from _record(document, record, over, language)


def _record(
    document: Document, record: dict[str, _GridCell], over: tuple[str, ...], language: Words
) -> Iterator[RawCookie]:
    if "name" in record:
        roles = dict(enumerate(record))
        cells = {number: record[role] for number, role in roles.items()}
        yield from _row(document, cells, roles, over, language, True)
