"""A finding as a page shows it: the report's own view of it, in the viewer's language."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.models.common import ReportLanguage
from auditor.models.result import AuditResult, Finding
from reports.text import Texts, texts
from reports.views.evidence import EvidenceTables
from reports.views.findings import FindingView, finding_groups


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """``view``: the words, quotes, evidence and provisions; ``t``: the report's texts, for the evidence's columns."""

    view: FindingView
    t: Texts


def shown_finding(result: AuditResult, finding_id: str, language: ReportLanguage) -> ShownFinding | None:
    """The finding of that id in a result; None when the result does not have it."""
    found: Finding | None = next((one for one in result.findings if one.id == finding_id), None)
    if found is None:
        return None
    t = texts(language)
    alone = result.model_copy(update={"findings": (found,)})
    (group,) = finding_groups(alone, t, EvidenceTables(result, t), {})
    return ShownFinding(group.findings[0], t)
