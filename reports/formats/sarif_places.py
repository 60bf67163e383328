"""Where a finding stands, for SARIF: its quotes in the text of the policy, and the pages it was seen on."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any

from auditor.models.document import Document
from auditor.models.result import AuditResult, Evidence, Finding, QuotedClaim
from reports.formats.sarif_text import plain, same_length, uri

MOST_LOCATIONS = 20
#: A text that is longer than this is not embedded; its places are given all the same. In characters.
LONGEST_TEXT = 1_000_000


class Places:
    """Finds places in the documents of one result. ``artifacts``: these, with the text that offsets count in."""

    def __init__(self, result: AuditResult) -> None:
        self._claims = {entry.index: (entry.claim.start, entry.claim.end) for entry in result.verdicts}
        self._documents = {document.url: number for number, document in enumerate(result.documents)}
        self._lines = [_line_starts(document.text) for document in result.documents]
        self.artifacts = [_artifact(document) for document in result.documents]

    def of(self, finding: Finding) -> list[dict[str, Any]]:
        """The places of a finding, its quotes first, each once; at least one, since code hosts refuse to do without."""
        found = [self._claim(claim) for claim in finding.claims]
        found += [_evidence(entry) for entry in finding.evidence if entry.url or entry.page]
        if not found:
            found = [{"physicalLocation": {"artifactLocation": {"uri": uri(finding.subject.domain or "site")}}}]
        unique = list({json.dumps(one, sort_keys=True): one for one in found}.values())[:MOST_LOCATIONS]
        for one in unique:
            one["physicalLocation"].setdefault("region", {"startLine": 1})
        return unique

    def _claim(self, claim: QuotedClaim) -> dict[str, Any]:
        number = self._documents.get(claim.document)
        place: dict[str, Any] = {"uri": uri(claim.document)}
        region: dict[str, Any] = {"startLine": 1}
        if number is not None:
            place["index"] = number
            start, end = self._claims.get(claim.index, (0, 0))
            if end > start:
                region = self._region(number, start, end)
        region["snippet"] = {"text": plain(claim.quote)}
        return {"physicalLocation": {"artifactLocation": place, "region": region}}

    def _region(self, number: int, start: int, end: int) -> dict[str, Any]:
        """The place by line and column, both from 1, the end exclusive, and by offset."""
        starts = self._lines[number]
        first, last = bisect_right(starts, start), bisect_right(starts, end)
        return {
            "startLine": first,
            "startColumn": start - starts[first - 1] + 1,
            "endLine": last,
            "endColumn": end - starts[last - 1] + 1,
            "charOffset": start,
            "charLength": end - start,
        }


def _line_starts(text: str) -> list[int]:
    return [0, *(place + 1 for place, char in enumerate(text) if char == "\n")]


def _artifact(document: Document) -> dict[str, Any]:
    """A document as it was read. Its hash is that of the bytes served, so it stands apart from the text."""
    artifact: dict[str, Any] = {
        "location": {"uri": uri(document.url)},
        "mimeType": "text/plain",
        "roles": ["analysisTarget"],
    }
    if len(document.text) <= LONGEST_TEXT:
        artifact["contents"] = {"text": same_length(document.text)}
    artifact["properties"] = {"servedSha256": document.sha256}
    return artifact


def _evidence(entry: Evidence) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri(entry.page or entry.url or "")}},
        "message": {"text": plain(" ".join(filter(None, (entry.kind, entry.name, entry.host, entry.note))))},
    }
