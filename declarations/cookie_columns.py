"""What the columns of a cookie table hold: by their headers, and by what most of their cells say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial

from declarations.cookie_categories import row_categories
from declarations.cookie_rows import is_script_name, looks_like_name
from declarations.durations import kind_of_lifetime, lifetime_in
from declarations.language import LANGUAGES, Words, words
from declarations.naming import names

ROLES = ("name", "provider", "category", "lifetime", "purpose")
_OF_COOKIE = re.compile(
    r"^cookies?[ -]|(?: (?:van (?:de|het|een|elke)|of(?: the| a| each)?|du|des|d'un|der|dieses))?[ -]cookies?$"
)
_JOINED = re.compile(r"\s*(?:[,/&+(]|\b(?:en|and|und|et|of|or|oder|ou)\b)\s*")
#: What marks a row as belonging to the category at the head of a column, and what leaves it out.
_TICK = re.compile(r"[✓✔☑✅●•■xX×vV+1]|ja|yes|oui|wel|✔️|☒|aan|on", re.IGNORECASE)
_NO_TICK = re.compile(r"[-–—✗✘❌☐○□0]?|nee|no|nein|non|niet|uit|off", re.IGNORECASE)
_PARTIES = re.compile(r"(?:first|third|1st|3rd|eerste|derde|1e|3e|tierce|première)[ -]part\w+|derden|tiers|dritt\w*")


@dataclass
class GridCell:
    """A cell of a table with its lines, its place in the document, and whether it is a header."""

    lines: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0
    header: bool = False

    @property
    def text(self) -> str:
        """All lines as one."""
        return " ".join(self.lines)


GridRow = dict[int, GridCell]


@lru_cache(maxsize=4096)
def role_of(header: str) -> str | None:
    """What a column or label says it holds, in any of the languages; null for something else."""
    text = " ".join(header.lower().replace("\u2019", "'").strip(" :*?").split())
    # "Naam en duur": what it names first is what its cells open with; "Cookie-Laufzeit" is a lifetime.
    for part in dict.fromkeys((text, _OF_COOKIE.sub("", text), _JOINED.split(text, maxsplit=1)[0])):
        for role in ROLES:
            if any(words(code).family("col_" + role).search(part) for code in LANGUAGES):
                return role
    return None


def header_roles(header: GridRow, rows: list[GridRow], language: Words) -> dict[int, str]:
    """The roles that headers give to columns. Of several columns with one role, the one whose cells bear it out."""
    wanted: dict[str, list[int]] = {}
    for column, cell in sorted(header.items()):
        role = role_of(cell.text)
        if role and not (role != "name" and ticked(header, rows, column)):
            wanted.setdefault(role, []).append(column)
    found: dict[int, str] = {}
    for role, columns in wanted.items():
        best = max(columns, key=partial(_worth, role, rows, language))
        found[best] = role
        if role == "name" and "provider" not in wanted:
            # "Name: Google Analytics … Cookie Name: _ga": the other column names the service.
            found.update({column: "provider" for column in columns[:1] if column != best})
    for column, role in list(found.items()):
        cells = _texts(rows, column)
        if role == "category" and cells and all(_says_how_long(text, language) for text in cells):
            # "Session" and "Persistent (2 years)" in a column of types say how long, not what for.
            del found[column]
            found.update({} if "lifetime" in found.values() else {column: "lifetime"})
        elif role == "lifetime" and rows and not _borne_out(role, _texts(rows, column), language):
            other = _column_of(partial(_says_lifetime, language), header, rows, set(found))
            if other is not None:
                del found[column]
                found[other] = role
    return dict(sorted(found.items()))


def ticked(header: GridRow, rows: list[GridRow], column: int) -> str | None:
    """The category at the head of a column of ticks; null where the column holds anything else."""
    cell = header.get(column)
    if cell is None or len(row_categories(cell.text)) != 1:
        return None
    texts = [row[column].text if column in row else "" for row in rows]
    marked = [text for text in texts if text and not _NO_TICK.fullmatch(text)]
    return cell.text if marked and all(_TICK.fullmatch(text) for text in marked) else None


def tick_columns(header: GridRow, rows: list[GridRow]) -> dict[int, str]:
    """The columns of ticks with the categories at their heads."""
    return {column: said for column in header if (said := ticked(header, rows, column)) is not None}


def is_ticked(text: str) -> bool:
    """Whether a cell in a column of ticks holds one."""
    return bool(_TICK.fullmatch(text)) and not _NO_TICK.fullmatch(text)


def complete(roles: dict[int, str], rows: list[GridRow], language: Words, without: Iterable[int]) -> None:
    """Gives a column whose header says nothing known its role by what most of its cells hold."""
    for column in sorted({column for row in rows for column in row} - set(roles) - set(without)):
        cells = _texts(rows, column)
        if not cells:
            continue
        enough = max(1, 0.6 * len(cells))
        if "lifetime" not in roles.values() and sum(map(partial(_says_lifetime, language), cells)) >= enough:
            roles[column] = "lifetime"
        elif "category" not in roles.values() and sum(map(_says_category, cells)) >= enough:
            roles[column] = "category"
        elif "purpose" not in roles.values() and max(len(text.split()) for text in cells) > 2:
            roles[column] = "purpose"


def guess(grid: list[GridRow], language: Words) -> dict[int, str]:
    """Roles of columns without a header: names where most cells look like one."""
    roles: dict[int, str] = {}
    for column in sorted({column for row in grid for column in row}):
        cells = [row[column].text for row in grid if column in row]
        named = sum(
            1 for text in cells if looks_like_name(text.split(" ")[0].strip(",;:")) and not names().find(text.lower())
        )
        if cells and named >= max(min(2, len(cells)), 0.6 * len(cells)) and "name" not in roles.values():
            roles[column] = "name"
        elif cells and sum(map(_says_category, cells)) >= max(2, 0.8 * len(cells)):
            roles.setdefault(column, "category")
        elif "lifetime" not in roles.values() and sum(map(partial(_says_lifetime, language), cells)) > 0.5 * len(cells):
            roles[column] = "lifetime"
        elif "provider" not in roles.values() and all(names().is_name(text) for text in cells if text):
            roles[column] = "provider"
        elif "purpose" not in roles.values():
            roles[column] = "purpose"
    return roles


def is_named(cell: GridCell | None) -> bool:
    """Whether a cell opens with what has the shape of a cookie's name."""
    return cell is not None and looks_like_name(cell.text.split(" ")[0].strip(",;:"))


def is_cookie(cell: GridCell | None) -> bool:
    """Whether a cell opens with what can only be a cookie's name."""
    if cell is None or not is_named(cell):
        return False
    name = cell.text.split(" ")[0].strip(",;:")
    # "Order_data" and "ZB_200" are fields and goods as often as cookies.
    return is_script_name(name)


def is_kind_of_lifetime(text: str) -> bool:
    """Whether a cell says only that a cookie is a session's or lasts: "Session", "permanent cookie"."""
    return kind_of_lifetime(text) is not None


def _texts(rows: list[GridRow], column: int) -> list[str]:
    return [row[column].text for row in rows if column in row and row[column].text]


def _column_of(says: Callable[[str], bool], header: GridRow, rows: list[GridRow], taken: set[int]) -> int | None:
    for column in sorted(set(header) - taken):
        cells = _texts(rows, column)
        if cells and sum(map(says, cells)) >= 0.6 * len(cells):
            return column
    return None


def _borne_out(role: str, cells: list[str], language: Words) -> int:
    """How many cells hold what the role says; none for roles that any text may fill."""
    if role == "name":
        return sum(1 for text in cells if looks_like_name(text.split(" ")[0].strip(",;:")))
    if role == "lifetime":
        # "2 jaar" says more than "permanent", and more than any date or remark.
        said = [text for text in cells if _says_lifetime(language, text)]
        return sum(1 if is_kind_of_lifetime(text) else 3 for text in said)
    if role == "category":
        return sum(map(_says_category, cells))
    if role == "provider":
        return sum(1 for text in cells if not _PARTIES.match(text.lower()))
    return 0


def _worth(role: str, rows: list[GridRow], language: Words, column: int) -> tuple[int, int]:
    return _borne_out(role, _texts(rows, column), language), -column


def _says_lifetime(language: Words, text: str) -> bool:
    return len(text) <= 60 and lifetime_in(text, language) is not None


def _says_how_long(text: str, language: Words) -> bool:
    return is_kind_of_lifetime(text) or (_says_lifetime(language, text) and not row_categories(text))


def _says_category(text: str) -> bool:
    return len(text.split()) <= 4 and len(row_categories(text)) == 1
