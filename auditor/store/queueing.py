"""The store's part for a queue of jobs that lies in the same PostgreSQL: where it is, its tables, what waits for a job.

The queue has a schema of its own. Its tables and functions bear fixed names, so that another program may use the same
library in the same database, in another version; and the whole queue can be dropped and is made anew, because what is
to be done stands in the tables of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TableClause, column, insert, or_, select, table, text

from auditor.errors import StoreError
from auditor.store.columns import unless_there
from auditor.store.database import ALIVE, PATIENCE, Database
from auditor.store.shared_evidence import IDENTITY_MARK, check_shared
from auditor.store.tables import audits, files, leases, marks, sites

#: The schema of the queue, beside a store in the schema ``public``; else that of the store comes before it.
QUEUE_SCHEMA = "auditor_queue"

#: The table of the steps of the library's own updates that were applied.
_STEPS = "auditor_steps"

#: A number of our own for PostgreSQL's lock, so that two workers do not make the tables at the same time.
_LOCK = 8_642_002

#: PostgreSQL cuts longer names; that of a channel has the library's 23 letters in front.
_LONGEST_NAME = 40

#: Files that a folder is asked for before it becomes that of the database.
_FILES = 3


@dataclass(frozen=True)
class QueuePlace:
    """Where the queue is. ``connect``: the arguments of psycopg's ``connect``, with the password."""

    schema: str
    connect: dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """A queued audit whose turn it is, and its registrable domain. ``ahead``: it was begun before, or somebody waits
    for it."""

    audit_id: str
    domain: str
    ahead: bool = False


class Queueing:
    """What the queue needs of the store. Reached by `Fleet.queueing`; safe to use from several threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    @property
    def possible(self) -> bool:
        """Whether the store is a PostgreSQL."""
        return not self._database.is_sqlite

    def place(self, whole: str, steps: Sequence[tuple[str, str]]) -> QueuePlace:
        """Where the queue is, made or brought up to date where needed; see `queue_place`."""
        return queue_place(self._database, whole, steps)

    def waiting(self, limit: int) -> list[Waiting]:
        """Queued audits whose turn it is and whose domain is free, the one that was asked for first in front."""
        with self._database.reading() as connection:
            return waiting(connection, self._clock(), limit)

    def check_evidence(self, folder: Path) -> None:
        """Refuse an evidence folder that is not this database's. The first who asks, asks for it: it is from then on.
        Raises `StoreError`."""
        with self._database.reading() as connection:
            mark = connection.execute(select(marks.c.value).where(marks.c.name == IDENTITY_MARK)).scalar()
            kept = some_files(connection, _FILES) if mark is None else []
        check_shared(folder, mark, self._named, kept)

    def _named(self, identity: str) -> str:
        with self._database.writing() as connection:
            unless_there(connection, marks, {"name": IDENTITY_MARK, "value": identity})
            return str(connection.execute(select(marks.c.value).where(marks.c.name == IDENTITY_MARK)).scalar_one())


def queue_place(database: Database, whole: str, steps: Sequence[tuple[str, str]]) -> QueuePlace:
    """The queue of this store, made or brought up to date where needed.

    ``whole``: the statements that make the present tables; ``steps``: name and statements of each update that led to
    them, in their order. Raises `StoreError`, also when the queue was made by a newer release of the library."""
    with database.writing() as connection:
        schema = _schema_beside(connection)
        _make(connection, database.name, schema, whole, steps)
    # Each step in a transaction of its own: a new value of a type cannot be used in the one that adds it.
    while _next_step(database, schema, steps):
        pass
    return QueuePlace(schema, connect_arguments(database, schema))


def connect_arguments(database: Database, schema: str) -> dict[str, Any]:
    """What psycopg needs to reach the database, with all that its URL says, and ``schema`` as the one to look in."""
    _, given = database.engine.dialect.create_connect_args(database.url)
    options = f"{given.get('options', '')} -c search_path={schema}".strip()
    return {"connect_timeout": PATIENCE, "application_name": "auditor worker", **ALIVE, **given, "options": options}


def waiting(connection: Connection, now: datetime, limit: int) -> list[Waiting]:
    """Queued audits whose turn it is and whose domain is free, the one that was asked for first in front."""
    query = (
        select(audits.c.id, sites.c.domain, audits.c.attempt, audits.c.source)
        .join(sites, sites.c.id == audits.c.site_id)
        .where(
            audits.c.state == "queued",
            or_(audits.c.not_before.is_(None), audits.c.not_before <= now),
            sites.c.domain.not_in(select(leases.c.domain)),
        )
        .order_by(audits.c.requested_at, audits.c.id)
        .limit(limit)
    )
    rows = connection.execute(query)
    return [Waiting(row.id, row.domain, row.attempt > 1 or row.source == "web") for row in rows]


def some_files(connection: Connection, limit: int) -> list[str]:
    """The SHA-256 of files of the newest audits."""
    query = select(files.c.sha256).join(audits, audits.c.id == files.c.audit_id)
    return list(connection.execute(query.order_by(audits.c.finished_at.desc(), files.c.name).limit(limit)).scalars())


def _schema_beside(connection: Connection) -> str:
    own = connection.execute(text("SELECT current_schema()")).scalar()
    name = QUEUE_SCHEMA if own == "public" else f"{own}_{QUEUE_SCHEMA}"
    # It goes into a command line of options and into statements, where quotes would have to be told apart.
    if not name.isascii() or not name.replace("_", "").isalnum() or name != name.lower() or len(name) > _LONGEST_NAME:
        raise StoreError(f"The schema {own!r} of the store needs a short name of small letters for workers to use it.")
    return name


def _make(connection: Connection, name: str, schema: str, whole: str, steps: Sequence[tuple[str, str]]) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if _there(connection, f"{schema}.{_STEPS}"):
        return
    if _there(connection, f"{schema}.procrastinate_jobs"):
        raise StoreError(f"The schema {schema} of the database {name} holds tables of another program.")
    # Asked first: who may not make schemas may use one that was made for them.
    if not connection.execute(text("SELECT to_regnamespace(:schema)"), {"schema": schema}).scalar():
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    _run(connection, schema, whole)
    connection.exec_driver_sql(f"CREATE TABLE {schema}.{_STEPS} (name text PRIMARY KEY)")
    for step, _ in steps:
        _note(connection, schema, step)


def _next_step(database: Database, schema: str, steps: Sequence[tuple[str, str]]) -> bool:
    """Apply the first step that is missing; whether there was one."""
    with database.writing() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        applied = set(connection.execute(select(_steps(schema).c.name)).scalars())
        if applied - {step for step, _ in steps}:
            raise StoreError(
                f"The queue in the database {database.name} was made by a newer release of procrastinate; "
                "update it on this machine."
            )
        for step, statements in steps:
            if step not in applied:
                _run(connection, schema, statements)
                _note(connection, schema, step)
                return True
    return False


def _there(connection: Connection, name: str) -> bool:
    return connection.execute(text("SELECT to_regclass(:name)"), {"name": name}).scalar() is not None


def _note(connection: Connection, schema: str, step: str) -> None:
    connection.execute(insert(_steps(schema)).values(name=step))


def _steps(schema: str) -> TableClause:
    return table(_STEPS, column("name"), schema=schema)


def _run(connection: Connection, schema: str, statements: str) -> None:
    """Several statements at once, in the schema of the queue and no other."""
    connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
    connection.exec_driver_sql(statements.replace("%", "%%"))
