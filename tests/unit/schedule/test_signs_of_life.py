"""A worker says that it is there, also while it has nothing to do, and that it left."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.errors import StoreError
from auditor.schedule import worker
from auditor.store.fleet import Fleet
from auditor.store.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    monkeypatch.setattr(worker, "SIGN_EVERY", 0.02)
    return open_store(None, tmp_path)


def until(condition: object) -> None:
    """Wait until ``condition`` holds."""
    end = time.monotonic() + 20
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_idle_worker_is_seen_again_and_again_until_it_leaves(store: Store) -> None:
    with worker.at_work(store, "local", 2) as name:
        first = store.fleet.workers()[0]
        until(lambda: store.fleet.workers()[0].seen_at > first.seen_at)
        assert (first.name, store.fleet.workers()[0].stopped_at) == (name, None)
    left = store.fleet.workers()[0]
    assert left.stopped_at is not None
    time.sleep(0.1)
    assert store.fleet.workers()[0] == left


def test_a_store_out_of_reach_does_not_end_the_signs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = Fleet.arrive, []

    def fails_at_first(self: Fleet, *given: object) -> None:
        if len(failures) in (1, 2):
            failures.append(1)
            raise StoreError("away")
        failures.append(1)
        real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Fleet, "arrive", fails_at_first)
    with worker.at_work(store, "local", 2):
        until(lambda: len(failures) > 4)


def test_workers_that_are_long_gone_are_forgotten(store: Store) -> None:
    with worker.at_work(store, "local", 2):
        pass
    later = store.fleet.now() + worker.REMEMBERED + timedelta(days=1)
    store.fleet._clock = lambda: later
    with worker.at_work(store, "local", 2) as name:
        assert [one.name for one in store.fleet.workers()] == [name]
