"""What has to be done now and then beside the audits. Every engine runs these chores, each at its own pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog

from auditor.config import AuditSettings, FleetSettings
from auditor.crawl.own_folder import clear_up
from auditor.errors import AuditorError
from auditor.schedule.notices import make_notices, send_notices
from auditor.schedule.plan import following
from auditor.schedule.retention import thin
from auditor.schedule.worker import dead_workers, forget
from auditor.store.store import Store

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Desk:
    """What a chore works with. ``config``: ``auditor.toml``, when there is one."""

    store: Store
    settings: AuditSettings
    fleet: FleetSettings
    config: Path | None = None


@dataclass(frozen=True)
class Chore:
    """Something to be done ``every`` so often. ``run`` blocks, and says in one line what it did; None: nothing."""

    name: str
    every: timedelta
    run: Callable[[Desk], str | None]


def queue_due(desk: Desk) -> str | None:
    """What is due becomes audits that wait for their turn."""
    queued = desk.store.fleet.queue_due(following, desk.fleet.per_domain)
    for audit in queued:
        log.info("audit queued", audit=audit)
    return f"{len(queued)} audits are due" if queued else None


def reap(desk: Desk) -> str | None:
    """The audits of workers that died or fell silent are queued again, and what they left on this machine removed."""
    silent_since = desk.store.fleet.now() - timedelta(seconds=desk.fleet.stalled_after)
    dead = dead_workers(desk.store.folder)
    taken = desk.store.fleet.reap(silent_since, dead)
    for name in dead:
        desk.store.fleet.leave(name)
    forget(desk.store.folder, *dead)
    clear_up()
    for one in taken:
        log.warning("an audit was left behind", audit=one.audit_id, worker=one.worker, again=one.again)
    return f"{len(taken)} audits were left behind by workers that are gone" if taken else None


#: All chores, in the order in which they are first run.
CHORES: tuple[Chore, ...] = (
    Chore("reap", timedelta(seconds=15), reap),
    Chore("queue_due", timedelta(seconds=30), queue_due),
    Chore("make_notices", timedelta(seconds=30), make_notices),
    Chore("send_notices", timedelta(seconds=30), send_notices),
    Chore("thin", timedelta(hours=1), thin),
)


@dataclass
class Turns:
    """Runs the chores when it is their turn, one at a time. Use one in a process."""

    desk: Desk
    chores: Sequence[Chore] = CHORES
    clock: Callable[[], float] = time.monotonic
    _next: dict[str, float] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def once(self, *, names: Collection[str] = ()) -> None:
        """Run what has its turn now, one after another, and those with these ``names``. A chore that fails is tried
        again at its next turn."""
        async with self._one:
            for chore in self.chores:
                if chore.name in names or self.clock() >= self._next.get(chore.name, float("-inf")):
                    self._next[chore.name] = self.clock() + chore.every.total_seconds()
                    await self._run(chore)

    async def _run(self, chore: Chore) -> None:
        try:
            did = await asyncio.to_thread(chore.run, self.desk)
        except AuditorError as error:
            log.warning("a chore failed", chore=chore.name, why=error.sentence)
        except Exception as error:
            log.error("a chore failed through a fault of ours", chore=chore.name, exc_info=error)
        else:
            if did:
                log.info("a chore was done", chore=chore.name, did=did)
