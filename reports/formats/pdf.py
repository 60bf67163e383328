"""The report on paper: the same page as the HTML report, without its script, printed by the browser."""

from __future__ import annotations

from auditor.models.result import AuditResult
from reports.handed import Handed
from reports.templating import page
from reports.text import Texts
from reports.view import report_view


class Pdf:
    """``report.pdf``: tagged, with an outline."""

    name = "pdf"
    file_name = "report.pdf"
    media_type = "application/pdf"
    printed = True

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The page to print."""
        return page("report.html", t, report=report_view(result, t, handed.pictures))
