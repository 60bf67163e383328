"""Results, decisions and sightings for the tests of the review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from auditor.models.common import CheckResult, ConsentState
from auditor.models.document import Block, DocumentText
from auditor.models.result import AuditResult, CheckOutcome, ClaimVerdict, Evidence, Finding, Subject, ThirdParty
from auditor.models.result import finding_id as id_of
from auditor.store.records import DecisionRecord
from tests.unit.reports.report_samples import SITE, claim, document, sample

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
ONE, TWO = "1" * 64, "2" * 64


def evidence(name: str = "_gs", host: str = "ketting.example", **more: Any) -> Evidence:
    return Evidence(kind="cookie", name=name, host=host, state="before", **more)


def finding(
    check: str = "cookie_before_consent",
    name: str = "_gs",
    severity: str = "serious",
    items: tuple[Evidence, ...] = (evidence(),),
    **more: Any,
) -> Finding:
    subject = Subject(kind="cookie", name=name, domain="ketting.example")
    words = {"title": f"{check} {name}", "explanation": "Een uitleg.", "remedy": "Een oplossing."}
    values: dict[str, Any] = {
        "id": id_of(check, subject), "check": check, "severity": severity, "subject": subject, "states": ("before",),
        "evidence": items, **words, "texts": {"nl": words, "en": words}, "legal": (), "seen": {"count": 1, "visits": 1},
    }  # fmt: skip
    return Finding.model_validate({**values, **more})


def outcome(check: str, result: CheckResult, reason: str | None = None) -> CheckOutcome:
    return CheckOutcome(check=check, result=result, reason=reason)


def third(host: str, vendor: str | None = None, states: tuple[ConsentState, ...] = ("before",)) -> ThirdParty:
    return ThirdParty(
        host=host, vendor=vendor, vendor_name=vendor and vendor.title(), owner=None, country="NL", category="marketing",
        tracker=True, declared=None, requests=dict.fromkeys(states, 1),
    )  # fmt: skip


def result(*findings: Finding, **changes: Any) -> AuditResult:
    """A small result: these findings, their checks as found, no texts and no third parties unless given."""
    checks = tuple(outcome(check, "found") for check in dict.fromkeys(one.check for one in findings))
    empty: dict[str, Any] = {
        "documents": (), "verdicts": (), "third_parties": (), "cookies": (), "storage": (), "checks": checks,
    }  # fmt: skip
    return sample(findings=findings, **{**empty, **changes})


def policy(text: str, url: str = SITE + "privacy", **more: Any) -> Any:
    blocks = []
    place = 0
    for line in text.split("\n"):
        blocks.append(Block(kind="paragraph", start=place, end=place + len(line)))
        place += len(line) + 1
    return document(url, DocumentText(title="Privacy", text=text, blocks=tuple(blocks), text_language="nl"), **more)


def with_policy(text: str, *claims: tuple[str, str, dict[str, Any]], **changes: Any) -> AuditResult:
    """A result with one policy; each claim by type, quote and parameters."""
    doc = policy(text)
    verdicts = [
        ClaimVerdict(index=n, claim=claim(kind, doc, quote, **params), verdict="cannot_tell", reason="not looked")
        for n, (kind, quote, params) in enumerate(claims)
    ]
    return result(documents=(doc,), verdicts=tuple(verdicts), **changes)


def decision(kind: str, at: dt.datetime = NOON, seen: str | None = ONE, **more: Any) -> DecisionRecord:
    values = {"site_id": 1, "finding_id": "f" + "0" * 15, "by": "Sanne", "previous_sha256": "0" * 64}
    return DecisionRecord.model_validate(
        {**values, "kind": kind, "at": at, "evidence_sha256": seen, "sha256": "a" * 64, **more}
    )
