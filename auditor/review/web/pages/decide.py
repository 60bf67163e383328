"""Decides on a finding: to fix, accepted, false positive, fixed, open again; or only a comment. Never changes one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from auditor.review.web.forms import FormError
from auditor.review.web.languages import marked
from auditor.review.web.pages import finding as finding_page
from auditor.review.web.routing import post
from auditor.review.web.visit import Visit, path_of
from auditor.store.records import DecisionKind

_KINDS: tuple[DecisionKind, ...] = ("to_fix", "accepted", "false_positive", "fixed", "comment", "reopened")
_REASONS: dict[str, str] = {
    "accepted": marked("Say why this is accepted."),
    "false_positive": marked("Say why this is not right."),
    "comment": marked("Write the comment."),
}


def keep(visit: Visit) -> Response:
    """Add what was decided to the finding's history, or show the form again with what is wrong with it."""
    place = finding_page.find(visit)
    seen = finding_page.current(visit, place) or place.finding
    try:
        kind, values = _read(visit)
        if visit.form.values.get("evidence") != seen.evidence_sha256:
            raise FormError("", marked("A new audit saw other evidence in the meantime. Look at it and decide again."))
    except FormError as error:
        return finding_page.answer(
            visit, place, 422, given=visit.form.values, refused=visit._(error.sentence), field=error.field
        )
    visit.store.decide(
        place.site, place.finding.finding_id, kind, visit.who.name, evidence_sha256=seen.evidence_sha256, **values
    )
    if visit.by_script:
        return finding_page.answer(visit, place, kept=True)
    return visit.see(path_of("sites", place.site.id, "findings", place.finding.finding_id) + "#decisions")


def _read(visit: Visit) -> tuple[DecisionKind, dict[str, Any]]:
    """The kind of decision, and what goes with that kind. Raises `FormError`."""
    form, today = visit.form, datetime.now(UTC).date()
    chosen = form.choice("kind", _KINDS)
    kind = next(known for known in _KINDS if known == chosen)
    values: dict[str, Any] = {}
    if kind == "to_fix":
        values["owner"] = form.line("owner", required=marked("Say who takes care of it."))
        values["due"] = form.day("due", not_before=today)
        if values["due"] is None:
            raise FormError("due", marked("Say by when it has to be fixed."))
    if kind == "accepted":
        values["expires"] = form.day("expires", not_before=today)
        if values["expires"] is None:
            raise FormError("expires", marked("Say until when it is accepted."))
    values["reason"] = form.text("reason", required=_REASONS.get(kind))
    return kind, values


PAGES = (post("/sites/{site}/findings/{finding}", keep),)
