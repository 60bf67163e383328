"""A Declaration as tables for a terminal. All of it comes from a site: bounded, on one line, nothing interpreted."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli.terminal import plain
from auditor.models.declaration import Claim, Declaration, DeclaredCookie, Defect

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
    _print(console, "Claims", ("type", "says", "quote"), (_claim(claim) for claim in declaration.claims))
    _print(
        console, "Cookies", ("name", "provider", "category", "lifetime", "purpose"),
        (_cookie(row) for row in declaration.cookies),
    )  # fmt: skip
    _print(console, "Vendors", ("id", "status"), ((one.id, one.status) for one in declaration.vendors))
    _print(console, "Defects", ("kind", "quote", "detail"), (_defect(one) for one in declaration.defects))
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def _head(declaration: Declaration) -> Iterable[str]:
    for document in declaration.documents[:MOST_ROWS]:
        outcome = "" if document.content.outcome == "ok" else f" ({document.content.outcome})"
        yield plain(f"{document.url}: {len(document.text)} characters{outcome}")
    by_hand = declaration.by_hand
    if by_hand is not None:
        yield plain(f"Declared by {by_hand.by or 'hand'} in {by_hand.file}, mode {by_hand.mode}.")
        yield from (plain(note) for note in by_hand.notes[:MOST_ROWS])


def _print(console: Console, title: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    held = list(rows)
    if not held:
        console.print(Text(f"\n{title}: none"))
        return
    table = Table(title=Text(f"\n{title} ({len(held)})"), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in columns:
        wide = column in ("quote", "purpose")
        table.add_column(column, overflow="fold", min_width=24 if wide else 6)
    for row in held[:MOST_ROWS]:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    if len(held) > MOST_ROWS:
        console.print(Text(f"  and {len(held) - MOST_ROWS} more; --format json shows all"))


def _claim(claim: Claim) -> tuple[str, ...]:
    says = "; ".join(f"{name} {_value(name, value)}" for name, value in claim.params.items() if _says(name, value))
    whose = "" if claim.origin == "read" else f" ({claim.origin})"
    return (f"{claim.type}{whose}", plain(says, PARAMS), plain(claim.quote, QUOTE))


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
    return (plain(row.name, NAME), plain(provider, NAME), row.category or "", lifetime, plain(row.purpose or "", QUOTE))


def _lifetime(value: int | str) -> str:
    if isinstance(value, str):
        return value
    for seconds, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if value >= seconds and value % seconds == 0:
            return f"{value // seconds} {unit}"
    return f"{value} s"


def _defect(defect: Defect) -> tuple[str, ...]:
    return (defect.kind, plain(defect.quote or "", QUOTE), plain(defect.detail or "", QUOTE))
