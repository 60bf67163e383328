"""The audits of sites: asked for, under way, kept; with their findings, documents and files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from auditor.errors import InputError
from auditor.store.records import AuditRecord, AuditSource, AuditState, DocumentRecord, FileRecord, FindingRecord
from auditor.store.tables import audits, documents, files, findings

#: States of an audit that is over.
ENDED: tuple[AuditState, ...] = ("done", "failed", "interrupted")

#: Newest first; of two that were asked for in the same moment always the same.
_NEWEST = (audits.c.requested_at.desc(), audits.c.id.desc())


def record(row: RowMapping) -> AuditRecord:
    """The record of a row of ``audits``."""
    return AuditRecord(**{name: row[name] for name in AuditRecord.model_fields})


def by_id(connection: Connection, audit_id: str) -> AuditRecord | None:
    """The audit with this id."""
    row = connection.execute(select(audits).where(audits.c.id == audit_id)).mappings().first()
    return None if row is None else record(row)


def of_site(
    connection: Connection, site_id: int, limit: int, states: Sequence[AuditState] = (), *, whole: bool = False
) -> list[AuditRecord]:
    """A site's audits, newest first; only those in ``states`` where some are named. ``whole``: without those of which
    only the line in the history is left."""
    query = select(audits).where(audits.c.site_id == site_id)
    if whole:
        query = query.where(func.coalesce(audits.c.thinned, "") != "all")
    if states:
        query = query.where(audits.c.state.in_(states))
    return [record(row) for row in connection.execute(query.order_by(*_NEWEST).limit(limit)).mappings()]


def in_states(connection: Connection, states: Sequence[AuditState], limit: int | None = None) -> list[AuditRecord]:
    """All audits in these states, the one that was asked for first in front."""
    query = select(audits).where(audits.c.state.in_(states)).order_by(audits.c.requested_at, audits.c.id).limit(limit)
    return [record(row) for row in connection.execute(query).mappings()]


def latest_of(
    connection: Connection, site_ids: Sequence[int], count: int, states: Sequence[AuditState]
) -> dict[int, list[AuditRecord]]:
    """The ``count`` newest audits of each site in these states, newest first."""
    # With the bare column SQLite would take the index on states and walk the audits of all sites.
    state = func.coalesce(audits.c.state, "") if connection.dialect.name == "sqlite" else audits.c.state
    place = func.row_number().over(partition_by=audits.c.site_id, order_by=_NEWEST).label("place")
    numbered = select(audits.c.id, place).where(audits.c.site_id.in_(site_ids), state.in_(states)).subquery()
    query = select(audits).join(numbered, numbered.c.id == audits.c.id).where(numbered.c.place <= count)
    found: dict[int, list[AuditRecord]] = {}
    for row in connection.execute(query.order_by(audits.c.site_id, *_NEWEST)).mappings():
        found.setdefault(row["site_id"], []).append(record(row))
    return found


def queue(connection: Connection, site_id: int, source: AuditSource, now: datetime) -> AuditRecord:
    """A new audit that waits for its turn."""
    queued = new_audit(site_id, source, now)
    put(connection, queued)
    return queued


def new_audit(site_id: int, source: AuditSource, now: datetime, due_at: datetime | None = None) -> AuditRecord:
    """The record of an audit that waits for its turn; not written yet."""
    number = str(uuid.uuid4())
    return AuditRecord(id=number, site_id=site_id, source=source, state="queued", requested_at=now, due_at=due_at)


def put(connection: Connection, audit: AuditRecord, noticed_at: datetime | None = None) -> None:
    """Write a new audit. ``noticed_at``: nobody is to be told of it any more, for instance of one from an archive."""
    connection.execute(insert(audits), [{**audit.model_dump(), "noticed_at": noticed_at}])


def change(connection: Connection, audit_id: str, allowed: Iterable[AuditState], **values: Any) -> AuditRecord:
    """Change an audit that is in one of the ``allowed`` states. Raises `InputError` when it is not, or not there."""
    query = update(audits).where(audits.c.id == audit_id, audits.c.state.in_(tuple(allowed))).values(**values)
    changed = connection.execute(query).rowcount
    audit = by_id(connection, audit_id)
    if audit is None:
        raise InputError(f"There is no audit {audit_id[:40]!r} in the store.")
    if not changed:
        raise InputError(f"The audit {audit.id} is {audit.state}; that cannot be done now.")
    return audit


def with_manifest(connection: Connection, site_id: int, manifest_sha256: str) -> str | None:
    """The id of the site's audit that was kept with this manifest, if any."""
    query = select(audits.c.id).where(audits.c.site_id == site_id, audits.c.manifest_sha256 == manifest_sha256)
    return connection.execute(query).scalar()


def put_parts(
    connection: Connection,
    found: Sequence[FindingRecord],
    read: Sequence[DocumentRecord],
    kept: Sequence[FileRecord],
) -> None:
    """Write what belongs to an audit."""
    for table, records in ((findings, found), (documents, read), (files, kept)):
        if records:
            connection.execute(insert(table), [one.model_dump() for one in records])


def findings_of(connection: Connection, audit_id: str) -> tuple[FindingRecord, ...]:
    """An audit's findings, in the order of its result."""
    query = select(findings).where(findings.c.audit_id == audit_id).order_by(findings.c.id)
    names = FindingRecord.model_fields
    return tuple(FindingRecord(**{name: row[name] for name in names}) for row in connection.execute(query).mappings())


def finding_ids(connection: Connection, audit_ids: Sequence[str]) -> dict[str, set[str]]:
    """The ids of the findings of several audits."""
    found: dict[str, set[str]] = {audit_id: set() for audit_id in audit_ids}
    query = select(findings.c.audit_id, findings.c.finding_id).where(findings.c.audit_id.in_(audit_ids))
    for audit_id, finding_id in connection.execute(query):
        found[audit_id].add(finding_id)
    return found


def latest_evidence(connection: Connection, site_id: int, finding_id: str) -> str | None:
    """The hash of a finding's evidence in the newest audit of the site that has it."""
    query = (
        select(findings.c.evidence_sha256)
        .join(audits, audits.c.id == findings.c.audit_id)
        .where(audits.c.site_id == site_id, findings.c.finding_id == finding_id)
        .order_by(*_NEWEST)
        .limit(1)
    )
    return connection.execute(query).scalar()


def documents_of(connection: Connection, audit_id: str) -> tuple[DocumentRecord, ...]:
    """The texts that an audit read, in the order of its result."""
    query = select(documents).where(documents.c.audit_id == audit_id).order_by(documents.c.id)
    names = DocumentRecord.model_fields
    return tuple(DocumentRecord(**{name: row[name] for name in names}) for row in connection.execute(query).mappings())


def files_of(connection: Connection, audit_id: str) -> tuple[FileRecord, ...]:
    """An audit's files, by name."""
    query = select(files).where(files.c.audit_id == audit_id).order_by(files.c.name)
    return tuple(FileRecord(**dict(row)) for row in connection.execute(query).mappings())


def file_of(connection: Connection, audit_id: str, name: str) -> FileRecord | None:
    """One file of an audit."""
    query = select(files).where(files.c.audit_id == audit_id, files.c.name == name)
    row = connection.execute(query).mappings().first()
    return None if row is None else FileRecord(**dict(row))
