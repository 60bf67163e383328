"""The engine of a fleet on several machines: as many workers as wanted, on one PostgreSQL and one evidence folder.

A worker is told by the queue what waits, and claims it in the store: the lease of a registrable domain, with the token
of the attempt, lets no two audits of one domain run at once and keeps a result once, whatever the queue does."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from auditor.crawl.browser_pool import BrowserPool
from auditor.crawl.own_folder import clear_up
from auditor.errors import MachineError, StoreError, UsageError
from auditor.pipeline import audit_site
from auditor.schedule.attempt import STOPPED, Audit, Ended, run_claim
from auditor.schedule.chores import CHORES, Chore, Desk, Turns
from auditor.schedule.engines.job_queue import CHORE_PLACES, JobQueue, queue_failed, schema_scripts
from auditor.schedule.worker import at_work
from auditor.store.fleet_records import Claim

log = structlog.get_logger(__name__)

#: Seconds between two looks whether a chore is due.
TICK = 1.0

#: Seconds between two looks for audits that wait and have no job, and how many of them get one at a time.
WAKE_EVERY = 5.0
MOST_WOKEN = 1000

#: Seconds between two looks for browsers and folders that a killed process left on this machine.
CLEAR_EVERY = 60.0

#: Seconds before a worker begins again after the database was out of reach: first, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0

#: Seconds that running audits get when a worker is stopped, unless told otherwise.
GRACE = 120.0

NEEDS_POSTGRESQL = (
    "Workers on several machines need PostgreSQL; name one by AUDITOR_DATABASE, or as database in [store] of "
    "auditor.toml."
)

#: Audits in a row, for each place, that fail through this machine before a worker gives up. One round of them may be a
#: database that was restarted.
MOST_FAULTS = 3

_WAKE = "wake"
_FORGET = "forget_jobs"


class Cluster:
    """One worker. ``places``: audits at one time; ``grace``: seconds that they get when it is stopped; ``audit``: how
    one is done, else in a browser that they share; ``ready``: called with the worker's name when it begins."""

    def __init__(
        self,
        desk: Desk,
        places: int,
        grace: float = GRACE,
        *,
        audit: Audit | None = None,
        chores: Sequence[Chore] = CHORES,
        ready: Callable[[str], None] = lambda name: None,
    ) -> None:
        self._desk = desk
        self._store = desk.store
        self._places = places
        self._grace = grace
        self._browsers = BrowserPool(desk.fleet.browser_audits)
        self._audit: Audit = audit or partial(audit_site, browsers=self._browsers)
        self._chores = {chore.name: chore for chore in chores}
        self._ready: Callable[[str], None] | None = ready
        self._name = ""
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()
        self._running: set[asyncio.Task[Ended]] = set()
        self._faults = 0
        self._gave_up: str | None = None

    def stop(self) -> None:
        """No new audits; those that run get their time. Asked a second time: they are queued again at once."""
        if self._stopping.is_set():
            self._at_once.set()
        self._stopping.set()

    async def run(self) -> None:
        """Work until stopped. Raises `UsageError` when the store is no PostgreSQL, `StoreError` when it cannot be used
        or the evidence folder is another database's, and `MachineError` when no audit succeeds on this machine. Later
        faults of the database are waited for."""
        queueing = self._store.fleet.queueing
        if not queueing.possible:
            raise UsageError(NEEDS_POSTGRESQL)
        # Beside the audits' own work in threads, each of them has to say that it is alive.
        threads = ThreadPoolExecutor(4 * self._places + CHORE_PLACES + 4, thread_name_prefix="worker")
        loop = asyncio.get_running_loop()
        loop.set_default_executor(threads)
        loop.set_exception_handler(_unheard)
        await asyncio.to_thread(queueing.check_evidence, self._store.folder / "evidence")
        queue = await self._new_queue()
        deadline = asyncio.create_task(self._deadline())
        try:
            async with self._browsers:
                with at_work(self._store, "cluster", self._places) as self._name:
                    await self._rounds(queue)
        finally:
            deadline.cancel()
        if self._gave_up is not None:
            raise MachineError(f"This worker gave up, for nothing succeeds here. {self._gave_up}")

    async def _new_queue(self) -> JobQueue:
        place = await asyncio.to_thread(self._store.fleet.queueing.place, *schema_scripts())
        return JobQueue(place, self._desk.fleet, self._run_audit, self._run_chore)

    async def _rounds(self, first: JobQueue) -> None:
        """Work, and begin again whenever the database was out of reach."""
        queue: JobQueue | None = first
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                await self._round(queue or await self._new_queue())
            except Exception as error:
                if not _database_failed(error):
                    raise
                log.warning("the database failed", error=type(error).__name__)
            if self._stopping.is_set():
                return
            queue = None
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
            log.warning("the worker begins again", worker=self._name, seconds=pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _round(self, queue: JobQueue) -> None:
        """Work until stopped or until the database does not answer; then wait for the audits that run."""
        self._queue = queue
        async with queue.open():
            tasks = [asyncio.create_task(work) for work in queue.work(self._places)]
            tasks.append(asyncio.create_task(self._house()))
            signals = [asyncio.create_task(signal.wait()) for signal in (queue.gone, self._stopping)]
            self._say_ready()
            try:
                await asyncio.wait([*tasks, *signals], return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (*tasks, *signals):
                    task.cancel()
                ended = await asyncio.gather(*tasks, *signals, return_exceptions=True)
            for error in ended:
                if isinstance(error, Exception):
                    raise error

    def _say_ready(self) -> None:
        ready, self._ready = self._ready, None
        if ready is not None:
            ready(self._name)
        log.info("the worker takes audits", worker=self._name, places=self._places)

    async def _deadline(self) -> None:
        """Once the worker is to stop, give the audits their time, and then put them back into the queue."""
        await self._stopping.wait()
        log.info("the worker stops", worker=self._name, running=len(self._running), grace=self._grace)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._at_once.wait(), self._grace)
        self._at_once.set()
        for task in self._running:
            task.cancel()

    async def _house(self) -> None:
        """Say that the worker is there, and see that chores come into the queue, and what the dead left out of it."""
        beat = reap = clear = float("-inf")
        while True:
            now = time.monotonic()
            if now >= clear:  # of this machine, so no chore for one of all
                clear = now + CLEAR_EVERY
                await asyncio.to_thread(clear_up)
            if now >= beat:
                beat = now + self._desk.fleet.heartbeat
                await asyncio.to_thread(self._store.fleet.arrive, self._name, "cluster", self._places)
            if now >= reap:
                reap = now + self._desk.fleet.stalled_after / 3
                left = await self._queue.reap()
                if left:
                    log.warning("workers left jobs behind", jobs=left)
            for name, every in self._slots():
                await self._queue.due(name, int(time.time() // every))
            await asyncio.sleep(TICK)

    def _slots(self) -> list[tuple[str, float]]:
        own = {_WAKE: min(WAKE_EVERY, self._desk.fleet.heartbeat), _FORGET: timedelta(hours=1).total_seconds()}
        return [*((name, chore.every.total_seconds()) for name, chore in self._chores.items()), *own.items()]

    async def _run_audit(self, audit_id: str) -> None:
        """A job came. Nothing is done when another one has the domain or the audit: what waits gets a job again."""
        if self._stopping.is_set():
            return
        try:
            claim = await asyncio.to_thread(self._store.fleet.claim, self._name, audit_id)
            if claim is None:
                log.debug("an audit was not to be had", audit=audit_id)
            elif self._at_once.is_set():
                await asyncio.to_thread(self._store.fleet.queue_again, claim, "stopped", STOPPED)
            else:
                await self._within(claim)
        except StoreError as error:
            log.warning("an audit could not be claimed", audit=audit_id, why=error.sentence)

    async def _within(self, claim: Claim) -> None:
        """Run an attempt, as a task of its own that can be stopped."""
        attempt = run_claim(self._store, claim, self._desk.settings, self._desk.fleet, audit=self._audit)
        task = asyncio.create_task(attempt)
        self._running.add(task)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        finally:
            self._running.discard(task)
        if task.cancelled():  # before its first step
            await asyncio.to_thread(self._store.fleet.queue_again, claim, "stopped", STOPPED)
        elif error := task.exception():
            log.error("a fault of ours", audit=claim.audit.id, exc_info=error)
        else:
            self._judge(task.result())

    def _judge(self, ended: Ended) -> None:
        """A machine on which nothing succeeds any more must not take the audits from those on which it would."""
        self._faults = self._faults + 1 if ended.machine else 0
        if self._faults >= MOST_FAULTS * self._places:
            self._gave_up = ended.why
            self.stop()

    async def _run_chore(self, name: str) -> None:
        try:
            if name == _FORGET:
                await self._queue.forget()
            elif name == _WAKE:
                await self._wake()
            elif name in self._chores:
                await Turns(self._desk, (self._chores[name],)).once()
        except Exception as error:
            if not _database_failed(error):
                raise
            log.warning("a chore failed", chore=name, error=type(error).__name__)

    async def _wake(self) -> None:
        waiting = await asyncio.to_thread(self._store.fleet.queueing.waiting, MOST_WOKEN)
        woken = await self._queue.wake(waiting)
        if woken:
            log.info("audits wait for a worker", audits=woken)


def _unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The library lets a job's last step fail unheard: the database was away, or the job was taken for left behind."""
    error = context.get("exception")
    if isinstance(error, Exception) and _database_failed(error):
        log.warning("the end of a job could not be noted; the store knows how the audit ended")
    else:
        loop.default_exception_handler(context)


def _database_failed(error: Exception) -> bool:
    return isinstance(error, StoreError) or queue_failed(error)
