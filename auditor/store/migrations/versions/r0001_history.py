"""Sites, their audits with findings, documents and files, and decisions that are only ever added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from auditor.store.columns import AwareTime

revision = "0001"
down_revision = None

_SQLITE_TRIGGERS = [
    f"CREATE TRIGGER decisions_no_{what} BEFORE {what.upper()} ON decisions "
    "BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END"
    for what in ("update", "delete")
]

_POSTGRESQL_TRIGGERS = [
    "CREATE FUNCTION auditor_decisions_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'decisions are only ever added'; END $$",
    "CREATE TRIGGER decisions_no_change BEFORE UPDATE OR DELETE ON decisions "
    "FOR EACH ROW EXECUTE FUNCTION auditor_decisions_append_only()",
    "CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions "
    "FOR EACH STATEMENT EXECUTE FUNCTION auditor_decisions_append_only()",
]


def upgrade() -> None:
    """From nothing."""
    _sites_and_audits()
    _parts_of_audits()
    _decisions()


def _sites_and_audits() -> None:
    op.create_table(
        "sites",
        _number(),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("added_at", AwareTime, nullable=False),
        sa.Column("removed_at", AwareTime),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("url", name="uq_sites_url"),
    )
    op.create_index("ix_sites_host", "sites", ["host"])
    op.create_index("ix_sites_domain", "sites", ["domain"])
    op.create_table(
        "audits",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site_id", sa.Integer, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("requested_at", AwareTime, nullable=False),
        sa.Column("started_at", AwareTime),
        sa.Column("finished_at", AwareTime),
        sa.Column("outcome", sa.String(16)),
        sa.Column("law", sa.String(16)),
        sa.Column("language", sa.String(8)),
        sa.Column("tool_version", sa.String(64)),
        sa.Column("severities", sa.JSON, nullable=False),
        sa.Column("verdicts", sa.JSON, nullable=False),
        sa.Column("manifest_sha256", sa.String(64)),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_audits"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_audits_site_id_sites"),
    )
    op.create_index("ix_audits_latest", "audits", ["site_id", "requested_at"])
    op.create_index("ix_audits_state", "audits", ["state", "requested_at"])


def _parts_of_audits() -> None:
    op.create_table(
        "findings",
        _number(),
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("finding_id", sa.String(64), nullable=False),
        sa.Column("check", sa.Text, nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("subject_kind", sa.String(32), nullable=False),
        sa.Column("subject_name", sa.Text, nullable=False),
        sa.Column("subject_domain", sa.Text),
        sa.Column("vendor", sa.Text),
        sa.Column("title_nl", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("evidence_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_findings_audit_id_audits"),
        sa.UniqueConstraint("audit_id", "finding_id", name="uq_findings_audit_id_finding_id"),
    )
    op.create_index("ix_findings_finding_id", "findings", ["finding_id"])
    op.create_table(
        "documents",
        _number(),
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_documents_audit_id_audits"),
    )
    op.create_index("ix_documents_audit_id", "documents", ["audit_id"])
    op.create_table(
        "files",
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", "name", name="pk_files"),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name="fk_files_audit_id_audits"),
    )
    op.create_index("ix_files_sha256", "files", ["sha256"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        _number(),
        sa.Column("site_id", sa.Integer, nullable=False),
        sa.Column("finding_id", sa.String(64), nullable=False),
        sa.Column("at", AwareTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("due", sa.Date),
        sa.Column("expires", sa.Date),
        sa.Column("evidence_sha256", sa.String(64)),
        sa.Column("previous_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_decisions_site_id_sites"),
        sa.UniqueConstraint("sha256", name="uq_decisions_sha256"),
        sa.UniqueConstraint(
            "site_id", "finding_id", "previous_sha256", name="uq_decisions_site_id_finding_id_previous_sha256"
        ),
    )
    for trigger in _POSTGRESQL_TRIGGERS if _on_postgresql() else _SQLITE_TRIGGERS:
        op.execute(trigger)


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, autoincrement=True, nullable=False)


def _on_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
