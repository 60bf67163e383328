"""The report for people: one self-contained page that asks nothing of the network and needs no script."""

from __future__ import annotations

from auditor.models.result import AuditResult
from reports.handed import Handed
from reports.templating import page
from reports.text import Texts
from reports.view import report_view


class Html:
    """``report.html``."""

    name = "html"
    file_name = "report.html"
    media_type = "text/html; charset=utf-8"
    printed = False

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The page."""
        return page("report.html", t, report=report_view(result, t, handed.pictures), script="report.js")
