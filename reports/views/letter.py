"""The draft of a letter to the organisation behind a site: what its text says, what was seen, and what is asked.

A letter alleges nothing: it states quotes and facts, names the provision that they touch, and asks. What the result
does not hold, who writes to whom, stays a bracketed place to fill in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from auditor.errors import UsageError
from auditor.models.common import SEVERITIES
from auditor.models.result import AuditResult, Evidence, Finding
from reports import words
from reports.handed import LetterWishes
from reports.shown import bounded
from reports.text import Texts
from reports.views.evidence import EvidenceTable, EvidenceTables
from reports.views.findings import FindingView, finding_groups
from reports.views.summary import Fact, sure

#: A letter shows what convinces; all of it stands in the report that goes with it.
MOST_EVIDENCE = 8
LONGEST_QUOTE = 900


@dataclass(frozen=True, slots=True)
class Point:
    """One finding as the letter takes it up. ``quotes``: what the text says, with the address of the text;
    ``in_text``: what it says stands in the evidence instead, as a defect of the text."""

    number: int
    id: str
    title: str
    quotes: tuple[tuple[str, str], ...]
    in_text: bool
    explanation: str
    evidence: EvidenceTable
    seen: str
    legal: tuple[tuple[str, str, str], ...]
    question: str
    remedy: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """The letter, ready in words. ``written``, ``answer_by``: in words, empty where they are to be filled in."""

    host: str
    written: str
    answer_by: str
    measured: str
    counted: str
    points: tuple[Point, ...]
    certainty: tuple[Fact, ...]
    observation_sha256: str
    declaration_sha256: str
    tool: str


def letter_view(result: AuditResult, t: Texts, wishes: LetterWishes) -> LetterView:
    """The letter on the findings that the wishes choose. Raises `UsageError` for one that is not in the result."""
    findings = chosen(result, wishes)
    return LetterView(
        host=result.site.host,
        written=_day(wishes.written, t),
        answer_by=_day(wishes.answer_by, t),
        measured=_measured(result, t),
        counted=t.count("letter.points", len(findings)),
        points=tuple(_points(result, findings, t)),
        certainty=sure(result, t),
        observation_sha256=result.observation.sha256,
        declaration_sha256=result.declaration.sha256,
        tool=f"{result.tool.name} {result.tool.version}",
    )


def chosen(result: AuditResult, wishes: LetterWishes) -> tuple[Finding, ...]:
    """The findings of the letter. Raises `UsageError` for an id that the result does not have."""
    if not wishes.findings:
        grave = SEVERITIES[: SEVERITIES.index(wishes.minimum) + 1]
        return tuple(finding for finding in result.findings if finding.severity in grave)
    by_id = {finding.id: finding for finding in result.findings}
    unknown = next((name for name in wishes.findings if name not in by_id), None)
    if unknown is not None:
        raise UsageError(f"The result has no finding {unknown[:40]!r}; the ids stand in the report and in result.json.")
    return tuple(by_id[name] for name in dict.fromkeys(wishes.findings))


def _points(result: AuditResult, findings: tuple[Finding, ...], t: Texts) -> Iterator[Point]:
    """The points in the order of the findings; the report's own view gives their words."""
    groups = finding_groups(result, t, EvidenceTables(result, t), {})
    views = {view.id: view for group in groups for view in group.findings}
    tables = EvidenceTables(result, t)
    for number, finding in enumerate(findings, 1):
        evidence = tables.table(finding.evidence, MOST_EVIDENCE)
        yield _point(number, finding, views[finding.id], evidence, result, t)


def _point(
    number: int, finding: Finding, view: FindingView, evidence: EvidenceTable, result: AuditResult, t: Texts
) -> Point:
    quotes = tuple(dict.fromkeys((bounded(one.quote, LONGEST_QUOTE), one.document) for one in view.quotes))
    in_text = any(_quotes_text(entry, result) for entry in finding.evidence)
    said = "said" if quotes or in_text else "silent"
    return Point(
        number=number,
        id=view.id,
        title=view.title,
        quotes=quotes,
        in_text=in_text,
        explanation=view.explanation,
        evidence=evidence,
        seen=view.seen,
        legal=tuple((one[0], one[1], one[2]) for one in view.legal),
        question=t(f"letter.question.{_kind(finding)}_{said}"),
        remedy=view.remedy,
    )


def _quotes_text(entry: Evidence, result: AuditResult) -> bool:
    """Whether evidence is words of the text itself: a claim, a row of its table, or a defect that has a quote."""
    kind, _, place = (entry.ref or "").removeprefix("declaration:/").partition("/")
    if entry.kind != "document" or kind not in ("claims", "cookies", "defects"):
        return False
    defects = result.declaration.defects
    return kind != "defects" or (place.isdecimal() and int(place) < len(defects) and bool(defects[int(place)].quote))


def _kind(finding: Finding) -> str:
    """Which question fits: on the text itself, on how consent is asked, or on what the site places and loads."""
    if finding.subject.kind == "document" or not finding.states:
        return "text"
    return "banner" if finding.subject.kind == "banner" else "site"


def _measured(result: AuditResult, t: Texts) -> str:
    seen = result.observation
    if seen.outcome == "failed":
        return t("letter.not_measured", day=words.day(seen.started_at, t))
    states = ", ".join(t(f"state.{summary.state}") for summary in seen.states)
    visits = t.count("summary.visits", seen.settings.visits)
    return t("letter.measured", at=words.moment(seen.started_at, t), visits=visits, states=states)


def _day(at: date | None, t: Texts) -> str:
    return words.day(at, t) if at else ""
