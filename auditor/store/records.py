"""What the store gives back: frozen records, never rows of a database."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from auditor.models.common import Model, Severity, Verdict

AuditSource = Literal["command", "web", "schedule"]
AuditState = Literal["queued", "running", "done", "failed", "interrupted"]
#: What was taken from an audit: its ``evidence`` (its result stays), or ``all`` but its line in the history.
Thinned = Literal["evidence", "all"]
DecisionKind = Literal["to_fix", "accepted", "false_positive", "fixed", "comment", "reopened"]
Role = Literal["reader", "reviewer"]

FindingId = Annotated[str, Field(pattern="^[A-Za-z0-9]{1,64}$")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def _utc(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(dt.UTC)


#: An aware time in UTC, with microseconds (those of documents drop fractions).
Moment = Annotated[dt.datetime, AfterValidator(_utc)]


class SiteRecord(Model):
    """A site whose audits are kept. ``url``: its address in the form of `auditor.store.addresses`.
    ``settings``: what its audits differ in from the others, as `auditor.store.site_settings` defines it.
    ``removed_at``: no longer on the list; its history stays."""

    id: int
    url: str
    host: str
    domain: str
    label: str = ""
    settings: dict[str, Any] = {}
    added_at: Moment
    removed_at: Moment | None = None


class AuditRecord(Model):
    """One audit. ``state``: how far it is; ``outcome``: what the crawl came to (``complete``, ``partial``, ``failed``),
    null until there is a result. ``severities`` and ``verdicts``: how many of each; absent names stand for 0.
    ``attempt``: 1 for the first. ``error``: in one sentence why it failed or was interrupted. ``due_at``: the
    occurrence of its schedule that it is; ``not_before``: a queued audit that has to wait until then. How often it was
    begun again, by cause: ``crashes``: its process or machine stopped under it; ``faults``: ours or the machine's;
    ``put_off``: the site asked to come back later. ``thinned``: what was taken from it at ``thinned_at``."""

    id: str = Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    site_id: int
    source: AuditSource
    state: AuditState
    attempt: int = Field(default=1, ge=1, le=1_000_000)
    requested_at: Moment
    started_at: Moment | None = None
    finished_at: Moment | None = None
    outcome: Literal["complete", "partial", "failed"] | None = None
    law: str | None = Field(default=None, max_length=16)
    language: str | None = Field(default=None, max_length=8)
    tool_version: str | None = Field(default=None, max_length=64)
    severities: dict[Severity, int] = {}
    verdicts: dict[Verdict, int] = {}
    manifest_sha256: Sha256 | None = None
    error: str | None = None
    due_at: Moment | None = None
    not_before: Moment | None = None
    crashes: int = Field(default=0, ge=0)
    faults: int = Field(default=0, ge=0)
    put_off: int = Field(default=0, ge=0)
    thinned: Thinned | None = None
    thinned_at: Moment | None = None


class FindingRecord(Model):
    """A finding of one audit in short; the whole stands in `Store.result`. ``finding_id`` is the same in every audit.
    ``evidence_sha256``: by `auditor.store.fingerprint`, other when the evidence is other."""

    audit_id: str
    finding_id: FindingId
    check: str
    severity: Severity
    subject_kind: str = Field(max_length=32)
    subject_name: str
    subject_domain: str | None = None
    vendor: str | None = None
    title_nl: str
    title_en: str
    evidence_sha256: Sha256


class DecisionRecord(Model):
    """What a reviewer decided or wrote on a finding of a site. ``evidence_sha256``: of the finding when they did.
    ``sha256``: over all that stands here and ``previous_sha256``, that of the decision before (64 zeros: none)."""

    site_id: int
    finding_id: FindingId
    at: Moment
    by: str
    kind: DecisionKind
    reason: str = ""
    owner: str | None = None
    due: dt.date | None = None
    expires: dt.date | None = None
    evidence_sha256: Sha256 | None = None
    previous_sha256: Sha256
    sha256: Sha256


class DocumentRecord(Model):
    """A text that an audit read. ``sha256``: of the bytes as served; ``text_sha256``: of the text as it was read."""

    audit_id: str
    url: str
    role: str = Field(max_length=32)
    sha256: Sha256 | None = None
    text_sha256: Sha256
    language: str | None = Field(default=None, max_length=8)


class FileRecord(Model):
    """A file of an audit: its name in the audit's folder, and the bytes by their SHA-256. ``size`` in bytes."""

    audit_id: str
    name: str = Field(max_length=200)
    sha256: Sha256
    size: int = Field(ge=0, lt=2**62)
    media_type: str = Field(max_length=100)


class CorrectionRecord(Model):
    """A correction of the machine's reading of one text, as a form for ``--declared`` (YAML)."""

    id: int
    site_id: int
    text_sha256: Sha256
    at: Moment
    by: str
    form: str


class UserRecord(Model):
    """An account of the review application. ``password_hash``: as argon2 wrote it; the password is nowhere."""

    id: int
    name: str
    password_hash: str = Field(repr=False)
    role: Role
    created_at: Moment
    disabled_at: Moment | None = None


class SignInRecord(Model):
    """A sign-in that holds, with whose it is. ``token_sha256``: of the token in the visitor's cookie."""

    token_sha256: Sha256
    user: UserRecord
    created_at: Moment
    expires_at: Moment


class SiteOverview(Model):
    """A site with its latest finished audits, newest first (none: never audited), and the one that is under way."""

    site: SiteRecord
    audits: tuple[AuditRecord, ...] = ()
    under_way: AuditRecord | None = None


class Overview(Model):
    """A page of the list of sites. ``total``: how many sites the search finds in all."""

    entries: tuple[SiteOverview, ...]
    total: int


class AddedSites(Model):
    """What became of a list of sites: new on it, changed by it, or on it already as they are."""

    added: int
    changed: int
    known: int


class Imported(Model):
    """What an archive brought that was not there yet."""

    site: SiteRecord
    audits: int
    decisions: int
    corrections: int


class Thinning(Model):
    """What thinning took, or would take. ``audits``: which and how far; ``evidence`` and ``whole``: how many of each
    kind; ``rows``: files that they no longer have. ``files`` and ``size``: files removed from the evidence folder, and
    their bytes. ``shared``: files that stay because other audits have the same bytes; ``young``: files that stay for
    now because they were written within the last day."""

    audits: tuple[tuple[str, Thinned], ...] = ()
    evidence: int = 0
    whole: int = 0
    rows: int = 0
    files: int = 0
    size: int = 0
    shared: int = 0
    young: int = 0

    def __add__(self, other: Thinning) -> Thinning:
        mine, more = dict(self), dict(other)
        return Thinning(**{name: mine[name] + more[name] for name in mine})
