"""The engine of one machine: all that waits, so many at a time, none twice, and an end in good order."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.config import AuditSettings, FleetSettings
from auditor.errors import BrowserMissing, StoreError
from auditor.schedule import chores, worker
from auditor.schedule.attempt import Ended
from auditor.schedule.chores import Chore, Desk, Turns
from auditor.schedule.engines import local
from auditor.schedule.engines.local import Lane, LocalEngine, Wishes
from auditor.store.fleet_records import ScheduleRecord
from auditor.store.records import AuditSource
from auditor.store.store import Store
from tests.unit.schedule.fleet_builders import FLEET, FakeAudit, endless, queued, raising, state

HOUSE = tuple(chore for chore in chores.CHORES if chore.name in ("reap", "queue_due"))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "POLL", 0.05)


def engine(
    store: Store, audit: Any, *lanes: Lane, until_empty: bool = True, fleet: FleetSettings = FLEET, **wishes: Any
) -> LocalEngine:
    chosen = Wishes(until_empty=until_empty, audit=audit, **{"chores": HOUSE, **wishes})
    return LocalEngine(Desk(store, AuditSettings(), fleet), "local", lanes or [Lane(2)], chosen)


def some(store: Store, count: int, source: AuditSource = "schedule", name: str = "s") -> list[str]:
    return [queued(store, f"https://{name}{number}.example/", source).id for number in range(count)]


def slow(seconds: float = 0.2) -> FakeAudit:
    return FakeAudit(before=lambda: asyncio.sleep(seconds))


def states(store: Store, numbers: list[str]) -> list[str]:
    return [state(store, number).state for number in numbers]


def test_all_that_waits_is_audited_two_at_a_time(either_store: Store) -> None:
    numbers, audit, told = some(either_store, 5), slow(), list[Ended]()
    made = engine(either_store, audit, ended=told.append)
    asyncio.run(made.run())
    assert set(states(either_store, numbers)) == {"done"}
    assert (audit.most, len(audit.seen), made.tally.audited, len(told)) == (2, 5, 5, 5)
    assert either_store.fleet.running() == ()
    assert [one.stopped_at is not None for one in either_store.fleet.workers()] == [True]


def test_names_of_one_domain_are_audited_one_after_another(store: Store) -> None:
    for name in ("a", "b", "c"):
        queued(store, f"https://{name}.een.example/")
    audit = slow()
    asyncio.run(engine(store, audit, Lane(3)).run())
    assert (audit.most, len(audit.seen)) == (1, 3)


def test_two_engines_at_once_audit_everything_once(store: Store) -> None:
    some(store, 6)
    audit = slow()

    async def both() -> None:
        await asyncio.gather(engine(store, audit).run(), engine(store, audit).run())

    asyncio.run(both())
    assert sorted(address for address, _, _ in audit.seen) == [f"https://s{number}.example/" for number in range(6)]


def test_what_is_due_is_queued_and_audited(store: Store) -> None:
    site = store.add_site("https://een.example/")
    now = store.fleet.now()
    rule = ScheduleRecord(site_id=site.id, rule="every 7 days", zone="UTC", added_at=now, next_due_at=now)
    store.fleet.schedule(rule)
    made = engine(store, FakeAudit())
    asyncio.run(made.run())
    assert [(audit.state, audit.source) for audit in store.audits(site)] == [("done", "schedule")]
    again = engine(store, FakeAudit())
    asyncio.run(again.run())
    assert (made.tally.audited, again.tally.audited) == (1, 0)


def test_what_somebody_waits_for_comes_first(store: Store) -> None:
    some(store, 2)
    some(store, 1, "web", "haast")
    audit = FakeAudit()
    asyncio.run(engine(store, audit, Lane(1)).run())
    assert audit.seen[0][0] == "https://haast0.example/"


def test_lanes_keep_places_free(store: Store) -> None:
    some(store, 4)
    web = some(store, 1, "web", "haast")
    audit = endless()

    async def main() -> list[str]:
        made = engine(store, audit, Lane(1, "web"), Lane(2, "schedule"), until_empty=False)
        task = asyncio.create_task(made.run())
        await until(lambda: audit.running == 3)
        running = states(store, web)
        made.stop()
        made.stop()
        await task
        return running

    assert asyncio.run(main()) == ["running"]


async def until(fulfilled: Callable[[], bool]) -> None:
    for _ in range(400):
        if fulfilled():
            return
        await asyncio.sleep(0.05)
    raise AssertionError


def test_a_limit_holds(store: Store) -> None:
    numbers = some(store, 4)
    asyncio.run(engine(store, FakeAudit(), limit=3).run())
    assert sorted(states(store, numbers)) == ["done", "done", "done", "queued"]


def test_what_is_put_off_is_left_for_the_next_run(store: Store) -> None:
    some(store, 1)
    made = engine(store, raising(RuntimeError()))
    asyncio.run(made.run())
    assert (made.tally.put_off, made.gave_up) == (1, None)


def test_without_a_browser_it_gives_up_and_loses_nothing(store: Store) -> None:
    numbers = some(store, 9)
    made = engine(store, raising(BrowserMissing("There is no browser.")), Lane(1))
    asyncio.run(made.run())
    assert (made.gave_up, made.tally.put_off) == ("There is no browser.", 3)
    assert set(states(store, numbers)) == {"queued"}


def test_asked_once_it_lets_audits_end_and_begins_no_more(store: Store) -> None:
    numbers, audit = some(store, 4), slow(0.6)

    async def main() -> LocalEngine:
        made = engine(store, audit, until_empty=False)
        task = asyncio.create_task(made.run())
        await until(lambda: audit.running == 2)
        made.stop()
        await task
        return made

    made = asyncio.run(main())
    assert (made.tally.audited, made.tally.stopped) == (2, 0)
    assert sorted(states(store, numbers)) == ["done", "done", "queued", "queued"]


@pytest.mark.parametrize("twice", [False, True])
def test_asked_twice_or_after_a_while_it_queues_them_again(store: Store, twice: bool) -> None:
    numbers, audit = some(store, 2), endless()

    async def main() -> LocalEngine:
        made = engine(store, audit, until_empty=False, grace=60 if twice else 0.3)
        task = asyncio.create_task(made.run())
        await until(lambda: audit.running == 2)
        made.stop()
        if twice:
            made.stop()
        await asyncio.wait_for(task, 30)
        return made

    assert asyncio.run(main()).tally.stopped == 2
    assert [(state(store, number).state, state(store, number).attempt) for number in numbers] == [("queued", 1)] * 2
    assert store.fleet.running() == ()


def test_cancelling_the_engine_queues_them_again(store: Store) -> None:
    numbers, audit = some(store, 2), endless()

    async def main() -> None:
        task = asyncio.create_task(engine(store, audit).run())
        await until(lambda: audit.running == 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert states(store, numbers) == ["queued", "queued"]


def test_the_audits_of_a_dead_process_are_run_again(store: Store) -> None:
    numbers = some(store, 2)
    dead = store.folder / "workers"
    dead.mkdir()
    name = f"{worker.new_name().partition('/')[0]}/999999/0123abcd"
    lock = dead / f"{name.replace('/', '_')}.lock"
    lock.touch()
    assert worker.dead_workers(store.folder) == (), "a new one may be about to be taken"
    os.utime(lock, (0, 0))
    (dead / "elsewhere_1_0123abcd.lock").touch()
    os.utime(dead / "elsewhere_1_0123abcd.lock", (0, 0))
    assert worker.dead_workers(store.folder) == (name,), "of another machine nothing is known here"
    assert store.fleet.claim(name) is not None
    asyncio.run(engine(store, FakeAudit()).run())
    assert states(store, numbers) == ["done", "done"]
    assert sorted(state(store, number).crashes for number in numbers) == [0, 1]
    assert [path.name for path in dead.iterdir()] == ["elsewhere_1_0123abcd.lock"]


def test_a_worker_is_alive_while_it_works(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_NEW", 0.0)
    with worker.at_work(store, "local", 1) as name:
        assert worker.dead_workers(store.folder) == ()
        assert [one.name for one in store.fleet.workers()] == [name]
    assert list((store.folder / "workers").iterdir()) == []


def test_a_store_that_fails_for_a_moment_is_waited_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = some(store, 1)
    claim, failures = store.fleet.claim, iter([StoreError("It is busy.")] * 2)

    def sometimes(*words: Any, **more: Any) -> Any:
        for error in failures:
            raise error
        return claim(*words, **more)

    monkeypatch.setattr(store.fleet, "claim", sometimes)
    asyncio.run(engine(store, FakeAudit()).run())
    assert states(store, numbers) == ["done"]


def test_a_store_that_stays_away_ends_a_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*words: Any, **more: Any) -> Any:
        raise StoreError("It is gone.")

    monkeypatch.setattr(store.fleet, "claim", away)
    monkeypatch.setattr(local, "MOST_FAILURES", 3)
    with pytest.raises(StoreError, match="gone"):
        asyncio.run(engine(store, FakeAudit()).run())


# Chores


def test_chores_have_their_turns_and_a_failing_one_stops_nothing(store: Store) -> None:
    ran: list[str] = []

    def fails(desk: Desk) -> str | None:
        ran.append("fails")
        raise StoreError("The disk is full.")

    def breaks(desk: Desk) -> str | None:
        ran.append("breaks")
        raise RuntimeError

    def works(desk: Desk) -> str | None:
        ran.append("works")
        return "something was done"

    now = [0.0]
    given = [
        Chore(run.__name__, dt.timedelta(seconds=every), run) for run, every in ((fails, 10), (breaks, 10), (works, 30))
    ]
    turns = Turns(Desk(store, AuditSettings(), FLEET), given, clock=lambda: now[0])
    for moment in (0, 5, 10, 29, 30):
        now[0] = moment
        asyncio.run(turns.once())
    assert ran.count("fails") == ran.count("breaks") == 3
    assert ran.count("works") == 2
    asyncio.run(turns.once(names=["works"]))
    assert ran.count("works") == 3


def test_every_chore_has_a_name_of_its_own() -> None:
    names = [chore.name for chore in chores.CHORES]
    assert len(set(names)) == len(names)
    assert names[:2] == ["reap", "queue_due"]


def test_a_run_leaves_no_temporary_folder(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    some(store, 1)
    began = time.monotonic()
    asyncio.run(engine(store, FakeAudit()).run())
    assert list((tmp_path / "tmp").iterdir()) == []
    assert time.monotonic() - began < 60
