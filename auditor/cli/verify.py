"""``auditor verify``: nothing was changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.terminal import say
from auditor.errors import EXIT_FINDINGS, EXIT_OK, InputError
from auditor.manifest import differences

NAME = "verify"


def command(folder: Annotated[Path, typer.Argument(help="Folder of an audit.")]) -> int:
    """Compare an audit's files with its manifest; exit 1 when a byte was changed, a file removed or added."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.")
    found = differences(folder)
    for sentence in found:
        say(sentence)
    if not found:
        say(f"{folder}: every file is as it was written.")
    return EXIT_FINDINGS if found else EXIT_OK
