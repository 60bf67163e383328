"""One attempt at one audit, by whoever holds its claim: alone here, in a worker of a cluster, or from the web.

Its lease is kept alive while the audit runs. The result is kept only while the lease holds; a fault of ours or of this
machine puts the audit back into the queue, and what the site itself did wrong is a result like any other."""

from __future__ import annotations

import asyncio
import functools
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import structlog

from auditor import pipeline
from auditor.config import AuditSettings, FleetSettings
from auditor.crawl.our_faults import our_fault
from auditor.crawl.own_folder import AUDIT, OwnFolder
from auditor.errors import AuditorError, BrowserMissing, InputError, MachineError, StoreError
from auditor.models.common import SEVERITIES
from auditor.models.result import AuditResult, ObservationSummary
from auditor.schedule.own_settings import settings_for
from auditor.store.fleet_records import Claim
from auditor.store.leases import Again, LeaseLost
from auditor.store.sites import clean_line
from auditor.store.store import Store

log = structlog.get_logger(__name__)

#: How an audit is done: ``pipeline.audit_site``, or one that shares a browser; tests hand in their own.
Audit = Callable[[str, AuditSettings, Path, pipeline.Report], Coroutine[Any, Any, AuditResult]]

State = Literal["done", "again", "failed", "lost", "stopped"]

#: Seconds between the tries to keep a result, or to tell the store how an attempt ended: a database that is restarted
#: is back by then, and no other attempt has got the place yet. After them the lease falls silent.
BETWEEN = (1.0, 2.0, 4.0, 8.0, 15.0)

STOPPED = "It was stopped before it was finished, and waits for its turn again."
LATER = "The site asked to come back later."
UNTOLD = "How it ended could not be told to the store, or another attempt has its place."


@dataclass(frozen=True)
class Ended:
    """How an attempt ended. ``done``: its result is kept; ``again``: the audit waits once more, until
    ``not_before``; ``failed``: it is over without a result; ``lost``: another attempt has its place, or will have;
    ``stopped``: it waits for its turn as if it had not begun. ``why``: one sentence, empty when done. ``outcome``,
    ``findings`` and ``severities`` (how many of each): of the result. ``machine``: this machine is at fault, so
    that another audit would fare no better now."""

    state: State
    audit_id: str
    host: str
    why: str = ""
    not_before: datetime | None = None
    outcome: str | None = None
    findings: int = 0
    severities: tuple[tuple[str, int], ...] = ()
    machine: bool = False


def _silent(host: str, stage: str, detail: str) -> None:
    """Reports nothing."""


async def run_claim(
    store: Store,
    claim: Claim,
    settings: AuditSettings,
    fleet: FleetSettings,
    *,
    audit: Audit = pipeline.audit_site,
    report: pipeline.Report = _silent,
) -> Ended:
    """Run the audit that ``claim`` stands for, and tell the store how it ended. Cancelling it puts the audit back into
    the queue and gives ``stopped``; being cancelled twice it ends at once, and leaves the lease to the reaper.

    ``settings``: those of every audit; what the site differs in is applied here. Never raises another error."""
    # The host was checked when the site was put on the list; what stands in a log is clean all the same.
    with structlog.contextvars.bound_contextvars(audit=claim.audit.id, site=clean_line(claim.site.host, 253)):
        return await _Attempt(store, claim, settings, fleet, audit, report).run()


def settings_of(claim: Claim, settings: AuditSettings, fleet: FleetSettings) -> AuditSettings:
    """The settings for this audit, before what its site differs in. One that a person asked for by the web never goes
    into the network that the server stands in, whatever the fleet may."""
    alone = settings.model_copy(update={"declared": None, "policy": None})
    if claim.audit.source == "schedule":
        return fleet.applied_to(alone)
    return alone.model_copy(update={"public_only": True})


class _Attempt:
    def __init__(
        self, store: Store, claim: Claim, settings: AuditSettings, fleet: FleetSettings, audit: Audit,
        report: pipeline.Report,
    ) -> None:  # fmt: skip
        self._store = store
        self._claim = claim
        self._settings = settings_of(claim, settings, fleet)
        self._fleet = fleet
        self._audit = audit
        self._report = report
        self._lost = False
        self._stopping = False
        self._keeping = False

    async def run(self) -> Ended:
        log.info("audit began", attempt=self._claim.audit.attempt, worker=self._claim.worker)
        began = time.monotonic()
        work = asyncio.create_task(self._work())
        beats = asyncio.create_task(self._beats(work))
        try:
            await self._until_over(work)
            ended = await self._ended(work)
        finally:
            beats.cancel()
        seconds = round(time.monotonic() - began, 1)
        log.info(
            "audit ended", state=ended.state, outcome=ended.outcome, why=ended.why or None, seconds=seconds,
            findings=dict(ended.severities) if ended.state == "done" else None,
        )  # fmt: skip
        return ended

    async def _until_over(self, work: asyncio.Task[Ended]) -> None:
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError:
            self._stopping = True
            if not self._keeping:  # else it is as good as done: a thread that writes cannot be taken back
                work.cancel()
            await asyncio.wait([work])

    async def _work(self) -> Ended:
        with OwnFolder(AUDIT) as own:
            folder = own.path
            site = self._claim.site
            settings = await asyncio.to_thread(settings_for, self._store, site, self._settings, folder)
            result = await self._audit(site.url, settings, folder / "audit", self._report)
            again = await self._as_seen(result.observation)
            if again is not None:
                return again
            self._keeping = True
            self._report("", "keeping", "")
            save = functools.partial(self._store.save_audit, folder / "audit", result, claim=self._claim)
            await self._patiently(save)
        counted = Counter(finding.severity for finding in result.findings)
        ended = self._end("done", outcome=result.observation.outcome, findings=len(result.findings))
        return replace(ended, severities=tuple((name, counted[name]) for name in SEVERITIES if counted[name]))

    async def _as_seen(self, seen: ObservationSummary) -> Ended | None:
        """Put the audit off where what was seen says less than it will another time: our browser stopped under it, or
        the site asked to come back later, which is done once."""
        before, fault = self._claim.audit, our_fault(seen)
        if fault is not None and before.faults < (self._fleet.retries if self._patient else 1):
            return await self._again("fault", fault, self._back_off if self._patient else None)
        if seen.retry_after_seconds is not None and self._patient and not before.put_off:
            return await self._again("put_off", LATER, timedelta(seconds=seen.retry_after_seconds))
        return None

    @property
    def _patient(self) -> bool:
        """Whether nobody sits and waits for it; who does is told at once what is wrong, and can start it again."""
        return self._claim.audit.source != "web"

    @property
    def _back_off(self) -> timedelta:
        return timedelta(seconds=self._fleet.retry_after * 2**self._claim.audit.faults)

    async def _ended(self, work: asyncio.Task[Ended]) -> Ended:
        if work.cancelled() and (self._stopping or self._lost):
            return await self._again("stopped", STOPPED)
        error = asyncio.CancelledError() if work.cancelled() else work.exception()
        if error is None:
            return work.result()
        if isinstance(error, LeaseLost):
            return self._end("lost", error.sentence)
        return await self._fault(error)

    async def _fault(self, error: BaseException) -> Ended:
        """What is wrong with the order (an address, a file by hand) stays wrong; anything else may pass."""
        if isinstance(error, AuditorError) and not isinstance(error, MachineError):
            return await self._failed(error.sentence)
        if isinstance(error, AuditorError):
            why = error.sentence
        else:
            log.error("a fault of ours", exc_info=error)
            why = f"A fault of ours ({type(error).__name__})."
        if not self._patient:
            return replace(await self._failed(why), machine=isinstance(error, MachineError))
        if isinstance(error, BrowserMissing):
            # It says nothing of this audit, so it does not count: a browser may be away while it is being replaced.
            ended = await self._again("stopped", why, self._back_off)
            return replace(ended, state="again", machine=True) if ended.state == "stopped" else ended
        before = self._claim.audit.faults
        if before >= self._fleet.retries:
            return await self._failed(f"{why} It was tried {before + 1} times." if before else why)
        return replace(await self._again("fault", why, self._back_off), machine=isinstance(error, MachineError))

    async def _failed(self, why: str) -> Ended:
        if not await self._tell(lambda: self._store.fleet.end(self._claim, "failed", why)):
            return self._end("lost", f"{UNTOLD} {why}")
        return self._end("failed", why)

    async def _again(self, cause: Again, why: str, wait: timedelta | None = None) -> Ended:
        until: list[datetime | None] = []
        told = await self._tell(lambda: until.append(self._store.fleet.queue_again(self._claim, cause, why, wait)))
        if not told:
            return self._end("lost", f"{UNTOLD} {why}")
        return self._end("stopped" if cause == "stopped" else "again", why, not_before=until[0])

    async def _tell(self, write: Callable[[], object]) -> bool:
        """Whether the store took it. When it is out of reach, or its disk is full, the audit is not lost: its lease
        falls silent, and the reaper puts it back into the queue as soon as the store can be written."""
        try:
            await self._patiently(write)
        except (InputError, StoreError):  # the lease is lost, somebody ended the audit, or the store stayed away
            return False
        return True

    async def _patiently(self, write: Callable[[], object]) -> None:
        """Write, and try again while the store is out of reach, unless there is no time for it. Raises what the last
        try raised."""
        for pause in (*BETWEEN, None):
            try:
                await asyncio.to_thread(write)
                return
            except StoreError as error:
                log.warning("the end of an audit could not be kept", why=error.sentence, seconds=pause)
                if pause is None or self._stopping or self._lost:
                    raise
                await asyncio.sleep(pause)

    async def _beats(self, work: asyncio.Task[Ended]) -> None:
        """Say that the attempt is alive, until it is told that it is not, or was silent for so long (a machine that
        slept, a store out of reach) that another one may have its place."""
        heard = time.monotonic()
        while True:
            await asyncio.sleep(self._fleet.heartbeat)
            try:
                alive = await asyncio.to_thread(self._store.fleet.beat, self._claim)
            except StoreError as error:
                log.warning("no sign of life could be given", why=error.sentence)
                alive = time.monotonic() - heard < self._fleet.stalled_after
            else:
                heard = time.monotonic()
            if not alive:
                self._lost = True
                if not self._keeping:
                    work.cancel()
                return

    def _end(
        self, state: State, why: str = "", *, not_before: datetime | None = None, outcome: str | None = None,
        findings: int = 0,
    ) -> Ended:  # fmt: skip
        host = clean_line(self._claim.site.host, 253)
        return Ended(state, self._claim.audit.id, host, why, not_before, outcome, findings)
