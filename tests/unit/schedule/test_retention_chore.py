"""The chore that thins: by the rules of the file, once a day over all processes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from auditor.config import AuditSettings, FleetSettings
from auditor.schedule.chores import CHORES, Desk
from auditor.schedule.retention import thin
from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.schema import bring_up_to_date
from auditor.store.store import Store
from tests.unit.store.store_builders import Clock, audit_result, write_audit


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A store with four audits that are more than a year old."""
    database = Database(database_url(None, tmp_path))
    bring_up_to_date(database)
    clock = Clock()
    store = Store(database, tmp_path, clock)
    for day in range(4):
        result = audit_result(day)
        store.save_audit(write_audit(tmp_path / f"audit{day}", result), result)
    clock.now = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    config = tmp_path / "auditor.toml"
    config.write_text('[retention]\nall_for = "30 days"\n', encoding="utf-8")
    return Desk(store, AuditSettings(), FleetSettings(), config)


def _move(desk: Desk, **by: float) -> None:
    desk.store._clock.now += dt.timedelta(**by)  # type: ignore[attr-defined]


def test_it_thins_once_a_day_and_sweeps_once_a_week(desk: Desk, tmp_path: Path) -> None:
    assert "2 audits were thinned" in (thin(desk) or "")
    orphan = tmp_path / "evidence" / "aa" / ("b" * 62)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"of nobody")
    assert thin(desk) is None, "not again on the same day"
    _move(desk, days=1)
    assert thin(desk) is None
    assert orphan.exists()
    _move(desk, days=7)
    assert "1 files" in (thin(desk) or "")
    assert not orphan.exists()


def test_without_rules_nothing_is_done(desk: Desk) -> None:
    assert desk.config is not None
    desk.config.write_text("[audit]\npages = 2\n", encoding="utf-8")
    assert thin(desk) is None
    assert thin(Desk(desk.store, desk.settings, desk.fleet)) is None
    assert desk.store.fleet.mark("thinned") is None
    assert [audit.thinned for audit in desk.store.audits(1)] == [None] * 4


def test_every_engine_runs_it() -> None:
    assert thin in {chore.run for chore in CHORES}
