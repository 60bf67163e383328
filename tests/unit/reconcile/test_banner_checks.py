"""The checks of the banner: what they must not accuse of, what they say, and which takes which in."""

from __future__ import annotations

import pytest
from banner_scenarios import (
    ACCEPT,
    ALSO_FOUND,
    BEHIND,
    FOUND,
    PIXEL_AFTER,
    REJECT,
    SETTINGS,
    TRAPS,
    button,
    case,
    refused,
    surface,
    ticked,
)
from check_scenarios import Case
from reconcile_builders import state, tiny_base

from auditor.models.consent import Choice, Step
from auditor.models.result import AuditResult
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.runner import reconcile
from reports.facts import said
from reports.text import texts

BASE = tiny_base()
BANNER = [check for check in CHECKS if check.INFO.group == "banner"]


def audited(check_id: str, tried: Case) -> AuditResult:
    alone = [check for check in BANNER if check.INFO.id == check_id]
    return reconcile(tried.observation, tried.declaration, base=BASE, checks=alone)


def test_the_group_is_complete() -> None:
    assert {check.INFO.id for check in BANNER} == set(FOUND)


@pytest.mark.parametrize(("check_id", "what", "tried"), TRAPS, ids=[f"{name}-{what}" for name, what, _ in TRAPS])
def test_accuses_nobody_of(check_id: str, what: str, tried: Case) -> None:
    result = audited(check_id, tried)
    assert result.findings == (), what
    assert result.checks[0].result in ("passed", "cannot_tell", "not_applicable")


@pytest.mark.parametrize(
    ("check_id", "what", "tried"), ALSO_FOUND, ids=[f"{name}-{what}" for name, what, _ in ALSO_FOUND]
)
def test_finds_too(check_id: str, what: str, tried: Case) -> None:
    assert [one.check for one in audited(check_id, tried).findings] == [check_id], what


@pytest.mark.parametrize("check_id", FOUND)
def test_without_a_look_at_what_comes_after_accepting_nothing_is_said(check_id: str) -> None:
    given = FOUND[check_id].observation
    seen = given.model_copy(update={"states": tuple(one for one in given.states if one.state == "before")})
    result = audited(check_id, Case(seen, FOUND[check_id].declaration))
    assert (result.checks[0].result, result.findings) == ("cannot_tell", ())
    assert result.checks[0].reason == "The site was not visited after accepting."


def test_a_missing_refusal_takes_the_longer_way_in() -> None:
    tried = case(surface(ACCEPT, SETTINGS, BEHIND, clicks_to_reject=2))
    result = reconcile(tried.observation, tried.declaration, base=BASE, checks=BANNER)
    assert [one.check for one in result.findings] == ["missing_reject"]
    outcome = next(one for one in result.checks if one.check == "harder_reject")
    assert (outcome.result, outcome.findings) == ("found", (result.findings[0].id,))
    assert "in 2 klikken" in result.findings[0].texts["nl"].explanation


def test_a_finding_shows_what_it_rests_on() -> None:
    tried = case(surface(ACCEPT, REJECT, boxes=(ticked("Statistieken"), ticked("Marketing", layer=2))))
    (finding,) = audited("preticked_choice", tried).findings
    assert [(one.name, one.ref, one.note) for one in finding.evidence] == [
        ("Marketing", "/consent/boxes/1", "on by default on layer 2")
    ]
    assert "“Marketing”" in finding.texts["en"].explanation
    assert finding.subject.kind == "banner"


def test_the_banner_is_no_sighting_of_the_cookies_whose_purpose_it_does_not_name() -> None:
    (finding,) = audited("undeclared_purpose", FOUND["undeclared_purpose"]).findings
    assert finding.states == ("accepted",)
    assert "The browser stored after accepting on one page: _sbp" in finding.texts["en"].explanation


def test_presses_of_a_rule_prove_no_way_from_the_first_layer() -> None:
    choice = Choice(outcome="verified", clicks=3, steps=(Step(text="Weiger", role="reject"),))
    shown = surface(ACCEPT, SETTINGS, clicks_to_reject=3)
    tried = case(shown, PIXEL_AFTER, state("rejected", choice=choice))
    assert [one.check for one in audited("missing_reject", tried).findings] == ["missing_reject"]
    assert [one.check for one in audited("harder_reject", tried).findings] == ["harder_reject"]


def test_closing_is_told_beside_a_missing_refusal() -> None:
    closing = button("×", "close")
    (finding,) = audited("missing_reject", case(surface(ACCEPT, closing))).findings
    assert "does not say that closing refuses" in finding.texts["en"].explanation
    proved = refused(Step(text="×", role="close"))
    assert audited("missing_reject", case(surface(ACCEPT, closing), PIXEL_AFTER, proved)).findings == ()


def test_a_long_text_of_a_button_is_bounded() -> None:
    long = ACCEPT.model_copy(update={"text": "Accepteren " * 400})
    (finding,) = audited("missing_reject", case(surface(long))).findings
    assert all(len(one.name) <= 200 and len(one.note or "") <= 300 for one in finding.evidence)
    assert len(finding.texts["nl"].explanation) < 600


@pytest.mark.parametrize(("check_id", "what", "tried"), TRAPS, ids=[f"{name}-{what}" for name, what, _ in TRAPS])
def test_what_is_not_said_has_its_reason_in_dutch(check_id: str, what: str, tried: Case) -> None:
    reason = audited(check_id, tried).checks[0].reason
    if reason is not None and reason != "The page did not load.":
        assert said(reason, texts("nl")) != reason, what
