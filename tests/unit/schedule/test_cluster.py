"""The worker of a cluster, with audits that visit nothing, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from auditor.config import AuditSettings, FleetSettings
from auditor.errors import MachineError, StoreError, UsageError
from auditor.models.result import AuditResult
from auditor.pipeline import Report
from auditor.schedule.chores import Chore, Desk
from auditor.schedule.engines.cluster import Cluster
from auditor.schedule.engines.job_queue import JobQueue, schema_scripts
from auditor.store.leases import LeaseLost
from auditor.store.places import database_url
from auditor.store.store import Store, open_store
from tests.unit.store.store_builders import audit_result, write_audit

FLEET = FleetSettings(heartbeat=0.2, stalled_after=0.9, retry_after=0.2, retries=3)


@pytest.fixture
def store(postgresql_database: str, tmp_path: Path) -> Iterator[Store]:
    with open_store(postgresql_database, tmp_path / "data") as opened:
        yield opened


class Audits:
    """Stands for the visit to a site: counts, takes its time, and fails as it is told."""

    def __init__(self, seconds: float = 0.0, failures: int = 0) -> None:
        self.seconds = seconds
        self.failures = failures
        self.begun: Counter[str] = Counter()
        self.under_way: Counter[str] = Counter()
        self.most = 0

    async def __call__(self, address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
        self.begun[address] += 1
        domain = address.rpartition("//")[2].strip("/").split(".", 1)[-1]
        self.under_way[domain] += 1
        self.most = max(self.most, self.under_way[domain])
        try:
            await asyncio.sleep(self.seconds)
            if self.begun[address] <= self.failures:
                raise MachineError("The browser fell over.")
            result = audit_result(url=address)
            await asyncio.to_thread(write_audit, folder, result)
            return result
        finally:
            self.under_way[domain] -= 1


@contextlib.asynccontextmanager
async def working(store: Store, audits: Audits, *, places: int = 2, grace: float = 5.0) -> AsyncIterator[Cluster]:
    """A worker that works while the block lasts, and then stops in good order."""
    at_work = asyncio.Event()
    desk = Desk(store, AuditSettings(), FLEET)
    cluster = Cluster(desk, places, grace, audit=audits, chores=(), ready=lambda name: at_work.set())
    running = asyncio.create_task(cluster.run())
    await asyncio.wait([running, asyncio.create_task(at_work.wait())], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield cluster
    finally:
        cluster.stop()
        await asyncio.wait_for(running, 60)


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not await asyncio.to_thread(true):
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.05)


def queued(store: Store, *urls: str) -> list[str]:
    return [store.queue_audit(store.add_site(url), "schedule").id for url in urls]


def states(store: Store, ids: list[str]) -> list[str]:
    return [audit.state for one in ids if (audit := store.audit(one)) is not None]


def jobs(database: str) -> list[dict[str, Any]]:
    """What is in the queue of audits."""
    engine = create_engine(database_url(database, Path()))
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT queueing_lock, lock, status FROM auditor_queue.procrastinate_jobs WHERE task_name = 'audit'")
        )
        found = [dict(row) for row in rows.mappings()]
    engine.dispose()
    return found


def test_each_audit_is_done_once_and_domains_one_at_a_time(store: Store, postgresql_database: str) -> None:
    ids = queued(store, *(f"https://www{number}.winkel{number % 3}.nl/" for number in range(9)))
    audits = Audits(seconds=0.1)

    async def run() -> None:
        async with working(store, audits, places=4):
            await until(lambda: states(store, ids) == ["done"] * 9)

    asyncio.run(run())
    assert set(audits.begun.values()) == {1}
    assert audits.most == 1
    assert store.fleet.running() == ()
    assert jobs(postgresql_database) == []
    assert [worker.stopped_at is not None for worker in store.fleet.workers()] == [True]


def test_an_audit_that_fails_through_a_fault_of_ours_is_tried_again(store: Store) -> None:
    (one,) = queued(store, "https://www.winkel.nl/")
    audits = Audits(failures=2)

    async def run() -> None:
        async with working(store, audits):
            await until(lambda: states(store, [one]) == ["done"])

    asyncio.run(run())
    record = store.audit(one)
    assert record is not None
    assert (record.faults, record.attempt, audits.begun["https://www.winkel.nl/"]) == (2, 3, 3)


def test_a_job_whose_domain_another_one_has_is_dropped_and_comes_again(store: Store) -> None:
    one, two = queued(store, "https://a.winkel.nl/", "https://b.winkel.nl/")
    claim = store.fleet.claim("somebody-else", one)
    assert claim is not None
    audits = Audits()
    beaten = 0

    async def run() -> None:
        nonlocal beaten
        async with working(store, audits):
            for _ in range(6):
                await asyncio.sleep(0.2)
                beaten += await asyncio.to_thread(store.fleet.beat, claim)
            assert states(store, [one, two]) == ["running", "queued"]
            await asyncio.to_thread(store.fleet.end, claim, "failed", "over")
            await until(lambda: states(store, [one, two]) == ["failed", "done"])

    asyncio.run(run())
    assert beaten == 6
    assert dict(audits.begun) == {"https://b.winkel.nl/": 1}


def test_a_worker_that_stops_gives_its_audits_time(store: Store) -> None:
    ids = queued(store, "https://www.snel.nl/", "https://www.traag.nl/", "https://www.later.nl/")
    audits = Audits(seconds=1.0)

    async def run() -> None:
        async with working(store, audits, places=2):
            await until(lambda: len(audits.begun) == 2)

    asyncio.run(run())
    assert states(store, ids) == ["done", "done", "queued"]
    assert store.fleet.running() == ()


def test_what_is_not_finished_in_time_waits_for_another_worker(store: Store, postgresql_database: str) -> None:
    (one,) = queued(store, "https://www.traag.nl/")
    audits = Audits(seconds=60)

    async def run() -> float:
        async with working(store, audits, grace=0.3):
            await until(lambda: bool(audits.begun))
            began = time.monotonic()
        return time.monotonic() - began

    assert asyncio.run(run()) < 20
    record = store.audit(one)
    assert record is not None
    assert (record.state, record.attempt, record.crashes) == ("queued", 1, 0)
    assert store.fleet.running() == ()
    assert [job for job in jobs(postgresql_database) if job["status"] == "doing"] == []
    quick = Audits()

    async def again() -> None:
        async with working(store, quick):
            await until(lambda: states(store, [one]) == ["done"])

    asyncio.run(again())


def test_a_machine_on_which_nothing_succeeds_takes_no_more_audits(store: Store) -> None:
    ids = queued(store, *(f"https://www.winkel{number}.nl/" for number in range(8)))
    audits = Audits(failures=99)

    async def run() -> None:
        desk = Desk(store, AuditSettings(), FLEET.model_copy(update={"retry_after": 60}))
        await asyncio.wait_for(Cluster(desk, 1, audit=audits, chores=()).run(), 60)

    with pytest.raises(MachineError, match="nothing succeeds here"):
        asyncio.run(run())
    assert sum(audits.begun.values()) == 3
    assert states(store, ids) == ["queued"] * 8


def test_a_slow_twin_cannot_overwrite(store: Store, tmp_path: Path) -> None:
    (one,) = queued(store, "https://www.winkel.nl/")
    slow = store.fleet.claim("slow", one)
    assert slow is not None
    assert [reaped.again for reaped in store.fleet.reap(store.fleet.now() + timedelta(seconds=1))] == [True]
    audits = Audits()

    async def run() -> None:
        async with working(store, audits):
            await until(lambda: states(store, [one]) == ["done"])

    asyncio.run(run())
    folder = write_audit(tmp_path / "late", audit_result(left_out=2, url="https://www.winkel.nl/"))
    before = store.result(one)
    with pytest.raises(LeaseLost):
        store.save_audit(folder, audit_result(left_out=2, url="https://www.winkel.nl/"), claim=slow)
    assert store.result(one) == before


def _queue(store: Store) -> JobQueue:
    async def nothing(name: str) -> None:
        """No worker is here."""

    return JobQueue(store.fleet.queueing.place(*schema_scripts()), FLEET, nothing, nothing)


def test_each_waiting_audit_has_one_job_however_often_one_looks(store: Store, postgresql_database: str) -> None:
    ids = queued(store, *(f"https://www.winkel{number}.nl/" for number in range(5)))

    async def run() -> list[int]:
        queue, other = _queue(store), _queue(store)
        waiting = store.fleet.queueing.waiting(100)
        async with queue.open(), other.open():
            first = await queue.wake(waiting[:2])
            both = await asyncio.gather(queue.wake(waiting), other.wake(waiting))
            return [first, *both, await other.wake(waiting)]

    first, one, two, last = asyncio.run(run())
    assert (first, last) == (2, 0)
    assert max(one, two) == 3
    found = jobs(postgresql_database)
    assert sorted(job["queueing_lock"] for job in found) == sorted(ids)
    assert sorted(job["lock"] for job in found) == [f"winkel{number}.nl" for number in range(5)]


def test_what_has_to_wait_gets_no_job(store: Store) -> None:
    later, taken, _, free = queued(
        store, "https://later.nl/", "https://a.bezet.nl/", "https://b.bezet.nl/", "https://vrij.nl/"
    )
    claim = store.fleet.claim("one", later)
    assert claim is not None
    store.fleet.queue_again(claim, "fault", "It failed.", timedelta(hours=1))
    assert store.fleet.claim("one", taken) is not None
    assert [one.audit_id for one in store.fleet.queueing.waiting(10)] == [free]


def test_jobs_of_a_dead_worker_are_ended(store: Store, postgresql_database: str) -> None:
    queued(store, "https://www.winkel.nl/")

    async def run() -> tuple[int, int]:
        queue = _queue(store)
        async with queue.open():
            await queue.wake(store.fleet.queueing.waiting(10))
            manager = queue._app.job_manager
            number = await manager.register_worker()
            assert await manager.fetch_job([queue._audits], number) is not None
            early = await queue.reap()
            await asyncio.sleep(FLEET.stalled_after + 0.3)
            return early, await queue.reap()

    assert asyncio.run(run()) == (0, 1)
    assert jobs(postgresql_database) == []


def test_a_chore_is_done_once_in_its_time_by_one_of_all_workers(store: Store) -> None:
    done: list[float] = []

    def note(desk: Desk) -> None:
        done.append(time.time())

    async def run() -> None:
        desk = Desk(store, AuditSettings(), FLEET)
        chore = Chore("note", timedelta(seconds=2), note)
        both = [Cluster(desk, 1, chores=(chore,)) for _ in range(2)]
        running = [asyncio.create_task(cluster.run()) for cluster in both]
        await until(lambda: len(done) >= 3)
        for cluster in both:
            cluster.stop()
        await asyncio.gather(*running)

    asyncio.run(run())
    slots = Counter(int(moment // 2) for moment in done)
    assert max(slots.values()) <= 2, "late by a second at most, and never for each worker"
    assert len(done) <= len(range(int(done[0] // 2), int(done[-1] // 2) + 1)) + 1


def test_another_evidence_folder_is_refused(store: Store, postgresql_database: str, tmp_path: Path) -> None:
    folder = write_audit(tmp_path / "audit", audit_result())
    store.save_audit(folder, audit_result())
    with open_store(postgresql_database, tmp_path / "other") as other:
        for asked in (other, store, other):
            desk = Desk(asked, AuditSettings(), FLEET)
            if asked is other:
                with pytest.raises(StoreError, match="is not the evidence folder of this database"):
                    asyncio.run(Cluster(desk, 1).run())
            else:
                asked.fleet.queueing.check_evidence(asked.folder / "evidence")
    assert not (tmp_path / "other" / "evidence" / ".identity").exists()


def test_a_store_without_a_server_is_refused(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'auditor.db'}", tmp_path) as local:
        desk = Desk(local, AuditSettings(), FLEET)
        with pytest.raises(UsageError, match="need PostgreSQL"):
            asyncio.run(Cluster(desk, 1).run())


def test_the_queue_is_brought_up_to_date_and_a_newer_one_refused(store: Store, postgresql_database: str) -> None:
    whole, steps = schema_scripts()
    first, *later = steps
    place = store.fleet.queueing.place(first[1], [first])
    assert place.schema == "auditor_queue"
    assert store.fleet.queueing.place(whole, steps) == place
    assert len(later) > 20
    queued(store, "https://www.winkel.nl/")

    async def run() -> int:
        queue = _queue(store)
        async with queue.open():
            return await queue.wake(store.fleet.queueing.waiting(10))

    assert asyncio.run(run()) == 1
    assert len(jobs(postgresql_database)) == 1
    with pytest.raises(StoreError, match="newer release of procrastinate"):
        store.fleet.queueing.place(whole, steps[:-1])
