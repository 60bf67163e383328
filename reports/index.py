"""A page that lists several audits with a link to each report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from auditor.models.common import SEVERITIES, ReportLanguage, Severity
from auditor.models.result import AuditResult
from reports import words
from reports.templating import page
from reports.text import Texts, texts


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One audit. ``href``: the report's path relative to the page, of our own making; empty when there is none.

    ``outcome`` of the crawl; ``reason``: why the site could not be audited, where that is so.
    """

    site: str
    href: str
    outcome: str = "complete"
    reason: str = ""
    at: str = ""
    counts: Mapping[Severity, int] | None = None
    claims: int = 0
    contradicted: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    site: str
    href: str
    worst: Severity | None
    worst_label: str
    remark: str
    counts: tuple[tuple[Severity, int], ...]
    verdicts: str
    at: str


def index_entry(result: AuditResult, href: str, language: ReportLanguage) -> IndexEntry:
    """The entry of one result, whose report lies at ``href`` beside the page."""
    seen = result.observation
    return IndexEntry(
        site=result.site.host,
        href=href,
        outcome=seen.outcome,
        reason=seen.reason or "",
        at=words.moment(seen.started_at, texts(language)),
        counts=Counter(finding.severity for finding in result.findings),
        claims=len(result.verdicts),
        contradicted=sum(entry.verdict == "contradicted" for entry in result.verdicts),
    )


def render_index(entries: Sequence[IndexEntry], language: ReportLanguage) -> bytes:
    """The page, entries in the order given. Raises `ValueError` for a path that leads out of its folder."""
    t = texts(language)
    rows = tuple(_row(entry, t) for entry in entries)
    labels = tuple((severity, t(f"severity.{severity}")) for severity in SEVERITIES)
    return page("index.html", t, rows=rows, labels=labels)


def _row(entry: IndexEntry, t: Texts) -> _Row:
    counts = tuple((severity, (entry.counts or {}).get(severity, 0)) for severity in SEVERITIES)
    worst = next((severity for severity, count in counts if count), None)
    return _Row(
        site=entry.site,
        href=_relative(entry.href),
        worst=worst,
        worst_label=t(f"severity.{worst}") if worst else t("index.nothing"),
        remark=_remark(entry, t),
        counts=counts,
        verdicts=t("index.of", n=entry.contradicted, all=entry.claims) if entry.claims else "–",
        at=entry.at,
    )


def _remark(entry: IndexEntry, t: Texts) -> str:
    if entry.outcome == "complete":
        return ""
    said = t(f"index.{'failed' if entry.outcome == 'failed' else 'partial'}")
    return f"{said}: {entry.reason}" if entry.reason else said


def _relative(path: str) -> str:
    """The path, quoted for a link. Only folders below the page: no scheme, no root, no way up."""
    if not path:
        return ""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"not a path below the page: {path[:80]!r}")
    return "/".join(quote(part, safe="") for part in parts)
