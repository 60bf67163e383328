"""Stores of both kinds: a file of SQLite's, and a database of the PostgreSQL server of these tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.schema import bring_up_to_date
from auditor.store.store import Store
from tests.unit.store.store_builders import Clock


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'auditor.db'}"
        return
    yield request.getfixturevalue("postgresql_database")


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
