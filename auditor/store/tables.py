"""The tables as the present release has them; `migrations` brings older databases here, and a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from auditor.store.columns import AwareTime

#: Revision of the schema that this release works with: the newest of `migrations`.
HEAD = "0003"

#: Name of the table that holds the revision; not alembic's own name, so that another program may share the database.
VERSION_TABLE = "auditor_schema"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("url", Text, nullable=False, unique=True),
    Column("host", Text, nullable=False, index=True),
    Column("domain", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("added_at", AwareTime, nullable=False),
    Column("removed_at", AwareTime),
)

audits = Table(
    "audits",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("source", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False, server_default="1"),
    Column("requested_at", AwareTime, nullable=False),
    Column("started_at", AwareTime),
    Column("finished_at", AwareTime),
    Column("outcome", String(16)),
    Column("law", String(16)),
    Column("language", String(8)),
    Column("tool_version", String(64)),
    Column("severities", JSON, nullable=False),
    Column("verdicts", JSON, nullable=False),
    Column("manifest_sha256", String(64)),
    Column("error", Text),
    # Of the fleet: the occurrence of the schedule, the back-off, who runs it, and what was done with it since.
    Column("due_at", AwareTime),
    Column("not_before", AwareTime),
    Column("token", String(36)),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("faults", Integer, nullable=False, server_default="0"),
    Column("put_off", Integer, nullable=False, server_default="0"),
    Column("noticed_at", AwareTime),
    Column("thinned_at", AwareTime),
    Column("thinned", String(16)),
    Index("ix_audits_latest", "site_id", "requested_at"),
    Index("ix_audits_state", "state", "requested_at"),
    Index("ix_audits_due", "site_id", "due_at", unique=True),
    Index("ix_audits_unnoticed", "noticed_at", "state"),
    Index("ix_audits_finished", "finished_at", "state"),
)

#: What an audit that says something of its site adds to the figures of the fleet, so that these need no look at all
#: that was ever found; `auditor.store.tallies` keeps it. ``newest``: the one that counts now. ``*_before``: those of
#: the one that counted before it; null for a site's first. ``grave``: critical and serious, of ``found`` in all.
tallies = Table(
    "tallies",
    metadata,
    Column("audit_id", ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("at", AwareTime, nullable=False),
    Column("newest", Boolean, nullable=False),
    Column("grave", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("grave_before", Integer),
    Column("found_before", Integer),
    Index("ix_tallies_site", "site_id", "newest"),
    Index("ix_tallies_newest", "newest", "site_id"),
    Index("ix_tallies_at", "at", "site_id", "grave", "found", "grave_before", "found_before"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("audit_id", ForeignKey("audits.id"), nullable=False),
    Column("finding_id", String(64), nullable=False),
    Column("check", Text, nullable=False),
    Column("severity", String(16), nullable=False),
    Column("subject_kind", String(32), nullable=False),
    Column("subject_name", Text, nullable=False),
    Column("subject_domain", Text),
    Column("vendor", Text),
    Column("title_nl", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("evidence_sha256", String(64), nullable=False),
    UniqueConstraint("audit_id", "finding_id"),
    Index("ix_findings_finding_id", "finding_id"),
    Index("ix_findings_kinds", "audit_id", "check", "severity"),
)

#: Append-only: triggers refuse to change or delete a row. The last constraint lets no two rows follow the same one.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("finding_id", String(64), nullable=False),
    Column("at", AwareTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("owner", Text),
    Column("due", Date),
    Column("expires", Date),
    Column("evidence_sha256", String(64)),
    Column("previous_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    UniqueConstraint("site_id", "finding_id", "previous_sha256"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("audit_id", ForeignKey("audits.id"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("sha256", String(64)),
    Column("text_sha256", String(64), nullable=False),
    Column("language", String(8)),
)

files = Table(
    "files",
    metadata,
    Column("audit_id", ForeignKey("audits.id"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("at", AwareTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("form", Text, nullable=False),
    Index("ix_corrections_text", "site_id", "text_sha256"),
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", AwareTime, nullable=False),
    Column("disabled_at", AwareTime),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", AwareTime, nullable=False),
    Column("expires_at", AwareTime, nullable=False, index=True),
)

#: When a site is audited by itself. ``next_due_at``: null while it is paused, so that the index holds what can be due.
#: ``waiting_since``: when it was due first, where its registrable domain had its fill then.
schedules = Table(
    "schedules",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("jitter_seconds", Integer, nullable=False),
    Column("added_at", AwareTime, nullable=False),
    Column("paused_at", AwareTime),
    Column("next_due_at", AwareTime, index=True),
    Column("last_due_at", AwareTime),
    Column("waiting_since", AwareTime),
)

#: Who runs which audit now. The key lets no two audits of one registrable domain run at the same time.
leases = Table(
    "leases",
    metadata,
    Column("domain", String(255), primary_key=True),
    Column("audit_id", ForeignKey("audits.id"), nullable=False, unique=True),
    Column("token", String(36), nullable=False, unique=True),
    Column("worker", String(100), nullable=False),
    Column("taken_at", AwareTime, nullable=False),
    Column("heartbeat_at", AwareTime, nullable=False),
)

#: Processes that run audits, as they last said of themselves.
workers = Table(
    "workers",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("started_at", AwareTime, nullable=False),
    Column("seen_at", AwareTime, nullable=False),
    Column("stopped_at", AwareTime),
    Column("places", Integer, nullable=False),
)

#: What a receiver is to be told of an attempt at an audit, once. ``due_at``: when it was first to be sent;
#: ``send_after``: when it may be sent, null when it is over (``ended_at``), so that the index holds what can be sent.
#: ``message``: the message that it went in, by the id of the first notice in it; ``claim``: who is sending it now.
notices = Table(
    "notices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("receiver", String(400), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("audit_id", ForeignKey("audits.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", AwareTime, nullable=False),
    Column("due_at", AwareTime, nullable=False),
    Column("send_after", AwareTime),
    Column("claim", String(36)),
    Column("claimed_until", AwareTime),
    Column("tries", Integer, nullable=False),
    Column("message", String(36), index=True),
    Column("ended_at", AwareTime),
    Column("delivered", Boolean, nullable=False),
    Column("error", Text),
    UniqueConstraint("receiver", "audit_id", "attempt"),
    Index("ix_notices_waiting", "receiver", "send_after"),
    Index("ix_notices_audit", "audit_id"),
    Index("ix_notices_ended", "delivered", "ended_at"),
)

#: A receiver that cannot be reached now is left alone until then, whatever waits for it. ``failures``: in a row.
rests = Table(
    "rests",
    metadata,
    Column("receiver", String(400), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", AwareTime, nullable=False),
)

#: Single facts of the store: which evidence folder belongs to it, when something was last done.
marks = Table(
    "marks",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
