"""Accounts and who is signed in, corrections of how a text was read, and which attempt an audit is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from auditor.store.columns import AwareTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """From 0001; the audits that are there were each the first attempt."""
    op.add_column("audits", sa.Column("attempt", sa.Integer, nullable=False, server_default="1"))
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("site_id", sa.Integer, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("at", AwareTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_corrections_site_id_sites"),
    )
    op.create_index("ix_corrections_text", "corrections", ["site_id", "text_sha256"])
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", AwareTime, nullable=False),
        sa.Column("disabled_at", AwareTime),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("created_at", AwareTime, nullable=False),
        sa.Column("expires_at", AwareTime, nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sign_ins"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sign_ins_user_id_users"),
    )
    op.create_index("ix_sign_ins_user_id", "sign_ins", ["user_id"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])
