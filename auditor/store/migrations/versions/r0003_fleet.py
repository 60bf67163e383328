"""Schedules, who runs which audit, notices that wait, workers, and marks of what was done once."""

from __future__ import annotations

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
