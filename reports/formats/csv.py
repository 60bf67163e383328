"""The findings, and the cookies, as tables for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from auditor.models.result import AuditResult, Finding, InventoryItem
from reports import words
from reports.facts import said
from reports.handed import Handed
from reports.shown import visible
from reports.text import Texts
from reports.views.findings import finding_text

#: A cell, or what a spreadsheet with another separator takes for one, that begins with one of these
#: is run as a formula, spaces before it or not. Source: OWASP, "CSV Injection".
_FORMULA = re.compile('((?:^|[;,\t\r\n"])[ \\t]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])')
LONGEST_CELL = 2000


class FindingsCsv:
    """``findings.csv``: a row a finding, with its quotes and its evidence in a cell each."""

    name = "csv"
    file_name = "findings.csv"
    media_type = "text/csv; charset=utf-8"
    printed = False

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The table, columns named as in the saved result."""
        header = ("id", "severity", "check", "title", "explanation", "remedy", "subject", "domain", "vendor", "states")
        more = ("seen", "visits", "quotes", "evidence", "legal")
        return table((*header, *more), (_finding(finding, t) for finding in result.findings))


class CookiesCsv:
    """``cookies.csv``: a row a cookie or storage key, with its outcome in each state."""

    name = "cookies"
    file_name = "cookies.csv"
    media_type = "text/csv; charset=utf-8"
    printed = False

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The table; a column for each state that was visited."""
        states = tuple(summary.state for summary in result.observation.states)
        header = ("kind", "name", "domain", "party", "vendor", "owner", "category", "exempt", "session")
        more = ("lifetime_seconds", "setter", "setter_party", "declared")
        rows = ([*_item(item), *(item.states.get(state, "") for state in states)] for item in _items(result))
        return table((*header, *more, *states), rows)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that spreadsheets open as it is meant: a byte order mark, every cell quoted, no cell a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def cell(value: object) -> str:
    """One cell: text only, bounded, nothing hidden in it, and nothing that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = visible(str(value)[:LONGEST_CELL].strip(), prose=True)
    return _FORMULA.sub(r"\1'", text)


def _finding(finding: Finding, t: Texts) -> list[object]:
    text = finding_text(finding, t)
    evidence = (
        " ".join(filter(None, (e.kind, e.name, e.host, e.state, e.note and said(e.note, t)))) for e in finding.evidence
    )
    subject = finding.subject
    return [
        finding.id, finding.severity, finding.check, text.title, text.explanation, text.remedy, subject.name,
        subject.domain, words.vendor(subject.vendor), " ".join(finding.states), finding.seen.count,
        finding.seen.visits, "\n".join(claim.quote for claim in finding.claims), "\n".join(evidence),
        "; ".join(entry.provision for entry in finding.legal),
    ]  # fmt: skip


def _items(result: AuditResult) -> tuple[InventoryItem, ...]:
    return (*result.cookies, *result.storage)


def _item(item: InventoryItem) -> list[object]:
    return [
        item.kind, item.name, item.domain, item.party, words.vendor(item.vendor), item.owner, item.category,
        item.exempt, item.session, item.lifetime_seconds, item.setter, item.setter_party, item.declared,
    ]  # fmt: skip
