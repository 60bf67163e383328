"""Who runs which audit: a lease a registrable domain, with the token of the attempt.

A lease is taken and given back in one transaction with what it stands for, so that an audit is run by one at a time, no
two audits of one registrable domain run at once, and whoever lost the lease can write nothing any more."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Select, delete, or_, select, update

from auditor.errors import InputError
from auditor.store import audits, sites
from auditor.store.columns import unless_there
from auditor.store.fleet_records import Claim, LeaseRecord, Reaped
from auditor.store.records import AuditRecord, AuditSource
from auditor.store.sites import clean_line
from auditor.store.tables import audits as audit_table
from auditor.store.tables import leases
from auditor.store.tables import sites as site_table

#: An audit whose process or machine stopped under it is run again from its start. After this many times it is not: it
#: may be what stops them, and takes the audits beside it along, which is why once is too few.
MOST_CRASHES = 4

#: Candidates that one claim looks at.
_CANDIDATES = 20

GIVEN_UP = f"The machine or the process that ran this audit stopped under it, {MOST_CRASHES} times."

#: Why an audit waits once more, besides a crash: a fault of ours or of the machine; the engine was stopped; the site
#: asked to come back later.
Again = Literal["fault", "stopped", "put_off"]


class LeaseLost(InputError):
    """The attempt was taken for dead and another one has its place; nothing of it is kept."""

    code = "attempt_superseded"


def claim(
    connection: Connection,
    worker: str,
    now: datetime,
    audit_id: str | None = None,
    only: AuditSource | None = None,
) -> Claim | None:
    """The first queued audit (or that one, or the first of that source) whose turn it is and whose domain is free, now
    under way; None: there is none."""
    for row in connection.execute(_waiting(connection, now, audit_id, only)).all():
        token = str(uuid.uuid4())
        if not _take(connection, row.domain, row.id, token, worker, now):
            continue
        begun = update(audit_table).where(audit_table.c.id == row.id, audit_table.c.state == "queued")
        started = begun.values(state="running", started_at=now, token=token, not_before=None)
        if not connection.execute(started).rowcount:
            connection.execute(delete(leases).where(leases.c.token == token))
            continue
        audit = audits.by_id(connection, row.id)
        site = sites.by_id(connection, row.site_id)
        if audit is not None and site is not None:
            return Claim(audit=audit, site=site, token=token, worker=worker)
    return None


def _waiting(
    connection: Connection, now: datetime, audit_id: str | None, only: AuditSource | None
) -> Select[tuple[str, int, str]]:
    query = (
        select(audit_table.c.id, audit_table.c.site_id, site_table.c.domain)
        .join(site_table, site_table.c.id == audit_table.c.site_id)
        .where(
            audit_table.c.state == "queued",
            or_(audit_table.c.not_before.is_(None), audit_table.c.not_before <= now),
            site_table.c.domain.not_in(select(leases.c.domain)),
        )
        .order_by(audit_table.c.requested_at, audit_table.c.id)
        .limit(_CANDIDATES)
    )
    if audit_id is not None:
        query = query.where(audit_table.c.id == audit_id)
    if only is not None:
        query = query.where(audit_table.c.source == only)
    if connection.dialect.name == "postgresql":
        # Those that another claim is looking at are passed over, not waited for.
        query = query.with_for_update(skip_locked=True, of=audit_table)
    return query


def _take(connection: Connection, domain: str, audit_id: str, token: str, worker: str, now: datetime) -> bool:
    """Whether the domain was free; two who ask at once do not both get it."""
    values = {"domain": domain, "audit_id": audit_id, "token": token, "worker": worker}
    taken = unless_there(connection, leases, {**values, "taken_at": now, "heartbeat_at": now})
    return bool(taken)


def beat(connection: Connection, token: str, now: datetime) -> bool:
    """Say that an attempt is alive. False: it lost its lease and has to stop."""
    return bool(connection.execute(update(leases).where(leases.c.token == token).values(heartbeat_at=now)).rowcount)


def give_back(connection: Connection, token: str) -> None:
    """The attempt is over; to be called in the transaction that keeps its result. Raises `LeaseLost`."""
    if not connection.execute(delete(leases).where(leases.c.token == token)).rowcount:
        raise LeaseLost("Another attempt took this audit over; nothing of this one is kept.")


def queue_again(
    connection: Connection, claimed: Claim, why: str, not_before: datetime | None, cause: Again
) -> AuditRecord:
    """The attempt ended without a result; the audit waits for its turn once more. To be stopped does not count."""
    give_back(connection, claimed.token)
    before = claimed.audit
    return audits.change(
        connection, before.id, ("running",), state="queued", attempt=before.attempt + int(cause != "stopped"),
        faults=before.faults + int(cause == "fault"), put_off=before.put_off + int(cause == "put_off"),
        error=clean_line(why, 2000) or None, started_at=None, not_before=not_before, token=None,
    )  # fmt: skip


def running(connection: Connection) -> tuple[LeaseRecord, ...]:
    """The audits that are running, the oldest first."""
    query = select(leases).order_by(leases.c.taken_at)
    names = LeaseRecord.model_fields
    return tuple(LeaseRecord(**{name: row[name] for name in names}) for row in connection.execute(query).mappings())


def reap(connection: Connection, now: datetime, silent_since: datetime, dead: Collection[str] = ()) -> list[Reaped]:
    """Take the audits of workers that fell silent, or are known to be ``dead``, from them: each is run again from its
    start; one that was left behind `MOST_CRASHES` times is not."""
    query = select(leases).where(or_(leases.c.heartbeat_at < silent_since, leases.c.worker.in_(list(dead))))
    if connection.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    reaped = []
    for row in connection.execute(query).mappings().all():
        connection.execute(delete(leases).where(leases.c.token == row["token"]))
        audit = audits.by_id(connection, row["audit_id"])
        if audit is None or audit.state != "running":
            continue
        crashes = audit.crashes + 1
        again = crashes < MOST_CRASHES
        values = (
            {"state": "queued", "attempt": audit.attempt + 1, "started_at": None}
            if again
            else {"state": "interrupted", "error": GIVEN_UP, "finished_at": now}
        )
        audits.change(connection, audit.id, ("running",), token=None, crashes=crashes, **values)
        reaped.append(Reaped(audit_id=audit.id, domain=row["domain"], worker=row["worker"], again=again))
    return reaped


def orphans(connection: Connection) -> list[str]:
    """Audits that are said to be running while nobody holds a lease on them: an older release left them behind."""
    query = select(audit_table.c.id).where(
        audit_table.c.state == "running", audit_table.c.id.not_in(select(leases.c.audit_id))
    )
    return list(connection.execute(query).scalars())
