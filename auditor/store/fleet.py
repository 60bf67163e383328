"""The store's part for the fleet: schedules, who runs what, workers, marks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from auditor.store import audits, leases, schedules
from auditor.store.columns import unless_there
from auditor.store.database import Database
from auditor.store.fleet_records import Claim, LeaseRecord, Reaped, Scheduled, ScheduleRecord, WorkerKind, WorkerRecord
from auditor.store.queueing import Queueing
from auditor.store.records import AuditRecord, AuditSource, AuditState
from auditor.store.schedules import Following
from auditor.store.sites import clean_line
from auditor.store.tables import marks, workers


class Fleet:
    """Schedules, claims, workers and marks. Reached by `Store.fleet`; safe to use from several threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        #: What a queue of jobs in the same database needs.
        self.queueing = Queueing(database, clock)

    def now(self) -> datetime:
        """The store's clock."""
        return self._clock()

    # Schedules

    def schedule(self, *given: ScheduleRecord) -> None:
        """Give sites their schedules, all or none, each in place of the one that the site has."""
        with self._database.writing() as connection:
            schedules.put_many(connection, given)

    def unschedule(self, site_id: int) -> bool:
        """Take a site's schedule away; whether it had one."""
        with self._database.writing() as connection:
            return schedules.drop(connection, site_id)

    def pause(self, site_id: int) -> bool:
        """Let a site's schedule rest; whether it has one."""
        with self._database.writing() as connection:
            return schedules.pause(connection, site_id, self._clock(), None)

    def resume(self, site_id: int, next_due_at: datetime | None) -> bool:
        """Let a paused schedule go on; whether the site has one."""
        with self._database.writing() as connection:
            return schedules.pause(connection, site_id, None, next_due_at)

    def schedule_of(self, site_id: int) -> ScheduleRecord | None:
        """A site's schedule."""
        with self._database.reading() as connection:
            return schedules.of_site(connection, site_id)

    def schedules(self, limit: int = 10_000, offset: int = 0) -> tuple[Scheduled, ...]:
        """The schedules of sites on the list: first what is due first, last what is paused."""
        with self._database.reading() as connection:
            return schedules.listed(connection, limit, offset)

    def scheduled_sites(self) -> set[int]:
        """The numbers of the sites that have a schedule."""
        with self._database.reading() as connection:
            return schedules.site_ids_with_schedule(connection)

    def rules(self) -> dict[int, tuple[str, str, int]]:
        """Rule, zone and seconds of jitter of all schedules, by the number of the site."""
        with self._database.reading() as connection:
            return schedules.rules(connection)

    def due(self, limit: int = 500) -> tuple[Scheduled, ...]:
        """What is due now, the longest waiting first."""
        with self._database.reading() as connection:
            return schedules.due(connection, self._clock(), limit)

    def count_due(self) -> int:
        """How many schedules are due now."""
        with self._database.reading() as connection:
            return schedules.count_due(connection, self._clock())

    def queue_due(self, following: Following, per_domain: int, limit: int = 500) -> list[str]:
        """Queue all that is due, ``limit`` at a time; the ids of the new audits. See `schedules.queue_due`."""
        queued: list[str] = []
        while True:
            with self._database.writing() as connection:
                new, looked = schedules.queue_due(connection, self._clock(), following, per_domain, limit)
            queued += new
            if looked < limit:
                return queued

    # Claims

    def claim(self, worker: str, audit_id: str | None = None, *, only: AuditSource | None = None) -> Claim | None:
        """The next audit whose turn it is (or that one, or the next of that source), now under way for ``worker``; None
        when there is none."""
        with self._database.writing() as connection:
            return leases.claim(connection, worker, self._clock(), audit_id, only)

    def beat(self, claim: Claim) -> bool:
        """Say that an attempt is alive. False: it lost its lease and has to stop."""
        with self._database.writing() as connection:
            return leases.beat(connection, claim.token, self._clock())

    def queue_again(
        self, claim: Claim, cause: leases.Again, why: str, wait: timedelta | None = None
    ) -> datetime | None:
        """The attempt ended without a result; the audit waits for its turn once more, and ``wait`` at least: until the
        moment that is given back. Raises `leases.LeaseLost`."""
        not_before = None if wait is None else self._clock() + wait
        with self._database.writing() as connection:
            leases.queue_again(connection, claim, why, not_before, cause)
        return not_before

    def end(self, claim: Claim, state: AuditState, why: str) -> AuditRecord:
        """The attempt ended without a result and is not made again. Raises `leases.LeaseLost`."""
        values = {"state": state, "error": clean_line(why, 2000), "finished_at": self._clock(), "token": None}
        with self._database.writing() as connection:
            leases.give_back(connection, claim.token)
            return audits.change(connection, claim.audit.id, ("running",), **values)

    def running(self) -> tuple[LeaseRecord, ...]:
        """The audits that are running, the oldest first."""
        with self._database.reading() as connection:
            return leases.running(connection)

    def reap(self, silent_since: datetime, dead: Collection[str] = ()) -> tuple[Reaped, ...]:
        """Take their audits from workers that fell silent or are known to be dead; see `leases.reap`."""
        with self._database.writing() as connection:
            return tuple(leases.reap(connection, self._clock(), silent_since, dead))

    def waiting(self, limit: int = 1000) -> tuple[AuditRecord, ...]:
        """Queued audits, the one that was asked for first in front."""
        with self._database.reading() as connection:
            return tuple(audits.in_states(connection, ("queued",), limit))

    # Workers and marks

    def arrive(self, name: str, kind: WorkerKind, places: int) -> None:
        """A worker began, or says that it is still there."""
        now = self._clock()
        row = {"name": name, "kind": kind, "places": places, "started_at": now, "seen_at": now, "stopped_at": None}
        with self._database.writing() as connection:
            if not unless_there(connection, workers, row):
                connection.execute(update(workers).where(workers.c.name == name).values(seen_at=now, stopped_at=None))

    def leave(self, name: str) -> None:
        """A worker ended in good order."""
        now = self._clock()
        with self._database.writing() as connection:
            connection.execute(update(workers).where(workers.c.name == name).values(seen_at=now, stopped_at=now))

    def workers(self) -> tuple[WorkerRecord, ...]:
        """The workers that were ever seen and not forgotten, the one last seen first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(workers).order_by(workers.c.seen_at.desc(), workers.c.name)).mappings()
            return tuple(WorkerRecord(**dict(row)) for row in rows)

    def forget_workers(self, unseen_since: datetime) -> None:
        """Forget workers that were last seen before."""
        with self._database.writing() as connection:
            connection.execute(delete(workers).where(workers.c.seen_at < unseen_since))

    def mark(self, name: str) -> str | None:
        """A single fact of the store; None when it was never written."""
        with self._database.reading() as connection:
            return connection.execute(select(marks.c.value).where(marks.c.name == name)).scalar()

    def set_mark(self, name: str, value: str) -> None:
        """Write a single fact of the store."""
        with self._database.writing() as connection:
            connection.execute(delete(marks).where(marks.c.name == name))
            connection.execute(insert(marks), [{"name": name, "value": value}])

    def mark_once(self, name: str, value: str) -> str:
        """A fact of the store, ``value`` when it was not there; of two who write it at once both get the same."""
        with self._database.writing() as connection:
            unless_there(connection, marks, {"name": name, "value": value})
            return str(connection.execute(select(marks.c.value).where(marks.c.name == name)).scalar_one())
