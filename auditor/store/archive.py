"""The whole history of a site as one archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.records import Imported


def export_site(database: Database, evidence: EvidenceFolder, site: int, path: Path, now: datetime) -> int:
    """Write the archive; how many audits are in it."""
    raise NotImplementedError


def import_site(database: Database, evidence: EvidenceFolder, path: Path, now: datetime) -> Imported:
    """Take in an archive."""
    raise NotImplementedError
