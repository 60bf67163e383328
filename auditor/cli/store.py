"""How commands reach the store, and a site in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.terminal import plain
from auditor.config import load_store_settings
from auditor.errors import InputError

if TYPE_CHECKING:
    from auditor.store.records import SiteRecord
    from auditor.store.store import Store

SiteKey = Annotated[str, typer.Argument(metavar="SITE", help="A site on the list: its address, host or number.")]


@contextmanager
def the_store(config: Path | None = None, data: Path | None = None) -> Iterator[Store]:
    """The store that the environment and ``auditor.toml`` name; ``data``: another folder than theirs.

    Raises `auditor.errors.StoreError`."""
    from auditor.store.store import open_store

    settings = load_store_settings(config, Path.cwd())
    with open_store(settings.database, data or settings.data) as store:
        yield store


def known_site(store: Store, key: str) -> SiteRecord:
    """The site that the user named. Raises `InputError` when the store does not know it."""
    site = store.site(key)
    if site is None:
        raise InputError(f"The store knows no site {plain(key, 100)!r}; auditor sites list shows those it knows.")
    return site
