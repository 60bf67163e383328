"""The findings as Markdown, for an issue or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.models.result import AuditResult, Evidence, Finding
from reports import words
from reports.facts import said
from reports.handed import Handed
from reports.shown import bounded, line, visible
from reports.text import Texts
from reports.views.by_hand import by_hand_view
from reports.views.consent import consent_view
from reports.views.findings import finding_text, seen_in
from reports.views.summary import lead, sure

#: Whatever CommonMark and its usual extensions give a meaning: emphasis, links, bare addresses, mentions, tables, HTML.
_MEANINGFUL = re.compile(r"([\\`*_{}\[\]()#+|<>~&@$^=]|[.:](?=\S)|!(?=\[)|^[-]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")
LONGEST_QUOTE = 600
MOST_EVIDENCE = 20


class Markdown:
    """``report.md``: the answer, the findings, and how certain it is."""

    name = "markdown"
    file_name = "report.md"
    media_type = "text/markdown; charset=utf-8"
    printed = False

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """CommonMark; everything from the site is either escaped or in a code span, so that nothing becomes a link."""
        return ("\n".join(_report(result, t)) + "\n").encode()


def escaped(text: str) -> str:
    """Text in which no character means anything to Markdown, on one line."""
    return _MEANINGFUL.sub(r"\\\1", visible(" ".join(text.split())))


def code(text: str, limit: int = 200) -> str:
    """A code span around any text: its fence is longer than any run of backticks in it."""
    shown = line(text, limit)
    if not shown:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    edge = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{edge}{shown}{edge}{fence}"


def _report(result: AuditResult, t: Texts) -> Iterator[str]:
    yield f"# {t('page.kicker')}: {code(result.site.host)}"
    yield ""
    yield escaped(words.moment(result.observation.started_at, t))
    yield ""
    yield f"**{escaped(lead(result, t))}** {escaped(t('page.potential'))}"
    yield ""
    for fact in sure(result, t):
        yield f"- {escaped(fact.name)}: {escaped(fact.value)}{' (!)' if fact.caution else ''}"
    by_hand = by_hand_view(result.declaration.by_hand, t)
    if by_hand is not None:
        yield ""
        yield escaped(" ".join(by_hand.sentences))
        yield ""
        for note in by_hand.notes:
            yield f"- {escaped(said(note, t))} (!)"
    yield ""
    yield f"## {t('section.findings')}"
    if not result.findings:
        yield ""
        yield escaped(t("finding.none"))
    for finding in result.findings:
        yield from _finding(finding, t)
    yield from _consent(result, t)


def _consent(result: AuditResult, t: Texts) -> Iterator[str]:
    """What the site asks, the shortest ways, and a line for each choice."""
    ask = consent_view(result, (), t)
    yield ""
    yield f"## {t('section.consent')}"
    yield ""
    yield escaped(ask.lead if not ask.reason else f"{ask.lead} {said(ask.reason, t)}")
    yield ""
    for way in ask.ways:
        yield f"- {escaped(t('way.title'))}, {escaped(way.label)}: {escaped(way.text)}"
    for choice in ask.choices:
        steps = " → ".join(filter(None, (code(pressed, 60) for pressed, _ in choice.steps)))
        parts = (choice.outcome, said(choice.reason, t) if choice.reason else "", choice.clicks, choice.seconds)
        told = " · ".join(escaped(part) for part in parts if part)
        yield f"- {escaped(choice.state)}: {told}{f' · {steps}' if steps else ''}"


def _finding(finding: Finding, t: Texts) -> Iterator[str]:
    text = finding_text(finding, t)
    yield ""
    yield f"### {escaped(t(f'severity.{finding.severity}'))}: {escaped(text.title)}"
    yield ""
    yield escaped(text.explanation)
    yield ""
    for claim in finding.claims:
        yield f"> {escaped(bounded(claim.quote, LONGEST_QUOTE))}"
        yield ">"
        yield f"> {code(claim.document)}"
        yield ""
    for entry in finding.evidence[:MOST_EVIDENCE]:
        yield f"- {_evidence(entry, t)}"
    if len(finding.evidence) > MOST_EVIDENCE:
        yield f"- {escaped(t.count('more_rows', len(finding.evidence) - MOST_EVIDENCE))}"
    yield ""
    yield f"{escaped(t('finding.remedy'))}: {escaped(text.remedy)}"
    yield ""
    provisions = ", ".join(entry.provision for entry in finding.legal)
    yield escaped(" · ".join(filter(None, (seen_in(finding, t), finding.check, finding.id, provisions))))


def _evidence(entry: Evidence, t: Texts) -> str:
    place = entry.url if entry.url and entry.kind not in ("cookie", "storage") else entry.host
    parts = [escaped(t(f"evidence.{entry.kind}")), code(entry.name)]
    parts += [code(place)] if place and place != entry.name else []
    parts += [escaped(words.vendor(entry.vendor))] if entry.vendor else []
    parts += [escaped(t(f"state.{entry.state}"))] if entry.state else []
    parts += [escaped(said(entry.note, t))] if entry.note else []
    return " · ".join(parts)
