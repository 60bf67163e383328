"""Where the store is: the data folder, and the database."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from auditor.config import DATA_VARIABLE, DATABASE_VARIABLE
from auditor.errors import UsageError

DATABASE_FILE = "auditor.db"

_DRIVERS = {
    "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite", "sqlite+pysqlite": "sqlite",
}  # fmt: skip


def data_folder(data: Path | None = None) -> Path:
    """The folder for evidence and the SQLite file: ``data``, else ``AUDITOR_DATA``, else the platform's own place."""
    if data is not None:
        return data
    named = os.environ.get(DATA_VARIABLE)
    return Path(named) if named else _platform_folder() / "auditor"


def _platform_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = os.environ.get("XDG_DATA_HOME", "")
    # The standard for these folders has relative paths ignored.
    return Path(named) if named.startswith("/") else Path.home() / ".local" / "share"


def database_url(database: str | None, folder: Path) -> URL:
    """The database: ``database``, else ``AUDITOR_DATABASE``, else ``auditor.db`` in the data folder.

    Raises `UsageError` for what is neither SQLite nor PostgreSQL; a password in it is never shown."""
    given = database or os.environ.get(DATABASE_VARIABLE)
    if not given:
        return URL.create("sqlite", database=str(folder / DATABASE_FILE))
    try:
        url = make_url(given)
        driver = _DRIVERS[url.drivername]
    except (ArgumentError, KeyError, ValueError):
        raise UsageError(
            "The database is neither postgresql+psycopg://USER:PASSWORD@HOST/NAME nor sqlite:///FILE."
        ) from None
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise UsageError("A database in memory keeps nothing; name a file as sqlite:///FILE.")
    return url.set(drivername=driver)
