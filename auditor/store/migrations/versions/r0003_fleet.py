"""Schedules, who runs which audit, notices that wait, workers, and marks of what was done once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from auditor.store.columns import AwareTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """From 0002. Of audits that are there nobody is told any more: they were seen when they were made."""
    op.add_column("audits", sa.Column("due_at", AwareTime))
    op.add_column("audits", sa.Column("not_before", AwareTime))
    op.add_column("audits", sa.Column("token", sa.String(36)))
    for name in ("crashes", "faults", "put_off"):
        op.add_column("audits", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("audits", sa.Column("noticed_at", AwareTime))
    op.add_column("audits", sa.Column("thinned_at", AwareTime))
    op.add_column("audits", sa.Column("thinned", sa.String(16)))
    op.execute("UPDATE audits SET noticed_at = requested_at")
    op.create_index("ix_audits_due", "audits", ["site_id", "due_at"], unique=True)
    op.create_index("ix_audits_unnoticed", "audits", ["noticed_at", "state"])
    op.create_index("ix_audits_finished", "audits", ["finished_at", "state"])
    op.create_index("ix_findings_kinds", "findings", ["audit_id", "check", "severity"])
    _tallies()
    _schedules()
    _leases_and_workers()
    _notices()
    op.create_table(
        "marks",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("site_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("jitter_seconds", sa.Integer, nullable=False),
        sa.Column("added_at", AwareTime, nullable=False),
        sa.Column("paused_at", AwareTime),
        sa.Column("next_due_at", AwareTime),
        sa.Column("last_due_at", AwareTime),
        sa.Column("waiting_since", AwareTime),
        sa.PrimaryKeyConstraint("site_id", name="pk_schedules"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_schedules_site_id_sites"),
    )
    op.create_index("ix_schedules_next_due_at", "schedules", ["next_due_at"])


def _leases_and_workers() -> None:
    op.create_table(
        "leases",
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("token", sa.String(36), nullable=False),
        sa.Column("worker", sa.String(100), nullable=False),
        sa.Column("taken_at", AwareTime, nullable=False),
        sa.Column("heartbeat_at", AwareTime, nullable=False),
        sa.PrimaryKeyConstraint("domain", name="pk_leases"),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_leases_audit_id_audits"),
        sa.UniqueConstraint("audit_id", name="uq_leases_audit_id"),
        sa.UniqueConstraint("token", name="uq_leases_token"),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("started_at", AwareTime, nullable=False),
        sa.Column("seen_at", AwareTime, nullable=False),
        sa.Column("stopped_at", AwareTime),
        sa.Column("places", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("receiver", sa.String(400), nullable=False),
        sa.Column("site_id", sa.Integer, nullable=False),
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("created_at", AwareTime, nullable=False),
        sa.Column("due_at", AwareTime, nullable=False),
        sa.Column("send_after", AwareTime),
        sa.Column("claim", sa.String(36)),
        sa.Column("claimed_until", AwareTime),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("message", sa.String(36)),
        sa.Column("ended_at", AwareTime),
        sa.Column("delivered", sa.Boolean, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_notices_site_id_sites"),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_notices_audit_id_audits"),
        sa.UniqueConstraint("receiver", "audit_id", "attempt", name="uq_notices_receiver_audit_id_attempt"),
    )
    op.create_table(
        "rests",
        sa.Column("receiver", sa.String(400), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("until", AwareTime, nullable=False),
        sa.PrimaryKeyConstraint("receiver", name="pk_rests"),
    )
    op.create_index("ix_notices_message", "notices", ["message"])
    op.create_index("ix_notices_waiting", "notices", ["receiver", "send_after"])
    op.create_index("ix_notices_audit", "notices", ["audit_id"])
    op.create_index("ix_notices_ended", "notices", ["delivered", "ended_at"])


def _tallies() -> None:
    made = op.create_table(
        "tallies",
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("site_id", sa.Integer, nullable=False),
        sa.Column("at", AwareTime, nullable=False),
        sa.Column("newest", sa.Boolean, nullable=False),
        sa.Column("grave", sa.Integer, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("grave_before", sa.Integer),
        sa.Column("found_before", sa.Integer),
        sa.PrimaryKeyConstraint("audit_id", name="pk_tallies"),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name="fk_tallies_audit_id_audits", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_tallies_site_id_sites"),
    )  # fmt: skip
    op.create_index("ix_tallies_site", "tallies", ["site_id", "newest"])
    op.create_index("ix_tallies_newest", "tallies", ["newest", "site_id"])
    op.create_index("ix_tallies_at", "tallies", ["at", "site_id", "grave", "found", "grave_before", "found_before"])
    rows = _tallied()
    for start in range(0, len(rows), 1000):
        op.bulk_insert(made, rows[start : start + 1000])


def _tallied() -> list[dict[str, Any]]:
    """The tallies of the audits that are there: as `auditor.store.tallies` has made them since, told once more, for a
    step of a release never changes."""
    audits = sa.table(
        "audits", *(sa.column(name) for name in ("id", "site_id", "state", "outcome")),
        sa.column("requested_at", AwareTime), sa.column("finished_at", AwareTime), sa.column("severities", sa.JSON),
    )  # fmt: skip
    counting = sa.and_(audits.c.state == "done", sa.func.coalesce(audits.c.outcome, "") != "failed")
    query = sa.select(audits).where(counting).order_by(audits.c.site_id, audits.c.requested_at, audits.c.id)
    rows: list[dict[str, Any]] = []
    for audit in op.get_bind().execute(query):
        before = rows[-1] if rows and rows[-1]["site_id"] == audit.site_id else None
        if before is not None:
            before["newest"] = False
        counts = audit.severities
        rows.append(
            {
                "audit_id": audit.id, "site_id": audit.site_id, "at": audit.finished_at or audit.requested_at,
                "newest": True, "grave": counts.get("critical", 0) + counts.get("serious", 0),
                "found": sum(counts.values()), "grave_before": before and before["grave"],
                "found_before": before and before["found"],
            }
        )  # fmt: skip
    return rows
