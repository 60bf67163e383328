"""Takes the history in an archive into the store: what is there already stays as it is, so that twice is once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from auditor.errors import InputError
from auditor.store import audits, decisions, sites, tallies
from auditor.store.addresses import normal_address
from auditor.store.archive_form import ArchivedAudit, History, evidence_member
from auditor.store.archive_reading import Archive, opened
from auditor.store.chain import broken_at
from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.folder import NAME, media_type
from auditor.store.records import DecisionRecord, Imported, SiteRecord


def import_site(database: Database, evidence: EvidenceFolder, path: Path, now: datetime) -> Imported:
    """Take in an archive: first all of it is checked, then its evidence is kept, then its rows in one transaction.

    Raises `InputError` when a byte is not as the manifest says, or its decisions contradict those that are here."""
    with opened(path) as archive:
        archive.check()
        history = archive.history()
        _refuse_inconsistent(archive, history)
        archive.keep(evidence)
        with database.writing() as connection:
            return _take_in(connection, archive, history, now)


def _refuse_inconsistent(archive: Archive, history: History) -> None:
    if normal_address(history.site.url) != history.site.url or archive.manifest.site != history.site.url:
        archive.refuse("its site has no address")
    members = archive.manifest.members
    for one in history.audits:
        owners = {part.audit_id for part in one.findings} | {part.audit_id for part in one.documents}
        owners |= {file.audit_id for file in one.files}
        if owners - {one.audit.id} or one.audit.state not in audits.ENDED:
            archive.refuse("what belongs to one audit is with another")
        if any(evidence_member(file.sha256) not in members for file in one.files):
            archive.refuse("it speaks of a file that is not in it")
        if any(not NAME.fullmatch(file.name) or file.media_type != media_type(file.name) for file in one.files):
            archive.refuse("it names a file as no audit does")
    for chain in by_finding(history.decisions).values():
        if broken_at(chain, history.site.url) is not None:
            archive.refuse("a decision in it was changed or left out")


def by_finding(history: Sequence[DecisionRecord]) -> dict[str, list[DecisionRecord]]:
    """Decisions by the finding that they are on, in their order."""
    chains: dict[str, list[DecisionRecord]] = {}
    for decision in history:
        chains.setdefault(decision.finding_id, []).append(decision)
    return chains


def _take_in(connection: Connection, archive: Archive, history: History, now: datetime) -> Imported:
    site = _site(connection, history, now)
    sites.by_id(connection, site.id, alone=True)
    new = [one for one in history.audits if _is_new(connection, archive, one, site)]
    for one in new:
        audits.put(connection, one.audit.model_copy(update={"site_id": site.id}), noticed_at=now)
        audits.put_parts(connection, one.findings, one.documents, one.files)
    tallies.renew(connection, site.id)
    decided = _new_decisions(connection, archive, history, site)
    decisions.put(connection, decided)
    known = {(row.text_sha256, row.at, row.by, row.form) for row in decisions.corrections_of(connection, site.id)}
    corrected = [row for row in history.corrections if (row.text_sha256, row.at, row.by, row.form) not in known]
    for row in corrected:
        decisions.put_correction(connection, site.id, row)
    return Imported(site=site, audits=len(new), decisions=len(decided), corrections=len(corrected))


def _site(connection: Connection, history: History, now: datetime) -> SiteRecord:
    """The site of the history here; new with the label and settings of the archive, else as it is."""
    url = history.site.url
    present = sites.by_url(connection, url)
    if present is None:
        return sites.add_one(connection, sites.SiteEntry(url, history.site.label, history.site.settings), now)
    return present


def _is_new(connection: Connection, archive: Archive, one: ArchivedAudit, site: SiteRecord) -> bool:
    present = audits.by_id(connection, one.audit.id)
    if present is None:
        return True
    if present.site_id != site.id or present.manifest_sha256 != one.audit.manifest_sha256:
        archive.refuse(f"the store has another audit with the id {one.audit.id[:40]}")
    return False


def _new_decisions(
    connection: Connection, archive: Archive, history: History, site: SiteRecord
) -> list[DecisionRecord]:
    """Those of the archive that follow those that are here. One history must be the beginning of the other."""
    here = by_finding(decisions.history_of(connection, site.id))
    new: set[str] = set()
    for finding, chain in by_finding(history.decisions).items():
        present = [decision.sha256 for decision in here.get(finding, [])]
        common = min(len(present), len(chain))
        if present[:common] != [decision.sha256 for decision in chain[:common]]:
            raise InputError(
                f"The archive and the store hold different decisions on the finding {finding}; nothing was taken in."
            )
        new.update(decision.sha256 for decision in chain[common:])
    # In the order of the archive, so that the site's history as a whole reads as it was made.
    return [
        decision.model_copy(update={"site_id": site.id}) for decision in history.decisions if decision.sha256 in new
    ]
