"""What the newest audits of the sites on the list found, over all of them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy import union_all as union

from auditor.models.common import SEVERITIES, Severity
from auditor.store import sites as site_rows
from auditor.store.columns import AwareTime
from auditor.store.insight_records import CheckCount, Moved, MovedSite, Week
from auditor.store.tables import audits, findings, tallies
from auditor.store.tables import sites as site_table

#: Weeks of the trend, the present one among them.
WEEKS = 12
#: Sites that are named among those that went worse, or better.
NAMED = 5
#: Checks of which an example is given.
EXAMPLES = 15

_NEWEST = and_(tallies.c.newest.is_(True), tallies.c.site_id.not_in(
    select(site_table.c.id).where(site_table.c.removed_at.is_not(None))
))  # fmt: skip


def version(connection: Connection) -> tuple[object, ...]:
    """Another one whenever the figures may be other: an audit came or went, a site came or left. Quick."""
    of_audits = select(func.count(), func.max(tallies.c.at, type_=AwareTime)).select_from(tallies)
    of_sites = select(func.count(), func.count(site_table.c.removed_at), func.max(site_table.c.removed_at)).select_from(
        site_table
    )
    return (*connection.execute(of_audits).one(), *connection.execute(of_sites).one())


def severities(connection: Connection) -> dict[Severity, int]:
    """How many findings of each severity; names that are not there stand for 0."""
    # Equal counts are read once: there are far fewer of them than sites.
    written = cast(audits.c.severities, Text)
    query = select(written, func.count()).join_from(tallies, audits, audits.c.id == tallies.c.audit_id)
    found: Counter[str] = Counter()
    for counts, sites in connection.execute(query.where(_NEWEST).group_by(written)):
        for name, count in json.loads(counts).items():
            found[name] += count * sites
    return {name: found[name] for name in SEVERITIES if found[name]}


def checks(connection: Connection) -> tuple[CheckCount, ...]:
    """The checks that found something, those of most sites first."""
    gravity = case({name: place for place, name in enumerate(SEVERITIES)}, value=findings.c.severity)
    each = (
        select(findings.c.check, func.count().label("findings"), func.min(gravity).label("gravity"))
        .join_from(tallies, findings, findings.c.audit_id == tallies.c.audit_id)
        .where(_NEWEST)
        .group_by(findings.c.audit_id, findings.c.check)
        .subquery()
    )
    count = func.count().label("count")
    query = (
        select(
            each.c.check, count, func.sum(each.c.findings).label("findings"), func.min(each.c.gravity).label("least")
        )
        .group_by(each.c.check)
        .order_by(count.desc(), each.c.check)
    )
    counted = [
        CheckCount(check=row.check, severity=SEVERITIES[row.least], sites=row.count, findings=row.findings)
        for row in connection.execute(query)
    ]
    return tuple(_with_example(connection, one) for one in counted[:EXAMPLES]) + tuple(counted[EXAMPLES:])


def _with_example(connection: Connection, counted: CheckCount) -> CheckCount:
    query = select(findings.c.title_nl, findings.c.title_en)
    query = query.join_from(tallies, findings, findings.c.audit_id == tallies.c.audit_id)
    found = connection.execute(query.where(_NEWEST, findings.c.check == counted.check).limit(1)).one()
    return counted.model_copy(update={"example_nl": found.title_nl, "example_en": found.title_en})


def weeks(connection: Connection, now: datetime, count: int = WEEKS) -> tuple[Week, ...]:
    """Where the sites stood at the end of each week (Monday 00:00 UTC), and last where they stand now."""
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    ends = [monday - timedelta(weeks=back) for back in range(count - 1)]
    query: CompoundSelect[Any] = union(
        select(literal(0).label("place"), func.count(), *_sums(tallies.c.grave, tallies.c.found)).where(_NEWEST),
        *(
            _changed(place + 1, end, before)
            for place, (end, before) in enumerate(zip(ends, [now, *ends], strict=False))
        ),
    )
    rows = {place: figures for place, *figures in connection.execute(query)}
    sites, grave, found = rows[0]
    made = [Week(until=now, sites=sites, grave=grave, other=found - grave)]
    for place, end in enumerate(ends, start=1):
        first, more_grave, more_found = rows[place]
        sites, grave, found = sites - first, grave - more_grave, found - more_found
        made.append(Week(until=end, sites=sites, grave=grave, other=found - grave))
    return tuple(reversed(made))


def _changed(place: int, after: datetime, until: datetime) -> Any:
    """What the audits between two moments changed: sites that had none before, grave findings, all findings."""
    listed = tallies.c.site_id.not_in(select(site_table.c.id).where(site_table.c.removed_at.is_not(None)))
    first: ColumnElement[int] = func.count(case((tallies.c.found_before.is_(None), 1)))
    grave = tallies.c.grave - func.coalesce(tallies.c.grave_before, 0)
    found = tallies.c.found - func.coalesce(tallies.c.found_before, 0)
    columns: list[ColumnElement[int]] = [literal(place), first, *_sums(grave, found)]
    query: Any = select(*columns)
    return query.where(tallies.c.at > after, tallies.c.at <= until, listed)


def _sums(*columns: ColumnElement[int]) -> list[ColumnElement[int]]:
    return [cast(func.coalesce(func.sum(column), 0), Integer) for column in columns]


def moved(connection: Connection) -> Moved:
    """Sites whose newest audit found more or less than the one before; grave findings weigh before all others."""
    grave, found, grave_before, found_before = (
        tallies.c.grave, tallies.c.found, tallies.c.grave_before, tallies.c.found_before,
    )  # fmt: skip
    worse = or_(grave > grave_before, and_(grave == grave_before, found > found_before))
    better = or_(grave < grave_before, and_(grave == grave_before, found < found_before))
    compared = func.count(case((found_before.is_not(None), 1)))
    query = select(func.count(case((worse, 1))), func.count(case((better, 1))), compared).where(_NEWEST)
    is_worse, is_better, all_compared = connection.execute(query).one()
    return Moved(
        worse=is_worse, better=is_better, same=all_compared - is_worse - is_better,
        latest_worse=_latest(connection, worse), latest_better=_latest(connection, better),
    )  # fmt: skip


def _latest(connection: Connection, condition: ColumnElement[bool]) -> tuple[MovedSite, ...]:
    figures = ("at", "grave", "found", "grave_before", "found_before")
    query = (
        select(site_table, *(tallies.c[name].label(f"tally_{name}") for name in figures))
        .join_from(tallies, site_table, site_table.c.id == tallies.c.site_id)
        .where(_NEWEST, condition)
        .order_by(tallies.c.at.desc(), tallies.c.audit_id)
        .limit(NAMED)
    )
    return tuple(
        MovedSite(site=site_rows.record(row), **{name: row[f"tally_{name}"] for name in figures})
        for row in connection.execute(query).mappings()
    )
