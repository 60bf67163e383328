"""When sites are due, and what is due becomes an audit that waits for its turn: each occurrence once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, func, insert, select, text, update

from auditor.errors import UsageError
from auditor.store.audits import new_audit
from auditor.store.columns import unless_there
from auditor.store.fleet_records import Scheduled, ScheduleRecord
from auditor.store.tables import audits, schedules
from auditor.store.tables import sites as site_table

_log = structlog.get_logger(__name__)

#: When a schedule comes next after a moment; None: never. Raises `UsageError` for a rule that cannot be read.
Following = Callable[[Scheduled, datetime], datetime | None]

#: The window in which audits of one registrable domain are counted.
WINDOW = timedelta(hours=24)


def _scheduled(row: RowMapping) -> Scheduled:
    values = {name: row[f"schedules_{name}"] for name in ScheduleRecord.model_fields}
    site = {column.name: row[f"sites_{column.name}"] for column in site_table.c}
    return Scheduled.model_validate({"site": site, "schedule": values})


def _both() -> Select[tuple[object, ...]]:
    columns = [column.label(f"schedules_{column.name}") for column in schedules.c]
    columns += [column.label(f"sites_{column.name}") for column in site_table.c]
    return select(*columns).join_from(schedules, site_table, site_table.c.id == schedules.c.site_id)


def put(connection: Connection, schedule: ScheduleRecord) -> None:
    """Give a site a schedule, in place of the one that it has."""
    put_many(connection, [schedule])


def put_many(connection: Connection, given: Sequence[ScheduleRecord]) -> None:
    """Give sites their schedules, each in place of the one that the site has."""
    numbers = [schedule.site_id for schedule in given]
    for start in range(0, len(numbers), 500):
        connection.execute(delete(schedules).where(schedules.c.site_id.in_(numbers[start : start + 500])))
    if given:
        connection.execute(insert(schedules), [schedule.model_dump() for schedule in given])


def drop(connection: Connection, site_id: int) -> bool:
    """Take a site's schedule away; whether it had one."""
    return bool(connection.execute(delete(schedules).where(schedules.c.site_id == site_id)).rowcount)


def pause(connection: Connection, site_id: int, paused_at: datetime | None, next_due_at: datetime | None) -> bool:
    """Pause a schedule, or let it go on with ``next_due_at``; whether the site has one."""
    changed = update(schedules).where(schedules.c.site_id == site_id)
    return bool(connection.execute(changed.values(paused_at=paused_at, next_due_at=next_due_at)).rowcount)


def of_site(connection: Connection, site_id: int) -> ScheduleRecord | None:
    """A site's schedule."""
    row = connection.execute(select(schedules).where(schedules.c.site_id == site_id)).mappings().first()
    return None if row is None else ScheduleRecord(**dict(row))


def listed(connection: Connection, limit: int = 10_000, offset: int = 0) -> tuple[Scheduled, ...]:
    """The schedules of sites on the list; what is due first comes first, what is paused last."""
    query = _both().where(site_table.c.removed_at.is_(None))
    order = (schedules.c.next_due_at.is_(None), schedules.c.next_due_at, schedules.c.site_id)
    rows = connection.execute(query.order_by(*order).limit(limit).offset(offset)).mappings()
    return tuple(_scheduled(row) for row in rows)


def due(connection: Connection, now: datetime, limit: int) -> tuple[Scheduled, ...]:
    """What is due of the sites on the list, the longest waiting first."""
    query = due_query(now, limit).where(site_table.c.removed_at.is_(None))
    return tuple(_scheduled(row) for row in connection.execute(query).mappings())


def due_query(now: datetime, limit: int) -> Select[tuple[object, ...]]:
    """The question what is due; the index of ``next_due_at`` answers it, however many schedules there are."""
    order = (schedules.c.next_due_at, schedules.c.site_id)
    return _both().where(schedules.c.next_due_at <= now).order_by(*order).limit(limit)


def count_due(connection: Connection, now: datetime) -> int:
    """How many schedules of sites on the list are due."""
    query = select(func.count()).join_from(schedules, site_table, site_table.c.id == schedules.c.site_id)
    of_list = query.where(schedules.c.next_due_at <= now, site_table.c.removed_at.is_(None))
    return int(connection.execute(of_list).scalar_one())


def queue_due(
    connection: Connection, now: datetime, following: Following, per_domain: int, limit: int
) -> tuple[list[str], int]:
    """Queue what is due; the ids of the new audits, and how many schedules were looked at (fewer than ``limit``: all).

    Occurrences that were missed count as one. A site that has an audit waiting or running gets no second one. Of one
    registrable domain at most ``per_domain`` audits are asked for within 24 hours; what is more comes after that. A
    schedule whose rule or zone cannot be read (any more) is paused: it must not hold up the others."""
    if connection.dialect.name == "postgresql":
        # Two who queue at once would each count a domain's audits without those of the other; readers are not held up.
        connection.execute(text("LOCK TABLE schedules IN SHARE ROW EXCLUSIVE MODE"))
    found = [_scheduled(row) for row in connection.execute(due_query(now, limit)).mappings()]
    found.sort(key=lambda entry: (entry.schedule.next_due_at, entry.schedule.last_due_at or entry.schedule.added_at))
    recent = _recent(connection, {entry.site.domain for entry in found}, now - WINDOW)
    busy = _busy(connection, [entry.site.id for entry in found])
    queued: list[str] = []
    moves: list[dict[str, object]] = []
    for entry in found:
        if entry.site.removed_at is not None:
            drop(connection, entry.site.id)
            continue
        try:
            next_due = following(entry, now)
        except UsageError as error:
            _log.warning("schedule paused", site=entry.site.id, why=error.sentence)
            pause(connection, entry.site.id, now, None)
            continue
        occurrence, last = entry.schedule.next_due_at or now, entry.schedule.last_due_at
        before = recent.setdefault(entry.site.domain, [])
        if entry.site.id not in busy and len(before) >= per_domain:
            freed = before[len(before) - per_domain] + WINDOW
            next_due = max(freed, now + timedelta(minutes=1))
        else:
            last = occurrence
            if entry.site.id not in busy and _queue(connection, entry, occurrence, now, queued):
                before.append(now)
        moves.append({"number": entry.site.id, "next_due_at": next_due, "last_due_at": last})
    if moves:
        connection.execute(update(schedules).where(schedules.c.site_id == bindparam("number")), moves)
    return queued, len(found)


def _queue(connection: Connection, entry: Scheduled, occurrence: datetime, now: datetime, queued: list[str]) -> bool:
    made = new_audit(entry.site.id, "schedule", now, due_at=occurrence)
    if not unless_there(connection, audits, made.model_dump()):
        return False
    queued.append(made.id)
    return True


def _recent(connection: Connection, domains: set[str], since: datetime) -> dict[str, list[datetime]]:
    """When audits of these domains were asked for, oldest first."""
    query = (
        select(site_table.c.domain, audits.c.requested_at)
        .join_from(audits, site_table, site_table.c.id == audits.c.site_id)
        .where(site_table.c.domain.in_(domains), audits.c.requested_at > since)
        .order_by(audits.c.requested_at)
    )
    found: dict[str, list[datetime]] = {}
    for domain, moment in connection.execute(query):
        found.setdefault(domain, []).append(moment)
    return found


def _busy(connection: Connection, site_ids: list[int]) -> set[int]:
    query = select(audits.c.site_id).where(audits.c.site_id.in_(site_ids), audits.c.state.in_(("queued", "running")))
    return set(connection.execute(query).scalars())


def rules(connection: Connection) -> dict[int, tuple[str, str, int]]:
    """Rule, zone and seconds of jitter of all schedules, by the number of the site."""
    query = select(schedules.c.site_id, schedules.c.rule, schedules.c.zone, schedules.c.jitter_seconds)
    return {row.site_id: (row.rule, row.zone, row.jitter_seconds) for row in connection.execute(query)}


def site_ids_with_schedule(connection: Connection) -> set[int]:
    """The numbers of all sites that have a schedule."""
    return set(connection.execute(select(schedules.c.site_id)).scalars())
