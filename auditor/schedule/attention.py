"""What of the fleet needs a person. Pure: it looks at the state of the fleet, and has no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from auditor.store.insight_records import FleetState, WorkerState

#: How long something that is due, or ready, may wait before it is worth a word.
PATIENCE = timedelta(hours=1)
#: A worker that was silent for longer is history.
REMEMBERED = timedelta(days=7)

#: ``worker_silent``: a worker ended without saying so, and none took its place. ``audit_silent``: an audit runs of
#: which nothing is heard. ``due``: schedules are due and nobody queues them. ``waiting``: audits are ready and nobody
#: runs any. ``notices``: receivers were given up.
Kind = Literal["worker_silent", "audit_silent", "due", "waiting", "notices"]


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that needs a person: what, of how many, since when where that is known, and by name of the first."""

    kind: Kind
    count: int
    since: datetime | None = None
    name: str = ""


def attention(state: FleetState) -> tuple[Attention, ...]:
    """What needs a person, the gravest first; nothing when the fleet can be left alone."""
    found: list[Attention] = []
    silent = [one for one in state.workers if one.silent and _missed(one, state)]
    if silent:
        first = silent[0].worker
        found.append(Attention("worker_silent", len(silent), first.seen_at, first.name))
    unheard = [one for one in state.running if one.silent]
    if unheard:
        found.append(Attention("audit_silent", len(unheard), unheard[0].heard_at, unheard[0].site.host))
    at_work = any(one.worker.stopped_at is None and not one.silent for one in state.workers)
    due, ready = state.sites.due_since, state.queue.ready_since
    if due is not None and state.at - due > PATIENCE and not at_work:
        found.append(Attention("due", state.sites.due, due))
    runs = any(not one.silent for one in state.running)
    if ready is not None and state.at - ready > PATIENCE and not runs:
        found.append(Attention("waiting", state.queue.ready, ready))
    if state.notices.given_up:
        found.append(Attention("notices", state.notices.given_up))
    return tuple(found)


def _missed(gone: WorkerState, state: FleetState) -> bool:
    """Whether a silent worker is lately gone, and no other one of its kind works on its machine in its place."""
    if state.at - gone.worker.seen_at > REMEMBERED:
        return False
    machine = gone.worker.name.split("/")[0]
    return not any(
        one.worker.name.split("/")[0] == machine and one.worker.kind == gone.worker.kind and not one.silent
        for one in state.workers
        if one.worker.started_at >= gone.worker.seen_at or one.worker.stopped_at is None
    )
