"""A store of each kind for the tests of the fleet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.schema import bring_up_to_date
from auditor.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file of SQLite's, with the real clock."""
    yield from _store(f"sqlite:///{tmp_path / 'auditor.db'}", tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    file = f"sqlite:///{tmp_path / 'auditor.db'}"
    yield from _store(file if request.param == "sqlite" else request.getfixturevalue("postgresql_database"), tmp_path)


def _store(address: str, folder: Path) -> Iterator[Store]:
    (folder / "data").mkdir()
    connected = Database(database_url(address, folder))
    bring_up_to_date(connected)
    with Store(connected, folder / "data") as made:
        yield made
