"""The comparison of an audit with its scenario: nothing unlisted passes, nothing listed may be missing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from demo_scenarios import CHOICES, Scenario, differences, scenarios, twin_differences
from pydantic import ValidationError

from auditor.models.declaration import Claim
from auditor.models.document import Document, DocumentText
from auditor.models.result import AuditResult, CheckOutcome, ClaimVerdict, Evidence, Finding, Seen, Subject

SCENARIO = Scenario.model_validate(
    {
        "site": "probe",
        "about": "x",
        "documents": ["/privacy"],
        "declared": {},
        "findings": [
            {
                "check": "undeclared_vendor",
                "subject": {"kind": "vendor", "name": "meta_pixel"},
                "severity": "serious",
                "evidence": [{"kind": "cookie", "name": "_fb*", "host": "probe.example"}],
            }
        ],
        "not_alleged": ["google_analytics"],
        "verdicts": {"uses_vendor:google_analytics": "confirmed"},
        "repaired": {"documents": ["/privacy"]},
    }
)


def _finding(vendor: str = "meta_pixel", severity: str = "serious", cookie: str = "_fbp") -> Finding:
    return Finding.model_construct(
        check="undeclared_vendor",
        severity=severity,
        subject=Subject(kind="vendor", name=vendor),
        states=("before",),
        evidence=(Evidence(kind="cookie", name=cookie, host="probe.example"),),
        title="t",
        seen=Seen(count=1, visits=1),
    )


def _verdict(verdict: str = "confirmed", **params: Any) -> ClaimVerdict:
    values = {"vendor": ["google_analytics"], **params}
    claim = Claim(
        type="uses_vendor", params=values, quote="q", document="https://probe.example/privacy", start=0, end=1
    )
    return ClaimVerdict.model_validate({"index": 0, "claim": claim, "verdict": verdict, "reason": "r"})


def _result(*findings: Finding, path: str = "/privacy", **parts: Any) -> AuditResult:
    url = f"https://probe.example{path}"
    document = Document(url=url, requested_url=url, found_by="link", content=DocumentText(text="q", blocks=()))
    return AuditResult.model_construct(
        findings=findings,
        documents=(document,),
        verdicts=parts.get("verdicts", (_verdict(),)),
        checks=parts.get("checks", ()),
        observation=SimpleNamespace(states=parts.get("states", _states())),
        third_parties=parts.get("third_parties", ()),
    )


def _states(**outcomes: str) -> tuple[SimpleNamespace, ...]:
    choices = {**dict.fromkeys(CHOICES, "no_banner"), **outcomes}
    return tuple(SimpleNamespace(state=name, choice=SimpleNamespace(outcome=told)) for name, told in choices.items())


def test_what_is_expected_makes_no_difference() -> None:
    assert differences(SCENARIO, _result(_finding())) == []


def test_an_unlisted_finding_is_a_difference() -> None:
    (difference,) = differences(SCENARIO, _result(_finding(), _finding("doubleclick")))
    assert difference.startswith("not expected: undeclared_vendor (serious) on vendor doubleclick")


def test_a_finding_about_a_vendor_that_must_not_be_alleged_is_named_as_such() -> None:
    found = differences(SCENARIO, _result(_finding(), _finding("google_analytics")))
    assert any(difference.startswith("must not be alleged") for difference in found)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (_result(), "0 such findings"),
        (_result(_finding(severity="minor")), "severity minor, expected serious"),
        (_result(_finding(cookie="_ga")), "no evidence"),
        (_result(_finding(), path="/elders"), "document not found: /privacy"),
        (_result(_finding(), verdicts=()), "no verdict on uses_vendor:google_analytics"),
        (_result(_finding(), verdicts=(_verdict("contradicted"),)), "contradicted (r), expected confirmed"),
        (_result(_finding(), checks=(CheckOutcome(check="c", result="errored", reason="r"),)), "c errored"),
    ],
)
def test_what_is_missing_or_other_is_a_difference(result: AuditResult, said: str) -> None:
    assert any(said in difference for difference in differences(SCENARIO, result))


def test_a_possible_claim_does_not_weigh_against_a_firm_one() -> None:
    verdicts = (_verdict(), _verdict("cannot_tell", modality="possible"))
    assert differences(SCENARIO, _result(_finding(), verdicts=verdicts)) == []


def test_a_twin_may_have_remarks_and_nothing_graver() -> None:
    assert twin_differences(SCENARIO, _result(_finding(severity="info"))) == []
    assert twin_differences(SCENARIO, _result(_finding(severity="minor")))[0].startswith("alleged:")
    assert twin_differences(SCENARIO, _result(verdicts=(_verdict("contradicted"),)))[0].startswith("contradicted:")


def test_a_file_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValidationError):
        Scenario.model_validate({**SCENARIO.model_dump(), "surprise": 1})
    assert len(scenarios()) == 5


def test_a_choice_that_ended_otherwise_is_a_difference() -> None:
    found = differences(SCENARIO, _result(_finding(), states=_states(rejected="failed")))
    assert found == ["choice rejected: failed, expected no_banner"]


def test_a_vendor_that_did_not_wait_for_consent_is_a_difference() -> None:
    scenario = SCENARIO.model_copy(update={"only_after_accepting": ("bing_ads",)})
    host = SimpleNamespace(vendor="bing_ads", requests={"before": 1, "accepted": 2})
    found = differences(scenario, _result(_finding(), third_parties=(host,)))
    assert found == ["bing_ads was asked for something in ['accepted', 'before'], expected after accepting only"]
