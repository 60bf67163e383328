"""The start page: all sites, the state of each, and where it is going."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from auditor.models.common import SEVERITIES
from auditor.review.web.routing import get
from auditor.review.web.trends import Bar, bars
from auditor.review.web.visit import Visit, path_of
from auditor.store.records import AuditRecord, SiteOverview, SiteRecord

PAGE_SIZE = 50
#: The first is taken unless another is asked for.
ORDERS = ("severity", "latest", "host")


@dataclass(frozen=True, slots=True)
class Row:
    """A site of the list. ``latest``: its newest finished audit; ``counted``: the newest with a result."""

    site: SiteRecord
    latest: AuditRecord | None
    counted: AuditRecord | None
    under_way: AuditRecord | None
    bars: tuple[Bar, ...]


def show(visit: Visit) -> Response:
    """A page of the list; ``q``: words of address or label, ``order``: one of `ORDERS`; ``check``, ``severity``:
    sites whose newest audit found something of that kind."""
    words, asked = visit.parameter("q"), visit.parameter("order")
    order = asked if asked in ORDERS else ORDERS[0]
    number = visit.number("page", most=100_000)
    check, severity = visit.parameter("check", 100), visit.parameter("severity", 20)
    found = visit.store.overview(
        words, order=order, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, check=check, severity=severity
    )
    narrowed = {"check": check, "severity": severity if severity in SEVERITIES else ""}
    pages = max(1, -(-found.total // PAGE_SIZE))
    if number > pages:
        return visit.see(path_of(q=words, order=order if asked else "", page=pages, **narrowed))
    return visit.page(
        "overview.html",
        piece="sites",
        rows=[_row(entry) for entry in found.entries],
        total=found.total,
        words=words,
        order=order,
        page=number,
        pages=pages,
        address=lambda page: path_of(q=words, order=order if asked else "", page=page if page > 1 else "", **narrowed),
        narrowed=narrowed,
    )


def _row(entry: SiteOverview) -> Row:
    return Row(
        site=entry.site,
        latest=next(iter(entry.audits), None),
        counted=next((audit for audit in entry.audits if audit.state == "done"), None),
        under_way=entry.under_way,
        bars=bars(entry.audits),
    )


PAGES = (get("/", show),)
