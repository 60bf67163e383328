"""What the store tells of the fleet as a whole."""

from __future__ import annotations

from pydantic import Field

from auditor.models.common import Model, Severity
from auditor.store.fleet_records import WorkerRecord
from auditor.store.records import AuditRecord, Moment, SiteRecord


class SiteCounts(Model):
    """Sites on the list. ``due``: schedules whose time has come, the first of them at ``due_since``.
    ``never_audited``: no audit of them ever ended."""

    listed: int
    scheduled: int
    paused: int
    due: int
    due_since: Moment | None = None
    never_audited: int


class QueueCounts(Model):
    """Audits that wait. ``ready``: for a place only, the first since ``ready_since``; ``put_off``: until a later
    moment, the first until ``put_off_until``."""

    ready: int
    ready_since: Moment | None = None
    put_off: int
    put_off_until: Moment | None = None


class RunningAudit(Model):
    """An audit that is running. ``silent``: its worker was not heard of for too long."""

    site: SiteRecord
    audit_id: str
    since: Moment
    worker: str
    heard_at: Moment
    silent: bool


class LastingAudit(Model):
    """How long an audit took, in seconds."""

    site: SiteRecord
    audit_id: str
    seconds: float


class Period(Model):
    """What ended since a moment. ``failed``: audits that could not be done, or whose site could not be visited.
    ``median_seconds``: of those that were done; null when there were none."""

    since: Moment
    done: int
    failed: int
    interrupted: int
    median_seconds: float | None = None
    slowest: tuple[LastingAudit, ...] = ()


class FailedSite(Model):
    """A site whose newest audit failed. ``since``: when the first failed after the last that did not; ``times``: how
    many have since."""

    site: SiteRecord
    audit: AuditRecord
    since: Moment
    times: int


class CheckCount(Model):
    """A check that found something in the newest audit of sites: of how many, how often, and its gravest severity.
    ``example_nl``, ``example_en``: the title of one such finding; empty for the less frequent checks."""

    check: str
    severity: Severity
    sites: int
    findings: int
    example_nl: str = ""
    example_en: str = ""


class Week(Model):
    """Where the sites on the list stood at the end of a week. ``sites``: those that had been audited by then;
    ``grave``: findings that are critical or serious, ``other``: the rest."""

    until: Moment
    sites: int
    grave: int
    other: int


class MovedSite(Model):
    """A site whose newest audit found more, or less, than the one before: grave ones come first. ``at``: its end."""

    site: SiteRecord
    at: Moment
    grave: int
    found: int
    grave_before: int
    found_before: int


class Moved(Model):
    """Sites that went worse or better with their newest audit: how many, and those of them that did last."""

    worse: int
    better: int
    same: int
    latest_worse: tuple[MovedSite, ...] = ()
    latest_better: tuple[MovedSite, ...] = ()


class WorkerState(Model):
    """A worker, and whether it fell silent without having said that it ends."""

    worker: WorkerRecord
    silent: bool


class NoticeCounts(Model):
    """Notices that wait to be sent, the oldest since ``waiting_since``, and those that were given up lately."""

    waiting: int
    waiting_since: Moment | None = None
    given_up: int


class FleetState(Model):
    """How the fleet is doing: what a person has to know to leave it alone."""

    at: Moment
    sites: SiteCounts
    queue: QueueCounts
    running: tuple[RunningAudit, ...]
    day: Period
    week: Period
    failed: tuple[FailedSite, ...]
    failed_sites: int
    workers: tuple[WorkerState, ...]
    notices: NoticeCounts


class FleetFindings(Model):
    """What the newest audits of the sites on the list found. ``sites``: how many have one that says something."""

    sites: int
    severities: dict[Severity, int]
    checks: tuple[CheckCount, ...]
    weeks: tuple[Week, ...]
    moved: Moved


class StoreSize(Model):
    """What the store is: ``sqlite`` or ``postgresql``, where (never with a password), and its bytes on the disk."""

    kind: str
    name: str
    revision: str | None
    database_bytes: int | None = Field(default=None, ge=0)
