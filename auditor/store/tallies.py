"""What each audit adds to the figures of the fleet: which one of a site counts now, and what it changed.

The figures over all sites would else need a look at every audit that there ever was. An audit counts when its site
could be visited; one that failed says nothing of the site's findings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select

from auditor.store.tables import audits, tallies
from auditor.store.tables import sites as site_table

#: The audits that say something of their site.
COUNTING = and_(audits.c.state == "done", func.coalesce(audits.c.outcome, "") != "failed")


def renew(connection: Connection, site_id: int) -> None:
    """Bring a site's tallies up to its audits; to be called where an audit with a result is written, or goes.

    Two who do so at once wait for each other, but not those who only refer to the site."""
    connection.execute(select(site_table.c.id).where(site_table.c.id == site_id).with_for_update(key_share=True))
    rows = _of(connection, site_id)
    there = {row["audit_id"]: dict(row) for row in connection.execute(_kept(site_id)).mappings()}
    other = [row for row in rows if there.get(row["audit_id"]) != row]
    gone = set(there) - {row["audit_id"] for row in rows}
    if gone or other:
        numbers = [*gone, *(row["audit_id"] for row in other)]
        for start in range(0, len(numbers), 500):
            connection.execute(delete(tallies).where(tallies.c.audit_id.in_(numbers[start : start + 500])))
    if other:
        connection.execute(insert(tallies), other)


def _kept(site_id: int) -> Any:
    return select(tallies).where(tallies.c.site_id == site_id)


def _of(connection: Connection, site_id: int) -> list[dict[str, Any]]:
    """The tallies as the site's audits have them, oldest first."""
    names = (audits.c.id, audits.c.requested_at, audits.c.finished_at, audits.c.severities)
    query = select(*names).where(audits.c.site_id == site_id, COUNTING).order_by(audits.c.requested_at, audits.c.id)
    rows: list[dict[str, Any]] = []
    for audit in connection.execute(query):
        counts = audit.severities
        before = rows[-1] if rows else None
        rows.append(
            {
                "audit_id": audit.id,
                "site_id": site_id,
                "at": audit.finished_at or audit.requested_at,
                "newest": False,
                "grave": counts.get("critical", 0) + counts.get("serious", 0),
                "found": sum(counts.values()),
                "grave_before": before["grave"] if before else None,
                "found_before": before["found"] if before else None,
            }
        )
    if rows:
        rows[-1]["newest"] = True
    return rows
