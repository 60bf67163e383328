"""Tables on stdout: columns as wide as they need to be, a line a row, nothing in them that steers a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.cells import cell_len

from auditor.cli.terminal import plain

#: Characters that a cell has at most.
WIDEST = 60


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their heads."""
    cells = [[plain(cell, WIDEST) for cell in row] for row in (heads, *rows)]
    widths = [max(cell_len(row[place]) for row in cells) for place in range(len(heads))]
    for row in cells:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")
    sys.stdout.flush()
