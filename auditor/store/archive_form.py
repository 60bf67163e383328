"""What is in an archive of a site's history, as its ``history.json`` and ``manifest.json`` say it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from auditor.models.common import Model, Tool
from auditor.store.records import (
    AuditRecord,
    CorrectionRecord,
    DecisionRecord,
    DocumentRecord,
    FileRecord,
    FindingRecord,
    Moment,
    Sha256,
    SiteRecord,
)

#: Version of the archive's form; raised with every change that an older release cannot read.
ARCHIVE_VERSION = 1

MANIFEST = "manifest.json"
HISTORY = "history.json"


class ArchivedAudit(Model):
    """One finished audit with all that belongs to it."""

    audit: AuditRecord
    findings: tuple[FindingRecord, ...]
    documents: tuple[DocumentRecord, ...]
    files: tuple[FileRecord, ...]


class History(Model):
    """``history.json``: the site and its history, oldest first. Numbers of rows mean nothing in another store."""

    document_type: Literal["history"] = "history"
    schema_version: int = ARCHIVE_VERSION
    site: SiteRecord
    audits: tuple[ArchivedAudit, ...]
    decisions: tuple[DecisionRecord, ...]
    corrections: tuple[CorrectionRecord, ...]


class Member(Model):
    """A file of the archive. ``size`` in bytes."""

    sha256: Sha256
    size: int = Field(ge=0)


class ArchiveManifest(Model):
    """``manifest.json``: every other member of the archive with its SHA-256. ``digest``: over all of them."""

    document_type: Literal["archive"] = "archive"
    schema_version: int = ARCHIVE_VERSION
    tool: Tool
    site: str
    exported_at: Moment
    members: dict[str, Member]
    digest: Sha256


def evidence_member(sha256: str) -> str:
    """The member that holds the bytes with this hash."""
    return f"evidence/{sha256[:2]}/{sha256[2:]}"
