"""What an audit found: the document that reconciling ends in, and all that a report shows."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from auditor.models.common import (
    SCHEMA_VERSION,
    CheckResult,
    ConsentState,
    Language,
    Model,
    Party,
    ReportLanguage,
    Severity,
    Site,
    Tool,
    UtcTime,
    Verdict,
)
from auditor.models.consent import Choice, ConsentRecord, ConsentSurface
from auditor.models.declaration import Claim, DeclaredByHand, DeclaredCookie, DeclaredVendor, Defect, Deferral
from auditor.models.document import Document
from auditor.models.observation import Browser, CrawlSettings, Page, Picture


class Evidence(Model):
    """One fact that a finding or a verdict rests on.

    ``ref``: JSON pointer (RFC 6901) into the observation (``/states/0/cookies/3``), or into the
    declaration for ``document`` evidence that is a defect or claim (``declaration:/defects/0``).
    ``note``: what about it matters, in plain English facts ("asked for 730 days, declared 90 days").
    ``chain``: addresses of what led to it, nearest first, the page last; empty when not known.
    """

    kind: Literal["cookie", "storage", "request", "script", "banner", "document", "page"]
    name: str
    host: str | None = None
    url: str | None = None
    vendor: str | None = None
    state: ConsentState | None = None
    page: str | None = None
    ref: str | None = None
    note: str | None = None
    chain: tuple[str, ...] = ()


class Subject(Model):
    """What the reader of a finding has to act on.

    ``name`` is stable across visits: a claim type with its key (``no_category:marketing``), a vendor
    product's id, a cookie name with wildcards for ids in it, or a document's path. Never one with a
    visitor's id in it. ``domain``: registrable domain of a cookie or key, else null.
    """

    kind: Literal["claim", "vendor", "cookie", "storage", "banner", "document", "site"]
    name: str
    domain: str | None = None
    vendor: str | None = None


class LegalReference(Model):
    """A provision that a finding touches: what it says, and the date on which that text was in force."""

    provision: str
    says: dict[ReportLanguage, str]
    url: str | None = None
    rule_date: str


class FindingText(Model):
    """The words of a finding in one language."""

    title: str
    explanation: str
    remedy: str


class Seen(Model):
    """In how many of the visits it was seen."""

    count: int
    visits: int


class QuotedClaim(Model):
    """A claim as a finding shows it. ``index``: its place in the declaration's ``claims``."""

    index: int
    type: str
    params: dict[str, Any]
    quote: str
    document: str


class Finding(Model):
    """A potential discrepancy. ``title``, ``explanation`` and ``remedy`` are in the result's language;
    ``texts`` holds them in every report language."""

    id: str
    check: str
    severity: Severity
    subject: Subject
    states: tuple[ConsentState, ...]
    claims: tuple[QuotedClaim, ...] = ()
    evidence: tuple[Evidence, ...]
    title: str
    explanation: str
    remedy: str
    texts: dict[ReportLanguage, FindingText]
    legal: tuple[LegalReference, ...]
    seen: Seen


def finding_id(check: str, subject: Subject) -> str:
    """The id of a finding: a fingerprint of check and subject, equal in every audit of the same site."""
    parts = "\x1f".join((check, subject.kind, subject.name, subject.domain or ""))
    return "f" + hashlib.sha256(parts.encode()).hexdigest()[:15]


class ClaimVerdict(Model):
    """What became of one claim. ``claim`` as in the declaration; ``index`` its place there.

    ``reason``: why, in the words of ``texts``-free plain English; ``findings``: ids that rest on it.
    """

    index: int
    claim: Claim
    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[str, ...] = ()


class CheckOutcome(Model):
    """How a check ended, whether it found something or not. ``reason``: why not, in one sentence."""

    check: str
    result: CheckResult
    reason: str | None = None
    findings: tuple[str, ...] = ()


class InventoryItem(Model):
    """A cookie or storage key over all states. ``category`` of the knowledge base, null when unknown.

    ``states``: the outcome in each state where it was seen (``stored``, ``blocked``, ``deleted``).
    ``declared_by_kind``: the texts name only a kind of cookies or recipients that fits, neither it nor its service.
    """

    kind: Literal["cookie", "local", "session", "indexed_db", "cache", "service_worker"]
    name: str
    domain: str
    party: Party
    vendor: str | None
    owner: str | None
    category: str | None
    exempt: bool | None
    lifetime_seconds: int | None = None
    session: bool = False
    setter: str | None = None
    setter_party: Party | None = None
    declared: bool | None
    declared_by_kind: bool = False
    states: dict[ConsentState, str]
    ref: str


class ThirdParty(Model):
    """A third-party host, or an own host that a vendor's product answers on.

    ``entity``: where no product is known, the name that a public list (third-party-web) has for the host; for a reader
    only, no finding rests on it."""

    host: str
    vendor: str | None
    vendor_name: str | None
    owner: str | None
    entity: str | None = None
    country: str | None
    category: str | None
    tracker: bool
    declared: bool | None
    declared_by_kind: bool = False
    requests: dict[ConsentState, int]


class TimelineEvent(Model):
    """Something that happened in a visit, ``at_ms`` milliseconds after the state began."""

    at_ms: int
    state: ConsentState
    kind: Literal["page", "cookie", "storage", "request", "choice"]
    name: str
    vendor: str | None = None
    page: str | None = None
    ref: str | None = None


class StateSummary(Model):
    """What was looked at in one state."""

    state: ConsentState
    outcome: Literal["complete", "partial", "failed"]
    reason: str | None
    choice: Choice | None
    pages: tuple[Page, ...]
    cookies: int
    storage: int
    requests: int
    not_looked: dict[str, str] = {}
    records: tuple[ConsentRecord, ...] = ()


class ObservationSummary(Model):
    """The observation in short, for the report's account of how it was measured. ``retry_after_seconds`` as there."""

    started_at: UtcTime
    finished_at: UtcTime
    outcome: Literal["complete", "partial", "failed"]
    reason: str | None
    settings: CrawlSettings
    browser: Browser
    consent: ConsentSurface
    states: tuple[StateSummary, ...]
    sha256: str
    retry_after_seconds: int | None = None


class DeclarationSummary(Model):
    """The declaration in short; its claims stand in ``verdicts``."""

    language: Language
    cookies: tuple[DeclaredCookie, ...]
    vendors: tuple[DeclaredVendor, ...]
    other_recipients: tuple[str, ...]
    deferrals: tuple[Deferral, ...]
    defects: tuple[Defect, ...]
    sha256: str
    by_hand: DeclaredByHand | None = None


class AuditResult(Model):
    """Verdicts, findings and the outcome of every check, with all that the report shows.

    ``law``: the jurisdiction whose rules were applied; ``language``: that of the findings' words.
    ``sha256`` in the summaries: of the canonical JSON of the whole documents.
    """

    document_type: Literal["result"] = "result"
    schema_version: int = SCHEMA_VERSION
    tool: Tool
    site: Site
    law: str
    language: ReportLanguage
    observation: ObservationSummary
    declaration: DeclarationSummary
    documents: tuple[Document, ...]
    verdicts: tuple[ClaimVerdict, ...]
    findings: tuple[Finding, ...]
    checks: tuple[CheckOutcome, ...]
    cookies: tuple[InventoryItem, ...]
    storage: tuple[InventoryItem, ...]
    third_parties: tuple[ThirdParty, ...]
    timeline: tuple[TimelineEvent, ...]
    pictures: tuple[Picture, ...] = ()
