"""The checks of consent: what they must not accuse of, what they find too, what they say, and what takes what in."""

from __future__ import annotations

import pytest
from check_scenarios import ADS, GS, PIXEL, SBP, SESSION, Case
from consent_scenarios import (
    AFTER,
    ALSO_FOUND,
    CANNOT_TELL,
    FOUND,
    IMPLIED,
    NOT_APPLICABLE,
    NOT_OFFERED,
    PASSED,
    TRAPS,
    UNPROVEN,
    WAY,
    audit,
    case,
    left,
    pressed,
    rejected,
    withdrawn,
)
from reconcile_builders import claim, declaration, key, observation, request, state, tiny_base, written_by

from auditor.models.consent import Choice, ConsentSurface
from auditor.models.observation import Observation
from auditor.models.result import AuditResult
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.facts import Facts
from auditor.reconcile.runner import reconcile
from reports.facts import said
from reports.text import texts

BASE = tiny_base()
CONSENT = [check for check in CHECKS if check.INFO.group == "consent"]


def audited(check_id: str, tried: Case, law: str = "nl") -> AuditResult:
    alone = [check for check in CONSENT if check.INFO.id == check_id]
    return reconcile(tried.observation, tried.declaration, base=BASE, checks=alone, law=law)


def found(tried: Case) -> list[tuple[str, str, str]]:
    result = reconcile(tried.observation, tried.declaration, base=BASE, checks=CONSENT)
    return sorted((one.check, one.subject.name, one.severity) for one in result.findings)


@pytest.mark.parametrize(("check_id", "what", "tried"), TRAPS, ids=[f"{name}-{what}" for name, what, _ in TRAPS])
def test_accuses_nobody_of(check_id: str, what: str, tried: Case) -> None:
    result = audited(check_id, tried)
    assert {one.severity for one in result.findings} <= {"minor"}, what
    assert result.checks[0].result != "errored", result.checks[0].reason


@pytest.mark.parametrize(
    ("check_id", "what", "tried", "law"), ALSO_FOUND, ids=[f"{name}-{what}" for name, what, _, _ in ALSO_FOUND]
)
def test_finds_too(check_id: str, what: str, tried: Case, law: str) -> None:
    result = audited(check_id, tried, law)
    assert [(one.subject.name, one.severity) for one in result.findings] == [(tried.subject, tried.severity)], what


def test_the_group_is_complete_and_does_not_apply_where_nothing_needs_consent() -> None:
    about_words = {"implied_consent_wording", "banner_claim_contradicted", "consent_promise_broken"}
    assert {check.INFO.id for check in CONSENT} - about_words == set(NOT_APPLICABLE)


def test_what_a_refusal_did_not_stop_is_one_finding_with_its_requests() -> None:
    things = case(rejected(cookies=(SBP,), requests=(request(PIXEL),)))
    assert found(things) == [("cookie_after_reject", "smoelen_pixel", "critical")]


def test_a_left_over_beside_the_running_tracker_adds_nothing() -> None:
    things = case(rejected(cookies=(left(SBP),), requests=(request(PIXEL),)))
    assert found(things) == [("tracker_after_reject", "smoelen_pixel", "critical")]


def test_a_left_over_of_a_visit_without_the_choice_is_none() -> None:
    """In the visit in which the refusal was not proven, nothing was refused."""
    page = AFTER.pages[0]
    pages = (page, page.model_copy(update={"visit": 2, "after_choice": False}))
    other = left(SBP).model_copy(update={"visits": (2,)})
    assert found(case(rejected(cookies=(other,), pages=pages))) == []
    same = left(SBP).model_copy(update={"visits": (1,)})
    assert found(case(rejected(cookies=(same,), pages=pages))) == [("cookie_after_reject", "smoelen_pixel", "minor")]


def test_the_choice_is_told_with_what_was_pressed_and_what_the_record_says() -> None:
    things = case(rejected(choice=pressed("Nee, liever niet", record_agrees=False), cookies=(SBP,)))
    words = audited("cookie_after_reject", things).findings[0].texts
    assert "“Nee, liever niet”" in words["nl"].explanation
    assert "al zegt het eigen register van de banner iets anders" in words["nl"].explanation
    assert "na weigeren" in words["nl"].explanation
    assert "in the one visit of this audit" in words["en"].explanation


def test_hostile_words_of_a_button_stay_text_and_stay_short() -> None:
    things = case(rejected(choice=pressed("{site} {0} <b>" + "x" * 500), cookies=(SBP,)))
    said_nl = audited("cookie_after_reject", things).findings[0].texts["nl"].explanation
    assert "{site} {0} <b>" in said_nl
    assert len(said_nl) < 900


def test_a_left_over_says_that_it_is_one() -> None:
    words = audited("cookie_after_reject", case(rejected(cookies=(left(SBP),)))).findings[0].texts
    assert words["nl"].title == "Volgcookies van Smoelen Pixel blijven staan na weigeren"
    assert "niet opnieuw geschreven" in words["nl"].explanation


def test_what_speaks_against_low_impact_is_named() -> None:
    things = case(audit(state("before", cookies=(GS,), requests=(request(ADS),)), AFTER))
    (finding,) = audited("analytics_before_consent", things).findings
    assert "een koppeling met advertenties (gigant-ads.test)" in finding.texts["nl"].explanation
    assert finding.texts["nl"].title == "Analytische cookies van Gigant Analytics staan er vóór een keuze"
    assert {one.name for one in finding.evidence} == {"_gs", "gigant-ads.test/tag.js"}
    (mild,) = audited("analytics_before_consent", case(audit(state("before", cookies=(GS,)), AFTER))).findings
    assert "verwerkersovereenkomst" in mild.texts["nl"].explanation


def test_a_promised_way_back_that_was_not_found_is_quoted() -> None:
    result = reconcile(withdrawn(NOT_OFFERED), declaration(WAY), base=BASE)
    (finding,) = [one for one in result.findings if one.check == "missing_withdrawal"]
    assert [quoted.quote for quoted in finding.claims] == [WAY.quote]
    assert (result.verdicts[0].verdict, result.verdicts[0].findings) == ("contradicted", (finding.id,))


def test_a_withdrawal_that_stops_nothing_contradicts_the_text() -> None:
    result = reconcile(withdrawn(requests=(request(ADS),)), declaration(WAY), base=BASE)
    assert result.verdicts[0].verdict == "contradicted"
    assert {one.check for one in result.findings if one.claims} == {"ineffective_withdrawal"}


@pytest.mark.parametrize(
    ("seen", "via", "verdict"),
    [
        (withdrawn(), ["footer_link"], "confirmed"),
        (withdrawn(UNPROVEN), ["footer_link"], "cannot_tell"),
        (withdrawn(NOT_OFFERED, ConsentSurface(kind="notice")), [], "cannot_tell"),
        (withdrawn(), ["browser_only"], "cannot_tell"),
        (withdrawn(Choice(outcome="no_banner"), ConsentSurface(kind="none")), [], "cannot_tell"),
        (audit(state("before"), AFTER), [], "cannot_tell"),
    ],
)
def test_the_verdict_of_a_way_back(seen: Observation, via: list[str], verdict: str) -> None:
    result = reconcile(seen, declaration(claim("withdraw", via=via)), base=BASE)
    assert result.verdicts[0].verdict == verdict


@pytest.mark.parametrize(
    ("value", "after", "verdict"),
    [
        (True, (ADS,), "contradicted"),
        (True, (), "confirmed"),
        (False, (ADS,), "confirmed"),
        (False, (), "cannot_tell"),
    ],
)
def test_the_verdict_of_a_signal(value: bool, after: tuple[str, ...], verdict: str) -> None:
    seen = audit(state("before", requests=(request(ADS),)), state("gpc", requests=tuple(request(url) for url in after)))
    texts_ = declaration(claim("dnt", value=value, signal="gpc"))
    assert reconcile(seen, texts_, base=BASE).verdicts[0].verdict == verdict


def test_a_banner_and_a_statement_that_imply_consent_are_two_things_to_change() -> None:
    surface = ConsentSurface(kind="notice", text="Door verder te surfen gaat u akkoord met cookies.")
    assert [name for name, _, _ in found(case(audit(consent=surface), IMPLIED))] == ["implied_consent_wording"] * 2


def test_things_of_a_choice_that_is_not_proven_accuse_of_nothing_at_all() -> None:
    seen = audit(
        state("before", cookies=(SESSION,)),
        state("rejected", choice=UNPROVEN, cookies=(SBP,), requests=(request(ADS),)),
        state("accepted", choice=UNPROVEN, cookies=(SBP,), requests=(request(ADS),)),
    )
    result = reconcile(seen, declaration(claim("no_category", category=["marketing"])), base=BASE)
    assert not [one for one in result.findings if one.severity not in ("info", "minor")]
    assert result.verdicts[0].verdict == "cannot_tell"
    item = next(one for one in result.cookies if one.name == "_sbp")
    assert item.states == {"rejected": "unproven", "accepted": "unproven"}


def test_the_inventory_marks_what_was_left_over_and_counts_requests_after_the_choice() -> None:
    things = rejected(cookies=(left(SBP),), requests=(left(request(PIXEL)), request(PIXEL), request(ADS)))
    result = reconcile(things, declaration(), base=BASE)
    item = next(one for one in result.cookies if one.name == "_sbp")
    assert item.states == {"rejected": "left_over", "accepted": "stored"}
    counts = {one.host: one.requests for one in result.third_parties}
    assert counts["px.smoelen.test"] == {"rejected": 1, "accepted": 1}


def test_a_key_that_was_taken_away_is_no_left_over_but_was_there() -> None:
    mine = key("_sbk", setter=written_by(PIXEL))
    gone = mine.model_copy(update={"outcome": "deleted"})
    result = reconcile(rejected(storage=(left(gone),)), declaration(), base=BASE)
    assert next(one for one in result.storage if one.name == "_sbk").states == {"rejected": "deleted"}
    there = reconcile(rejected(storage=(left(mine),)), declaration(), base=BASE)
    assert next(one for one in there.storage if one.name == "_sbk").states == {"rejected": "left_over"}
    facts = Facts(rejected(storage=(left(gone),)), BASE)
    assert facts.leftovers("rejected") == ()
    before = Facts(observation(state("before", storage=(gone,))), BASE)
    assert [(thing.name, thing.stored, thing.taken_away) for thing in before.storage] == [("_sbk", True, True)]


def test_the_inventory_says_what_a_refusal_took_away() -> None:
    gone = left(SBP).model_copy(update={"outcome": "deleted"})
    item = next(
        one for one in reconcile(rejected(cookies=(gone,)), declaration(), base=BASE).cookies if one.name == "_sbp"
    )
    assert item.states == {"rejected": "deleted", "accepted": "stored"}
    refused = left(SBP).model_copy(update={"outcome": "blocked", "blocked_reason": "UserPreferences"})
    item = next(
        one for one in reconcile(rejected(cookies=(refused,)), declaration(), base=BASE).cookies if one.name == "_sbp"
    )
    assert item.states == {"accepted": "stored"}


def test_the_timeline_shows_when_the_page_was_loaded_after_the_choice() -> None:
    things = rejected(choice=pressed("Weigeren", reloaded_at_ms=900, method="words: Weigeren"))
    events = [one for one in reconcile(things, declaration(), base=BASE).timeline if one.kind == "choice"]
    assert [(one.state, one.at_ms, one.name) for one in events] == [("rejected", 900, "words: Weigeren")]


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (UNPROVEN, "Rejecting was tried, but its effect is not proven: The banner came back"),
        (Choice(outcome="failed"), "Rejecting did not succeed."),
        (Choice(outcome="not_offered"), "The site offers no way to reject."),
        (Choice(outcome="no_banner"), "No banner was there to choose on, so that nothing is known"),
    ],
)
def test_the_reason_says_plainly_what_became_of_the_choice(choice: Choice, says: str) -> None:
    result = audited("tracker_after_reject", case(rejected(choice=choice)))
    assert result.checks[0].result == "cannot_tell"
    assert (result.checks[0].reason or "").startswith(says)


def test_without_a_banner_the_state_before_stands_for_the_others() -> None:
    nothing = ConsentSurface(kind="none")
    states = (state("before"), state("rejected", choice=Choice(outcome="no_banner")))
    texts_ = declaration(claim("consent_prior", category=["marketing"]))
    assert reconcile(observation(*states, consent=nothing), texts_, base=BASE).verdicts[0].verdict == "confirmed"
    shown = observation(*states, consent=ConsentSurface(kind="banner"))
    assert reconcile(shown, texts_, base=BASE).verdicts[0].verdict == "cannot_tell"


#: Notes that are the site's own words or a record's, which are said as they stand.
_AS_THEY_STAND = ("cookie keuze", "__tcfapi", "dataLayer", "Deze site gebruikt", "Door verder")

EVERY_CASE = [
    *(one for cases in (FOUND, PASSED, NOT_APPLICABLE, CANNOT_TELL) for one in cases.values()),
    *(one for _, _, one in TRAPS),
    *(one for _, _, one, _ in ALSO_FOUND),
]


def test_every_reason_and_note_is_said_in_dutch() -> None:
    english: set[str] = set()
    for tried in EVERY_CASE:
        result = reconcile(tried.observation, tried.declaration, base=BASE)
        english |= {one.reason for one in result.checks if one.reason} | {one.reason for one in result.verdicts}
        english |= {one.note for finding in result.findings for one in finding.evidence if one.note}
        english |= {one.note for verdict in result.verdicts for one in verdict.evidence if one.note}
    left_english = {one for one in english if said(one, texts("nl")) == one and not one.startswith(_AS_THEY_STAND)}
    assert left_english - {"link"} == set()
