"""The result itself, as the canonical JSON document: for machines, and for rendering again later."""

from __future__ import annotations

from auditor.models.files import to_json
from auditor.models.result import AuditResult
from reports.handed import Handed
from reports.text import Texts


class Json:
    """``result.json``: complete, in no language, without the pictures' bytes."""

    name = "json"
    file_name = "result.json"
    media_type = "application/json"
    printed = False

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The canonical JSON."""
        return to_json(result).encode()
