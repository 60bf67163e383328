"""The findings as SARIF 2.1.0 (OASIS), the form in which code hosts and scanners exchange findings."""

from __future__ import annotations

import json
from typing import Any

from auditor.models.common import Severity
from auditor.models.result import AuditResult, Finding
from reports.formats.sarif_places import Places
from reports.formats.sarif_text import plain, uri
from reports.handed import Handed
from reports.shown import visible
from reports.text import Texts
from reports.views.findings import finding_text

__all__ = ["Sarif", "uri"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#: SARIF knows three levels of a failure; the severity itself stands in ``properties``.
_LEVELS: dict[Severity, str] = {
    "critical": "error",
    "serious": "error",
    "moderate": "warning",
    "minor": "note",
    "info": "note",
}


class Sarif:
    """``report.sarif``: a rule a check, a result a finding, the finding's id as its fingerprint."""

    name = "sarif"
    file_name = "report.sarif"
    media_type = "application/sarif+json"
    printed = False

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The log, with one run."""
        checks = sorted({finding.check for finding in result.findings})
        places = Places(result)
        findings = [_result(finding, checks.index(finding.check), places, t) for finding in result.findings]
        seen = result.observation
        run = {
            "tool": {
                "driver": {
                    "name": plain(result.tool.name),
                    "semanticVersion": plain(result.tool.version),
                    "version": plain(result.tool.version),
                    "rules": [_rule(check, result, handed.meanings.get(check, "")) for check in checks],
                }
            },
            "language": {"nl": "nl-NL", "en": "en-GB"}[t.language],
            "columnKind": "unicodeCodePoints",
            "automationDetails": {"id": f"cookie-declaration/{uri(result.site.host)[:200]}/"},
            "invocations": [
                {
                    "executionSuccessful": seen.outcome != "failed",
                    "startTimeUtc": f"{seen.started_at:%Y-%m-%dT%H:%M:%SZ}",
                    "endTimeUtc": f"{seen.finished_at:%Y-%m-%dT%H:%M:%SZ}",
                }
            ],
            "artifacts": places.artifacts,
            "properties": {"choices": {one.state: one.choice.outcome for one in seen.states if one.choice is not None}},
            "results": findings,
        }
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        return (json.dumps(log, indent=1, ensure_ascii=False) + "\n").encode()


def _rule(check: str, result: AuditResult, meaning: str) -> dict[str, Any]:
    """A check, with what it means. Code hosts show a rule by its descriptions, so there is always one."""
    name = check.replace("_", " ")
    mine = [finding for finding in result.findings if finding.check == check]
    provisions = dict.fromkeys(entry.provision for finding in mine for entry in finding.legal)
    lines = meaning.strip() or f"Potential discrepancy: {name}."
    return {
        "id": visible(check),
        "name": "".join(part.capitalize() for part in check.split("_")),
        "shortDescription": {"text": plain(lines.splitlines()[0])},
        "fullDescription": {"text": plain(lines)},
        "help": {"text": plain("\n".join((lines, "", *provisions)).strip())},
        "defaultConfiguration": {"level": _LEVELS[mine[0].severity]},
        "properties": {"tags": ["privacy", "cookies"], "precision": "high"},
    }


def _result(finding: Finding, rule: int, places: Places, t: Texts) -> dict[str, Any]:
    text = finding_text(finding, t)
    return {
        "ruleId": visible(finding.check),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": plain(f"{text.title}. {text.explanation}")},
        "locations": places.of(finding),
        "fingerprints": {"findingId/v1": finding.id},
        # What code hosts match alerts by; without it they would take a hash of a line that no repository has.
        "partialFingerprints": {"findingId/v1": finding.id, "primaryLocationLineHash": f"{finding.id}:1"},
        "properties": {
            "severity": finding.severity,
            "states": list(finding.states),
            "seen": finding.seen.count,
            "visits": finding.seen.visits,
            "remedy": plain(text.remedy),
            "provisions": [plain(entry.provision) for entry in finding.legal],
        },
    }
