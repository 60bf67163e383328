"""The report for people: one self-contained page that asks nothing of the network and needs no script."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.models.result import AuditResult
from reports.templating import page
from reports.text import Texts
from reports.view import report_view


class Html:
    """``report.html``."""

    name = "html"
    file_name = "report.html"
    media_type = "text/html; charset=utf-8"

    def render(self, result: AuditResult, t: Texts, pictures: Mapping[str, bytes]) -> bytes:
        """The page."""
        return page("report.html", t, report=report_view(result, t, pictures), script="report.js")
