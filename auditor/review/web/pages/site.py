"""A site: where its findings stand, its audits, and what its audits differ in."""

from __future__ import annotations

from starlette.responses import Response

from auditor.review.web import standings
from auditor.review.web.pages.lookup import site_of
from auditor.review.web.routing import get
from auditor.review.web.schedule_words import schedule_words
from auditor.review.web.trends import bars
from auditor.review.web.visit import Visit

#: Audits that the page lists.
HISTORY = 100
#: Audits that its picture shows.
TREND = 24


def show(visit: Visit) -> Response:
    """The page; ``state`` and ``q`` narrow the list of findings."""
    site = site_of(visit)
    store = visit.store
    audits = store.audits(site, HISTORY)
    latest = store.latest(site)
    found = standings.of_audit(store, latest) if latest else []
    schedule = store.fleet.schedule_of(site.id)
    state, words = visit.parameter("state"), visit.parameter("q")
    return visit.page(
        "site.html",
        piece="findings",
        site=site,
        audits=audits,
        latest=latest,
        bars=bars(audits[:TREND]),
        found=standings.narrowed(found, state, words, visit.language),
        gone=standings.gone(store, site, latest) if latest else [],
        total=len(found),
        unsettled=sum(not one.standing.settled for one in found),
        state=state if state in standings.STATES else "",
        states=standings.STATES,
        words=words,
        schedule=schedule_words(schedule, visit.language) if schedule else None,
    )


PAGES = (get("/sites/{site}", show),)
