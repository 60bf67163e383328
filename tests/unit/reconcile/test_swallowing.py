"""One cause, one finding: what a broader finding shows already, a narrower one does not show again."""

from __future__ import annotations

from check_scenarios import ADS, AID, GS, PIXEL, SBP, SESSION, STATS, seen
from reconcile_builders import claim, cookie, declaration, key, observation, request, row, setter, state, tiny_base

from auditor.models.declaration import Declaration
from auditor.models.observation import Observation
from auditor.models.result import AuditResult, Finding
from auditor.reconcile.runner import reconcile

BASE = tiny_base()
#: What makes a row whole, so that it says nothing by itself.
WHOLE = {"purpose": "Meet of een advertentie werkt", "provider_text": "Het bedrijf erachter"}
SFR = cookie("sfr", domain="px.smoelen.test", days=90, setter=setter("https://px.smoelen.test/px.js"))


def _audit(observed: Observation, texts: Declaration) -> AuditResult:
    return reconcile(observed, texts, base=BASE)


def _found(result: AuditResult) -> list[tuple[str, str]]:
    return sorted((one.check, one.subject.name) for one in result.findings if one.severity != "info")


def _finding(result: AuditResult, check: str) -> Finding:
    return next(one for one in result.findings if one.check == check)


def _names(finding: Finding) -> set[str]:
    return {one.name for one in finding.evidence}


def test_a_pixel_that_is_undeclared_and_runs_early_gives_two_findings() -> None:
    result = _audit(seen(cookies=(SBP, SFR), requests=(request(PIXEL),)), declaration(claim("uses_cookies")))
    assert _found(result) == [("cookie_before_consent", "smoelen_pixel"), ("undeclared_vendor", "smoelen_pixel")]
    for finding in result.findings:
        assert {"_sbp", "sfr", "px.smoelen.test/px.js"} <= _names(finding)


def test_denied_cookies_swallow_what_is_undeclared_of_the_same_vendor() -> None:
    things = seen(cookies=(GS, SESSION), requests=(request(STATS), request("https://gigant-fonts.test/f.css")))
    result = _audit(things, declaration(claim("no_cookies")))
    assert _found(result) == [
        ("analytics_before_consent", "gigant_analytics"),
        ("embed_before_consent", "gigant_fonts"),
        ("no_cookies_contradicted", "no_cookies"),
        ("undeclared_vendor", "gigant_fonts"),
    ]
    assert _names(_finding(result, "no_cookies_contradicted")) == {"_gs", "PHPSESSID", "gigant-stats.test/s.js"}


def test_a_swallowed_denial_leaves_its_sentence_with_the_broader_finding() -> None:
    texts = declaration(claim("only_categories", category=["functional"]), claim("no_category", category=["analytics"]))
    result = _audit(seen(cookies=(GS,)), texts)
    broad = _finding(result, "only_categories_contradicted")
    assert [entry.index for entry in broad.claims] == [0, 1]
    assert [entry.verdict for entry in result.verdicts] == ["contradicted", "contradicted"]
    assert [entry.findings for entry in result.verdicts] == [(broad.id,), (broad.id,)]
    outcome = next(one for one in result.checks if one.check == "no_category_contradicted")
    assert (outcome.result, outcome.findings) == ("found", (broad.id,))
    assert outcome.reason == "Shown as part of a broader finding."


def test_what_is_left_keeps_a_narrower_finding_alive() -> None:
    texts = declaration(claim("only_vendors", vendor=["gigant_ads"], category=["analytics"]), claim("completeness"))
    result = _audit(seen(cookies=(GS, SBP)), texts)
    assert _names(_finding(result, "only_vendors_contradicted")) == {"_gs"}
    assert _names(_finding(result, "incomplete_list")) == {"_sbp"}
    assert len(result.verdicts[1].findings) == 2


def test_other_states_are_other_causes() -> None:
    texts = declaration(claim("no_cookies", condition="before_choice"))
    things = observation(state("before", cookies=(GS,)), state("accepted", cookies=(SBP,), requests=(request(PIXEL),)))
    assert _found(_audit(things, texts)) == [
        ("analytics_before_consent", "gigant_analytics"),
        ("no_cookies_contradicted", "no_cookies:before_choice"),
        ("undeclared_vendor", "smoelen_pixel"),
    ]


def test_a_tracker_with_a_cookie_before_consent_is_one_finding() -> None:
    texts = declaration(cookies=(row("AID", provider="gigant_ads", lifetime=90 * 86400, **WHOLE),))
    result = _audit(seen(cookies=(AID,), requests=(request(ADS),)), texts)
    assert _found(result) == [("cookie_before_consent", "gigant_ads")]
    assert _names(result.findings[0]) == {"AID", "gigant-ads.test/tag.js"}


def test_a_key_is_swallowed_only_where_it_is_evidence_already() -> None:
    things = seen(cookies=(SESSION,), storage=(key("bezoeker"),))
    plain = _audit(things, declaration(claim("no_cookies")))
    assert _found(plain) == [("no_cookies_contradicted", "no_cookies"), ("undeclared_storage", "bezoeker")]
    both = _audit(things, declaration(claim("no_cookies", similar_tech=True)))
    assert _found(both) == [("no_cookies_contradicted", "no_cookies")]


def test_a_promise_stays_beside_what_is_about_consent_itself() -> None:
    texts = declaration(
        claim("consent_prior", category=["marketing"]),
        cookies=(row("_sbp", provider="smoelen_pixel", lifetime=90 * 86400, **WHOLE),),
    )
    result = _audit(seen(cookies=(SBP,)), texts)
    assert _found(result) == [
        ("consent_promise_broken", "consent_prior:marketing"),
        ("cookie_before_consent", "smoelen_pixel"),
    ]
