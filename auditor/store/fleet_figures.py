"""The figures of the fleet at work: sites, queue, what runs, what ended and how long it took, what failed."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Float, and_, case, exists, extract, func, or_, select, true

from auditor.store import audits as audit_rows
from auditor.store import sites as site_rows
from auditor.store.columns import AwareTime
from auditor.store.insight_records import (
    FailedSite,
    LastingAudit,
    NoticeCounts,
    Period,
    QueueCounts,
    RunningAudit,
    SiteCounts,
)
from auditor.store.records import SiteRecord
from auditor.store.tables import audits, leases, notices, schedules, tallies
from auditor.store.tables import sites as site_table

#: Audits that a period names as its slowest.
SLOWEST = 5
#: How long a notice that was given up is spoken of.
LATELY = timedelta(days=7)

_LISTED = site_table.c.removed_at.is_(None)


def site_counts(connection: Connection, now: datetime) -> SiteCounts:
    """The sites on the list and their schedules."""
    # The state stands in an expression, or SQLite would walk all audits in a state for each site.
    over = exists().where(audits.c.site_id == site_table.c.id, func.coalesce(audits.c.state, "").in_(audit_rows.ENDED))
    listed = select(func.count()).select_from(site_table).where(_LISTED)
    never = listed.where(~over)
    due = schedules.c.next_due_at <= now
    query = select(
        func.count(),
        func.count(schedules.c.paused_at),
        func.count(case((due, 1))),
        func.min(case((due, schedules.c.next_due_at)), type_=AwareTime),
    ).join_from(schedules, site_table, and_(site_table.c.id == schedules.c.site_id, _LISTED))
    scheduled, paused, is_due, since = connection.execute(query).one()
    return SiteCounts(
        listed=connection.execute(listed).scalar_one(), scheduled=scheduled, paused=paused, due=is_due, due_since=since,
        never_audited=connection.execute(never).scalar_one(),
    )  # fmt: skip


def queue_counts(connection: Connection, now: datetime) -> QueueCounts:
    """The audits that wait."""
    later = audits.c.not_before > now
    query = select(
        func.count(case((later, None), else_=1)),
        func.min(case((later, None), else_=audits.c.requested_at), type_=AwareTime),
        func.count(case((later, 1))),
        func.min(case((later, audits.c.not_before)), type_=AwareTime),
    ).where(audits.c.state == "queued")
    ready, since, put_off, until = connection.execute(query).one()
    return QueueCounts(ready=ready, ready_since=since, put_off=put_off, put_off_until=until)


def running(connection: Connection, silent_since: datetime) -> tuple[RunningAudit, ...]:
    """The audits that run, the oldest first."""
    began = func.coalesce(leases.c.taken_at, audits.c.started_at, audits.c.requested_at, type_=AwareTime)
    query = (
        select(
            site_table, audits.c.id.label("audit_id"), began.label("began"), leases.c.worker,
            func.coalesce(leases.c.heartbeat_at, began, type_=AwareTime).label("heard"),
        )
        .join_from(audits, site_table, site_table.c.id == audits.c.site_id)
        .join(leases, leases.c.audit_id == audits.c.id, isouter=True)
        .where(audits.c.state == "running")
        .order_by(began, audits.c.id)
    )  # fmt: skip
    return tuple(
        RunningAudit(
            site=site_rows.record(row), audit_id=row["audit_id"], since=row["began"], worker=row["worker"] or "",
            heard_at=row["heard"], silent=row["heard"] < silent_since,
        )
        for row in connection.execute(query).mappings()
    )  # fmt: skip


def periods(connection: Connection, now: datetime) -> tuple[Period, Period]:
    """What ended within 24 hours, and within seven days."""
    day, week = now - timedelta(days=1), now - timedelta(days=7)
    if connection.dialect.name == "sqlite":
        began, ended = (func.julianday(moment) for moment in (audits.c.started_at, audits.c.finished_at))
        lasted = (ended - began) * 86_400
    else:
        lasted = extract("epoch", audits.c.finished_at - audits.c.started_at).cast(Float)
    # A text that is read again has the beginning of its visit, before it was asked for: that is no duration.
    visited = and_(audits.c.state == "done", audits.c.started_at >= audits.c.requested_at)
    failed = and_(audits.c.state == "done", audits.c.outcome == "failed")
    query = select(
        audits.c.id,
        audits.c.site_id,
        case((failed, "failed"), else_=audits.c.state).label("state"),
        case((audits.c.finished_at >= day, 1), else_=0).label("today"),
        case((visited, lasted)).label("seconds"),
    ).where(audits.c.finished_at >= week, audits.c.finished_at <= now)
    rows: list[Any] = list(connection.execute(query))
    return _period(connection, day, [row for row in rows if row.today]), _period(connection, week, rows)


def _period(connection: Connection, since: datetime, rows: Sequence[Any]) -> Period:
    states = Counter(row.state for row in rows)
    timed = [row for row in rows if row.state == "done" and row.seconds is not None]
    slowest = sorted(timed, key=lambda row: (-row.seconds, row.id))[:SLOWEST]
    known = _sites(connection, [row.site_id for row in slowest])
    return Period(
        since=since,
        done=states["done"],
        failed=states["failed"],
        interrupted=states["interrupted"],
        median_seconds=round(statistics.median(row.seconds for row in timed), 3) if timed else None,
        slowest=tuple(
            LastingAudit(site=known[row.site_id], audit_id=row.id, seconds=round(row.seconds, 3)) for row in slowest
        ),
    )


def _sites(connection: Connection, numbers: Sequence[int]) -> dict[int, SiteRecord]:
    found = connection.execute(select(site_table).where(site_table.c.id.in_(numbers))).mappings()
    return {row["id"]: site_rows.record(row) for row in found}


def failed_sites(connection: Connection) -> list[tuple[int, str]]:
    """Sites on the list whose newest ended audit says nothing of them, with its id; those that failed last first."""
    newest = (
        select(audits.c.id)
        .where(audits.c.site_id == site_table.c.id, func.coalesce(audits.c.state, "").in_(audit_rows.ENDED))
        .order_by(audits.c.requested_at.desc(), audits.c.id.desc())
        .limit(1)
        .correlate(site_table)
    )
    if connection.dialect.name == "postgresql":
        # Of a scalar subquery it makes a comparison of all audits with all sites.
        beside = newest.lateral("newest")
        columns = select(site_table.c.id, beside.c.id.label("newest"))
        each = columns.select_from(site_table.join(beside, true())).where(_LISTED).subquery()
    else:
        each = select(site_table.c.id, newest.scalar_subquery().label("newest")).where(_LISTED).subquery()
    counts = exists().where(tallies.c.audit_id == each.c.newest)
    query = (
        select(each.c.id, each.c.newest)
        .join(audits, audits.c.id == each.c.newest)
        .where(~counts)
        .order_by(audits.c.requested_at.desc(), each.c.id)
    )
    return [(row.id, row.newest) for row in connection.execute(query)]


def told(connection: Connection, failed: Sequence[tuple[int, str]]) -> tuple[FailedSite, ...]:
    """Those of `failed_sites` with all that is to be said of them, in the same order."""
    known = _sites(connection, [site_id for site_id, _ in failed])
    query = select(audits).where(audits.c.id.in_([audit_id for _, audit_id in failed]))
    newest = {row["site_id"]: audit_rows.record(row) for row in connection.execute(query).mappings()}
    failures = _failures(connection, list(known))
    return tuple(
        FailedSite(site=known[number], audit=newest[number], times=failures[number][0], since=failures[number][1])
        for number, _ in failed
    )


def _failures(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    """How many audits of each site failed after its last that did not, and when the first of them did."""
    good = audits.alias()
    asked = (
        select(tallies.c.site_id, good.c.requested_at)
        .join_from(tallies, good, good.c.id == tallies.c.audit_id)
        .where(tallies.c.site_id.in_(numbers), tallies.c.newest.is_(True))
        .subquery()
    )
    ended = func.min(func.coalesce(audits.c.finished_at, audits.c.requested_at), type_=AwareTime)
    query = (
        select(audits.c.site_id, func.count(), ended)
        .join_from(audits, asked, asked.c.site_id == audits.c.site_id, isouter=True)
        .where(
            audits.c.site_id.in_(numbers),
            func.coalesce(audits.c.state, "").in_(audit_rows.ENDED),
            or_(asked.c.requested_at.is_(None), audits.c.requested_at > asked.c.requested_at),
        )
        .group_by(audits.c.site_id)
    )
    return {number: (times, since) for number, times, since in connection.execute(query)}


def notice_counts(connection: Connection, now: datetime) -> NoticeCounts:
    """Notices that wait, and those that were given up lately."""
    waits = select(func.count(), func.min(notices.c.created_at)).where(notices.c.send_after.is_not(None))
    waiting, since = connection.execute(waits).one()
    lost = select(func.count()).select_from(notices)
    lost = lost.where(notices.c.delivered.is_(False), notices.c.ended_at >= now - LATELY)
    return NoticeCounts(waiting=waiting, waiting_since=since, given_up=connection.execute(lost).scalar_one())
