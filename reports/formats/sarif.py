"""The findings as SARIF 2.1.0 (OASIS), the form in which code hosts and scanners exchange findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from auditor.models.common import Severity
from auditor.models.result import AuditResult, Evidence, Finding, QuotedClaim
from reports.shown import bounded, visible
from reports.text import Texts
from reports.views.findings import finding_text

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#: SARIF knows three levels of a failure; the severity itself stands in ``properties``.
_LEVELS: dict[Severity, str] = {
    "critical": "error",
    "serious": "error",
    "moderate": "warning",
    "minor": "note",
    "info": "note",
}
MOST_LOCATIONS = 20


class Sarif:
    """``report.sarif``: a rule a check, a result a finding, the finding's id as its fingerprint."""

    name = "sarif"
    file_name = "report.sarif"
    media_type = "application/sarif+json"

    def render(self, result: AuditResult, t: Texts, pictures: Mapping[str, bytes]) -> bytes:
        """The log, with one run."""
        checks = sorted({finding.check for finding in result.findings})
        places = {entry.index: (entry.claim.start, entry.claim.end) for entry in result.verdicts}
        seen = result.observation
        run = {
            "tool": {
                "driver": {
                    "name": _plain(result.tool.name),
                    "version": _plain(result.tool.version),
                    "rules": [_rule(check) for check in checks],
                }
            },
            "language": {"nl": "nl-NL", "en": "en-GB"}[t.language],
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {
                    "executionSuccessful": seen.outcome != "failed",
                    "startTimeUtc": f"{seen.started_at:%Y-%m-%dT%H:%M:%SZ}",
                    "endTimeUtc": f"{seen.finished_at:%Y-%m-%dT%H:%M:%SZ}",
                }
            ],
            "properties": {"choices": {one.state: one.choice.outcome for one in seen.states if one.choice is not None}},
            "results": [_result(finding, checks.index(finding.check), places, t) for finding in result.findings],
        }
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        return (json.dumps(log, indent=1, ensure_ascii=False) + "\n").encode()


def _rule(check: str) -> dict[str, Any]:
    return {"id": check, "name": "".join(part.capitalize() for part in check.split("_"))}


def _result(finding: Finding, rule: int, places: Mapping[int, tuple[int, int]], t: Texts) -> dict[str, Any]:
    text = finding_text(finding, t)
    locations = [_claim(claim, places) for claim in finding.claims]
    locations += [_evidence(entry) for entry in finding.evidence if entry.url or entry.page]
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(f"{text.title}. {text.explanation}")},
        "locations": _unique(locations)[:MOST_LOCATIONS],
        "partialFingerprints": {"findingId/v1": finding.id},
        "properties": {
            "severity": finding.severity,
            "states": list(finding.states),
            "seen": finding.seen.count,
            "visits": finding.seen.visits,
            "remedy": _plain(text.remedy),
            "provisions": [_plain(entry.provision) for entry in finding.legal],
        },
    }


def _claim(claim: QuotedClaim, places: Mapping[int, tuple[int, int]]) -> dict[str, Any]:
    region: dict[str, Any] = {"snippet": {"text": _plain(claim.quote)}}
    start, end = places.get(claim.index, (0, 0))
    if end > start:
        region |= {"charOffset": start, "charLength": end - start}
    else:
        region |= {"charOffset": 0}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(claim.document)}, "region": region}}


def _evidence(entry: Evidence) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri(entry.page or entry.url or "")}},
        "message": {"text": _plain(" ".join(filter(None, (entry.kind, entry.name, entry.host, entry.note))))},
    }


def _unique(locations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({json.dumps(location, sort_keys=True): location for location in locations}.values())


def uri(address: str) -> str:
    """An address with everything quoted that a URI may not hold; one that is no web address, as a path."""
    quoted = quote(visible(address[:2000]), safe=":/?#@!$&'()*+,;=%~-._")
    return quoted if quoted.lower().startswith(("https://", "http://")) else quote(quoted, safe="%/.-_~")


def _plain(text: str) -> str:
    """A message: no hidden characters, and no braces or brackets, which SARIF reads as placeholders and links."""
    shown = visible(bounded(text, 2000), prose=True)
    return shown.translate({ord("{"): "{{", ord("}"): "}}", ord("["): "\\[", ord("]"): "\\]"})
