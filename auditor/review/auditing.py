"""Audits that are started from the web, and those that start by themselves, in the background of the application.

Both wait in the store and are run by the engine of this process, on the application's event loop. Those that a person
waits for have places of their own, reach the public internet only, and are run again when the application was stopped
under them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import tempfile
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from auditor import pipeline
from auditor.config import AuditSettings, FleetSettings
from auditor.crawl.targets import TargetRefused, Targets, is_literal
from auditor.errors import AuditorError, InputError
from auditor.schedule.attempt import Audit, Ended
from auditor.schedule.chores import CHORES, Desk
from auditor.schedule.engines.local import Lane, LocalEngine, Wishes
from auditor.schedule.own_settings import settings_for
from auditor.store.fleet_records import Claim
from auditor.store.records import AuditRecord, SiteRecord
from auditor.store.store import Store

log = structlog.get_logger(__name__)

#: Audits at one time that somebody waits for, how many of them may wait, and steps of each that are remembered.
PLACES = 2
MOST_WAITING = 50
MOST_STEPS = 60
#: Audits whose steps are remembered after they ended.
MOST_REMEMBERED = 100
#: Seconds before the engine begins again that failed, for instance because the store was out of reach.
AFTER_FAILURE = 30.0
#: Seconds that stopping may take.
STOPPING = 40.0

STOPPED = "The application was stopped while this audit was under way."
CANCELLED = "A reviewer stopped this audit."

#: Chores that are the application's own even when it runs nothing by itself.
_ALWAYS = ("reap",)


@dataclass(frozen=True)
class Step:
    """One step of an audit. ``stage``: ``visiting (accepted)``, ``reading``; ``detail``: for instance an address."""

    at: dt.datetime
    stage: str
    detail: str


class Auditing:
    """Starts, watches and stops audits. ``settings``: those of every audit; sites may differ as the list says.
    ``audit``: another way to audit, for tests. ``scheduled``: also run what is due, and the chores of a fleet;
    ``config``: ``auditor.toml``, for these."""

    def __init__(
        self,
        store: Store,
        settings: AuditSettings,
        places: int = PLACES,
        audit: Audit | None = None,
        *,
        fleet: FleetSettings | None = None,
        scheduled: bool = False,
        config: Path | None = None,
    ) -> None:
        self._store = store
        self.settings = settings
        self._desk = Desk(store, settings, fleet or FleetSettings(), config)
        self._lanes = [Lane(places, "web")] + ([Lane(self._desk.fleet.parallel, "schedule")] if scheduled else [])
        chores = [chore for chore in CHORES if scheduled or chore.name in _ALWAYS]
        self._wishes = Wishes(reporter=self._reporter, ended=self._ended, audit=audit, chores=chores)
        self._engine: LocalEngine | None = None
        self._running: asyncio.Task[None] | None = None
        self._ending = False
        self._steps: dict[str, deque[Step]] = {}
        self._open: set[str] = set()
        self._lock = threading.Lock()

    @property
    def alive(self) -> bool | None:
        """Whether the engine is there to run audits; None before it was begun."""
        return None if self._running is None else not self._running.done()

    async def begin(self) -> None:
        """Begin to audit what waits, also what an earlier run of the application had to leave."""
        await asyncio.to_thread(self._interrupt_left)
        self._running = asyncio.create_task(self._keep_running())

    def _interrupt_left(self) -> None:
        """What runs without anybody's lease was left by a reading that was cut short, or by an older release."""
        running = self._store.audits_in("running")
        leased = {lease.audit_id for lease in self._store.fleet.running()}
        long_ago = self._store.fleet.now() - dt.timedelta(seconds=self._desk.fleet.stalled_after)
        for audit in running:
            if audit.id not in leased and (audit.started_at or audit.requested_at) < long_ago:
                with contextlib.suppress(InputError):  # it ended in this moment
                    self._store.end_audit(audit.id, "interrupted", STOPPED)

    async def _keep_running(self) -> None:
        while not self._ending:
            self._engine = LocalEngine(self._desk, "serve", self._lanes, self._wishes)
            try:
                await self._engine.run()
            except AuditorError as error:
                log.warning("audits cannot be run", why=error.sentence)
            except Exception as error:
                log.error("the engine failed", exc_info=error)
            if not self._ending:
                await asyncio.sleep(AFTER_FAILURE)

    async def start(self, site: SiteRecord) -> AuditRecord:
        """Begin an audit of a site, as soon as there is a place. The one that is under way already, if there is one.

        Raises `InputError` when too many wait."""
        under_way = await asyncio.to_thread(self._store.audits, site, 5, states=("queued", "running"))
        soon = next((audit for audit in under_way if audit.state == "running" or audit.source == "web"), None)
        if soon is not None:
            return soon
        if len(self._open) >= MOST_WAITING:
            raise InputError("Too many audits are waiting; try again later.")
        audit = await asyncio.to_thread(self._store.queue_audit, site, "web")
        log.info("audit queued", audit=audit.id)
        self._open.add(audit.id)
        if self._engine is not None:
            self._engine.wake()
        return audit

    def refuses(self, address: str) -> bool:
        """Whether an address leads into a private network, told before anything is visited; it may block.

        The crawl holds every request against the same rule; this is for a sentence at once. Raises `UsageError`."""
        parts = urlsplit(pipeline.address_of(address))
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if self.settings.resolve and not is_literal(host):
            return False
        try:
            Targets(self.settings.allow_targets).addresses(host, port)
        except TargetRefused as refusal:
            return not refusal.unknown
        return False

    def steps(self, audit_id: str) -> tuple[Step, ...]:
        """The latest steps of an audit, oldest first; none of one that this application did not run."""
        with self._lock:
            return tuple(self._steps.get(audit_id, ()))

    async def cancel(self, audit_id: str) -> None:
        """Stop an audit that runs here or waits; nothing happens to one that runs elsewhere."""
        self._open.discard(audit_id)
        if self._engine is not None and self._engine.runs(audit_id):
            await self._engine.cancel(audit_id, CANCELLED)
            return
        audit = await asyncio.to_thread(self._store.audit, audit_id)
        if audit is not None and audit.state == "queued":
            with contextlib.suppress(InputError):  # it ended in this moment
                await asyncio.to_thread(self._store.end_audit, audit_id, "interrupted", CANCELLED)

    async def end(self) -> None:
        """Stop all; they are queued again, for the next run of the application or another engine."""
        self._ending = True
        if self._running is None:
            return
        if self._engine is not None:
            self._engine.stop()
            self._engine.stop()
        await asyncio.wait([self._running], timeout=STOPPING)
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    def _reporter(self, claim: Claim) -> pipeline.Report:
        number = claim.audit.id
        self._remember(number)

        def report(host: str, stage: str, detail: str) -> None:
            step = Step(dt.datetime.now(dt.UTC), stage[:100], detail[:500])
            with self._lock:
                if number in self._steps:
                    self._steps[number].append(step)

        return report

    def _remember(self, audit_id: str) -> None:
        with self._lock:
            self._steps.pop(audit_id, None)
            self._steps[audit_id] = deque(maxlen=MOST_STEPS)
            for old in list(self._steps)[:-MOST_REMEMBERED]:
                del self._steps[old]

    def _ended(self, ended: Ended) -> None:
        if ended.state not in ("again", "stopped"):
            self._open.discard(ended.audit_id)


def read_again(store: Store, audit: AuditRecord, site: SiteRecord, settings: AuditSettings) -> str:
    """Read and reconcile an audit's observation once more, with the corrections that count now; the new audit's id.

    Nothing is visited: the new audit began when its site was visited. Blocks. Raises `AuditorError`."""
    begun = store.begin_audit(site, "web")
    try:
        with tempfile.TemporaryDirectory(prefix="auditor-web-", ignore_cleanup_errors=True) as made:
            folder = Path(made) / "audit"
            _unpack(store, audit, folder)
            chosen = _as_before(store, audit, site, settings, Path(made))
            result = pipeline.conclude(store.observation(audit), chosen, folder, lambda host, stage, detail: None)
            return store.save_audit(folder, result, site=site, source="web", audit_id=begun.id)
    except AuditorError as error:
        store.end_audit(begun.id, "failed", error.sentence)
        raise
    except Exception:
        store.end_audit(begun.id, "failed", "A fault of ours.")
        raise


def _unpack(store: Store, audit: AuditRecord, folder: Path) -> None:
    """The pictures and documents of an audit, in a folder."""
    folder.mkdir()
    for file in store.files(audit):
        path = store.file(audit, file.name)
        if path is not None and file.name not in _WRITTEN_ANEW and Path(file.name).name == file.name:
            (folder / file.name).write_bytes(path.read_bytes())


def _as_before(
    store: Store, audit: AuditRecord, site: SiteRecord, settings: AuditSettings, folder: Path
) -> AuditSettings:
    """The settings by which an audit was done, with the corrections that count now written into ``folder``."""
    before = store.result(audit)
    chosen = settings_for(store, site, settings.model_copy(update={"declared": None}), folder)
    return chosen.model_copy(update={"law": before.law, "language": before.language, "policy": None})


#: What is made anew from the observation; the rest is evidence.
_WRITTEN_ANEW = frozenset({"observation.json", "declaration.json", "result.json", "report.html", "manifest.json"})
