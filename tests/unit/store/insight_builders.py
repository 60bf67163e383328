"""Rows of a fleet, written straight into the tables: what ran, what was found, who works."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import insert

from auditor.store import audits as audit_rows
from auditor.store import tallies
from auditor.store.records import AuditRecord, FindingRecord
from auditor.store.store import Store
from auditor.store.tables import leases, notices, workers


def put_audit(
    store: Store, site: int, at: dt.datetime, found: str = "", state: str = "done", *, minutes: float = 1, **more: Any
) -> str:
    """An audit asked for at ``at``. ``found``: words as ``check/severity/count``; the audit's id."""
    number = str(uuid.uuid4())
    each = [
        (check, severity)
        for check, severity, count in (word.split("/") for word in found.split())
        for _ in range(int(count))
    ]
    severities: dict[Any, int] = {}
    for _, severity in each:
        severities[severity] = severities.get(severity, 0) + 1
    over = state in audit_rows.ENDED
    values: dict[str, Any] = {
        "id": number, "site_id": site, "source": "schedule", "state": state, "requested_at": at,
        "started_at": at if over or state == "running" else None,
        "finished_at": at + dt.timedelta(minutes=minutes) if over else None,
        "outcome": "complete" if state == "done" else None, "severities": severities,
    }  # fmt: skip
    with store._database.writing() as connection:
        audit_rows.put(connection, AuditRecord(**{**values, **more}))
        rows = [_finding(number, check, severity, place) for place, (check, severity) in enumerate(each)]
        audit_rows.put_parts(connection, rows, (), ())
        tallies.renew(connection, site)
    return number


def _finding(audit: str, check: str, severity: Any, place: int) -> FindingRecord:
    return FindingRecord(
        audit_id=audit, finding_id=f"{check.replace('_', '')}{place}", check=check, severity=severity,
        subject_kind="cookie", subject_name=f"_c{place}", title_nl="Een koekje", title_en="A cookie",
        evidence_sha256="a" * 64,
    )  # fmt: skip


def put_worker(store: Store, name: str, seen_at: dt.datetime, stopped_at: dt.datetime | None = None) -> None:
    row = {"name": name, "kind": "local", "started_at": seen_at, "seen_at": seen_at, "stopped_at": stopped_at}
    with store._database.writing() as connection:
        connection.execute(insert(workers), [{**row, "places": 2}])


def put_lease(store: Store, audit: str, domain: str, worker: str, at: dt.datetime, heard: dt.datetime) -> None:
    row = {"domain": domain, "audit_id": audit, "token": str(uuid.uuid4()), "worker": worker}
    with store._database.writing() as connection:
        connection.execute(insert(leases), [{**row, "taken_at": at, "heartbeat_at": heard}])


def put_notice(store: Store, site: int, audit: str, at: dt.datetime, **values: Any) -> None:
    """A notice that waits, unless ``values`` say otherwise."""
    row = {
        "id": str(uuid.uuid4()), "receiver": f"r{uuid.uuid4()}", "site_id": site, "audit_id": audit, "attempt": 1,
        "body": {}, "created_at": at, "due_at": at, "send_after": at, "tries": 0, "delivered": False,
    }  # fmt: skip
    with store._database.writing() as connection:
        connection.execute(insert(notices), [{**row, **values}])
