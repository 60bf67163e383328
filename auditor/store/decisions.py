"""What reviewers decided: rows that are only ever added, and corrections of how a text was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from auditor.errors import InputError
from auditor.store.audits import latest_evidence
from auditor.store.chain import FIRST, link_digest
from auditor.store.records import CorrectionRecord, DecisionKind, DecisionRecord, SiteRecord
from auditor.store.tables import corrections, decisions

LONGEST_REASON = 10_000
LONGEST_NAME = 200
LONGEST_FORM = 4 * 1024 * 1024

#: Kinds that say nothing without words.
_NEED_REASON = ("accepted", "false_positive", "comment")


def _text(value: str | None, longest: int, what: str) -> str:
    """Text that both databases take. Raises `InputError`."""
    text = (value or "").replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise InputError(f"The {what} is longer than {longest} characters.")
    return "".join(char for char in text if char in "\n\t" or (char >= " " and not "\ud800" <= char <= "\udfff"))


def decide(
    connection: Connection,
    site: SiteRecord,
    finding_id: str,
    kind: DecisionKind,
    by: str,
    at: datetime,
    *,
    reason: str = "",
    owner: str | None = None,
    due: date | None = None,
    expires: date | None = None,
    evidence_sha256: str | None = None,
) -> DecisionRecord:
    """Add a decision to the chain of a finding. Raises `InputError` for one that says too little, or too much."""
    if kind in _NEED_REASON and not reason.strip():
        raise InputError("Give a reason." if kind != "comment" else "A comment needs words.")
    if not by.strip() or not finding_id.isalnum() or len(finding_id) > 64:
        raise InputError("A decision needs a finding, and somebody who makes it.")
    history = history_of(connection, site.id, finding_id)
    drawn = DecisionRecord(
        site_id=site.id, finding_id=finding_id, kind=kind, at=at, by=_text(by, LONGEST_NAME, "name"),
        reason=_text(reason, LONGEST_REASON, "reason"), owner=_text(owner, LONGEST_NAME, "owner") or None,
        due=due if kind == "to_fix" else None, expires=expires if kind == "accepted" else None,
        evidence_sha256=evidence_sha256 or latest_evidence(connection, site.id, finding_id),
        previous_sha256=history[-1].sha256 if history else FIRST, sha256=FIRST,
    )  # fmt: skip
    decision = drawn.model_copy(update={"sha256": link_digest(drawn, site.url)})
    put(connection, [decision])
    return decision


def put(connection: Connection, new: Sequence[DecisionRecord]) -> None:
    """Write decisions in their order."""
    if new:
        connection.execute(insert(decisions), [decision.model_dump() for decision in new])


def history_of(connection: Connection, site_id: int, finding_id: str | None = None) -> list[DecisionRecord]:
    """The decisions on a finding, or on all findings of a site, oldest first."""
    query = select(decisions).where(decisions.c.site_id == site_id)
    if finding_id is not None:
        query = query.where(decisions.c.finding_id == finding_id)
    names = DecisionRecord.model_fields
    rows = connection.execute(query.order_by(decisions.c.id)).mappings()
    return [DecisionRecord(**{name: row[name] for name in names}) for row in rows]


def correct(
    connection: Connection, site_id: int, text_sha256: str, form: str, by: str, at: datetime
) -> CorrectionRecord:
    """Add a correction of how a text was read; the newest for a text counts. Raises `InputError`."""
    if len(text_sha256) != 64 or not by.strip():
        raise InputError("A correction needs the SHA-256 of its text, and somebody who makes it.")
    values = {
        "site_id": site_id, "text_sha256": text_sha256, "at": at, "by": _text(by, LONGEST_NAME, "name"),
        "form": _text(form, LONGEST_FORM, "form") + "\n",
    }  # fmt: skip
    inserted = connection.execute(insert(corrections).values(**values)).inserted_primary_key
    return CorrectionRecord(id=inserted[0] if inserted else 0, **values)


def put_correction(connection: Connection, site_id: int, correction: CorrectionRecord) -> None:
    """Write a correction that another store holds."""
    connection.execute(insert(corrections).values(**correction.model_dump(exclude={"id"}) | {"site_id": site_id}))


def corrections_of(connection: Connection, site_id: int, text_sha256: str | None = None) -> list[CorrectionRecord]:
    """The corrections of a site's texts, or of one text, oldest first."""
    query = select(corrections).where(corrections.c.site_id == site_id)
    if text_sha256 is not None:
        query = query.where(corrections.c.text_sha256 == text_sha256)
    return [CorrectionRecord(**dict(row)) for row in connection.execute(query.order_by(corrections.c.id)).mappings()]
