"""The whole history of a site as one archive: a zip of ``manifest.json``, ``history.json`` and the evidence by hash."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from auditor.errors import InputError, StoreError
from auditor.models.tool import this_tool
from auditor.store import audits, decisions, sites
from auditor.store.archive_form import (
    HISTORY,
    MANIFEST,
    ArchivedAudit,
    ArchiveManifest,
    History,
    Member,
    evidence_member,
)
from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.faults import disk_sentence
from auditor.store.records import FileRecord

#: Zip has no times before 1980; every member has the same one, so that equal histories give equal members.
_TIME = (1980, 1, 1, 0, 0, 0)

#: More audits of one site than anybody has.
_ALL = 1_000_000


class _Lost(StoreError):
    """A file that the history speaks of is not in the evidence folder as it was kept."""

    def __init__(self, file: FileRecord) -> None:
        super().__init__(f"The evidence folder lost or changed {file.name} of the audit {file.audit_id}.")
        self.file = file


def export_site(database: Database, evidence: EvidenceFolder, site: int, path: Path, now: datetime) -> int:
    """Write the archive; how many audits are in it. It is there whole or not at all.

    Raises `InputError` when there is no such site, `StoreError` when evidence is gone or the disk refuses."""
    history = history_of(database, site)
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name[:50]}-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                _write(archive, history, evidence, now)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except _Lost as lost:
        with database.reading() as connection:
            still = audits.file_of(connection, lost.file.audit_id, lost.file.name)
        if still is not None:
            raise
        raise StoreError("An audit was thinned while its site's history was exported; export it again.") from None
    except OSError as error:
        raise StoreError(disk_sentence(error, path)) from None
    return len(history.audits)


def history_of(database: Database, site: int) -> History:
    """All that is known of a site, as of one moment; audits that are not finished stay out."""
    with database.reading() as connection:
        owner = sites.by_id(connection, site)
        if owner is None:
            raise InputError("There is no such site in the store.")
        ended = audits.of_site(connection, site, _ALL, audits.ENDED)
        return History(
            site=owner,
            audits=tuple(
                ArchivedAudit(
                    audit=audit,
                    findings=audits.findings_of(connection, audit.id),
                    documents=audits.documents_of(connection, audit.id),
                    files=audits.files_of(connection, audit.id),
                )
                for audit in reversed(ended)
            ),
            decisions=tuple(decisions.history_of(connection, site)),
            corrections=tuple(decisions.corrections_of(connection, site)),
        )


def _write(archive: zipfile.ZipFile, history: History, evidence: EvidenceFolder, now: datetime) -> None:
    text = (history.model_dump_json(indent=1) + "\n").encode()
    members = {HISTORY: Member(sha256=hashlib.sha256(text).hexdigest(), size=len(text))}
    _add(archive, HISTORY, text)
    for sha256 in sorted({file.sha256 for one in history.audits for file in one.files}):
        path = evidence.find(sha256)
        if path is None or not evidence.intact(sha256):
            named = next(file for one in history.audits for file in one.files if file.sha256 == sha256)
            raise _Lost(named)
        members[evidence_member(sha256)] = Member(sha256=sha256, size=path.stat().st_size)
        with path.open("rb") as stream, archive.open(_info(evidence_member(sha256)), "w") as written:
            while chunk := stream.read(1 << 20):
                written.write(chunk)
    manifest = ArchiveManifest(
        tool=this_tool(), site=history.site.url, exported_at=now, members=members, digest=members_digest(members)
    )
    _add(archive, MANIFEST, (manifest.model_dump_json(indent=1) + "\n").encode())


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_info(name), data)


def members_digest(members: dict[str, Member]) -> str:
    """One SHA-256 over the names and hashes of all members."""
    lines: Iterable[str] = (f"{member.sha256}  {name}\n" for name, member in sorted(members.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
