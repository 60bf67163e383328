"""One audit: what it came to, its report, its findings with where they stand, and its files."""

from __future__ import annotations

from starlette.responses import Response

from auditor.review.web import standings
from auditor.review.web.pages.lookup import audit_of
from auditor.review.web.routing import get
from auditor.review.web.visit import Visit

REPORT = "report.html"


def show(visit: Visit) -> Response:
    """The page; ``state`` and ``q`` narrow the list of findings."""
    site, audit = audit_of(visit)
    latest = visit.store.latest(site)
    found = standings.of_audit(visit.store, audit)
    files = visit.store.files(audit)
    state, words = visit.parameter("state"), visit.parameter("q")
    return visit.page(
        "audit.html",
        piece="findings",
        site=site,
        audit=audit,
        is_latest=latest is not None and latest.id == audit.id,
        found=standings.narrowed(found, state, words, visit.language),
        total=len(found),
        files=files,
        report=next((file for file in files if file.name == REPORT), None),
        documents=visit.store.documents(audit),
        state=state if state in standings.STATES else "",
        states=standings.STATES,
        words=words,
    )


PAGES = (get("/audits/{audit}", show),)
