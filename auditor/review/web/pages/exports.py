"""Everything to take along: a site's whole history as an archive, findings as a table, all as JSON."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from auditor.review.web import standings
from auditor.review.web.pages.lookup import site_of
from auditor.review.web.routing import get
from auditor.review.web.visit import Visit
from auditor.store.records import SiteRecord
from reports.formats.csv import table

#: Audits of a site that its JSON lists.
MOST_AUDITS = 10_000

_HEADER = (
    "site", "audit", "seen", "finding", "check", "severity", "subject", "vendor", "title_nl", "title_en", "stands",
    "reopened", "overdue", "owner", "due", "expires", "reason", "by", "at",
)  # fmt: skip


def show(visit: Visit) -> Response:
    """What there is to take along."""
    return visit.page("exports.html", sites=visit.store.sites())


def archive(visit: Visit) -> Response:
    """The archive of one site, as ``auditor import`` takes it."""
    site = site_of(visit)
    folder = tempfile.TemporaryDirectory(prefix="auditor-export-", ignore_cleanup_errors=True)
    path = Path(folder.name) / "archive.zip"
    try:
        visit.store.export(site, path)
    except BaseException:
        folder.cleanup()
        raise
    name = f"auditor-site-{site.id}.zip"
    return FileResponse(path, media_type="application/zip", filename=name, background=BackgroundTask(folder.cleanup))


def findings(visit: Visit) -> Response:
    """The findings of one site's latest audit with where they stand, or of all sites, as CSV without formulae."""
    sites = [site_of(visit)] if "site" in visit.request.path_params else list(visit.store.sites())
    rows = (row for site in sites for row in _rows(visit, site))
    return _saved(table(_HEADER, rows), "text/csv; charset=utf-8", "findings.csv")


def _rows(visit: Visit, site: SiteRecord) -> Iterator[tuple[object, ...]]:
    latest = visit.store.latest(site)
    if latest is None:
        return
    seen = (latest.started_at or latest.requested_at).isoformat()
    for one in standings.of_audit(visit.store, latest):
        finding, decision = one.finding, one.decision
        decided = (
            (decision.owner, decision.due, decision.expires, decision.reason, decision.by, decision.at.isoformat())
            if decision
            else (None,) * 6
        )
        facts = (finding.check, finding.severity, finding.subject_name, finding.vendor, finding.title_nl)
        where = (one.standing.state, one.standing.reopened, "yes" if one.standing.overdue else "")
        cells = (site.url, latest.id, seen, finding.finding_id, *facts, finding.title_en, *where, *decided)
        yield tuple("" if cell is None else cell for cell in cells)


def history(visit: Visit) -> Response:
    """One site as JSON: its audits, the findings of each, all decisions and corrections."""
    site = site_of(visit)
    audits = visit.store.audits(site, MOST_AUDITS)
    document: dict[str, Any] = {
        "document_type": "site_history",
        "schema_version": 1,
        "site": site.model_dump(mode="json"),
        "audits": [
            {**audit.model_dump(mode="json"), "findings": [one.model_dump(mode="json") for one in found]}
            for audit in audits
            for found in [visit.store.findings(audit)]
        ],
        "decisions": [one.model_dump(mode="json") for one in visit.store.decisions(site)],
        "corrections": [one.model_dump(mode="json") for one in visit.store.corrections(site)],
    }
    data = json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "replace")
    return _saved(data, "application/json", f"auditor-site-{site.id}.json")


def _saved(data: bytes, media_type: str, name: str) -> Response:
    return Response(data, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


PAGES = (
    get("/export", show),
    get("/export/findings.csv", findings),
    get("/sites/{site}/archive.zip", archive),
    get("/sites/{site}/findings.csv", findings),
    get("/sites/{site}/history.json", history),
)
