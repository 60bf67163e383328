"""The engine of one machine: a bounded number of audits on one event loop, with browsers that they share."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog

from auditor import pipeline
from auditor.crawl.browser_pool import BrowserPool
from auditor.crawl.own_folder import clear_up
from auditor.errors import InputError, StoreError
from auditor.schedule.attempt import STOPPED, Audit, Ended, run_claim
from auditor.schedule.chores import CHORES, Chore, Desk, Turns
from auditor.schedule.engine import Tally
from auditor.schedule.worker import at_work
from auditor.store.fleet_records import Claim, WorkerKind
from auditor.store.records import AuditSource

log = structlog.get_logger(__name__)

#: Seconds between two looks for audits that wait, and between two looks whether a chore is due.
POLL = 1.0

#: Seconds that running audits get when the engine is stopped, and that ending them may take after that.
GRACE = 30.0
ENDING = 30.0

#: Failures of the store, one after another, after which an engine that has an end gives up; faults of the machine too.
MOST_FAILURES = 5
MOST_FAULTS = 3


@dataclass(frozen=True)
class Lane:
    """Audits at one time; ``only``: audits of this source, so that those that people wait for have places of their
    own."""

    places: int
    only: AuditSource | None = None


def _nobody(claim: Claim) -> pipeline.Report:
    return lambda host, stage, detail: None


@dataclass
class Wishes:
    """What differs between those who use the engine. ``until_empty``: it ends when nothing waits any more; ``limit``:
    audits that it begins at most; ``reporter``: makes the report of an audit's steps; ``ended``: told of each attempt;
    ``audit``: instead of a visit with a shared browser."""

    until_empty: bool = False
    limit: int | None = None
    grace: float = GRACE
    reporter: Callable[[Claim], pipeline.Report] = _nobody
    ended: Callable[[Ended], None] = lambda ended: None
    audit: Audit | None = None
    chores: Sequence[Chore] = CHORES


@dataclass
class _Running:
    claim: Claim
    lane: Lane
    task: asyncio.Task[Ended] = field(init=False)


class LocalEngine:
    """Use one in a process, on one event loop; see `Engine`."""

    def __init__(self, desk: Desk, kind: WorkerKind, lanes: Sequence[Lane], wishes: Wishes | None = None) -> None:
        self._desk = desk
        self._fleet = desk.store.fleet
        self._kind = kind
        self._lanes = lanes
        self._wishes = wishes or Wishes()
        self._turns = Turns(desk, self._wishes.chores)
        self._running: dict[str, _Running] = {}
        self._name = ""
        self._begun = self._failures = self._faults = 0
        self._stops = 0
        self._changed = asyncio.Event()
        self._audit: Audit = pipeline.audit_site
        self.tally = Tally()
        #: Why the engine gave up before all was done: this machine cannot audit at the moment.
        self.gave_up: str | None = None

    def stop(self) -> None:
        """See `Engine`."""
        self._stops += 1
        self._changed.set()

    def wake(self) -> None:
        """Look for audits that wait now."""
        self._changed.set()

    def runs(self, audit_id: str) -> bool:
        """Whether this engine is running the audit."""
        return audit_id in self._running

    async def cancel(self, audit_id: str, why: str) -> None:
        """End an audit that runs here, for good; nothing happens to another one."""
        running = self._running.get(audit_id)
        if running is None:
            return
        # First in the store: then nothing that the attempt still does counts.
        with contextlib.suppress(InputError):  # it ended in this moment, or is another's
            await asyncio.to_thread(self._fleet.end, running.claim, "interrupted", why)
        running.task.cancel()
        await asyncio.wait([running.task], timeout=ENDING)

    async def run(self) -> None:
        """See `Engine`. Cancelling it stops the audits at once; they are queued again."""
        places = sum(lane.places for lane in self._lanes)
        # Beside its own work in threads, each audit has to say that it is alive.
        threads = ThreadPoolExecutor(4 * places + 6, thread_name_prefix="audits")
        asyncio.get_running_loop().set_default_executor(threads)
        await asyncio.to_thread(clear_up)
        with at_work(self._desk.store, self._kind, places) as self._name:
            async with BrowserPool(self._desk.fleet.browser_audits) as browsers:
                self._audit = self._wishes.audit or functools.partial(pipeline.audit_site, browsers=browsers)
                await self._work()
        await asyncio.to_thread(clear_up)

    async def _work(self) -> None:
        await self._turns.once()
        house = asyncio.create_task(self._house())
        try:
            while not self._stops and self.gave_up is None:
                self._changed.clear()
                await self._fill()
                if not self._running and self._wishes.until_empty and await self._is_empty():
                    break
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), POLL)
            await self._let_end()
        finally:
            house.cancel()
            await asyncio.gather(house, return_exceptions=True)
            await self._stop_all()
        if self._wishes.until_empty and not self._stops:
            # What the last audits gave to do, for instance notices.
            await self._turns.once(names=[chore.name for chore in self._wishes.chores])

    async def _house(self) -> None:
        """Run the chores, and say that the worker is there."""
        while True:
            for _ in range(10):
                await asyncio.sleep(POLL)
                await self._turns.once()
            with contextlib.suppress(StoreError):
                await asyncio.to_thread(self._fleet.arrive, self._name, self._kind, self._places)

    @property
    def _places(self) -> int:
        return sum(lane.places for lane in self._lanes)

    async def _fill(self) -> None:
        """Begin what waits, as long as there are places."""
        for lane in self._lanes:
            while not self._stops and self._may_begin(lane):
                claim = await self._claim(lane)
                if claim is None:
                    break
                self._begin(claim, lane)

    def _may_begin(self, lane: Lane) -> bool:
        used = sum(one.lane is lane for one in self._running.values())
        left = self._wishes.limit is None or self._begun < self._wishes.limit
        return used < lane.places and left and self.gave_up is None

    async def _claim(self, lane: Lane) -> Claim | None:
        claiming = asyncio.ensure_future(asyncio.to_thread(self._next, lane))
        try:
            claim = await asyncio.shield(claiming)
        except asyncio.CancelledError:
            claim = await claiming
            if claim is not None:
                await asyncio.to_thread(self._fleet.queue_again, claim, "stopped", STOPPED)
            raise
        except StoreError as error:
            await self._store_failed(error)
            return None
        self._failures = 0
        return claim

    def _next(self, lane: Lane) -> Claim | None:
        """The next audit of the lane; what somebody waits for comes first."""
        if lane.only is not None:
            return self._fleet.claim(self._name, only=lane.only)
        return self._fleet.claim(self._name, only="web") or self._fleet.claim(self._name)

    async def _store_failed(self, error: StoreError) -> None:
        """A store that is out of reach for a moment is waited for; one that stays so ends an engine that has an end."""
        self._failures += 1
        log.warning("nothing could be claimed", why=error.sentence, failures=self._failures)
        if self._failures >= MOST_FAILURES and self._wishes.until_empty:
            raise error
        await asyncio.sleep(min(POLL * 2**self._failures, 60.0))

    def _begin(self, claim: Claim, lane: Lane) -> None:
        self._begun += 1
        running = _Running(claim, lane)
        attempt = run_claim(
            self._desk.store, claim, self._desk.settings, self._desk.fleet, audit=self._audit,
            report=self._wishes.reporter(claim),
        )  # fmt: skip
        running.task = asyncio.create_task(attempt)
        self._running[claim.audit.id] = running
        running.task.add_done_callback(functools.partial(self._over, claim.audit.id))

    def _over(self, audit_id: str, task: asyncio.Task[Ended]) -> None:
        del self._running[audit_id]
        self._changed.set()
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("an attempt failed through a fault of ours", audit=audit_id, exc_info=error)
            return
        ended = task.result()
        self.tally.add(ended)
        self._faults = self._faults + 1 if ended.machine else 0
        if ended.machine and self._faults >= MOST_FAULTS and self._wishes.until_empty:
            self.gave_up = ended.why
        self._wishes.ended(ended)

    async def _is_empty(self) -> bool:
        """Whether nothing is due or waits for its turn now. What another engine is running is left to it."""
        if self._wishes.limit is not None and self._begun >= self._wishes.limit:
            return True
        await self._turns.once(names=("reap", "queue_due"))
        await self._fill()
        return not self._running and not self._failures  # of a store that did not answer nothing is known

    async def _let_end(self) -> None:
        """Give the running audits their time, unless one asks a second time."""
        until = asyncio.get_running_loop().time() + (self._wishes.grace if self._stops else float("inf"))
        while self._running and self._stops < 2 and (left := until - asyncio.get_running_loop().time()) > 0:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(left, POLL))
            if self._stops == 1 and until == float("inf"):
                until = asyncio.get_running_loop().time() + self._wishes.grace

    async def _stop_all(self) -> None:
        """Put what still runs back into the queue."""
        tasks = [one.task for one in self._running.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=ENDING)
