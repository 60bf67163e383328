"""The report formats, in the order in which they are listed to users."""

from __future__ import annotations

from reports.formats.html import Html
from reports.formats.json import Json
from reports.report_format import ReportFormat

FORMATS: tuple[ReportFormat, ...] = (Html(), Json())
