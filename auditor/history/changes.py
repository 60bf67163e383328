"""What differs between two audits of a site: findings, vendors and policy texts. Pure; never raises for what it reads.

Silence is not a pass: a finding that the later audit does not have is ``gone`` only where its check looked and passed;
where it could not look, the finding is ``untold``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from auditor.domains import registrable_domain
from auditor.history.policy_changes import PolicyChange, policy_changes
from auditor.models.common import SEVERITIES, CheckResult, ConsentState, Severity
from auditor.models.result import AuditResult, Evidence, Finding
from auditor.store.fingerprint import evidence_digest

FindingKind = Literal["new", "gone", "untold", "changed", "unchanged"]
Aspect = Literal["severity", "evidence", "states", "claims"]
#: What may make two audits hard to compare.
Measure = Literal["site", "law", "states", "pages", "visits", "language", "outcome", "release", "by_hand"]

#: How a check must have ended for the absence of its finding to mean anything.
_LOOKED: tuple[CheckResult, ...] = ("found", "passed", "not_applicable")


@dataclass(frozen=True)
class FindingChange:
    """A finding of one audit or of both. ``finding``: as seen last; ``before``: of one that both have, as it was.

    ``aspects``: in what a changed one differs. ``evidence_added`` and ``evidence_removed``: pieces that only the later
    or only the earlier audit has. ``other_check``: how its check ended in the audit that does not have it, null when
    it did not run there; ``reason``: why it could not tell, in plain English."""

    kind: FindingKind
    finding: Finding
    before: Finding | None = None
    aspects: tuple[Aspect, ...] = ()
    evidence_added: tuple[Evidence, ...] = ()
    evidence_removed: tuple[Evidence, ...] = ()
    other_check: CheckResult | None = None
    reason: str | None = None

    @property
    def looked_before(self) -> bool:
        """Of a new finding: whether the earlier audit looked for it, so that it came about in between."""
        return self.other_check in _LOOKED


@dataclass(frozen=True)
class Party:
    """A third party: a vendor's product, or a domain that no product is known for. ``key`` lasts over audits."""

    key: str
    name: str
    owner: str | None
    country: str | None
    category: str | None
    tracker: bool
    hosts: tuple[str, ...]
    states: tuple[ConsentState, ...]


@dataclass(frozen=True)
class MeasureChange:
    """Something that was measured otherwise. ``old`` and ``new`` as short text."""

    what: Measure
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """All differences. Findings stand heaviest first; in ``new``, ``gone``, ``untold``, ``changed``, ``unchanged``
    each finding of either audit stands exactly once. ``measures``: what makes the two hard to compare."""

    new: tuple[FindingChange, ...]
    gone: tuple[FindingChange, ...]
    untold: tuple[FindingChange, ...]
    changed: tuple[FindingChange, ...]
    unchanged: tuple[FindingChange, ...]
    new_vendors: tuple[Party, ...]
    gone_vendors: tuple[Party, ...]
    policies: tuple[PolicyChange, ...]
    measures: tuple[MeasureChange, ...]

    @property
    def anything(self) -> bool:
        """Whether something differs besides how it was measured."""
        parts = (self.new, self.gone, self.untold, self.changed, self.new_vendors, self.gone_vendors, self.policies)
        return any(parts)

    def new_at_least(self, severity: Severity) -> tuple[FindingChange, ...]:
        """The new findings at or above a severity, and those that rose to it."""
        limit = SEVERITIES.index(severity)
        risen = (one for one in self.changed if one.before and SEVERITIES.index(one.before.severity) > limit)
        return tuple(one for one in (*self.new, *risen) if SEVERITIES.index(one.finding.severity) <= limit)


def compare(old: AuditResult, new: AuditResult) -> Changes:
    """What differs between an earlier and a later audit of one site."""
    by_kind: dict[FindingKind, list[FindingChange]] = {
        "new": [], "gone": [], "untold": [], "changed": [], "unchanged": [],
    }  # fmt: skip
    for change in _findings(old, new):
        by_kind[change.kind].append(change)
    sorted_ = {kind: tuple(sorted(found, key=_order)) for kind, found in by_kind.items()}
    before, after = _parties(old), _parties(new)
    return Changes(
        new=sorted_["new"],
        gone=sorted_["gone"],
        untold=sorted_["untold"],
        changed=sorted_["changed"],
        unchanged=sorted_["unchanged"],
        new_vendors=tuple(after[key] for key in sorted(after.keys() - before.keys())),
        gone_vendors=tuple(before[key] for key in sorted(before.keys() - after.keys())),
        policies=policy_changes(old, new),
        measures=tuple(_measures(old, new)),
    )


def _order(change: FindingChange) -> tuple[int, str, str, str]:
    finding = change.finding
    return (SEVERITIES.index(finding.severity), finding.check, finding.subject.name, finding.id)


def _findings(old: AuditResult, new: AuditResult) -> Iterable[FindingChange]:
    before = {finding.id: finding for finding in old.findings}
    after = {finding.id: finding for finding in new.findings}
    checks_before, checks_after = _checks(old), _checks(new)
    for key, finding in after.items():
        if key in before:
            yield _both(before[key], finding)
        else:
            result, reason = checks_before.get(finding.check, (None, None))
            yield FindingChange("new", finding, other_check=result, reason=reason)
    for key, finding in before.items():
        if key not in after:
            result, reason = checks_after.get(finding.check, (None, None))
            kind: FindingKind = "gone" if result in _LOOKED else "untold"
            yield FindingChange(kind, finding, other_check=result, reason=reason)


def _checks(result: AuditResult) -> Mapping[str, tuple[CheckResult, str | None]]:
    return {outcome.check: (outcome.result, outcome.reason) for outcome in result.checks}


def _both(old: Finding, new: Finding) -> FindingChange:
    aspects: list[Aspect] = []
    if old.severity != new.severity:
        aspects.append("severity")
    added: tuple[Evidence, ...] = ()
    removed: tuple[Evidence, ...] = ()
    if evidence_digest(old) != evidence_digest(new):
        aspects.append("evidence")
        added, removed = _only_in(new, old), _only_in(old, new)
    if set(old.states) != set(new.states):
        aspects.append("states")
    if {(claim.type, claim.quote) for claim in old.claims} != {(claim.type, claim.quote) for claim in new.claims}:
        aspects.append("claims")
    return FindingChange("changed" if aspects else "unchanged", new, old, tuple(aspects), added, removed)


def _only_in(one: Finding, other: Finding) -> tuple[Evidence, ...]:
    known = {_digest(other, item) for item in other.evidence}
    found = {_digest(one, item): item for item in reversed(one.evidence)}
    return tuple(item for key, item in reversed(found.items()) if key not in known)


def _digest(finding: Finding, item: Evidence) -> str:
    """Tells a piece of evidence from others exactly as the digest of the whole does."""
    return evidence_digest(finding.model_copy(update={"evidence": (item,)}))


def _parties(result: AuditResult) -> dict[str, Party]:
    """The third parties of an audit by a key that is the same in the next: vendor's id, else registrable domain."""
    found: dict[str, Party] = {}
    for third in result.third_parties:
        domain = registrable_domain(third.host)
        key = third.vendor or domain
        known = found.get(key)
        states = set(third.requests) | set(known.states if known else ())
        found[key] = Party(
            key=key,
            name=third.vendor_name or third.entity or domain,
            owner=third.owner or (known.owner if known else None),
            country=third.country or (known.country if known else None),
            category=third.category or (known.category if known else None),
            tracker=third.tracker or bool(known and known.tracker),
            hosts=tuple(sorted({third.host, *(known.hosts if known else ())})),
            states=tuple(sorted(states)),
        )
    for item in (*result.cookies, *result.storage):
        if item.vendor and item.vendor not in found:
            hosts, states_ = (item.domain,), tuple(sorted(item.states))
            found[item.vendor] = Party(item.vendor, item.vendor, item.owner, None, item.category, False, hosts, states_)
    return found


def _measures(old: AuditResult, new: AuditResult) -> Iterable[MeasureChange]:
    before, after = _measured(old), _measured(new)
    return (MeasureChange(what, before[what], after[what]) for what in before if before[what] != after[what])


def _measured(result: AuditResult) -> dict[Measure, str]:
    observation, settings = result.observation, result.observation.settings
    whole = [state.state for state in observation.states if state.outcome != "failed"]
    by_hand = result.declaration.by_hand
    return {
        "site": result.site.host,
        "outcome": observation.outcome,
        "states": ", ".join(whole),
        "pages": str(settings.pages),
        "visits": str(settings.visits),
        "law": result.law,
        "language": result.declaration.language,
        "release": result.tool.version,
        "by_hand": by_hand.sha256[:12] if by_hand else "",
    }
