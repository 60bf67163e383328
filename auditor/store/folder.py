"""What an audit's folder holds for the store: the files that an audit writes, as its manifest lists them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import InputError, StoreError
from auditor.manifest import MANIFEST_NAME, file_digest
from auditor.models.document import Document
from auditor.models.result import AuditResult
from auditor.store.evidence import EvidenceFolder
from auditor.store.faults import disk_sentence
from auditor.store.fingerprint import evidence_digest
from auditor.store.records import DocumentRecord, FileRecord, FindingRecord

#: The documents and reports by name. A folder that the user named with ``--output`` may hold much that is not ours.
_OURS = re.compile(r"(observation|declaration|result)\.json|(report|findings|cookies|letter)([.-][a-z]{2,10})+")
#: What a file of an audit may be called.
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}")

MEDIA_TYPES = {
    ".json": "application/json", ".html": "text/html", ".csv": "text/csv", ".md": "text/markdown",
    ".sarif": "application/sarif+json", ".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png",
    ".txt": "text/plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """An audit's files in the evidence folder, and the SHA-256 of its manifest."""

    files: tuple[FileRecord, ...]
    manifest_sha256: str


def keep(folder: Path, result: AuditResult, audit_id: str, evidence: EvidenceFolder) -> Kept:
    """Put an audit's files into the evidence folder.

    Raises `InputError` when the folder holds no manifest or files that it does not describe, `StoreError` when the disk
    refuses."""
    listed = _listed(folder)
    named = {picture.file for picture in result.pictures} | {
        document.evidence for document in result.documents if document.evidence
    }
    kept = []
    for name, expected in sorted(listed.items()):
        path = folder / name
        if not NAME.fullmatch(name) or not (_OURS.fullmatch(name) or name in named) or path.is_symlink():
            continue
        kept.append(_keep(path, expected, audit_id, evidence))
    manifest = _keep(folder / MANIFEST_NAME, None, audit_id, evidence)
    return Kept(files=(*kept, manifest), manifest_sha256=manifest.sha256)


def _keep(path: Path, expected: str | None, audit_id: str, evidence: EvidenceFolder) -> FileRecord:
    try:
        with path.open("rb") as stream:
            sha256, size = evidence.put(stream, expected)
    except OSError as error:
        raise StoreError(disk_sentence(error, path)) from None
    except ValueError:
        raise InputError(f"{path} was changed after its audit; it is not kept.") from None
    kind = media_type(path.name)
    return FileRecord(audit_id=audit_id, name=path.name, sha256=sha256, size=size, media_type=kind)


def media_type(name: str) -> str:
    """The media type that a file is served with, by the ending of its name alone."""
    return MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def manifest_digest(folder: Path) -> str | None:
    """The SHA-256 of the folder's manifest; None where there is none."""
    path = folder / MANIFEST_NAME
    return file_digest(path) if path.is_file() else None


def _listed(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST_NAME
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {str(name): str(digest) for name, digest in entries.items()}
    except OSError:
        raise InputError(f"{folder} holds no {MANIFEST_NAME}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{path} is not a manifest.") from None


def findings_in(result: AuditResult, audit_id: str) -> list[FindingRecord]:
    """The rows of a result's findings; of two with the same id the first."""
    rows = {
        finding.id: FindingRecord(
            audit_id=audit_id, finding_id=finding.id, check=finding.check, severity=finding.severity,
            subject_kind=finding.subject.kind, subject_name=bounded(finding.subject.name),
            subject_domain=finding.subject.domain and bounded(finding.subject.domain), vendor=finding.subject.vendor,
            title_nl=bounded(finding.texts["nl"].title if "nl" in finding.texts else finding.title),
            title_en=bounded(finding.texts["en"].title if "en" in finding.texts else finding.title),
            evidence_sha256=evidence_digest(finding),
        )
        for finding in reversed(result.findings)
    }  # fmt: skip
    return list(reversed(rows.values()))


def bounded(text: str, longest: int = 2000) -> str:
    """Text that both databases take: without NUL and lone surrogates, and no longer than ``longest``."""
    return "".join(char for char in text[:longest] if char != "\0" and not "\ud800" <= char <= "\udfff")


def documents_in(result: AuditResult, audit_id: str) -> list[DocumentRecord]:
    """The rows of the documents that a result rests on."""
    return [_document(document, audit_id) for document in result.documents]


def _document(document: Document, audit_id: str) -> DocumentRecord:
    return DocumentRecord(
        audit_id=audit_id, url=bounded(document.url), role=document.role, sha256=document.sha256,
        text_sha256=hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
        language=document.content.text_language,
    )  # fmt: skip
