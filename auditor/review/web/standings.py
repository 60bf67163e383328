"""The findings of an audit with where each stands after the decisions on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.history.decisions import Sighting, Standing, standing
from auditor.models.common import SEVERITIES, ReportLanguage
from auditor.store.records import AuditRecord, DecisionRecord, FindingRecord, SiteRecord
from auditor.store.store import Store

#: The states that a list can be narrowed to. ``unsettled``: what somebody still has to look at or mend.
STATES = ("unsettled", "open", "to_fix", "accepted", "false_positive", "fixed")

#: How many earlier audits are searched for a finding that the latest does not have.
LOOK_BACK = 200


@dataclass(frozen=True, slots=True)
class StandingFinding:
    """A finding in short and where it stands. ``decision``: the one that says so; null when nobody decided."""

    finding: FindingRecord
    standing: Standing
    decision: DecisionRecord | None

    def title(self, language: ReportLanguage) -> str:
        """The finding's title."""
        return self.finding.title_nl if language == "nl" else self.finding.title_en


def sighting(finding: FindingRecord, audit: AuditRecord) -> Sighting:
    """The finding as this audit saw it."""
    return Sighting(finding.evidence_sha256, audit.started_at or audit.requested_at)


def placed(finding: FindingRecord, seen_in: AuditRecord | None, history: tuple[DecisionRecord, ...]) -> StandingFinding:
    """Where a finding stands today. ``seen_in``: the latest audit, if it has it; ``history``: oldest first."""
    seen = sighting(finding, seen_in) if seen_in is not None else None
    where = standing(history, seen, datetime.now(UTC).date())
    return StandingFinding(finding, where, history[where.decision] if where.decision is not None else None)


def of_audit(store: Store, audit: AuditRecord) -> list[StandingFinding]:
    """All findings of an audit, gravest first, with today's standing."""
    histories = histories_of(store, audit.site_id)
    found = [placed(finding, audit, histories.get(finding.finding_id, ())) for finding in store.findings(audit)]
    return sorted(found, key=lambda one: SEVERITIES.index(one.finding.severity))


def gone(store: Store, site: SiteRecord, latest: AuditRecord) -> list[StandingFinding]:
    """Findings on which something was decided or written and that the latest audit did not see."""
    histories = histories_of(store, site.id)
    present = {finding.finding_id for finding in store.findings(latest)}
    missing = set(histories) - present
    found: list[StandingFinding] = []
    for audit in store.audits(site, LOOK_BACK, states=("done",)) if missing else ():
        for finding in store.findings(audit):
            if finding.finding_id in missing:
                missing.discard(finding.finding_id)
                found.append(placed(finding, None, histories[finding.finding_id]))
        if not missing:
            break
    return found


def histories_of(store: Store, site_id: int) -> dict[str, tuple[DecisionRecord, ...]]:
    """The decisions of a site by finding, oldest first."""
    histories: dict[str, tuple[DecisionRecord, ...]] = {}
    for decision in store.decisions(site_id):
        histories[decision.finding_id] = (*histories.get(decision.finding_id, ()), decision)
    return histories


def narrowed(found: list[StandingFinding], state: str, words: str, language: ReportLanguage) -> list[StandingFinding]:
    """Those in ``state`` (one of `STATES`; anything else: all) whose title, subject or service holds all ``words``."""
    wanted = words.casefold().split()

    def fits(one: StandingFinding) -> bool:
        if state == "unsettled" and one.standing.settled:
            return False
        if state in STATES[1:] and one.standing.state != state:
            return False
        text = " ".join((one.title(language), one.finding.subject_name, one.finding.vendor or "", one.finding.check))
        return all(word in text.casefold() for word in wanted)

    return [one for one in found if fits(one)]
