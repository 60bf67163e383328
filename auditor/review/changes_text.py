"""The differences between two audits as text: sections for a terminal or Markdown, and one JSON document.

Whatever a site named leaves here bounded and without hidden characters; Markdown's own signs are escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.history.changes import Changes, FindingChange, MeasureChange, Party
from auditor.history.policy_changes import PolicyChange
from auditor.history.text_changes import Row
from auditor.models.common import ReportLanguage
from auditor.models.declaration import Claim
from auditor.models.result import AuditResult, Evidence
from auditor.review.web.comparison_words import words
from reports.formats.markdown import escaped
from reports.shown import line, visible

#: Pieces of evidence and lines of a text's difference that are written out; the rest is counted.
MOST_EVIDENCE = 10
MOST_LINES = 200


@dataclass(frozen=True)
class Entry:
    """One line of a section with its details, as raw text. ``text_lines``: with their sign, ``+``, ``-`` or a space."""

    line: str
    details: tuple[str, ...] = ()
    text_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with its entries."""

    heading: str
    entries: tuple[Entry, ...] = ()


def sections(changes: Changes, language: ReportLanguage) -> tuple[Section, ...]:
    """All that differs, in the order of its weight; sections without entries are left out."""
    w = words(language)
    found = [
        Section(w["new"], tuple(_finding(one, language) for one in changes.new)),
        Section(w["changed"], tuple(_finding(one, language) for one in changes.changed)),
        Section(w["gone"], tuple(_finding(one, language) for one in changes.gone)),
        Section(w["untold"], tuple(_finding(one, language) for one in changes.untold)),
        Section(w["new_vendors"], tuple(_party(one) for one in changes.new_vendors)),
        Section(w["gone_vendors"], tuple(_party(one) for one in changes.gone_vendors)),
        Section(w["policies"], tuple(_policy(one, language) for one in changes.policies)),
        Section(w["measures"], tuple(_measure(one, language) for one in changes.measures)),
    ]
    return tuple(section for section in found if section.entries)


def tally(changes: Changes, language: ReportLanguage) -> str:
    """One sentence with the counts."""
    names = ("new", "changed", "gone", "untold", "unchanged")
    counts = {name: len(getattr(changes, name)) for name in names}
    return words(language)["tally"] % counts


def as_markdown(changes: Changes, old: AuditResult, new: AuditResult, language: ReportLanguage) -> str:
    """The differences as Markdown."""
    lines = [f"# {words(language)['title']}: {escaped(line(new.site.host))}", "", between(old, new, language), ""]
    lines += [tally(changes, language), ""]
    for section in sections(changes, language):
        lines += [f"## {section.heading}", ""]
        for entry in section.entries:
            lines.append(f"- {escaped(line(entry.line))}")
            lines += [f"  - {escaped(line(detail))}" for detail in entry.details]
            if entry.text_lines:
                # A sign in front of every line: none of them can end the fence.
                fenced = (f"  {text[0]} {visible(text[1:])}".rstrip() for text in entry.text_lines)
                lines += ["", "  ````diff", *fenced, "  ````"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def between(old: AuditResult, new: AuditResult, language: ReportLanguage) -> str:
    """When the two audits began."""
    first, second = (one.observation.started_at.strftime("%Y-%m-%d %H:%M UTC") for one in (old, new))
    return words(language)["between"] % {"first": first, "second": second}


def _finding(change: FindingChange, language: ReportLanguage) -> Entry:
    w, finding = words(language), change.finding
    title = finding.texts[language].title if language in finding.texts else finding.title
    details = []
    if change.before is not None and change.before.severity != finding.severity:
        details.append(f"{w['severity']}: {w[change.before.severity]} → {w[finding.severity]}")
    details += _evidence(change.evidence_added, w["more_evidence"], "+")
    details += _evidence(change.evidence_removed, w["less_evidence"], "-")
    if change.kind == "changed" and not details:
        details.append(w["claims"] if "claims" in change.aspects else w["states"])
    if change.kind == "new" and not change.looked_before:
        details.append(w["not_looked_before"])
    if change.kind == "untold":
        details.append(w["not_looked_now"])
    return Entry(f"[{w[finding.severity]}] {title} ({finding.check}, {finding.id})", tuple(details))


def _evidence(items: Sequence[Evidence], label: str, sign: str) -> Iterator[str]:
    for item in items[:MOST_EVIDENCE]:
        place = f", {item.host}" if item.host else ""
        state = f", {item.state}" if item.state else ""
        yield f"{sign} {item.kind} {item.name}{place}{state}"
    if len(items) > MOST_EVIDENCE:
        yield f"{sign} {len(items) - MOST_EVIDENCE} {label}"


def _party(party: Party) -> Entry:
    facts = (party.owner, party.country, party.category, ", ".join(party.hosts[:5]))
    return Entry(f"{party.name} ({'; '.join(dict.fromkeys(fact for fact in facts if fact and fact != party.name))})")


def _policy(change: PolicyChange, language: ReportLanguage) -> Entry:
    w = words(language)
    details = [f"+ {_claim(claim)}" for claim in change.claims_added]
    details += [f"- {_claim(claim)}" for claim in change.claims_removed]
    details += [f"~ {_claim(one.new)} ({w['before']}: “{one.old.quote}”)" for one in change.claims_reworded]
    return Entry(f"{w['text_' + change.kind]}: {change.url}", tuple(details), tuple(_text_lines(change.rows, language)))


def _claim(claim: Claim) -> str:
    params = ", ".join(f"{name}={_value(value)}" for name, value in sorted(claim.params.items()) if value is not None)
    return f"{claim.type}{f' ({params})' if params else ''}: “{claim.quote}”"


def _value(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _text_lines(rows: Sequence[Row], language: ReportLanguage) -> Iterator[str]:
    w = words(language)
    written = 0
    for row in rows:
        if written >= MOST_LINES or row.kind == "more":
            yield f" … {w['more_lines']}"
            return
        if row.kind == "gap":
            yield f" … {w['same_lines'] % {'first': row.skipped}}"
            continue
        old, new = ("".join(piece.text for piece in side) for side in (row.old, row.new))
        yield from ([f" {new}"] if row.kind == "same" else [])
        yield from ([f"-{old}"] if row.kind in ("changed", "removed") else [])
        yield from ([f"+{new}"] if row.kind in ("changed", "added") else [])
        written += 1


def _measure(change: MeasureChange, language: ReportLanguage) -> Entry:
    w = words(language)
    return Entry(f"{w['measure_' + change.what]}: {change.old or '–'} → {change.new or '–'}")


def as_document(changes: Changes, old: AuditResult, new: AuditResult) -> dict[str, Any]:
    """The differences as data for JSON: findings by their ids and titles, claims and evidence whole."""
    return {
        "document_type": "changes",
        "schema_version": 1,
        "old": _audit(old),
        "new": _audit(new),
        "findings": {
            kind: [_finding_data(one) for one in getattr(changes, kind)]
            for kind in ("new", "gone", "untold", "changed", "unchanged")
        },
        "vendors": {
            "new": [_party_data(one) for one in changes.new_vendors],
            "gone": [_party_data(one) for one in changes.gone_vendors],
        },
        "policies": [_policy_data(one) for one in changes.policies],
        "measured_otherwise": [{"what": one.what, "old": one.old, "new": one.new} for one in changes.measures],
    }


def _audit(result: AuditResult) -> dict[str, Any]:
    started = result.observation.started_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"site": result.site.url, "started_at": started, "law": result.law, "outcome": result.observation.outcome}


def _finding_data(change: FindingChange) -> dict[str, Any]:
    finding = change.finding
    data: dict[str, Any] = {
        "id": finding.id, "check": finding.check, "severity": finding.severity,
        "subject": finding.subject.model_dump(mode="json"),
        "title": {language: text.title for language, text in finding.texts.items()},
    }  # fmt: skip
    if change.before is not None and change.kind == "changed":
        data |= {
            "aspects": list(change.aspects),
            "severity_before": change.before.severity,
            "evidence_added": [item.model_dump(mode="json") for item in change.evidence_added],
            "evidence_removed": [item.model_dump(mode="json") for item in change.evidence_removed],
        }
    if change.kind in ("new", "gone", "untold"):
        data |= {"check_in_the_other": change.other_check, "reason": change.reason}
    return data


def _party_data(party: Party) -> dict[str, Any]:
    return {
        "key": party.key, "name": party.name, "owner": party.owner, "country": party.country,
        "category": party.category, "tracker": party.tracker, "hosts": list(party.hosts), "states": list(party.states),
    }  # fmt: skip


def _policy_data(change: PolicyChange) -> dict[str, Any]:
    return {
        "kind": change.kind, "url": change.url, "role": change.role, "old_sha256": change.old_sha256,
        "new_sha256": change.new_sha256,
        "claims_added": [claim.model_dump(mode="json") for claim in change.claims_added],
        "claims_removed": [claim.model_dump(mode="json") for claim in change.claims_removed],
        "claims_reworded": [
            {"old": one.old.model_dump(mode="json"), "new": one.new.model_dump(mode="json")}
            for one in change.claims_reworded
        ],
    }  # fmt: skip
