"""The answer first: what is declared, what differs, how bad, and how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.models.common import SEVERITIES
from auditor.models.result import AuditResult
from reports import words
from reports.facts import said
from reports.shown import bounded
from reports.text import Texts
from reports.views.by_hand import author
from reports.views.findings import SeverityGroup
from reports.views.rows import Note
from reports.views.segments import TONES, Tone

#: The order of the verdicts in the bar and the counts.
VERDICTS: tuple[Tone, ...] = ("contradicted", "not_observed", "cannot_tell", "confirmed")
MAX_FIRST = 6
MAX_STATEMENTS = 6
LONGEST_STATEMENT = 120
BAR_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Share:
    """A verdict's count, and its piece of the bar (units of `BAR_WIDTH`)."""

    tone: str
    label: str
    count: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that is declared: its note in the policy, what became of it, and what it says in our words."""

    number: int
    tone: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line on how sure the answer is. ``caution``: it limits what may be concluded."""

    name: str
    value: str
    caution: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reader sees first. ``lead``: the answer in one or two sentences; ``warning``: the audit is incomplete."""

    host: str
    at: str
    lead: str
    warning: str
    statements: tuple[Statement, ...]
    statements_more: int
    declared: tuple[str, ...]
    shares: tuple[Share, ...]
    severities: tuple[tuple[str, str, int], ...]
    findings: int
    sure: tuple[Fact, ...]
    cautious: bool
    first: tuple[tuple[str, str, str, str], ...]
    more: int


def summary_view(result: AuditResult, groups: tuple[SeverityGroup, ...], notes: tuple[Note, ...], t: Texts) -> Summary:
    """The summary, from the result, and the findings and notes as they are shown below it."""
    statements = _statements(notes)
    counts = {group.severity: len(group.findings) for group in groups}
    shown = [finding for group in groups for finding in group.findings]
    certainty = sure(result, t)
    weighty = [finding for finding in shown if finding.severity != "info"][:MAX_FIRST]
    return Summary(
        host=result.site.host,
        at=words.moment(result.observation.started_at, t),
        lead=lead(result, t),
        warning=_warning(result, t),
        statements=statements[:MAX_STATEMENTS],
        statements_more=max(0, len(statements) - MAX_STATEMENTS),
        declared=_declared(result, t),
        shares=_shares(result, t),
        severities=tuple((name, t(f"severity.{name}"), counts.get(name, 0)) for name in SEVERITIES),
        findings=len(shown),
        sure=certainty,
        cautious=any(fact.caution for fact in certainty),
        first=tuple((entry.id, entry.severity, entry.severity_label, entry.title) for entry in weighty),
        more=len(shown) - len(weighty),
    )


def _statements(notes: tuple[Note, ...]) -> tuple[Statement, ...]:
    """What is declared, each thing once: first what is contradicted, then in the order of the texts."""
    found: dict[str, Statement] = {}
    claims = [note for note in notes if note.tone != "defect"]
    for note in sorted(claims, key=lambda note: (TONES.index(note.tone), note.number)):
        details = ", ".join(value for name, value in note.details if not name)
        text = bounded(f"{note.statement}: {details}" if details else note.statement, LONGEST_STATEMENT)
        found.setdefault(text, Statement(note.number, note.tone, note.label, text))
    return tuple(found.values())


def lead(result: AuditResult, t: Texts) -> str:
    """The answer. Findings for information allege nothing, so they are not counted here."""
    visits = t.count("summary.visits", result.observation.settings.visits)
    findings = sum(finding.severity != "info" for finding in result.findings)
    claims = len(result.verdicts)
    contradicted = sum(entry.verdict == "contradicted" for entry in result.verdicts)
    if result.observation.outcome == "failed" and not findings:
        return t("summary.warning_failed")
    if not findings:
        return t("summary.lead_nothing" if claims else "summary.lead_nothing_to_test", visits=visits)
    counted = t.count("summary.lead_findings", findings)
    if not claims:
        return f"{counted} {t('summary.lead_no_claims')}"
    return f"{counted} {t.count('summary.lead_contradicted', contradicted, all=t.number(claims))}"


def _warning(result: AuditResult, t: Texts) -> str:
    seen = result.observation
    if seen.outcome == "complete":
        return ""
    if seen.outcome == "failed" and not result.findings:
        return said(seen.reason or "", t)
    sentence = t(f"summary.warning_{seen.outcome}")
    return f"{sentence} ({said(seen.reason, t)})" if seen.reason else sentence


def _declared(result: AuditResult, t: Texts) -> tuple[str, ...]:
    declaration = result.declaration
    readable = sum(document.content.outcome == "ok" for document in result.documents)
    lines = [t.count("summary.documents", readable), t.count("summary.claims", len(result.verdicts))]
    if declaration.cookies:
        lines.append(t.count("summary.cookie_rows", len(declaration.cookies)))
    if declaration.vendors:
        lines.append(t.count("summary.vendors", len(declaration.vendors)))
    if declaration.defects:
        lines.append(t.count("summary.defects", len(declaration.defects)))
    if declaration.by_hand:
        lines.append(t("by_hand.short", who=author(declaration.by_hand)))
    return tuple(lines)


def _shares(result: AuditResult, t: Texts) -> tuple[Share, ...]:
    counts = Counter(entry.verdict for entry in result.verdicts)
    total = max(1, len(result.verdicts))
    shares, x, sum_so_far = [], 0, 0
    for tone in VERDICTS:
        count = counts[tone]  # type: ignore[index]
        sum_so_far += count
        end = round(BAR_WIDTH * sum_so_far / total)
        shares.append(Share(tone, t(f"verdict.{tone}"), count, x, end - x))
        x = end
    return tuple(shares)


def sure(result: AuditResult, t: Texts) -> tuple[Fact, ...]:
    """What the certainty of the answer hangs on."""
    seen = result.observation
    states = ", ".join(t(f"state.{summary.state}") for summary in seen.states) or t("word.none")
    pages = [page for summary in seen.states for page in summary.pages]
    good = sum(page.outcome == "ok" for page in pages)
    third = seen.browser.third_party_cookies
    open_checks = sum(check.result in ("cannot_tell", "errored") for check in result.checks)
    silent = sum(len(summary.not_looked) for summary in seen.states)
    by_hand = result.declaration.by_hand
    remarks = len(by_hand.notes) if by_hand else 0
    return (
        Fact(t("summary.visits_label"), t.count("summary.visits", seen.settings.visits), False),
        Fact(t("summary.states_label"), states, any(summary.outcome != "complete" for summary in seen.states)),
        *_choices(result, t),
        Fact(t("summary.pages_label"), t("method.pages_ok", good=good, all=len(pages)), good < len(pages)),
        Fact(t("method.third_party_cookies"), t(f"third_party_cookies.{third}"), third != "allowed"),
        Fact(t("summary.not_looked_label"), t.count("summary.not_looked", silent), silent > 0),
        Fact(t("summary.open_checks_label"), t.count("summary.open_checks", open_checks), open_checks > 0),
        *((Fact(t("by_hand.label"), t.count("by_hand.remarks", remarks), True),) if remarks else ()),
    )


def _choices(result: AuditResult, t: Texts) -> Iterator[Fact]:
    """What became of the choices; none where none was to be made."""
    made = [(one.state, one.choice.outcome) for one in result.observation.states if one.choice is not None]
    if made:
        said_of = "; ".join(f"{t(f'choice_state.{state}')}: {t(f'choice.{outcome}')}" for state, outcome in made)
        yield Fact(t("summary.choices_label"), said_of, any(outcome in ("unverified", "failed") for _, outcome in made))
