"""A finding: what was said and seen, the rule, what would mend it, and what reviewers decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from auditor.review.web import standings
from auditor.review.web.finding_view import ShownFinding, shown_finding
from auditor.review.web.pages.lookup import site_of
from auditor.review.web.routing import get
from auditor.review.web.visit import Visit
from auditor.store.records import AuditRecord, DecisionKind, FindingRecord, SiteRecord

#: What the form proposes: days to mend a finding, and days that an acceptance holds.
DUE_DAYS, EXPIRY_DAYS = 30, 365


@dataclass(frozen=True, slots=True)
class Place:
    """A finding of a site. ``audit``: the one that it is shown from; ``seen_now``: that is the latest one."""

    site: SiteRecord
    finding: FindingRecord
    audit: AuditRecord
    seen_now: bool


def find(visit: Visit) -> Place:
    """The finding that the address names, in the audit that ``audit`` names, else in the newest that has it. 404."""
    site = site_of(visit)
    wanted = visit.parameter("finding", 64)
    asked = visit.parameter("audit", 64)
    latest = visit.store.latest(site)
    for audit in visit.store.audits(site, standings.LOOK_BACK, states=("done",)):
        if asked and audit.id != asked:
            continue
        if asked and audit.thinned == "all":
            raise visit.missing("thinned")
        for finding in visit.store.findings(audit):
            if finding.finding_id == wanted:
                return Place(site, finding, audit, latest is not None and audit.id == latest.id)
    raise visit.missing()


def show(visit: Visit) -> Response:
    """The page, with an empty form."""
    return answer(visit, find(visit))


def answer(visit: Visit, place: Place, status: int = 200, **form: Any) -> Response:
    """The page. ``form``: ``given`` (what was typed), ``refused`` (what is wrong with it), ``field``, ``kept``."""
    store = visit.store
    history = store.decisions(place.site, place.finding.finding_id)
    now = current(visit, place)
    where = standings.placed(now or place.finding, store.latest(place.site) if now else None, history)
    today = datetime.now(UTC).date()
    return visit.page(
        "finding.html",
        status,
        piece="decisions",
        place=place,
        site=place.site,
        finding=place.finding,
        now=now,
        shown=None if visit.by_script else whole(visit, place),
        standing=where.standing,
        decision=where.decision,
        history=tuple(reversed(history)),
        tampered=place.finding.finding_id in store.tampered(place.site),
        kinds=kinds_for(where.standing.state),
        today=today,
        given=form.get("given") or proposed(today),
        refused=form.get("refused", ""),
        field=form.get("field", ""),
        kept=form.get("kept", False),
    )


def whole(visit: Visit, place: Place) -> ShownFinding | None:
    """All that the audit's result says of the finding."""
    return shown_finding(visit.store.result(place.audit), place.finding.finding_id, visit.language)


def current(visit: Visit, place: Place) -> FindingRecord | None:
    """The finding as the latest audit has it; None when that did not see it."""
    if place.seen_now:
        return place.finding
    latest = visit.store.latest(place.site)
    found = visit.store.findings(latest) if latest else ()
    return next((one for one in found if one.finding_id == place.finding.finding_id), None)


def kinds_for(state: str) -> tuple[DecisionKind, ...]:
    """The decisions that can be made: opening it again only where something was decided."""
    kinds: tuple[DecisionKind, ...] = ("to_fix", "accepted", "false_positive", "fixed", "comment")
    return kinds if state == "open" else (*kinds, "reopened")


def proposed(today: date) -> dict[str, str]:
    """What the form holds at first."""
    due, expires = today + timedelta(days=DUE_DAYS), today + timedelta(days=EXPIRY_DAYS)
    return {"due": due.isoformat(), "expires": expires.isoformat()}


PAGES = (get("/sites/{site}/findings/{finding}", show),)
