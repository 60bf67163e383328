"""A finished audit goes into the store, and its documents come out again."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from auditor.errors import InputError, StoreError
from auditor.models.common import Model
from auditor.models.files import load
from auditor.models.result import AuditResult
from auditor.store import audits, sites, tallies
from auditor.store.addresses import normal_address
from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.fleet_records import Claim
from auditor.store.folder import documents_in, findings_in, keep
from auditor.store.leases import give_back
from auditor.store.records import AuditRecord, AuditSource, FileRecord

M = TypeVar("M", bound=Model)


def keep_audit(
    database: Database,
    evidence: EvidenceFolder,
    folder: Path,
    result: AuditResult,
    site: int | None,
    source: AuditSource,
    now: datetime,
    *,
    audit_id: str | None,
    claim: Claim | None = None,
) -> str:
    """Keep an audit; its id. The files come first, so that no row ever speaks of a file that is not there."""
    audit_id = claim.audit.id if claim is not None else audit_id
    number = audit_id or str(uuid.uuid4())
    kept = keep(folder, result, number, evidence)
    with database.writing() as connection:
        if claim is not None:
            give_back(connection, claim.token)
        owner = _owner(connection, result, site, audit_id, now)
        before = audits.with_manifest(connection, owner, kept.manifest_sha256)
        if before is not None and audit_id is None:
            return before
        requested = result.observation.started_at
        record = _record(result, number, owner, source, requested, kept.manifest_sha256)
        if audit_id is None:
            audits.put(connection, record)
        else:
            # When it began to look: of a text that is read again, when the site was visited.
            names = (
                "started_at",
                "outcome",
                "law",
                "language",
                "tool_version",
                "severities",
                "verdicts",
                "manifest_sha256",
                "error",
            )
            values = {name: getattr(record, name) for name in names}
            ended = {"state": "done", "finished_at": now, "token": None, "not_before": None}
            audits.change(connection, audit_id, ("queued", "running"), **ended, **values)
        audits.put_parts(connection, findings_in(result, number), documents_in(result, number), _once(kept.files))
        tallies.renew(connection, owner)
    return number


def _once(files: tuple[FileRecord, ...]) -> list[FileRecord]:
    return list({file.name: file for file in files}.values())


def _owner(connection: Connection, result: AuditResult, site: int | None, audit_id: str | None, now: datetime) -> int:
    if audit_id is not None:
        queued = audits.by_id(connection, audit_id)
        if queued is None or site not in (None, queued.site_id):
            raise InputError(f"There is no audit {audit_id[:40]!r} of this site in the store.")
        return queued.site_id
    if site is not None:
        if sites.by_id(connection, site) is None:
            raise InputError("There is no such site in the store.")
        return site
    url = normal_address(result.site.url)
    found = sites.by_url(connection, url) or sites.add_one(connection, sites.SiteEntry(url), now)
    return found.id


def _record(
    result: AuditResult, audit_id: str, site: int, source: AuditSource, requested: datetime, manifest_sha256: str
) -> AuditRecord:
    seen = result.observation
    return AuditRecord(
        id=audit_id, site_id=site, source=source, state="done", requested_at=requested, started_at=seen.started_at,
        finished_at=seen.finished_at, outcome=seen.outcome, law=result.law, language=result.language,
        tool_version=result.tool.version, severities=dict(Counter(finding.severity for finding in result.findings)),
        verdicts=dict(Counter(verdict.verdict for verdict in result.verdicts)), manifest_sha256=manifest_sha256,
        error=sites.clean_line(seen.reason, 2000) if seen.outcome == "failed" and seen.reason else None,
    )  # fmt: skip


class EvidenceThinned(InputError):
    """What was asked for was there and has been taken from the audit, by the rules of retention or by a person."""

    code = "evidence_thinned"


def _file_of(database: Database, audit_id: str, name: str) -> FileRecord:
    """A file of an audit. Raises `InputError` when it has none of that name."""
    with database.reading() as connection:
        file = audits.file_of(connection, audit_id, name)
        audit = audits.by_id(connection, audit_id) if file is None else None
    if file is not None:
        return file
    if audit is not None and audit.thinned_at is not None:
        left = "only its line in the history is left" if audit.thinned == "all" else "its result is left"
        raise EvidenceThinned(
            f"The audit {audit_id} was thinned on {audit.thinned_at:%Y-%m-%d}: it has no {name} any more, {left}."
        )
    raise InputError(f"The store holds no {name} of the audit {audit_id[:40]!r}.")


def stored_document(database: Database, evidence: EvidenceFolder, audit_id: str, name: str, kind: type[M]) -> M:
    """A document of an audit, lifted to the present version.

    Raises `InputError` when the audit has none (`EvidenceThinned`: none any more), `StoreError` when it is gone or not
    the bytes that were kept."""
    file = _file_of(database, audit_id, name)
    path = evidence.find(file.sha256)
    if path is None or not evidence.intact(file.sha256):
        # Thinned between the two looks, perhaps.
        _file_of(database, audit_id, name)
        raise StoreError(f"The evidence folder lost or changed {name} of the audit {audit_id}.")
    try:
        return load(path, kind)
    except InputError as error:
        raise InputError(error.sentence.replace(path.name, f"{name} of the audit {audit_id}")) from None
