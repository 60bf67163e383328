"""The findings by severity, each with what was said, what was seen, the rule, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from auditor.knowledge.laws import laws
from auditor.models.common import SEVERITIES, ConsentState, ReportLanguage, Severity
from auditor.models.result import AuditResult, Finding, FindingText, LegalReference
from reports import words
from reports.shown import bounded
from reports.text import Texts
from reports.views.evidence import EvidenceTable, EvidenceTables
from reports.views.own_check import OwnChecks

#: Words of ours hold names and quotes of the site, so they are bounded as well.
LONGEST_TITLE = 300
LONGEST_TEXT = 2500


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quoted claim. ``note``: number of its note in the annotated policy, null when it has none."""

    quote: str
    document: str
    note: int | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding, in the report's language. ``places``: numbers of the notes in the policy that it rests on without
    quoting them; ``steps``: how to check it oneself; ``of_banner``: the banner's screenshot shows it; ``sources``:
    where each provision of ``legal`` can be read."""

    id: str
    check: str
    severity: Severity
    severity_label: str
    title: str
    explanation: str
    remedy: str
    states: str
    state_ids: tuple[ConsentState, ...]
    seen: str
    quotes: tuple[QuoteView, ...]
    places: tuple[int, ...]
    evidence: EvidenceTable
    steps: tuple[Markup, ...]
    of_banner: bool
    legal: tuple[tuple[str, str, str], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeverityGroup:
    """The findings of one severity."""

    severity: Severity
    label: str
    meaning: str
    findings: tuple[FindingView, ...]


def finding_groups(
    result: AuditResult, t: Texts, tables: EvidenceTables, notes: Mapping[str, int]
) -> tuple[SeverityGroup, ...]:
    """Groups with at least one finding, heaviest first; ``notes``: note number by the declaration's pointer to a claim
    or defect (``/claims/3``)."""
    groups = []
    checks = OwnChecks(result, t)
    for severity in SEVERITIES:
        findings = tuple(
            _finding(entry, t, tables, notes, checks) for entry in result.findings if entry.severity == severity
        )
        if findings:
            label, meaning = t(f"severity.{severity}"), t(f"severity_meaning.{severity}")
            groups.append(SeverityGroup(severity, label, meaning, findings))
    return tuple(groups)


def finding_text(finding: Finding, t: Texts) -> FindingText:
    """A finding's words in the language of ``t``; where it lacks that, in the result's own."""
    own = FindingText(title=finding.title, explanation=finding.explanation, remedy=finding.remedy)
    return finding.texts.get(t.language, own)


def _finding(
    finding: Finding, t: Texts, tables: EvidenceTables, notes: Mapping[str, int], checks: OwnChecks
) -> FindingView:
    text = finding_text(finding, t)
    quoted = [notes.get(f"/claims/{one.index}") for one in finding.claims]
    return FindingView(
        id=finding.id,
        check=finding.check,
        severity=finding.severity,
        severity_label=t(f"severity.{finding.severity}"),
        title=bounded(text.title, LONGEST_TITLE),
        explanation=_short(text.explanation),
        remedy=_short(text.remedy),
        states=", ".join(t(f"state.{state}") for state in finding.states),
        state_ids=finding.states,
        seen=seen_in(finding, t),
        quotes=tuple(
            QuoteView(_short(one.quote), one.document, note) for one, note in zip(finding.claims, quoted, strict=True)
        ),
        places=_places(finding, notes, quoted),
        evidence=tables.table(finding.evidence, stated=_stated(finding)),
        steps=checks.steps(finding),
        of_banner=finding.subject.kind == "banner" or any(one.kind == "banner" for one in finding.evidence),
        legal=tuple(_provision(entry, t) for entry in finding.legal),
        sources=tuple(bounded(entry.url or "", LONGEST_TITLE) for entry in finding.legal),
    )


def _places(finding: Finding, notes: Mapping[str, int], quoted: list[int | None]) -> tuple[int, ...]:
    """The notes on what the evidence points to in the declaration, without those that are quoted."""
    pointers = [(entry.ref or "").removeprefix("declaration:") for entry in finding.evidence]
    numbers = (notes.get(pointer) for pointer in pointers)
    return tuple(sorted({number for number in numbers if number is not None and number not in quoted}))


def _stated(finding: Finding) -> int | str | None:
    """The lifetime that a quoted sentence states, where one does."""
    stated = (one.params.get("lifetime") for one in finding.claims if one.type == "lifetime")
    return next((value for value in stated if isinstance(value, int | str)), None)


@lru_cache(maxsize=1)
def _provisions() -> Mapping[str, Mapping[ReportLanguage, str]]:
    """How each known provision is cited in every language, by how it is cited in any."""
    return {cited: law.provision for law in laws().values() for cited in law.provision.values()}


def seen_in(finding: Finding, t: Texts) -> str:
    """In how many of the visits it was seen; empty for a finding about a text alone."""
    if not finding.states:
        return ""
    if finding.seen.visits == 1:
        return t("finding.seen_once")
    return t("finding.seen", count=finding.seen.count, visits=finding.seen.visits)


def _provision(entry: LegalReference, t: Texts) -> tuple[str, str, str]:
    """Provision, what it says, and of when that text is."""
    provision = _provisions().get(entry.provision, {}).get(t.language, entry.provision)
    says = entry.says.get(t.language) or next(iter(entry.says.values()), "")
    dated = t("finding.rule_date", date=words.iso_day(entry.rule_date, t))
    return bounded(provision, LONGEST_TITLE), _short(says), bounded(dated, LONGEST_TITLE)


def _short(text: str) -> str:
    return bounded(text, LONGEST_TEXT)
