"""A Declaration as tables for a terminal. All of it comes from a site: bounded, on one line, nothing interpreted."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli.terminal import plain
from auditor.models.declaration import Claim, Declaration, DeclaredCookie, Defect

T = TypeVar("T")

#: So many rows of each kind are shown; the JSON holds all.
MOST_ROWS = 200
#: The longest quote, name and list of parameters.
QUOTE, NAME, PARAMS = 240, 60, 120
#: Columns where the output is no terminal.
WIDTH = 120


def reading_table(declaration: Declaration, *, to_file: bool = False) -> str:
    """The tables of claims, cookies, vendors and defects, as wide as the terminal."""
    terminal = sys.stdout.isatty() and not to_file
    written = io.StringIO()
    console = Console(
        file=written, width=None if terminal else WIDTH, force_terminal=terminal, no_color=not terminal,
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip
    for line in _head(declaration):
        console.print(Text(line))
    _print(console, "Claims", ("type", "says", "quote"), declaration.claims, _claim)
    columns = ("name", "provider", "category", "lifetime", "purpose")
    _print(console, "Cookies", columns, declaration.cookies, _cookie)
    _print(console, "Vendors", ("id", "status"), declaration.vendors, lambda one: (_line(one.id, NAME), one.status))
    _print(console, "Defects", ("kind", "quote", "detail"), declaration.defects, _defect)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def _head(declaration: Declaration) -> Iterable[str]:
    for document in declaration.documents[:MOST_ROWS]:
        outcome = "" if document.content.outcome == "ok" else f" ({document.content.outcome})"
        yield plain(f"{document.url[:1000]}: {len(document.text)} characters{outcome}")
    by_hand = declaration.by_hand
    if by_hand is not None:
        yield plain(f"Declared by {by_hand.by or 'hand'} in {by_hand.file}, mode {by_hand.mode}.")
        yield from (plain(note) for note in by_hand.notes[:MOST_ROWS])


def _print(
    console: Console, title: str, columns: Sequence[str], held: Sequence[T], row: Callable[[T], tuple[str, ...]]
) -> None:
    if not held:
        console.print(Text(f"\n{title}: none"))
        return
    table = Table(title=Text(f"\n{title} ({len(held)})"), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold", min_width=24 if column in ("quote", "purpose") else 6)
    for one in held[:MOST_ROWS]:
        table.add_row(*(Text(cell) for cell in row(one)))
    console.print(table)
    if len(held) > MOST_ROWS:
        console.print(Text(f"  and {len(held) - MOST_ROWS} more; --format json shows all"))


def _line(text: str, limit: int) -> str:
    """``text`` as `plain` shows it; of a text without end only the beginning is looked at."""
    return plain(text[: 10 * limit], limit)


def _claim(claim: Claim) -> tuple[str, ...]:
    says = "; ".join(f"{name} {_value(name, value)}" for name, value in claim.params.items() if _says(name, value))
    whose = "" if claim.origin == "read" else f" ({claim.origin})"
    return (f"{claim.type}{whose}", _line(says, PARAMS), _line(claim.quote, QUOTE))


def _says(name: str, value: Any) -> bool:
    return value is not None and not (name == "modality" and value == "asserted")


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "lifetime" and isinstance(value, int | str):
        return _lifetime(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _cookie(row: DeclaredCookie) -> tuple[str, ...]:
    provider = row.provider_text or row.provider or ""
    lifetime = "" if row.lifetime is None else _lifetime(row.lifetime)
    return (_line(row.name, NAME), _line(provider, NAME), row.category or "", lifetime, _line(row.purpose or "", QUOTE))


def _lifetime(value: int | str) -> str:
    if isinstance(value, str):
        return value
    for seconds, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if value >= seconds and value % seconds == 0:
            return f"{value // seconds} {unit}"
    return f"{value} s"


def _defect(defect: Defect) -> tuple[str, ...]:
    return (defect.kind, _line(defect.quote or "", QUOTE), _line(defect.detail or "", QUOTE))
