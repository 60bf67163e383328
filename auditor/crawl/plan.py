"""What the visits of one site share, and the record that each of them brings back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from auditor.crawl.collector import Collected
from auditor.crawl.consent.common_ground import CommonGround
from auditor.crawl.courtesy import Courtesy
from auditor.crawl.documents import Fetched, Wanted
from auditor.crawl.evidence import Parties
from auditor.crawl.names import CanonicalNames
from auditor.crawl.picture import Shot
from auditor.models.common import ConsentState
from auditor.models.consent import Choice, ConsentCommand, ConsentRecord
from auditor.models.observation import CollectorReport, Page


@dataclass
class Plan:
    """What the visits of one site share: which pages are visited, decided by the visit that gets there first."""

    addresses: tuple[str, ...]
    parties: Parties
    courtesy: Courtesy
    pages: list[str] | None = None
    documents: list[Wanted] = field(default_factory=list)
    home: str = ""
    names: CanonicalNames = field(default_factory=lambda: CanonicalNames(None))
    known_timers: set[str] = field(default_factory=set)
    consent: CommonGround = field(default_factory=CommonGround)


@dataclass
class VisitRecord:
    """What one visit brought. ``reason``: why it is not complete. ``records``: consent managers' own, as last seen."""

    state: ConsentState
    number: int
    started_at: datetime
    finished_at: datetime | None = None
    pages: list[Page] = field(default_factory=list)
    collected: list[Collected] = field(default_factory=list)
    reports: list[CollectorReport] = field(default_factory=list)
    shot: Shot | None = None
    documents: list[Fetched] = field(default_factory=list)
    documents_looked_for: bool = False
    outcome: Literal["complete", "partial", "failed"] = "failed"
    reason: str | None = None
    final_url: str | None = None
    choice: Choice | None = None
    records: tuple[ConsentRecord, ...] = ()
    commands: list[ConsentCommand] = field(default_factory=list)
