"""The list of sites with the state of each, quick for ten thousand of them."""

from __future__ import annotations

from sqlalchemy import JSON, Connection, Integer, Select, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

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
    query = _ordered(select(site_table).where(condition), order).limit(limit).offset(offset)
    found = [sites.record(row) for row in connection.execute(query).mappings()]
    numbers = [site.id for site in found]
    ended = audits.latest_of(connection, numbers, TREND, ("done", "failed", "interrupted"))
    going = audits.latest_of(connection, numbers, 1, ("queued", "running"))
    entries = tuple(
        SiteOverview(
            site=site,
            audits=tuple(ended.get(site.id, ())),
            under_way=next(iter(going.get(site.id, ())), None),
        )
        for site in found
    )
    return Overview(entries=entries, total=total)


def _ordered(query: Select[tuple[object, ...]], order: str) -> Select[tuple[object, ...]]:
    by_name = (site_table.c.host, site_table.c.url)
    if order == "latest":
        newest = (
            select(func.max(audit_table.c.requested_at))
            .where(audit_table.c.site_id == site_table.c.id)
            .correlate(site_table)
            .scalar_subquery()
        )
        return query.order_by(newest.is_(None), newest.desc(), *by_name)
    if order == "severity":
        latest = (
            select(audit_table.c.severities)
            .where(audit_table.c.site_id == site_table.c.id, audit_table.c.state == "done")
            .order_by(audit_table.c.requested_at.desc(), audit_table.c.id.desc())
            .limit(1)
            .correlate(site_table)
            .scalar_subquery()
        )
        counted = query.add_columns(latest.label("latest")).subquery()
        return (
            select(*(counted.c[column.name] for column in site_table.c))
            .order_by(*(_count(counted.c.latest, name).desc() for name in SEVERITIES), counted.c.host, counted.c.url)
        )  # fmt: skip
    return query.order_by(*by_name)


def _count(severities: ColumnElement[object], name: str) -> ColumnElement[int]:
    """How many findings of this severity; a site that was never audited comes last."""
    return func.coalesce(cast(cast(severities, JSON)[name].as_string(), Integer), 0)
