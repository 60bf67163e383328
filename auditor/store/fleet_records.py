"""What the store gives back of the fleet: schedules, claims, workers, notices."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from auditor.models.common import Model
from auditor.store.records import AuditRecord, Moment, SiteRecord

WorkerKind = Literal["local", "serve", "cluster"]


class ScheduleRecord(Model):
    """When a site is audited by itself. ``rule``: ``every 7 days`` or ``cron 0 6 * * 1``, as `auditor.schedule.plan`
    reads it; ``zone``: of the IANA database. ``jitter_seconds``: an occurrence comes up to this much later.
    ``next_due_at``: null while it is paused. ``waiting_since``: when it was due first, where the limit of its
    registrable domain put it off to ``next_due_at``."""

    site_id: int
    rule: str = Field(max_length=200)
    zone: str = Field(max_length=64)
    jitter_seconds: int = Field(default=0, ge=0, le=7 * 24 * 3600)
    added_at: Moment
    paused_at: Moment | None = None
    next_due_at: Moment | None = None
    last_due_at: Moment | None = None
    waiting_since: Moment | None = None


class Scheduled(Model):
    """A schedule with its site."""

    site: SiteRecord
    schedule: ScheduleRecord


class Claim(Model):
    """The right to run one audit now. ``token``: of this attempt; what is written without it is not kept."""

    audit: AuditRecord
    site: SiteRecord
    token: str
    worker: str


class LeaseRecord(Model):
    """An audit that is running: whose it is, since when, and when that was last heard of."""

    domain: str
    audit_id: str
    worker: str
    taken_at: Moment
    heartbeat_at: Moment


class Reaped(Model):
    """An audit whose worker fell silent. ``again``: it waits for its turn once more, else it failed."""

    audit_id: str
    domain: str
    worker: str
    again: bool


class WorkerRecord(Model):
    """A process that runs audits. ``places``: audits at one time."""

    name: str = Field(max_length=100)
    kind: WorkerKind
    started_at: Moment
    seen_at: Moment
    stopped_at: Moment | None = None
    places: int


class NewNotice(Model):
    """What a receiver is to be told of one audit. ``body``: as `auditor.schedule.news` makes it; ``due_at``: when it is
    to be sent."""

    receiver: str = Field(max_length=400)
    body: dict[str, Any]
    due_at: Moment


class NoticeRecord(Model):
    """A notice that waits or is over. ``send_after``: null when it is over; ``message``: the message that it went in;
    ``delivered``: whether it was taken; ``error``: why the last try failed, in one sentence."""

    id: str
    receiver: str
    site_id: int
    audit_id: str
    body: dict[str, Any]
    created_at: Moment
    due_at: Moment
    send_after: Moment | None = None
    tries: int = 0
    message: str | None = None
    ended_at: Moment | None = None
    delivered: bool = False
    error: str | None = None


class Message(Model):
    """Notices that go to a receiver as one. ``id`` stays over all tries, as do the notices in it; ``claim``: of the one
    who sends it now; ``tries``: how often it was sent in vain."""

    id: str
    claim: str
    receiver: str
    notices: tuple[NoticeRecord, ...] = Field(min_length=1)
    tries: int = 0
