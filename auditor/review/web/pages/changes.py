"""Two audits of a site side by side: findings, third parties, and what the policy texts say and claim."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response

from auditor.errors import InputError
from auditor.history.changes import compare
from auditor.history.corrections import params_text
from auditor.models.result import AuditResult
from auditor.review.changes_text import as_markdown
from auditor.review.web.comparison_words import words
from auditor.review.web.pages.lookup import site_of
from auditor.review.web.routing import get
from auditor.review.web.visit import Visit
from auditor.store.records import AuditRecord, SiteRecord

#: Audits that can be chosen.
CHOICE = 200


def show(visit: Visit) -> Response:
    """The page. ``old`` and ``new``: ids of audits of this site; without them the last two."""
    site = site_of(visit)
    done = visit.store.audits(site, CHOICE, states=("done",))
    audits = tuple(audit for audit in done if audit.thinned != "all")
    if {visit.parameter("old", 64), visit.parameter("new", 64)} & {one.id for one in done if one not in audits}:
        raise visit.missing("thinned")
    pair = _chosen(visit, site, audits)
    if pair is None:
        return visit.page("changes.html", site=site, audits=audits, pair=None, changes=None)
    results = _results(visit, pair)
    if results is None:
        return visit.page("changes.html", site=site, audits=audits, pair=pair, changes=None, gone=True)
    changes = compare(*results)
    if visit.parameter("format") == "markdown":
        text = as_markdown(changes, *results, visit.language)
        headers = {"content-disposition": 'attachment; filename="changes.md"'}
        return PlainTextResponse(text, media_type="text/markdown; charset=utf-8", headers=headers)
    return visit.page(
        "changes.html",
        site=site,
        audits=audits,
        pair=pair,
        changes=changes,
        w=words(visit.language),
        params_text=params_text,
    )


def _results(visit: Visit, pair: tuple[AuditRecord, AuditRecord]) -> tuple[AuditResult, AuditResult] | None:
    try:
        return visit.store.result(pair[0]), visit.store.result(pair[1])
    except InputError:
        return None


def _chosen(visit: Visit, site: SiteRecord, audits: tuple[AuditRecord, ...]) -> tuple[AuditRecord, AuditRecord] | None:
    """The two audits that were asked for, as asked; only of this site."""
    by_id = {audit.id: audit for audit in audits}
    old, new = by_id.get(visit.parameter("old", 64)), by_id.get(visit.parameter("new", 64))
    if new is None and old is None and len(audits) < 2:
        return None
    new = new or audits[0]
    if old is None:
        place = audits.index(new)
        old = audits[min(place + 1, len(audits) - 1)]
    return old, new


PAGES = (get("/sites/{site}/changes", show),)
