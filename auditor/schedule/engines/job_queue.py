"""The queue that wakes workers on several machines: procrastinate, in the PostgreSQL of the store.

A job says that an audit waits, and no more. What is to be done, whose turn it is and who may keep a result stands in
the tables of the store, so that a job may come twice, late or never: the next look at what waits puts it right."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, LiteralString

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.app import WorkerOptions
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.schema import SchemaManager

from auditor.config import FleetSettings
from auditor.store.queueing import QueuePlace, Waiting

log = structlog.get_logger(__name__)

#: Chores at one time in a worker: one that takes long must not keep the others waiting.
CHORE_PLACES = 4

#: Seconds between two looks for jobs, where no notification came. Chores have no notifications, to spare a connection.
_LOOK = 5.0
_LOOK_FOR_CHORES = 1.0

#: Connections for the queue beside the one that listens; each is held for one short statement.
_CONNECTIONS = 4

#: Jobs in one statement.
_BATCH = 200

#: Jobs that failed are kept so long, to be looked at; the others are deleted when they end. Hours.
_KEPT = 7 * 24

#: How the codes of PostgreSQL's errors begin when it went away: out of reach, or stopping.
_GONE = ("08", "57P")


def schema_scripts() -> tuple[str, list[tuple[str, str]]]:
    """What makes the tables of this release of procrastinate, and the steps from older releases by name, in order."""
    steps = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return SchemaManager.get_schema(), [(step.stem, step.read_text(encoding="utf-8")) for step in steps]


def queue_failed(error: BaseException) -> bool:
    """Whether an error is the database's, so that it may pass, and none of ours."""
    return isinstance(error, ConnectorException) or type(error).__module__.partition(".")[0].startswith("psycopg")


class _Connector(PsycopgConnector):
    """Says when a statement found no database: what it was to change may or may not have been changed."""

    def __init__(self, gone: asyncio.Event, **pool: Any) -> None:
        super().__init__(**pool)
        self._gone = gone

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """As in the library."""
        with self._watched():
            await super().execute_query_async(query, **arguments)

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        """As in the library."""
        with self._watched():
            row: dict[str, Any] = await super().execute_query_one_async(query, **arguments)
        return row

    async def execute_query_all_async(self, query: LiteralString, **arguments: Any) -> list[dict[str, Any]]:
        """As in the library."""
        with self._watched():
            rows: list[dict[str, Any]] = await super().execute_query_all_async(query, **arguments)
        return rows

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except ConnectorException as error:
            code = getattr(error.__cause__, "sqlstate", None)
            if error.__cause__ is not None and (code is None or code.startswith(_GONE)):
                self._gone.set()
            raise


class JobQueue:
    """The queue of one store, as one worker uses it.

    ``run_audit``: called with the id of an audit that waits; ``run_chore``: with a chore's name. Neither may raise.
    ``gone`` is set when the database did not answer: the worker has to begin again under a new number, so that what it
    had fetched or ended without being able to say so is found to be nobody's."""

    def __init__(
        self,
        place: QueuePlace,
        fleet: FleetSettings,
        run_audit: Callable[[str], Awaitable[None]],
        run_chore: Callable[[str], Awaitable[None]],
    ) -> None:
        self.gone = asyncio.Event()
        self._fleet = fleet
        # Channels of notifications are the database's, not the schema's: names of our own keep others' calls out.
        self._audits, self._chores = place.schema, f"{place.schema}_chores"
        connector = _Connector(self.gone, kwargs=place.connect, min_size=1, max_size=_CONNECTIONS, name=place.schema)
        self._app = App(connector=connector)

        @self._app.task(name="audit", queue=self._audits)
        async def audit(audit_id: str) -> None:
            await run_audit(audit_id)

        @self._app.task(name="chore", queue=self._chores)
        async def chore(name: str, timestamp: int) -> None:
            await run_chore(name)

        self._audit, self._chore = audit, chore
        self._deferred: dict[str, int] = {}

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Be connected. Raises what `queue_failed` knows."""
        async with self._app.open_async():
            yield

    def work(self, places: int) -> tuple[Coroutine[Any, Any, None], Coroutine[Any, Any, None]]:
        """Fetch and run audits, ``places`` at one time, and chores, until cancelled: then no new ones are fetched, and
        those that run are waited for. May end by itself when the database does not answer."""
        shared = WorkerOptions(
            install_signal_handlers=False,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            update_heartbeat_interval=self._fleet.heartbeat,
            stalled_worker_timeout=self._fleet.stalled_after,
        )
        audits: WorkerOptions = {
            **shared, "queues": [self._audits], "name": "audits", "concurrency": places,
            "fetch_job_polling_interval": _LOOK,
        }  # fmt: skip
        chores: WorkerOptions = {
            **shared, "queues": [self._chores], "name": "chores", "concurrency": CHORE_PLACES,
            "fetch_job_polling_interval": _LOOK_FOR_CHORES, "listen_notify": False,
        }  # fmt: skip
        return self._app.run_worker_async(**audits), self._app.run_worker_async(**chores)

    async def wake(self, waiting: Sequence[Waiting]) -> int:
        """See to it that each of these audits has a job; how many had none. Whoever does the same at the same time
        does no harm."""
        known: set[str | None] = set()
        for status in (Status.TODO, Status.DOING):
            found = await self._app.job_manager.list_jobs_async(queue=self._audits, status=status.value)
            known.update(job.queueing_lock for job in found)
        jobs = [self._job(one) for one in waiting if one.audit_id not in known]
        for start in range(0, len(jobs), _BATCH):
            await self._put(jobs[start : start + _BATCH])
        return len(jobs)

    def _job(self, one: Waiting) -> Job:
        # Ahead of those that have their jobs already, though they were asked for later or by nobody.
        configured = self._audit.configure(lock=one.domain, queueing_lock=one.audit_id, priority=int(one.ahead))
        return configured.make_new_job(audit_id=one.audit_id)

    async def _put(self, jobs: list[Job]) -> None:
        try:
            await self._app.job_manager.batch_defer_jobs_async(jobs)
        except AlreadyEnqueued:
            for job in jobs:
                with contextlib.suppress(AlreadyEnqueued):
                    await self._app.job_manager.defer_job_async(job)

    async def due(self, chore: str, slot: int) -> None:
        """Have a chore done in this slot of time, once by whichever worker, and by one at a time."""
        if self._deferred.get(chore) == slot:
            return
        configured = self._chore.configure(lock=chore, queueing_lock=chore)
        job = configured.make_new_job(name=chore, timestamp=slot)
        # Else the one of the slot before still waits for a worker.
        with contextlib.suppress(AlreadyEnqueued):
            await self._app.job_manager.defer_periodic_job(job, periodic_id=chore, defer_timestamp=slot)
        self._deferred[chore] = slot

    async def reap(self) -> int:
        """End the jobs of workers that fell silent, so that their locks are free; how many. No job itself: one whose
        worker died would keep all others from doing it."""
        manager = self._app.job_manager
        await manager.prune_stalled_workers(self._fleet.stalled_after)
        ended = 0
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._fleet.stalled_after):
            if job.id is not None and await self._end(job.id):
                ended += 1
        return ended

    async def _end(self, number: int) -> bool:
        try:
            await self._app.job_manager.finish_job_by_id_async(number, status=Status.FAILED, delete_job=True)
        except ConnectorException as error:
            if getattr(error.__cause__, "sqlstate", None) != "P0001":  # another worker was first
                raise
            return False
        return True

    async def forget(self) -> None:
        """Delete jobs that ended long ago."""
        await self._app.job_manager.delete_old_jobs(
            nb_hours=_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
        )
