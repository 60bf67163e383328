"""When sites are due, and what is due becomes an audit that waits for its turn: each occurrence once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from auditor.store.audits import new_audit
from auditor.store.columns import unless_there
from auditor.store.fleet_records import Scheduled, ScheduleRecord
from auditor.store.tables import audits, schedules
from auditor.store.tables import sites as site_table

#: When a schedule comes next after a moment; None: never.
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
    """What is due, the longest waiting first. With PostgreSQL those that another process is queueing are left out."""
    query = _both().where(schedules.c.next_due_at <= now).order_by(schedules.c.next_due_at).limit(limit)
    if connection.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True, of=schedules)
    return tuple(_scheduled(row) for row in connection.execute(query).mappings())


def count_due(connection: Connection, now: datetime) -> int:
    """How many schedules are due."""
    query = select(func.count()).select_from(schedules).where(schedules.c.next_due_at <= now)
    return int(connection.execute(query).scalar_one())


def queue_due(
    connection: Connection, now: datetime, following: Following, per_domain: int, limit: int
) -> tuple[list[str], int]:
    """Queue what is due; the ids of the new audits, and how many schedules were looked at (fewer than ``limit``: all).

    Occurrences that were missed count as one. A site that has an audit waiting or running gets no second one. Of one
    registrable domain at most ``per_domain`` audits are asked for within 24 hours; what is more comes after that."""
    found = due(connection, now, limit)
    recent = _recent(connection, {entry.site.domain for entry in found}, now - WINDOW)
    busy = _busy(connection, [entry.site.id for entry in found])
    queued: list[str] = []
    for entry in found:
        occurrence = entry.schedule.next_due_at or now
        if entry.site.removed_at is not None:
            _move(connection, entry, None, entry.schedule.last_due_at)
            continue
        before = recent.setdefault(entry.site.domain, [])
        if entry.site.id not in busy and len(before) >= per_domain:
            freed = before[len(before) - per_domain] + WINDOW
            _move(connection, entry, max(freed, now + timedelta(minutes=1)), entry.schedule.last_due_at)
            continue
        if entry.site.id not in busy and _queue(connection, entry, occurrence, now, queued):
            before.append(now)
        _move(connection, entry, following(entry, now), occurrence)
    return queued, len(found)


def _queue(connection: Connection, entry: Scheduled, occurrence: datetime, now: datetime, queued: list[str]) -> bool:
    made = new_audit(entry.site.id, "schedule", now, due_at=occurrence)
    if not unless_there(connection, audits, made.model_dump()):
        return False
    queued.append(made.id)
    return True


def _move(connection: Connection, entry: Scheduled, to: datetime | None, last: datetime | None) -> None:
    moved = update(schedules).where(schedules.c.site_id == entry.site.id)
    connection.execute(moved.values(next_due_at=to, last_due_at=last))


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


def site_ids_with_schedule(connection: Connection) -> set[int]:
    """The numbers of all sites that have a schedule."""
    return set(connection.execute(select(schedules.c.site_id)).scalars())
