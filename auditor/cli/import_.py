"""``auditor import``: takes in an archive that ``auditor export`` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.store import the_store
from auditor.cli.terminal import plain, say
from auditor.errors import EXIT_OK

NAME = "import"


def command(
    file: Annotated[Path, typer.Argument(help="Archive that auditor export wrote.")],
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Take in a site's history from an archive; what is kept already stays as it is.

    Every member is compared with its SHA-256 first; an archive in which a byte was changed is refused whole."""
    with the_store(config) as store:
        brought = store.import_archive(file)
    counted = f"{_many(brought.audits, 'audit')}, {_many(brought.decisions, 'decision')}"
    say(f"{plain(brought.site.url)}, new here: {counted} and {_many(brought.corrections, 'correction')}.")
    return EXIT_OK


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
