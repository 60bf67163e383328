"""Renders an AuditResult in one of the report formats."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import UsageError
from auditor.models.common import ReportLanguage
from auditor.models.result import AuditResult
from reports.formats import FORMATS
from reports.report_format import ReportFormat
from reports.text import texts


def report_format(name: str) -> ReportFormat:
    """The format of that name. Raises `UsageError` for any other."""
    found = next((entry for entry in FORMATS if entry.name == name), None)
    if found is None:
        known = ", ".join(entry.name for entry in FORMATS)
        raise UsageError(f"There is no report format {name[:40]!r}; there are: {known}.")
    return found


def render(
    result: AuditResult,
    format_name: str,
    *,
    language: ReportLanguage | None = None,
    pictures: Mapping[str, bytes] = {},
) -> bytes:
    """The bytes of a report. ``language``: the result's own where null. ``pictures``: file name → bytes of
    the result's screenshots; one that is absent is said to be absent.

    Raises `UsageError` for a format that does not exist."""
    return report_format(format_name).render(result, texts(language or result.language), pictures)
