"""How the fleet is doing, and what it finds: the questions of `auditor status` and of the fleet's page.

Each is quick for ten thousand sites with a hundred thousand audits: `auditor.store.tallies` holds what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, select, text

from auditor.store import fleet_figures, fleet_findings
from auditor.store.database import Database
from auditor.store.fleet_records import WorkerRecord
from auditor.store.insight_records import FleetFindings, FleetState, StoreSize, WorkerState
from auditor.store.schema import revision_of
from auditor.store.tables import files, schedules, sites, workers

#: Failed sites that are told of by name; how many there are is always said.
MOST_FAILED = 50


class Insight:
    """What the store knows of the fleet as a whole. Reached by `Store.insight`; safe to use from several threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._kept: tuple[object, FleetFindings] | None = None

    def state(self, silent_after: timedelta) -> FleetState:
        """How the fleet is doing now. Silent is a worker, or an audit, not heard of for ``silent_after``."""
        now = self._clock()
        silent_since = now - silent_after
        with self._database.reading() as connection:
            day, week = fleet_figures.periods(connection, now)
            failed = fleet_figures.failed_sites(connection)
            return FleetState(
                at=now,
                sites=fleet_figures.site_counts(connection, now),
                queue=fleet_figures.queue_counts(connection, now),
                running=fleet_figures.running(connection, silent_since),
                day=day,
                week=week,
                failed=fleet_figures.told(connection, failed[:MOST_FAILED]),
                failed_sites=len(failed),
                workers=_workers(connection, silent_since),
                notices=fleet_figures.notice_counts(connection, now),
            )

    def findings(self) -> FleetFindings:
        """What the newest audits found, how that went over the last weeks, and which sites moved.

        It is asked of the database when an audit or the list of sites changed, else given as it was."""
        now = self._clock()
        with self._database.reading() as connection:
            version = (now.date(), fleet_findings.version(connection))
            kept = self._kept
            if kept is not None and kept[0] == version:
                return kept[1]
            weeks = fleet_findings.weeks(connection, now)
            made = FleetFindings(
                sites=weeks[-1].sites,
                severities=fleet_findings.severities(connection),
                checks=fleet_findings.checks(connection),
                weeks=weeks,
                moved=fleet_findings.moved(connection),
            )
        self._kept = (version, made)
        return made

    def due_since(self) -> datetime | None:
        """Since when the first schedule that is due waits to be queued; None: nothing is due. Quick: for a probe."""
        listed = and_(sites.c.id == schedules.c.site_id, sites.c.removed_at.is_(None))
        query = select(func.min(schedules.c.next_due_at)).join_from(schedules, sites, listed)
        with self._database.reading() as connection:
            return connection.execute(query.where(schedules.c.next_due_at <= self._clock())).scalar()

    def size(self) -> StoreSize:
        """What the store is, and how large its database."""
        with self._database.reading() as connection:
            kind = "sqlite" if self._database.is_sqlite else "postgresql"
            question = (
                "SELECT (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())"
                if self._database.is_sqlite
                else "SELECT pg_database_size(current_database())"
            )
            size = connection.execute(text(question)).scalar()
            return StoreSize(kind=kind, name=self._database.name, revision=revision_of(connection), database_bytes=size)

    def evidence_bytes(self) -> int:
        """Bytes of the evidence of all audits, each file once. Looks at every file's row: not for a page."""
        once = select(files.c.sha256, func.max(files.c.size).label("size")).group_by(files.c.sha256).subquery()
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.sum(once.c.size), 0))).scalar_one())


def _workers(connection: Connection, silent_since: datetime) -> tuple[WorkerState, ...]:
    """The workers, those that are at work first."""
    query = select(workers).order_by(workers.c.stopped_at.is_not(None), workers.c.seen_at.desc(), workers.c.name)
    found = (WorkerRecord(**dict(row)) for row in connection.execute(query).mappings())
    return tuple(WorkerState(worker=one, silent=one.stopped_at is None and one.seen_at < silent_since) for one in found)
