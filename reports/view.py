"""The view model: everything that the templates show, ready in words, so that they hold nothing but loops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.models.common import ConsentState
from auditor.models.result import AuditResult
from reports.text import Texts
from reports.views.consent import ConsentView, consent_view
from reports.views.evidence import EvidenceTables
from reports.views.findings import SeverityGroup, finding_groups
from reports.views.inventory import Inventory, inventory_view
from reports.views.method import Method, method_view
from reports.views.pictures import PictureView, picture_views
from reports.views.policy import PolicyView, policy_view
from reports.views.summary import Summary, summary_view
from reports.views.timeline import Timeline, timeline_views


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report, in the order in which it is read. ``states``: those that were visited, with their words."""

    summary: Summary
    policy: PolicyView
    findings: tuple[SeverityGroup, ...]
    states: tuple[tuple[ConsentState, str], ...]
    consent: ConsentView
    inventory: Inventory
    timelines: tuple[Timeline, ...]
    pictures: tuple[PictureView, ...]
    method: Method


def report_view(result: AuditResult, t: Texts, pictures: Mapping[str, bytes]) -> ReportView:
    """The view of ``result`` in the language of ``t``; ``pictures``: file name → bytes."""
    tables = EvidenceTables(result, t)
    policy = policy_view(result, t, tables)
    groups = finding_groups(result, t, tables, policy.numbers)
    shots = picture_views(result, pictures, t)
    return ReportView(
        summary=summary_view(result, groups, tuple(policy.notes.values()), t),
        policy=policy,
        findings=groups,
        states=tuple((one.state, t(f"state.{one.state}")) for one in result.observation.states),
        consent=consent_view(result, tuple(shot for shot in shots if shot.banner), t),
        inventory=inventory_view(result, t),
        timelines=timeline_views(result, t),
        pictures=tuple(shot for shot in shots if not shot.banner),
        method=method_view(result, t),
    )
