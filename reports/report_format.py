"""The interface of a report format: a form in which an AuditResult is handed to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from auditor.models.result import AuditResult
from reports.text import Texts


class ReportFormat(Protocol):
    """Turns a result into one file. Pure: the same input gives the same bytes.

    ``name``: what ``--format`` calls it. ``file_name``: the file's usual name. ``media_type``: for a server.
    """

    name: str
    file_name: str
    media_type: str

    def render(self, result: AuditResult, t: Texts, pictures: Mapping[str, bytes]) -> bytes:
        """The file's bytes, in the words of ``t``; ``pictures``: file name → bytes of the result's pictures."""
        ...
