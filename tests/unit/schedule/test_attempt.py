"""One attempt at an audit: what is kept, what is tried again, and what happens when it is stopped or taken over."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
import structlog

from auditor.config import AuditSettings
from auditor.errors import BrowserMissing, MachineError, StoreError, UsageError
from auditor.models.result import AuditResult
from auditor.schedule import attempt
from auditor.schedule.attempt import Ended, run_claim
from auditor.store.fleet_records import Claim
from auditor.store.store import Store
from tests.unit.schedule.fleet_builders import (
    FLEET,
    FakeAudit,
    again,
    claimed,
    endless,
    raising,
    state,
    with_observation,
)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "BETWEEN", (0.01, 0.01, 0.01))


@pytest.fixture
def temporary(either_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go, once the store is there."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


def run(store: Store, claim: Claim, audit: Any, settings: AuditSettings | None = None) -> Ended:
    return asyncio.run(run_claim(store, claim, settings or AuditSettings(), FLEET, audit=audit))


def test_a_result_is_kept_once_and_the_lease_given_back(either_store: Store, temporary: Path) -> None:
    claim = claimed(either_store)
    ended = run(either_store, claim, FakeAudit())
    assert (ended.state, ended.outcome, ended.why, ended.host) == ("done", "complete", "", "www.een.example")
    assert ended.findings == len(either_store.findings(claim.audit)) > 0
    assert (state(either_store, claim.audit.id).state, either_store.fleet.running()) == ("done", ())
    assert list(temporary.iterdir()) == []


def test_a_site_that_cannot_be_audited_is_a_result_like_any_other(store: Store) -> None:
    unreachable = FakeAudit(lambda result: with_observation(result, outcome="failed", reason="No such name."))
    claim = claimed(store)
    ended = run(store, claim, unreachable)
    kept = state(store, claim.audit.id)
    assert (ended.state, ended.outcome, kept.state, kept.outcome) == ("done", "failed", "done", "failed")


def test_settings_of_the_fleet_hold_for_what_starts_by_itself(store: Store) -> None:
    audit = FakeAudit()
    wide = AuditSettings(pause=3, policy="https://x.example/", declared="x.yaml")
    for source in ("schedule", "web"):
        run(store, claimed(store, f"https://{source}.example/", source), audit, wide)  # type: ignore[arg-type]
    scheduled, web = (settings for _, settings, _ in audit.seen)
    assert (scheduled.robots, scheduled.public_only, scheduled.pause, scheduled.policy) == (True, True, 3, None)
    assert (web.robots, web.public_only, web.declared) == (False, True, None)


def test_what_the_list_says_of_a_site_comes_before(store: Store) -> None:
    store.add_site("https://www.een.example/", settings={"pages": 9})
    audit = FakeAudit()
    run(store, claimed(store), audit)
    assert audit.seen[0][1].pages == 9


@pytest.mark.parametrize("error", [MachineError("The disk is full."), RuntimeError("x"), StoreError("It is full.")])
def test_faults_of_ours_are_tried_again_later_and_then_given_up(either_store: Store, error: Exception) -> None:
    claim: Claim | None = claimed(either_store)
    assert claim is not None
    number = claim.audit.id
    waits = []
    for _ in range(FLEET.retries):
        assert claim is not None
        before = either_store.fleet.now()
        ended = run(either_store, claim, raising(error))
        assert (ended.state, state(either_store, number).state) == ("again", "queued")
        assert ended.machine is isinstance(error, MachineError)
        assert ended.not_before is not None
        waits.append(round((ended.not_before - before).total_seconds(), -1))
        assert again(either_store, number) is None, "its turn has not come"
        claim = _when_its_turn_comes(either_store, number)
    assert waits == [60, 120]
    assert claim is not None
    ended = run(either_store, claim, raising(error))
    given_up = state(either_store, number)
    assert (ended.state, given_up.state, given_up.attempt, given_up.faults) == ("failed", "failed", 3, 2)
    assert (given_up.error or "").endswith("It was tried 3 times.")
    assert "x" not in (given_up.error or "").split(), "a fault of ours tells its kind and no more"


def _when_its_turn_comes(store: Store, number: str) -> Claim | None:
    clock = store.fleet._clock
    store.fleet._clock = lambda: clock() + dt.timedelta(hours=1)
    try:
        return again(store, number)
    finally:
        store.fleet._clock = clock


def test_a_missing_browser_does_not_count_against_the_audit(store: Store) -> None:
    claim = claimed(store)
    ended = run(store, claim, raising(BrowserMissing("No browser.")))
    waiting = state(store, claim.audit.id)
    assert (ended.state, ended.machine, waiting.state, waiting.faults, waiting.attempt) == (
        "again",
        True,
        "queued",
        0,
        1,
    )
    assert waiting.not_before is not None


@pytest.mark.parametrize("error", [BrowserMissing("No browser."), RuntimeError("x")])
def test_who_waits_for_it_is_told_at_once(store: Store, error: Exception) -> None:
    claim = claimed(store, source="web")
    assert (run(store, claim, raising(error)).state, state(store, claim.audit.id).state) == ("failed", "failed")


def test_what_is_wrong_with_the_order_is_not_tried_again(store: Store) -> None:
    claim = claimed(store)
    ended = run(store, claim, raising(UsageError("That is no address.")))
    assert (ended.state, state(store, claim.audit.id).error) == ("failed", "That is no address.")


def _stopped(result: AuditResult) -> AuditResult:
    states = tuple(
        one.model_copy(update={"outcome": "partial", "reason": "The browser stopped."})
        for one in result.observation.states
    )
    return with_observation(result, states=states, outcome="partial")


def test_a_browser_that_stopped_is_a_fault_of_ours_until_the_last_try(store: Store) -> None:
    claim = claimed(store)
    assert run(store, claim, FakeAudit(_stopped)).state == "again"
    last = claim.model_copy(update={"audit": claim.audit.model_copy(update={"faults": FLEET.retries})})
    second = _when_its_turn_comes(store, claim.audit.id)
    assert second is not None
    ended = run(store, second.model_copy(update={"audit": last.audit}), FakeAudit(_stopped))
    assert (ended.state, ended.outcome) == ("done", "partial"), "then what was seen is better than nothing"


def test_a_site_that_asks_for_patience_gets_it_once(store: Store) -> None:
    later = FakeAudit(lambda result: with_observation(result, retry_after_seconds=1800, outcome="partial"))
    claim = claimed(store)
    ended = run(store, claim, later)
    waiting = state(store, claim.audit.id)
    assert (ended.state, ended.why, waiting.put_off, waiting.faults) == (
        "again",
        "The site asked to come back later.",
        1,
        0,
    )
    assert ended.not_before is not None
    assert 1700 < (ended.not_before - store.fleet.now()).total_seconds() <= 1800
    second = _when_its_turn_comes(store, claim.audit.id)
    assert second is not None
    assert run(store, second, later).state == "done"


def test_stopping_puts_the_audit_back_as_if_it_had_not_begun(either_store: Store, temporary: Path) -> None:
    claim = claimed(either_store)

    async def main() -> Ended:
        task = asyncio.create_task(run_claim(either_store, claim, AuditSettings(), FLEET, audit=endless()))
        await asyncio.sleep(0.2)
        task.cancel()
        return await task

    ended = asyncio.run(main())
    waiting = state(either_store, claim.audit.id)
    assert (ended.state, waiting.state, waiting.attempt, waiting.not_before) == ("stopped", "queued", 1, None)
    assert again(either_store, claim.audit.id) is not None
    assert list(temporary.iterdir()) == []


def test_an_attempt_that_was_taken_over_ends_and_keeps_nothing(either_store: Store) -> None:
    claim = claimed(either_store)
    audit = endless()

    async def main() -> Ended:
        task = asyncio.create_task(run_claim(either_store, claim, AuditSettings(), FLEET, audit=audit))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(either_store.fleet.reap, either_store.fleet.now() + dt.timedelta(hours=1))
        return await asyncio.wait_for(task, 20)

    ended = asyncio.run(main())
    assert (ended.state, audit.running) == ("lost", 0)
    assert state(either_store, claim.audit.id).crashes == 1
    taken = again(either_store, claim.audit.id)
    assert taken is not None
    assert run(either_store, claim, FakeAudit()).state == "lost", "the slow twin is too late"
    assert either_store.files(claim.audit) == ()
    assert run(either_store, taken, FakeAudit()).state == "done"


def test_a_running_audit_is_heard_of(store: Store) -> None:
    claim = claimed(store)
    heard = []

    async def main() -> None:
        task = asyncio.create_task(run_claim(store, claim, AuditSettings(), FLEET, audit=endless()))
        for _ in range(3):
            await asyncio.sleep(0.4)
            heard.append(store.fleet.running()[0].heartbeat_at)
        task.cancel()
        await task

    asyncio.run(main())
    assert heard[0] < heard[1] < heard[2]


def test_a_full_disk_loses_no_audit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = claimed(store)

    def full(*args: object, **options: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        for name in ("queue_again", "end", "beat"):
            patch.setattr(store.fleet, name, full)
        patch.setattr(store, "save_audit", full)
        assert run(store, claim, FakeAudit()).state == "lost"
    assert state(store, claim.audit.id).state == "running"
    assert [one.again for one in store.fleet.reap(store.fleet.now() + dt.timedelta(hours=1))] == [True]
    taken = again(store, claim.audit.id)
    assert taken is not None
    assert run(store, taken, FakeAudit()).state == "done"


@pytest.mark.parametrize("tries", [1, 3])
def test_a_result_waits_for_a_database_that_is_restarted(
    store: Store, monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    claim, save, left = claimed(store), store.save_audit, [StoreError("Out of reach.")] * tries

    def away(*args: Any, **options: Any) -> object:
        if left:
            raise left.pop()
        return save(*args, **options)

    monkeypatch.setattr(store, "save_audit", away)
    audit = FakeAudit()
    ended = run(store, claim, audit)
    assert (ended.state, len(audit.seen), left) == ("done", 1, [])


def test_a_store_that_is_out_of_reach_for_long_ends_the_attempt(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(claim: Claim) -> bool:
        raise StoreError("Out of reach.")

    monkeypatch.setattr(store.fleet, "beat", away)
    short = FLEET.model_copy(update={"stalled_after": 0.3})
    claim = claimed(store)
    began = time.monotonic()
    ended = asyncio.run(run_claim(store, claim, AuditSettings(), short, audit=endless()))
    assert ended.state == "stopped"
    assert time.monotonic() - began < 30


def test_logs_carry_the_audit_and_the_site(store: Store) -> None:
    claim = claimed(store)
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as logs:
        run(store, claim, FakeAudit())
    assert {entry["event"] for entry in logs} == {"audit began", "audit ended"}
    assert {(entry["audit"], entry["site"]) for entry in logs} == {(claim.audit.id, "www.een.example")}


@pytest.mark.parametrize("crashes", [1, 3])
def test_crashes_and_faults_are_counted_apart(store: Store, crashes: int) -> None:
    claim: Claim | None = claimed(store)
    for _ in range(crashes):
        assert [one.again for one in store.fleet.reap(store.fleet.now(), dead=["h/1/00000000", "h/2/00000000"])] == [
            True
        ]
        claim = again(store, claim.audit.id if claim else "")
    assert claim is not None
    assert (claim.audit.crashes, claim.audit.faults, claim.audit.attempt) == (crashes, 0, crashes + 1)
    assert run(store, claim, raising(RuntimeError())).state == "again"
    assert (state(store, claim.audit.id).crashes, state(store, claim.audit.id).faults) == (crashes, 1)


def test_an_audit_that_always_brings_its_process_down_is_given_up(store: Store) -> None:
    number = claimed(store).audit.id
    for _ in range(3):
        assert store.fleet.reap(store.fleet.now(), dead=["h/1/00000000", "h/2/00000000"])[0].again
        assert again(store, number) is not None
    assert not store.fleet.reap(store.fleet.now(), dead=["h/2/00000000"])[0].again
    assert (state(store, number).state, store.fleet.running()) == ("interrupted", ())
    assert "4 times" in (state(store, number).error or "")
