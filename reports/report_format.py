"""The interface of a report format: a form in which an AuditResult is handed to somebody."""

from __future__ import annotations

from typing import Protocol

from auditor.models.result import AuditResult
from reports.handed import Handed
from reports.text import Texts


class ReportFormat(Protocol):
    """Turns a result into one file. Pure: the same input gives the same bytes.

    ``name``: what ``--format`` calls it. ``file_name``: the file's usual name. ``media_type``: for a server.
    ``printed``: what `render` gives is a page that a browser has yet to print; the file is its PDF.
    """

    name: str
    file_name: str
    media_type: str
    printed: bool

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The file's bytes, or the page to print, in the words of ``t``."""
        ...
