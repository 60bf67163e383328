"""``auditor status``: how the fleet is doing, on one screen; and for monitoring, whether it needs a person."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli import options as opt
from auditor.cli.store import the_store
from auditor.cli.terminal import plain
from auditor.config import load_fleet_settings
from auditor.errors import EXIT_OK, EXIT_SITE

if TYPE_CHECKING:
    from auditor.schedule.attention import Attention
    from auditor.store.insight_records import FleetState, Period, StoreSize

NAME = "status"

#: What ``--check`` leaves with when something needs a person: as when a site could not be audited.
EXIT_ATTENTION = EXIT_SITE

#: Failed sites, running audits and workers that are named.
_NAMED = 10

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Check = Annotated[
    bool,
    typer.Option(
        "--check",
        help="Exit 3 when something needs a person: a worker or an audit is silent, something is due or ready for more "
        "than an hour and nobody works, a notice was given up.",
    ),
]


def command(as_json: Json = False, check: Check = False, config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Show how the fleet is doing: store, sites, schedules, what waits, runs, ended and failed, workers, notices.

    Exit 0, unless --check is given and something needs a person."""
    from pathlib import Path

    from auditor.schedule.attention import attention

    fleet = load_fleet_settings(config, Path.cwd())
    with the_store(config) as store:
        state = store.insight.state(timedelta(seconds=fleet.stalled_after))
        size = store.insight.size()
        evidence = store.insight.evidence_bytes()
    needs = attention(state)
    if as_json:
        print(json.dumps(_document(state, size, evidence, needs), indent=1))
    else:
        sys.stdout.write("\n".join(_lines(state, size, evidence, needs)) + "\n")
    return EXIT_ATTENTION if check and needs else EXIT_OK


def _document(state: FleetState, size: StoreSize, evidence: int, needs: tuple[Attention, ...]) -> dict[str, Any]:
    store = {**size.model_dump(mode="json"), "evidence_bytes": evidence}
    told = [
        {"kind": one.kind, "count": one.count, "since": one.since.isoformat() if one.since else None, "name": one.name}
        for one in needs
    ]
    return {"store": store, **state.model_dump(mode="json"), "attention": told}


def _lines(state: FleetState, size: StoreSize, evidence: int, needs: tuple[Attention, ...]) -> list[str]:
    sites, queue, now = state.sites, state.queue, state.at
    due = f"{sites.due} due" + (f", the first {_ago(sites.due_since, now)}" if sites.due_since else "")
    ready = f"{queue.ready} ready" + (f", the first {_ago(queue.ready_since, now)}" if queue.ready_since else "")
    later = f"{queue.put_off} put off"
    later += f", the first until {queue.put_off_until:%Y-%m-%d %H:%M} UTC" if queue.put_off_until else ""
    notices = f"{state.notices.waiting} waiting"
    notices += f", the oldest {_ago(state.notices.waiting_since, now)}" if state.notices.waiting_since else ""
    rows = [
        ("Store", f"{size.kind} {size.name}, schema {size.revision}"),
        ("", f"database {_bytes(size.database_bytes)}, evidence {_bytes(evidence)}"),
        ("Sites", f"{sites.listed} on the list, {sites.never_audited} never audited, {state.failed_sites} failed"),
        ("Schedules", f"{sites.scheduled}, of which {sites.paused} paused and {due}"),
        ("Queue", f"{ready}; {later}"),
        *_named("Running", [_running(one, now) for one in state.running]),
        *_named("Workers", [_worker(one, now) for one in state.workers if one.worker.stopped_at is None]),
        ("24 hours", _period(state.day)),
        ("7 days", _period(state.week)),
        *_named(
            "Failed",
            [
                f"{one.site.url}: {one.times} times since {one.since:%Y-%m-%d %H:%M} UTC. {one.audit.error or ''}"
                for one in state.failed
            ],
            state.failed_sites,
        ),
        ("Notices", f"{notices}; {state.notices.given_up} given up in 7 days"),
        *_named("Attention", [sentence_for(one, now) for one in needs]),
    ]
    return [f"{name:<11}{plain(text, 200)}".rstrip() for name, text in rows]


def _named(name: str, entries: list[str], total: int | None = None) -> list[tuple[str, str]]:
    total = len(entries) if total is None else total
    rows = [(name if place == 0 else "", entry) for place, entry in enumerate(entries[:_NAMED])]
    if total > _NAMED:
        rows.append(("", f"and {total - _NAMED} more"))
    return rows or [(name, "none")]


def _running(one: Any, now: datetime) -> str:
    silent = f"; last heard of {_ago(one.heard_at, now)}" if one.silent else ""
    by = f" by {one.worker}" if one.worker else ""
    return f"{one.site.url}, begun {_ago(one.since, now)}{by}{silent}"


def _worker(one: Any, now: datetime) -> str:
    worker = one.worker
    seen = f"silent, seen {_ago(worker.seen_at, now)}" if one.silent else f"seen {_ago(worker.seen_at, now)}"
    return f"{worker.name} ({worker.kind}, {worker.places} at a time), {seen}"


def _period(period: Period) -> str:
    text = f"{period.done} done, {period.failed} failed, {period.interrupted} interrupted"
    if period.median_seconds is None:
        return text
    slowest = period.slowest[0]
    return f"{text}; median {period.median_seconds:.0f} s, slowest {slowest.seconds:.0f} s ({slowest.site.host})"


def sentence_for(one: Attention, now: datetime) -> str:
    """What needs a person, in one sentence."""
    since = f" ({_ago(one.since, now)})" if one.since else ""
    return {
        "worker_silent": f"{one.count} workers ended without saying so, the last heard of {one.name}{since}.",
        "audit_silent": f"{one.count} audits run of which nothing is heard, the first of {one.name}{since}.",
        "due": f"{one.count} schedules are due{since} and nobody works: start auditor run-due, serve or worker.",
        "waiting": f"{one.count} audits are ready{since} and nobody runs any: start auditor run-due, serve or worker.",
        "notices": f"{one.count} notices were given up: see auditor notices.",
    }[one.kind]


def _ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, in the one unit in which people say it."""
    seconds = max(0, int((now - moment).total_seconds())) if moment else 0
    for length, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} seconds ago"


def _bytes(size: int | None) -> str:
    value, unit = float(size or 0), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
