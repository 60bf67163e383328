"""``auditor status``: one screen for a person, JSON for programs, and an exit code for monitoring."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.schedule.attention import attention
from auditor.store.fleet_records import ScheduleRecord
from auditor.store.store import Store, open_store
from tests.unit.store.insight_builders import put_audit, put_lease, put_notice, put_worker

HOUR = timedelta(hours=1)
SILENT = timedelta(minutes=5)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def due(store: Store, site: int, at: datetime) -> None:
    store.fleet.schedule(ScheduleRecord(site_id=site, rule="every week", zone="UTC", added_at=at, next_due_at=at))


def kinds(store: Store) -> list[tuple[str, int, str]]:
    return [(one.kind, one.count, one.name) for one in attention(store.insight.state(SILENT))]


def test_a_fleet_that_can_be_left_alone_says_so(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert run(["status", "--check"]) == 0
    text = capsys.readouterr().out
    assert f"Store      sqlite {data / 'auditor.db'}, schema 0003" in text
    assert "Sites      0 on the list, 0 never audited, 0 failed" in text
    assert text.splitlines()[-1] == "Attention  none"


def test_the_screen_says_what_the_store_holds(capsys: pytest.CaptureFixture[str], now: datetime) -> None:
    with open_store() as store:
        one, two, three = (store.add_site(f"https://{name}.example/").id for name in ("een", "twee", "drie"))
        put_audit(store, one, now - 3 * HOUR, "a/minor/1", minutes=2)
        put_audit(store, two, now - 2 * HOUR, state="failed", error="No answer \x1b[2J\u202efrom there.")
        running = put_audit(store, three, now - HOUR / 60, state="running")
        put_lease(store, running, "drie.example", "ada/1/00000000", now - HOUR / 60, now)
        put_worker(store, "ada/1/00000000", now - HOUR / 60)
        due(store, one, now - HOUR / 2)
    assert run(["status", "--check"]) == 0
    text = capsys.readouterr().out
    lines = {line[:11].strip(): line[11:] for line in text.splitlines() if line[:11].strip()}
    assert lines["Sites"] == "3 on the list, 1 never audited, 1 failed"
    assert lines["Schedules"] == "1, of which 0 paused and 1 due, the first 30 minutes ago"
    assert lines["Running"].startswith("https://drie.example/, begun")
    assert lines["Workers"].startswith("ada/1/00000000 (local, 2 at a time), seen ")
    assert lines["24 hours"] == "1 done, 1 failed, 0 interrupted; median 120 s, slowest 120 s (een.example)"
    assert lines["Failed"].startswith("https://twee.example/: 1 times since ")
    assert lines["Failed"].endswith("No answer [2Jfrom there.")
    assert len(text.splitlines()) <= 24
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 211


def test_the_json_holds_all_of_it(capsys: pytest.CaptureFixture[str], now: datetime) -> None:
    with open_store() as store:
        site = store.add_site("https://een.example/").id
        due(store, site, now - 2 * HOUR)
        put_audit(store, site, now - 9 * HOUR, state="failed", error="No answer.")
    assert run(["status", "--json", "--check"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["store"]["kind"] == "sqlite"
    assert told["store"]["database_bytes"] > 0
    assert (told["sites"]["due"], told["failed"][0]["audit"]["error"]) == (1, "No answer.")
    assert [one["kind"] for one in told["attention"]] == ["due"]
    assert run(["status"]) == 0


def test_what_is_due_needs_a_person_when_nobody_works(now: datetime) -> None:
    with open_store() as store:
        site = store.add_site("https://een.example/").id
        due(store, site, now - HOUR / 2)
        assert kinds(store) == []
        due(store, site, now - 2 * HOUR)
        assert kinds(store) == [("due", 1, "")]
        put_worker(store, "ada/1/00000000", now)
        assert kinds(store) == []


def test_what_waits_needs_a_person_when_nothing_runs(now: datetime) -> None:
    with open_store() as store:
        one, two = (store.add_site(f"https://{name}.example/").id for name in ("een", "twee"))
        put_audit(store, one, now - 2 * HOUR, state="queued", not_before=now + HOUR)
        assert kinds(store) == []
        put_audit(store, one, now - 2 * HOUR, state="queued")
        assert kinds(store) == [("waiting", 1, "")]
        running = put_audit(store, two, now - HOUR, state="running")
        put_lease(store, running, "twee.example", "ada/1/00000000", now - HOUR, now)
        assert kinds(store) == []


def test_a_silent_worker_needs_a_person_unless_another_one_took_its_place(now: datetime) -> None:
    with open_store() as store:
        site = store.add_site("https://een.example/").id
        put_worker(store, "ada/1/00000000", now - HOUR)
        put_worker(store, "bo/2/00000000", now - HOUR, stopped_at=now - HOUR)
        put_worker(store, "cor/3/00000000", now - timedelta(days=8))
        running = put_audit(store, site, now - HOUR, state="running")
        put_lease(store, running, "een.example", "ada/1/00000000", now - HOUR, now - HOUR)
        assert kinds(store) == [("worker_silent", 1, "ada/1/00000000"), ("audit_silent", 1, "een.example")]
        put_worker(store, "ada/9/11111111", now)
        assert kinds(store) == [("audit_silent", 1, "een.example")]


def test_a_notice_that_was_given_up_needs_a_person(now: datetime) -> None:
    with open_store() as store:
        site = store.add_site("https://een.example/").id
        audit = put_audit(store, site, now - HOUR)
        put_notice(store, site, audit, now - HOUR)
        assert kinds(store) == []
        put_notice(store, site, audit, now - HOUR, send_after=None, ended_at=now - HOUR)
        assert kinds(store) == [("notices", 1, "")]
