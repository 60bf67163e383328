"""``auditor export``: the whole history of a site as one archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.store import SiteKey, known_site, the_store
from auditor.cli.terminal import plain, say
from auditor.errors import EXIT_OK

NAME = "export"


def command(
    site: SiteKey,
    file: Annotated[Path, typer.Argument(help="Archive to write (.zip).")],
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Write a site's whole history to one archive: audits with all their files, decisions, corrections.

    A zip with manifest.json, which holds the SHA-256 of every other member."""
    with the_store(config) as store:
        found = known_site(store, site)
        count = store.export(found, file)
    say(f"{file}: the history of {plain(found.url)}, {count} audit{'' if count == 1 else 's'}.")
    return EXIT_OK
