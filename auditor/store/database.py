"""The database: its engine, transactions to read and to write in, and every failure as one sentence."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from auditor.errors import StoreError
from auditor.store.faults import sentence_for

# What the driver makes of a connection that just broke stands in its log beside the one sentence that tells why.
logging.getLogger("psycopg").setLevel(logging.ERROR)

#: Seconds that a writer of SQLite waits for another one, and that a server has for its answer to a connection.
PATIENCE = 30

#: Asked of a connection to a server, else one to a machine that is gone is noticed after two hours only: the names are
#: libpq's; seconds, a count, and the last in milliseconds.
ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}


class Database:
    """One database. Use `reading` and `writing`; both raise `StoreError` with one sentence when it fails."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite's."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def name(self) -> str:
        """What to call it in a sentence; never with a password."""
        return str(self.url.database) if self.is_sqlite else self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose reads all see the same moment."""
        with self._told(), self._understood(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction of its own: all of it is kept, or nothing. Writers of SQLite queue."""
        with self._told(), self.engine.connect() as fresh:
            connection = fresh.execution_options(auditor_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            if "only ever added" in str(error.orig):
                raise StoreError(sentence_for(error.orig, self.name)) from error
            raise StoreError(f"Another program changed the same in {self.name} at this moment; try again.") from error
        except DBAPIError as error:
            raise StoreError(sentence_for(error.orig, self.name)) from error
        except SQLAlchemyError as error:
            raise StoreError(f"The store {self.name} failed ({type(error).__name__}).") from error

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """A row that is none of ours (a column that is no JSON, a time that is none) was damaged, or edited by hand."""
        try:
            yield
        except ValueError as error:
            raise StoreError(
                f"The store {self.name} is damaged: a row holds what this tool never writes; restore a copy of it."
            ) from error

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    arguments = {"connect_timeout": PATIENCE, **ALIVE}
    own = {name: value for name, value in arguments.items() if name not in url.query}
    return create_engine(url, pool_pre_ping=True, connect_args=own)


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    """WAL lets readers read while one writes; transactions begin where we say, not where the driver guesses."""
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            _try_wal(cursor)
        cursor.execute("PRAGMA synchronous = NORMAL")
    finally:
        cursor.close()


def _try_wal(cursor: sqlite3.Cursor) -> None:
    """A read-only file, or a disk without shared memory, stays in the mode it has: it can still be read."""
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error) and "locked" not in str(error):
            raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("auditor_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner only. Raises `StoreError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"Cannot make the data folder {folder}: {error.strerror or error}.") from None
