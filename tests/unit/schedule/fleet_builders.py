"""Claims, sites and audits without a browser, for the tests of engines and attempts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auditor.config import AuditSettings, FleetSettings
from auditor.models.result import AuditResult
from auditor.pipeline import Report
from auditor.schedule.attempt import Audit
from auditor.store.fleet_records import Claim
from auditor.store.records import AuditRecord, AuditSource
from auditor.store.store import Store
from tests.unit.store.store_builders import audit_result, write_audit

#: Quick enough for a test, and as far apart as the settings want it.
FLEET = FleetSettings(heartbeat=0.05, stalled_after=5, retry_after=60, retries=2, pause=0)


def queued(store: Store, address: str = "https://www.een.example/", source: AuditSource = "schedule") -> AuditRecord:
    """An audit of a site that waits for its turn."""
    return store.queue_audit(store.add_site(address), source)


def claimed(store: Store, address: str = "https://www.een.example/", source: AuditSource = "schedule") -> Claim:
    """The claim on a new audit of a site."""
    claim = store.fleet.claim("h/1/00000000", queued(store, address, source).id)
    assert claim is not None
    return claim


def again(store: Store, audit_id: str) -> Claim | None:
    """Another attempt at an audit."""
    return store.fleet.claim("h/2/00000000", audit_id)


def state(store: Store, audit_id: str) -> AuditRecord:
    found = store.audit(audit_id)
    assert found is not None
    return found


def with_observation(result: AuditResult, **values: Any) -> AuditResult:
    return result.model_copy(update={"observation": result.observation.model_copy(update=values)})


class FakeAudit:
    """An audit that writes what a real one writes. ``seen``: the settings and folders that it was given. ``before``:
    awaited first; it may raise, or wait."""

    def __init__(
        self,
        change: Callable[[AuditResult], AuditResult] = lambda result: result,
        before: Callable[[], Any] | None = None,
    ) -> None:
        self._change = change
        self._before = before
        self.seen: list[tuple[str, AuditSettings, Path]] = []
        self.running = 0
        self.most = 0

    async def __call__(self, address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
        self.seen.append((address, settings, folder))
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            report("host", "visiting (before)", "1 of 1")
            if self._before is not None:
                await self._before()
            result = self._change(audit_result(url=address))
            await asyncio.to_thread(write_audit, folder, result)
            return result
        finally:
            self.running -= 1


def raising(error: BaseException) -> Audit:
    async def fail() -> None:
        raise error

    return FakeAudit(before=fail)


def endless() -> FakeAudit:
    return FakeAudit(before=lambda: asyncio.sleep(600))
