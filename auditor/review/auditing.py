"""Audits that are started from the web: one or two at a time, in the background, on the application's event loop.

They reach the public internet only, apply the site's settings and corrections, and end in the store; what is stopped
with the application is marked as interrupted."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from auditor import pipeline
from auditor.config import AuditSettings
from auditor.crawl.targets import TargetRefused, Targets, is_literal
from auditor.errors import AuditorError, InputError
from auditor.models.result import AuditResult
from auditor.schedule.own_settings import settings_for
from auditor.store.records import AuditRecord, SiteRecord
from auditor.store.store import Store

log = logging.getLogger(__name__)

#: Audits at one time, audits that may wait, and steps of each that are remembered.
PLACES = 2
MOST_WAITING = 50
MOST_STEPS = 60
#: Audits whose steps are remembered after they ended.
MOST_REMEMBERED = 100

STOPPED = "The application was stopped while this audit was under way."
CANCELLED = "A reviewer stopped this audit."

#: Audits a site: ``pipeline.audit_site``; tests hand in their own.
Audit = Callable[[str, AuditSettings, Path, pipeline.Report], Coroutine[Any, Any, AuditResult]]


@dataclass(frozen=True)
class Step:
    """One step of an audit. ``stage``: ``visiting (accepted)``, ``reading``; ``detail``: for instance an address."""

    at: dt.datetime
    stage: str
    detail: str


class Auditing:
    """Starts, watches and stops audits. ``settings``: those of every audit; sites may differ as the list says."""

    def __init__(
        self, store: Store, settings: AuditSettings, places: int = PLACES, audit: Audit = pipeline.audit_site
    ) -> None:
        self._store = store
        # Somebody on the web chooses the address: never into the network that this server stands in.
        self._settings = settings.model_copy(update={"public_only": True, "declared": None, "policy": None})
        self._audit = audit
        self.settings = settings
        self._places = asyncio.Semaphore(places)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._steps: dict[str, deque[Step]] = {}
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()

    async def begin(self) -> None:
        """What an earlier run of the application left behind was interrupted."""
        for audit in await asyncio.to_thread(self._store.audits_in, "queued", "running"):
            if audit.source == "web":
                await asyncio.to_thread(self._store.end_audit, audit.id, "interrupted", STOPPED)

    async def start(self, site: SiteRecord) -> AuditRecord:
        """Begin an audit of a site, as soon as there is a place. The one that is under way already, if there is one.

        Raises `InputError` when too many wait."""
        under_way = await asyncio.to_thread(self._store.audits, site, 5, states=("queued", "running"))
        ours = next((audit for audit in under_way if audit.id in self._tasks), None)
        if ours is not None:
            return ours
        if len(self._tasks) >= MOST_WAITING:
            raise InputError("Too many audits are waiting; try again later.")
        audit = await asyncio.to_thread(self._store.queue_audit, site, "web")
        self._remember(audit.id)
        self._tasks[audit.id] = asyncio.create_task(self._run(audit, site))
        return audit

    def refuses(self, address: str) -> bool:
        """Whether an address leads into a private network, told before anything is visited; it may block.

        The crawl holds every request against the same rule; this is for a sentence at once. Raises `UsageError`."""
        parts = urlsplit(pipeline.address_of(address))
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if self._settings.resolve and not is_literal(host):
            return False
        try:
            Targets(self._settings.allow_targets).addresses(host, port)
        except TargetRefused as refusal:
            return not refusal.unknown
        return False

    def steps(self, audit_id: str) -> tuple[Step, ...]:
        """The latest steps of an audit, oldest first; none of one that this application did not run."""
        with self._lock:
            return tuple(self._steps.get(audit_id, ()))

    async def cancel(self, audit_id: str) -> None:
        """Stop an audit; nothing happens to one that is not under way here."""
        task = self._tasks.get(audit_id)
        if task is not None:
            self._cancelled.add(audit_id)
            task.cancel()
            await asyncio.wait([task])

    async def end(self) -> None:
        """Stop all; they are marked as interrupted."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, audit: AuditRecord, site: SiteRecord) -> None:
        state, why = "failed", ""
        try:
            async with self._places:
                await asyncio.to_thread(self._store.start_audit, audit.id)
                with tempfile.TemporaryDirectory(prefix="auditor-web-", ignore_cleanup_errors=True) as folder:
                    await self._within(audit, site, Path(folder))
                return
        except asyncio.CancelledError:
            state, why = "interrupted", CANCELLED if audit.id in self._cancelled else STOPPED
        except AuditorError as error:
            why = error.sentence
        except Exception as error:
            log.exception("An audit that was started from the web failed.")
            why = f"A fault of ours ({type(error).__name__})."
        finally:
            self._tasks.pop(audit.id, None)
            self._cancelled.discard(audit.id)
            if why:
                self._end(audit.id, "interrupted" if state == "interrupted" else "failed", why)

    async def _within(self, audit: AuditRecord, site: SiteRecord, folder: Path) -> None:
        settings = await asyncio.to_thread(settings_for, self._store, site, self._settings, folder)
        report = self._reporter(audit.id)
        result = await self._audit(site.url, settings, folder / "audit", report)
        report("", "keeping", "")
        # Kept even when the application stops in this moment: a thread cannot be taken back.
        kept = asyncio.to_thread(
            self._store.save_audit, folder / "audit", result, site=site, source="web", audit_id=audit.id
        )
        await asyncio.shield(asyncio.ensure_future(kept))

    def _reporter(self, audit_id: str) -> pipeline.Report:
        def report(host: str, stage: str, detail: str) -> None:
            step = Step(dt.datetime.now(dt.UTC), stage[:100], detail[:500])
            with self._lock:
                if audit_id in self._steps:
                    self._steps[audit_id].append(step)

        return report

    def _remember(self, audit_id: str) -> None:
        with self._lock:
            self._steps[audit_id] = deque(maxlen=MOST_STEPS)
            for old in [one for one in self._steps if one not in self._tasks][:-MOST_REMEMBERED]:
                del self._steps[old]

    def _end(self, audit_id: str, state: Any, why: str) -> None:
        """Never raises: the store may be what failed. In the loop's thread, for the loop may be about to end."""
        try:
            self._store.end_audit(audit_id, state, why)
        except AuditorError as error:
            log.warning("The end of an audit could not be kept: %s", error.code)


def read_again(store: Store, audit: AuditRecord, site: SiteRecord, settings: AuditSettings) -> str:
    """Read and reconcile an audit's observation once more, with the corrections that count now; the new audit's id.

    Nothing is visited: the new audit began when its site was visited. Blocks. Raises `AuditorError`."""
    queued = store.queue_audit(site, "web")
    try:
        with tempfile.TemporaryDirectory(prefix="auditor-web-", ignore_cleanup_errors=True) as made:
            folder = Path(made) / "audit"
            _unpack(store, audit, folder)
            chosen = _as_before(store, audit, site, settings, Path(made))
            result = pipeline.conclude(store.observation(audit), chosen, folder, lambda host, stage, detail: None)
            return store.save_audit(folder, result, site=site, source="web", audit_id=queued.id)
    except AuditorError as error:
        store.end_audit(queued.id, "failed", error.sentence)
        raise
    except Exception:
        store.end_audit(queued.id, "failed", "A fault of ours.")
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
