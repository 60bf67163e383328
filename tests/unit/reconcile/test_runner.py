"""The runner: what it does with a faulty check, a failed site, many things, and another jurisdiction."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import ModuleType
from typing import cast

import pytest
from check_scenarios import ADS, FOUND, GS, PIXEL, SBP, STATS, seen
from reconcile_builders import (
    HOME,
    claim,
    cookie,
    declaration,
    document,
    key,
    observation,
    request,
    script,
    state,
    tiny_base,
    written_by,
)

from auditor.knowledge.vendors import vendors
from auditor.models.result import AuditResult
from auditor.reconcile import verdicts
from auditor.reconcile.check import Check, Found, Silence
from auditor.reconcile.checks import CHECKS, no_cookies_contradicted, undeclared_vendor
from auditor.reconcile.inventory import MOST_EVENTS
from auditor.reconcile.judgement import Case, Judgement
from auditor.reconcile.runner import reconcile
from auditor.reconcile.view import View

BASE = tiny_base()


def _check(find: Callable[[View], Found]) -> Check:
    module = ModuleType("auditor.reconcile.checks.undeclared_vendor")
    module.__dict__.update(INFO=undeclared_vendor.INFO, find=find, __doc__="A stand-in.")
    return cast(Check, module)


def test_a_fault_in_one_check_takes_no_other_down() -> None:
    def broken(view: View) -> Found:
        raise KeyError("oops")

    checks: tuple[Check, ...] = (_check(broken), no_cookies_contradicted)
    result = reconcile(seen(cookies=(SBP,)), declaration(claim("no_cookies")), base=BASE, checks=checks)
    assert [(one.check, one.result) for one in result.checks] == [
        ("undeclared_vendor", "errored"),
        ("no_cookies_contradicted", "found"),
    ]
    assert "KeyError" in (result.checks[0].reason or "")


def test_a_check_gets_only_what_it_declared() -> None:
    def curious(view: View) -> Found:
        return Silence("cannot_tell", f"{len(view.documents)} documents.")

    result = reconcile(seen(), declaration(claim("uses_cookies")), base=BASE, checks=(_check(curious),))
    assert result.checks[0].result == "errored"
    assert "UndeclaredNeed" in (result.checks[0].reason or "")


def test_a_fault_in_judging_one_claim_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case: Case) -> Judgement:
        raise RuntimeError("oops")

    monkeypatch.setattr(verdicts, "JUDGES", {**verdicts.JUDGES, "uses_cookies": broken})
    result = reconcile(seen(cookies=(SBP,)), declaration(claim("uses_cookies"), claim("no_cookies")), base=BASE)
    assert [entry.verdict for entry in result.verdicts] == ["cannot_tell", "contradicted"]


def test_a_failed_site_gives_a_whole_result_that_alleges_nothing() -> None:
    failed = state("before", outcome="failed", reason="No answer.", pages=())
    gone = observation(failed, outcome="failed", reason="No answer.", documents=())
    result = reconcile(gone, declaration(claim("no_cookies"), claim("uses_vendor", vendor=["gigant"])), base=BASE)
    assert result.findings == ()
    assert {entry.verdict for entry in result.verdicts} == {"cannot_tell"}
    assert {one.result for one in result.checks} <= {"cannot_tell", "not_applicable", "passed"}
    about_site = {
        one.check: one.result for one in result.checks if one.check in ("cookie_before_consent", "embed_before_consent")
    }
    assert set(about_site.values()) == {"cannot_tell"}


def test_without_any_text_nothing_is_said_to_be_undeclared() -> None:
    things = seen(cookies=(SBP, GS), requests=(request(PIXEL), request(STATS)), storage=(key("uid"),))
    result = reconcile(things, declaration(documents=[]), base=BASE)
    assert {one.check for one in result.findings} == {
        "cookie_before_consent",
        "analytics_before_consent",
        "excessive_lifetime",
    }
    assert all(item.declared is None for item in (*result.cookies, *result.storage))


def test_a_declaration_written_by_hand_needs_no_document() -> None:
    result = reconcile(seen(cookies=(SBP,)), declaration(claim("no_cookies"), documents=[]), base=BASE)
    assert "no_cookies_contradicted" in {one.check for one in result.findings}


def test_every_check_has_one_outcome_and_every_finding_one_check() -> None:
    result = reconcile(seen(cookies=(SBP, GS)), declaration(claim("no_cookies")), base=BASE)
    assert [one.check for one in result.checks] == [check.INFO.id for check in CHECKS]
    ids = [one.id for one in result.findings]
    assert len(ids) == len(set(ids))
    assert {one for outcome in result.checks for one in outcome.findings} == set(ids)


@pytest.mark.parametrize(("law", "severity"), [("nl", "info"), ("fr", "minor")])
def test_the_law_decides_what_is_cited_and_how_a_long_life_counts(law: str, severity: str) -> None:
    case = FOUND["excessive_lifetime"]
    result = reconcile(case.observation, case.declaration, base=BASE, law=law)
    assert [one.severity for one in result.findings if one.check == "excessive_lifetime"] == [severity]
    denied = FOUND["no_cookies_contradicted"]
    cited = reconcile(denied.observation, denied.declaration, base=BASE, law=law).findings[0].legal
    assert any("11.7a" in one.provision for one in cited) is (law == "nl")


def test_both_languages_are_there_and_the_asked_one_is_shown() -> None:
    case = FOUND["undeclared_vendor"]
    dutch = reconcile(case.observation, case.declaration, base=BASE)
    english = reconcile(case.observation, case.declaration, base=BASE, language="en")
    assert dutch.findings[0].texts == english.findings[0].texts
    assert dutch.findings[0].title == dutch.findings[0].texts["nl"].title
    assert english.findings[0].title == dutch.findings[0].texts["en"].title
    assert english.findings[0].id == dutch.findings[0].id


def test_how_often_a_thing_was_seen_is_counted_in_visits() -> None:
    twice = cookie("_sbp", setter=written_by(PIXEL), visits=(1, 3), days=1)
    seen_often = observation(state(cookies=(twice,)), state("accepted"))
    settings = seen_often.settings.model_copy(update={"visits": 3})
    result = reconcile(
        seen_often.model_copy(update={"settings": settings}), declaration(claim("no_cookies")), base=BASE
    )
    finding = next(one for one in result.findings if one.check == "no_cookies_contradicted")
    assert (finding.seen.count, finding.seen.visits) == (2, 3)
    assert "in 2 van de 3 bezoeken" in finding.explanation


def test_the_inventory_lists_everything_once() -> None:
    things = observation(
        state("before", cookies=(GS, cookie("weg", outcome="blocked")), requests=(request(STATS), request(ADS))),
        state(
            "accepted", cookies=(GS, SBP), storage=(key("uid"),), scripts=(script(STATS),), requests=(request(STATS),)
        ),
    )
    result = reconcile(things, declaration(claim("uses_vendor", vendor=["gigant_analytics"])), base=BASE)
    assert {item.name: item.states for item in result.cookies} == {
        "_gs": {"before": "stored", "accepted": "stored"},
        "_sbp": {"accepted": "stored"},
        "weg": {"before": "blocked"},
    }
    assert {item.name: item.declared for item in result.cookies} == {"_gs": True, "_sbp": False, "weg": False}
    assert [(one.host, one.requests, one.tracker, one.declared) for one in result.third_parties] == [
        ("gigant-ads.test", {"before": 1}, True, False),
        ("gigant-stats.test", {"before": 1, "accepted": 1}, False, True),
    ]
    assert [one.kind for one in result.timeline if one.state == "accepted"].count("cookie") == 2


def test_hostile_names_and_quotes_stay_text_and_stay_short() -> None:
    quote = "{subject.__class__} {0} %s <script>" + "x" * 5000
    long = cookie("{limits}" + "y" * 5000)
    result = reconcile(seen(cookies=(long,)), declaration(claim("no_cookies", quote)), base=BASE)
    finding = result.findings[0]
    assert "{subject.__class__} {0} %s <script>" in finding.explanation
    assert len(finding.explanation) < 2000
    assert all(len(one.name) <= 300 for one in finding.evidence)


def test_ten_thousand_cookies_and_fifty_thousand_requests_take_seconds() -> None:
    cookies = tuple(cookie(f"naam-{index}x", days=index % 400) for index in range(10_000))
    hosts = ("gigant-ads.test", "onbekend.test", "px.smoelen.test", "www.klompenwinkel.example", "gigant-fonts.test")
    requests = tuple(request(f"https://{hosts[index % 5]}/p/{index}") for index in range(50_000))
    kinds = ("no_cookies", "uses_cookies", "only_vendors", "no_category", "consent_prior", "no_vendor", "completeness")
    claims = tuple(
        claim(kinds[index % len(kinds)], f"Zin {index}.", vendor=[f"dienst_{index}"], category=["marketing"])
        for index in range(500)
    )
    things = observation(state(cookies=cookies, requests=requests), state("accepted"))
    texts = declaration(*claims)
    start = time.process_time()
    result = reconcile(things, texts, base=vendors())
    took = time.process_time() - start
    assert isinstance(result, AuditResult)
    assert len(result.timeline) <= 2 * MOST_EVENTS
    assert max(len(one.evidence) for one in result.findings) <= 40
    assert took < 10, f"{took:.1f} s of processor time"  # 4 s on a quiet machine


def test_the_same_input_gives_the_same_bytes() -> None:
    case = FOUND["only_vendors_contradicted"]
    first = reconcile(case.observation, case.declaration, base=BASE).model_dump_json()
    assert first == reconcile(case.observation, case.declaration, base=tiny_base()).model_dump_json()


def test_documents_that_were_not_read_are_listed_after_those_that_were() -> None:
    other = document(url=HOME + "voorwaarden", role="terms")
    result = reconcile(observation(documents=(other, document())), declaration(claim("uses_cookies")), base=BASE)
    assert [one.url for one in result.documents] == [HOME + "privacy", HOME + "voorwaarden"]
