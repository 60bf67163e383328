"""When sites are due, and what is due becomes an audit that waits for its turn: each occurrence once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    values = {"paused_at": paused_at, "next_due_at": next_due_at, "waiting_since": None}
    return bool(connection.execute(changed.values(**values)).rowcount)


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
    registrable domain at most ``per_domain`` audits are asked for within 24 hours; what is more waits until then, and
    nothing that is due later overtakes it. A schedule whose rule or zone cannot be read (any more) is paused: it must
    not hold up the others."""
    if connection.dialect.name == "postgresql":
        # Two who queue at once would each count a domain's audits without those of the other; readers are not held up.
        connection.execute(text("LOCK TABLE schedules IN SHARE ROW EXCLUSIVE MODE"))
    found = [_scheduled(row) for row in connection.execute(due_query(now, limit)).mappings()]
    found.sort(key=lambda entry: (_due_since(entry), entry.site.id))
    places = _places(connection, {entry.site.domain for entry in found}, now, per_domain)
    busy = _busy(connection, [entry.site.id for entry in found])
    queued: list[str] = []
    moves: list[dict[str, object]] = []
    for entry in found:
        number, domain, since = entry.site.id, entry.site.domain, _due_since(entry)
        if entry.site.removed_at is not None:
            drop(connection, number)
            continue
        try:
            comes = following(entry, now)
        except UsageError as error:
            _log.warning("schedule paused", site=number, why=error.sentence)
            pause(connection, number, now, None)
            continue
        last: datetime | None = since
        waiting = None
        if number not in busy and (free := places.free_at(domain, (since, number), now)) is not None:
            comes, last, waiting = free, entry.schedule.last_due_at, since
        elif number not in busy and _queue(connection, entry, since, now, queued):
            places.asked[domain].append(now)
        moves.append({"number": number, "next_due_at": comes, "last_due_at": last, "waiting_since": waiting})
    if moves:
        connection.execute(update(schedules).where(schedules.c.site_id == bindparam("number")), moves)
    return queued, len(found)


def _due_since(entry: Scheduled) -> datetime:
    """When what is due now was due first, whatever put it off since."""
    return entry.schedule.waiting_since or entry.schedule.next_due_at or entry.schedule.added_at


_Turn = tuple[datetime, int]


@dataclass
class _Places:
    """The audits of some registrable domains: when they were ``asked`` for in the last 24 hours, and what is
    ``put_off``, until when and in which turn, because the domain has its fill. It has ``most`` within 24 hours. A turn:
    since when something is due, and for which site."""

    most: int
    asked: dict[str, list[datetime]]
    put_off: dict[str, list[tuple[datetime, _Turn]]]

    def free_at(self, domain: str, turn: _Turn, now: datetime) -> datetime | None:
        """When there is a place, behind all whose turn is before, and it is kept then; None: now."""
        before = [until for until, other in self.put_off[domain] if other < turn]
        taken = sorted(self.asked[domain] + before)
        if len(taken) < self.most:
            return None
        # With the audit that is `most` places before it the window of 24 hours has room again.
        free = max(taken[-self.most] + WINDOW, now + timedelta(minutes=1))
        self.put_off[domain].append((free, turn))
        return free


def _places(connection: Connection, domains: set[str], now: datetime, most: int) -> _Places:
    asked, put_off = defaultdict(list), defaultdict(list)
    query = (
        select(site_table.c.domain, audits.c.requested_at)
        .join_from(audits, site_table, site_table.c.id == audits.c.site_id)
        .where(site_table.c.domain.in_(domains), audits.c.requested_at > now - WINDOW)
    )
    for domain, moment in connection.execute(query):
        asked[domain].append(moment)
    waiting = (
        select(site_table.c.domain, site_table.c.id, schedules.c.next_due_at, schedules.c.waiting_since)
        .join_from(schedules, site_table, site_table.c.id == schedules.c.site_id)
        .where(site_table.c.domain.in_(domains), schedules.c.waiting_since.is_not(None), schedules.c.next_due_at > now)
    )
    for domain, number, until, since in connection.execute(waiting):
        put_off[domain].append((until, (since, number)))
    return _Places(most, asked, put_off)


def _queue(connection: Connection, entry: Scheduled, occurrence: datetime, now: datetime, queued: list[str]) -> bool:
    made = new_audit(entry.site.id, "schedule", now, due_at=occurrence)
    if not unless_there(connection, audits, made.model_dump()):
        return False
    queued.append(made.id)
    return True


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
