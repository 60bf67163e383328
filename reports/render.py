"""Renders an AuditResult in one of the report formats."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.errors import MachineError, UsageError
from auditor.models.common import ReportLanguage
from auditor.models.result import AuditResult
from reports.formats import COMPANIONS, FORMATS
from reports.handed import Handed, LetterWishes, Printer
from reports.report_format import ReportFormat
from reports.text import texts


def report_format(name: str) -> ReportFormat:
    """The format of that name. Raises `UsageError` for any other."""
    found = next((entry for entry in FORMATS if entry.name == name), None)
    if found is None:
        known = ", ".join(entry.name for entry in FORMATS)
        raise UsageError(f"There is no report format {name[:40]!r}; there are: {known}.")
    return found


def with_companions(names: tuple[str, ...]) -> tuple[str, ...]:
    """The formats with those that belong to them (``csv`` brings ``cookies``), each once, in the order asked for."""
    return tuple(dict.fromkeys(one for name in names for one in (name, *COMPANIONS.get(name, ()))))


def render(
    result: AuditResult,
    format_name: str,
    *,
    language: ReportLanguage | None = None,
    pictures: Mapping[str, bytes] = {},
    letter: LetterWishes | None = None,
    meanings: Mapping[str, str] = {},
    printer: Printer | None = None,
) -> bytes:
    """The bytes of a report. ``language``: the result's own where null. ``pictures``: file name → bytes of
    the result's screenshots; one that is absent is said to be absent. ``letter``: what a letter has to say;
    ``meanings``: what the checks mean; ``printer``: prints the formats that are PDF.

    Raises `UsageError` for a format or a finding that does not exist, `MachineError` for a PDF without a printer."""
    chosen = report_format(format_name)
    if chosen.printed and printer is None:
        raise MachineError(f"The format {chosen.name} needs a browser to print it, and there is none here.")
    handed = Handed(pictures=pictures, letter=letter or LetterWishes(), meanings=meanings)
    data = chosen.render(result, texts(language or result.language), handed)
    return printer(data) if printer is not None and chosen.printed else data
