"""Takes from the store what the rules of retention let go, and what a person has erased.

The rows go first, then the files that no row speaks of any more: a crash in between leaves a file too many, which the
next sweep finds, never a row whose file is gone. Counts and verdicts of a thinned audit stay, so that history and trend
stay true; decisions and corrections stay as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, select, update

from auditor.config import RetentionSettings
from auditor.errors import InputError
from auditor.store import audits, sites
from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.records import FileRecord, Thinned, Thinning
from auditor.store.sweeping import check_folder, discard, references, sweep
from auditor.store.tables import audits as audit_table
from auditor.store.tables import corrections, decisions, documents, files, findings
from auditor.store.thinning_rules import choose, stays

#: More audits of one site than anybody has.
_ALL = 1_000_000

_SOMETHING_LEFT = func.coalesce(audit_table.c.thinned, "") != "all"


def thin(
    database: Database,
    evidence: EvidenceFolder,
    rules: RetentionSettings,
    now: datetime,
    *,
    dry_run: bool = False,
    swept: bool = True,
) -> Thinning:
    """Thin by the rules; what went, or with ``dry_run`` what would go. ``swept``: look through the whole evidence
    folder for files that nothing refers to, too. Safe while audits run, and when several machines do it at once.

    Raises `StoreError` when the evidence folder belongs to another store, or the disk refuses."""
    check_folder(database, evidence)
    total = Thinning()
    for site_id in _sites_to_look_at(database, rules, now):
        total += _thin_site(database, evidence, site_id, rules, now, dry_run)
    if swept:
        total += sweep(database, evidence, now, dry_run)
    return total


def erase(database: Database, evidence: EvidenceFolder, audit_id: str, what: Thinned, now: datetime) -> Thinning:
    """Take its evidence, or all but its line in the history, from an audit that is over, whatever the rules say.

    Raises `InputError` when there is no such audit or it is not over yet."""
    with database.writing() as connection:
        audit = audits.by_id(connection, audit_id)
        if audit is None:
            raise InputError(f"There is no audit {audit_id[:40]!r} in the store.")
        if audit.state not in audits.ENDED:
            raise InputError(f"The audit {audit.id} is {audit.state}; what it holds can be erased when it is over.")
        gone = _take(connection, {audit.id: what}, now)
    return _counted({audit.id: what}, gone) + discard(database, evidence, gone, now)


def _sites_to_look_at(database: Database, rules: RetentionSettings, now: datetime) -> Sequence[int]:
    """The sites that have an audit old enough for one of the rules."""
    shortest = min((one for one in (rules.all_for, rules.evidence_for) if one is not None), default=None)
    if shortest is None:
        return ()
    left = audit_table.c.thinned.is_(None) if rules.all_for is None else _SOMETHING_LEFT
    query = (
        select(audit_table.c.site_id)
        .distinct()
        .where(audit_table.c.state == "done", audit_table.c.requested_at < now - shortest, left)
    )
    with database.reading() as connection:
        return sorted(connection.execute(query).scalars())


def _thin_site(
    database: Database, evidence: EvidenceFolder, site_id: int, rules: RetentionSettings, now: datetime, dry_run: bool
) -> Thinning:
    with database.reading() as connection:
        chosen = _chosen(connection, site_id, rules, now)
        if dry_run:
            return _foreseen(connection, chosen)
    if not chosen:
        return Thinning()
    with database.writing() as connection:
        # Once more, alone: somebody may have decided on one of them at this moment.
        sites.by_id(connection, site_id, alone=True)
        chosen = _chosen(connection, site_id, rules, now)
        gone = _take(connection, chosen, now)
    return _counted(chosen, gone) + discard(database, evidence, gone, now)


def _chosen(connection: Connection, site_id: int, rules: RetentionSettings, now: datetime) -> dict[str, Thinned]:
    of_site = audits.of_site(connection, site_id, _ALL, audits.ENDED)
    return choose(of_site, _resting(connection, site_id), rules, now)


def _resting(connection: Connection, site_id: int) -> set[str]:
    """The audits that a decision or a correction rests on: the first and the latest with that very evidence or text."""
    decided = (
        select(findings.c.audit_id, findings.c.finding_id, findings.c.evidence_sha256)
        .join_from(findings, audit_table, audit_table.c.id == findings.c.audit_id)
        .join(
            decisions,
            and_(
                decisions.c.site_id == audit_table.c.site_id,
                decisions.c.finding_id == findings.c.finding_id,
                decisions.c.evidence_sha256 == findings.c.evidence_sha256,
            ),
        )
    )
    corrected = (
        select(documents.c.audit_id, documents.c.text_sha256, documents.c.text_sha256)
        .join_from(documents, audit_table, audit_table.c.id == documents.c.audit_id)
        .join(
            corrections,
            and_(corrections.c.site_id == audit_table.c.site_id, corrections.c.text_sha256 == documents.c.text_sha256),
        )
    )
    first: dict[tuple[str, str], str] = {}
    latest: dict[tuple[str, str], str] = {}
    for query in (decided, corrected):
        ordered = query.where(audit_table.c.site_id == site_id).order_by(audit_table.c.requested_at, audit_table.c.id)
        for audit_id, one, other in connection.execute(ordered):
            first.setdefault((one, other), audit_id)
            latest[one, other] = audit_id
    return set(first.values()) | set(latest.values())


def _take(connection: Connection, chosen: dict[str, Thinned], now: datetime) -> list[FileRecord]:
    """Take the rows and say so in the audit's own; the files that its rows spoke of."""
    gone: list[FileRecord] = []
    for audit_id, what in chosen.items():
        going = [file for file in audits.files_of(connection, audit_id) if what == "all" or not stays(file.name)]
        for file in going:
            of_file = and_(files.c.audit_id == audit_id, files.c.name == file.name)
            connection.execute(delete(files).where(of_file))
        if what == "all":
            for table in (findings, documents):
                connection.execute(delete(table).where(table.c.audit_id == audit_id))
        # What was taken whole before is not said to have its result.
        changed = update(audit_table).where(audit_table.c.id == audit_id, _SOMETHING_LEFT)
        connection.execute(changed.values(thinned=what, thinned_at=now))
        gone += going
    return gone


def _counted(chosen: dict[str, Thinned], gone: Sequence[FileRecord]) -> Thinning:
    kinds = Counter(chosen.values())
    return Thinning(audits=tuple(chosen.items()), evidence=kinds["evidence"], whole=kinds["all"], rows=len(gone))


def _foreseen(connection: Connection, chosen: dict[str, Thinned]) -> Thinning:
    """What would go: of the files those of which no audit that stays has the same bytes."""
    gone = [
        file
        for audit_id, what in chosen.items()
        for file in audits.files_of(connection, audit_id)
        if what == "all" or not stays(file.name)
    ]
    sizes = {file.sha256: file.size for file in gone}
    going = Counter(file.sha256 for file in gone)
    with_bytes = references(connection, sorted(sizes))
    freed = [sizes[sha256] for sha256, count in going.items() if with_bytes.get(sha256, 0) <= count]
    return _counted(chosen, gone) + Thinning(files=len(freed), size=sum(freed))
