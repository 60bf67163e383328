"""Stores of both kinds with a clock that stands, and receivers on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.schema import bring_up_to_date
from auditor.store.store import Store
from tests.unit.schedule.notices.notice_builders import KEY, Desk, Hook, Standing


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_KEY", KEY)


@pytest.fixture
def clock() -> Standing:
    return Standing()


@pytest.fixture
def store(tmp_path: Path, clock: Standing) -> Iterator[Store]:
    """An empty store in a file."""
    yield from _opened(f"sqlite:///{tmp_path / 'auditor.db'}", tmp_path, clock)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path, clock: Standing) -> Iterator[Store]:
    """An empty store of each kind."""
    sqlite = f"sqlite:///{tmp_path / 'auditor.db'}"
    address = sqlite if request.param == "sqlite" else request.getfixturevalue("postgresql_database")
    yield from _opened(address, tmp_path, clock)


def _opened(address: str, folder: Path, clock: Standing) -> Iterator[Store]:
    database = Database(database_url(address, folder))
    bring_up_to_date(database)
    with Store(database, folder / "data", clock) as store:
        yield store


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path / "auditor.toml")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook
