"""A page that lists several audits with a link to each report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from auditor.models.common import SEVERITIES, ReportLanguage, Severity
from auditor.models.result import AuditResult
from reports import words
from reports.facts import said
from reports.templating import page
from reports.text import Texts, texts


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One audit. ``href``: its report's path relative to the page, of our own making; empty when there is none."""

    result: AuditResult
    href: str


@dataclass(frozen=True, slots=True)
class _Row:
    site: str
    href: str
    worst: Severity | None
    worst_label: str
    remark: str
    counts: tuple[str, ...]
    verdicts: str
    at: str


def render_index(entries: Sequence[IndexEntry], language: ReportLanguage) -> bytes:
    """The page, entries in the order given. Raises `ValueError` for a path that leads out of its folder."""
    t = texts(language)
    labels = tuple((severity, t(f"severity.{severity}")) for severity in SEVERITIES)
    return page("index.html", t, rows=tuple(_row(entry, t) for entry in entries), labels=labels)


def _row(entry: IndexEntry, t: Texts) -> _Row:
    result = entry.result
    failed = result.observation.outcome == "failed"
    counts = Counter(finding.severity for finding in result.findings)
    worst = next((severity for severity in SEVERITIES if counts[severity]), None)
    nothing = t("index.failed" if failed else "index.nothing")
    contradicted = sum(judged.verdict == "contradicted" for judged in result.verdicts)
    return _Row(
        site=result.site.host,
        href=_relative(entry.href),
        worst=worst,
        worst_label=t(f"severity.{worst}") if worst else nothing,
        remark=_remark(result, t),
        counts=tuple("–" if failed and not counts[severity] else t.number(counts[severity]) for severity in SEVERITIES),
        verdicts=t("index.of", n=contradicted, all=len(result.verdicts)) if result.verdicts else "–",
        at=words.moment(result.observation.started_at, t),
    )


def _remark(result: AuditResult, t: Texts) -> str:
    seen = result.observation
    if seen.outcome == "complete":
        return ""
    outcome = t(f"index.{seen.outcome}")
    return f"{outcome}: {said(seen.reason, t)}" if seen.reason else outcome


def _relative(path: str) -> str:
    """The path, quoted for a link. Only folders below the page: no scheme, no root, no way up."""
    if not path:
        return ""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"not a path below the page: {path[:80]!r}")
    return "/".join(quote(part, safe="") for part in parts)
