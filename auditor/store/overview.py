"""The list of sites with the state of each, quick for ten thousand of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Integer, Select, case, cast, func, select, true

from auditor.models.common import SEVERITIES
from auditor.store import audits, sites
from auditor.store.records import Overview, SiteOverview
from auditor.store.tables import audits as audit_table
from auditor.store.tables import findings, tallies
from auditor.store.tables import sites as site_table

#: How many of a site's audits an entry of the list holds: enough to see where it is going.
TREND = 8


def page(
    connection: Connection, search: str, order: str, limit: int, offset: int, check: str = "", severity: str = ""
) -> Overview:
    """One page of the list. ``order``: ``host``, ``latest`` or ``severity``. ``check`` and ``severity``: only sites
    whose newest audit found something of that kind."""
    condition = sites.matching(search)
    if check or severity:
        condition &= site_table.c.id.in_(_with_finding(check, severity))
    total = connection.execute(select(func.count()).select_from(site_table).where(condition)).scalar_one()
    query = _ordered(order, connection.dialect.name).where(condition)
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


def _with_finding(check: str, severity: str) -> Select[tuple[int]]:
    query = select(tallies.c.site_id).join(findings, findings.c.audit_id == tallies.c.audit_id)
    query = query.where(tallies.c.newest.is_(True))
    if check:
        query = query.where(findings.c.check == check)
    return query.where(findings.c.severity == severity) if severity else query


def _ordered(order: str, dialect: str) -> Select[Any]:
    """The sites in an order. By their newest audit that has a result: one that was never audited comes last."""
    query = select(site_table)
    if order in ("latest", "severity"):
        query, newest = _with_newest(query, dialect)
        query = query.order_by(case((newest.id.is_(None), 1), else_=0))
        if order == "latest":
            query = query.order_by(newest.requested_at.desc())
        else:
            counts = (cast(newest.severities[name].as_string(), Integer) for name in SEVERITIES)
            query = query.order_by(*(func.coalesce(count, 0).desc() for count in counts))
    return query.order_by(site_table.c.host, site_table.c.url)


def _with_newest(query: Select[Any], dialect: str) -> tuple[Select[Any], Any]:
    """The sites, each beside its newest audit that has a result, and the columns of that; looked up once for each site.

    The state stands in an expression, or SQLite would take its index and walk all finished audits for each site.
    PostgreSQL gets a lateral join: of the other form it makes a comparison of all audits with all sites."""
    audited = audit_table.alias("audited")
    newest = (
        select(audited)
        .where(audited.c.site_id == site_table.c.id, func.coalesce(audited.c.state, "") == "done")
        .order_by(audited.c.requested_at.desc(), audited.c.id.desc())
        .limit(1)
        .correlate(site_table)
    )
    if dialect == "postgresql":
        beside = newest.lateral("newest")
        return query.select_from(site_table.outerjoin(beside, true())), beside.c
    found = newest.with_only_columns(audited.c.id).scalar_subquery()
    return query.select_from(site_table.outerjoin(audit_table, audit_table.c.id == found)), audit_table.c
