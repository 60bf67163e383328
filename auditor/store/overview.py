"""The list of sites with the state of each, quick for ten thousand of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Integer, ScalarSelect, case, cast, func, select

from auditor.models.common import SEVERITIES
from auditor.store import audits, sites
from auditor.store.records import Overview, SiteOverview
from auditor.store.tables import audits as audit_table
from auditor.store.tables import sites as site_table

#: How many of a site's audits an entry of the list holds: enough to see where it is going.
TREND = 8


def page(connection: Connection, search: str, order: str, limit: int, offset: int) -> Overview:
    """One page of the list. ``order``: ``host``, ``latest`` or ``severity``."""
    condition = sites.matching(search)
    total = connection.execute(select(func.count()).select_from(site_table).where(condition)).scalar_one()
    query = select(site_table).where(condition).order_by(*_order(order), site_table.c.host, site_table.c.url)
    found = [sites.record(row) for row in connection.execute(query.limit(limit).offset(offset)).mappings()]
    numbers = [site.id for site in found]
    ended = audits.latest_of(connection, numbers, TREND, audits.ENDED)
    going = audits.latest_of(connection, numbers, 1, ("queued", "running"))
    entries = tuple(
        SiteOverview(
            site=site, audits=tuple(ended.get(site.id, ())), under_way=next(iter(going.get(site.id, ())), None)
        )
        for site in found
    )
    return Overview(entries=entries, total=total)


def _order(order: str) -> list[ColumnElement[object]]:
    """What the list is ordered by before the host; a site that was never audited comes last."""
    if order == "latest":
        requested = _of_latest(audit_table.c.requested_at)
        return [case((requested.is_(None), 1), else_=0), requested.desc()]
    if order == "severity":
        audited = _of_latest(audit_table.c.id)
        counts = [
            _of_latest(func.coalesce(cast(audit_table.c.severities[name].as_string(), Integer), 0))
            for name in SEVERITIES
        ]
        return [case((audited.is_(None), 1), else_=0), *(count.desc() for count in counts)]
    return []


def _of_latest(column: ColumnElement[object]) -> ScalarSelect[object]:
    """A value of the site's newest audit that has a result.

    The state stands in an expression, or SQLite would take its index and walk all finished audits for each site."""
    finished = func.coalesce(audit_table.c.state, "") == "done"
    return (
        select(column)
        .where(audit_table.c.site_id == site_table.c.id, finished)
        .order_by(audit_table.c.requested_at.desc(), audit_table.c.id.desc())
        .limit(1)
        .correlate(site_table)
        .scalar_subquery()
    )
