"""Cookie tables that came out as lines: a cell a line below as many headers, or a row a line below a line of headers.

PDF files and pages copied out of a program print tables so, without anything that parts their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.models.document import Block, Document
from declarations.cookie_categories import row_categories
from declarations.cookie_columns import role_of
from declarations.cookie_headings import Headings
from declarations.cookie_rows import RawCookie, looks_like_name
from declarations.durations import lifetime_in, lifetime_told
from declarations.language import Words

#: Headers that a table of lines has at least and at most, and the longest cell or header of one.
_LEAST, _MOST = 2, 7
_LONGEST_HEADER = 40
_LONGEST_CELL = 300
_WORD = re.compile(r"[\w.*#\[\]<>{}-]{1,60}")
#: Words at the end of a line in which a lifetime is looked for.
_TAIL = 3


def run_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """The cookies of tables whose cells or rows are lines."""
    headings = Headings()
    blocks = [block for block in document.blocks if block.cell is None and block.kind != "control"]
    lines = [document.text[block.start : block.end] for block in blocks]
    at = 0
    while at < len(blocks):
        roles = _headers(lines, at)
        if roles:
            made, at = _cells(blocks, lines, at, roles, headings.over(), language)
            yield from made
        elif _heads_rows(lines[at]):
            made, at = _rows(blocks, lines, at, headings.over(), language)
            yield from made
        else:
            headings.see(blocks[at], lines[at])
            at += 1


_Made = tuple[list[RawCookie], int]


def _headers(lines: Sequence[str], at: int) -> list[str | None]:
    """The roles of the headers that open a table of cells: the first is the name's, one the lifetime's."""
    roles: list[str | None] = []
    for line in lines[at : at + _MOST]:
        role = role_of(line) if len(line) <= _LONGEST_HEADER else None
        if role is None or role in roles:
            break
        roles.append(role)
    return roles if len(roles) >= _LEAST and roles[0] == "name" and "lifetime" in roles else []


def _cells(
    blocks: Sequence[Block], lines: Sequence[str], at: int, roles: list[str | None], over: tuple[str, ...],
    language: Words,
) -> _Made:  # fmt: skip
    """The rows below headers, a cell a line, as long as they hold what the headers say."""
    made: list[RawCookie] = []
    width = len(roles)
    here = at + width
    while here + width <= len(lines):
        row = {role or "": line for role, line in zip(roles, lines[here : here + width], strict=True)}
        named = looks_like_name(row["name"]) or (_WORD.fullmatch(row["name"]) and row["name"].islower())
        told = lifetime_in(row["lifetime"], language)
        if not named or told is None or any(len(line) > _LONGEST_CELL for line in row.values()):
            break
        made.append(
            RawCookie(
                name=row["name"], start=blocks[here].start, end=blocks[here + width - 1].end,
                provider=row.get("provider", ""), category=row.get("category", ""), lifetime=row["lifetime"],
                purpose=row.get("purpose", ""), headings=over,
            )
        )  # fmt: skip
        here += width
    return made, max(here, at + 1)


def _heads_rows(line: str) -> bool:
    """Whether a line holds the headers of rows: "Cookienaam Doel Bewaartermijn"."""
    said = line.split()
    if not _LEAST < len(said) <= _MOST or line[-1:] in ".?!:":
        return False
    roles = [role_of(word) for word in said]
    return roles[0] == "name" and "lifetime" in roles and sum(role is not None for role in roles) > _LEAST


def _rows(blocks: Sequence[Block], lines: Sequence[str], at: int, over: tuple[str, ...], language: Words) -> _Made:
    """The rows below a line of headers: a name opens each, and its lifetime stands last."""
    made: list[RawCookie] = []
    here = at + 1
    while here < len(lines):
        said = lines[here].split()
        if len(said) < _LEAST or not looks_like_name(said[0].rstrip(",:")):
            break
        tails = (" ".join(said[-count:]) for count in range(1, min(_TAIL, len(said) - 1) + 1))
        told = next((tail for tail in tails if lifetime_in(tail, language) is not None), "")
        rest = " ".join(said[1:])
        category = next((word for word in said[1:] if len(row_categories(word.strip(",;"))) == 1), "")
        made.append(
            RawCookie(
                name=said[0].rstrip(",:"), start=blocks[here].start, end=blocks[here].end, purpose=rest, headings=over,
                lifetime=told, own_lifetime=lifetime_told(rest, language), category=category.strip(",;"),
            )
        )  # fmt: skip
        here += 1
    return made, here
