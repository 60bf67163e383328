"""The verdict table, claim type by claim type: condition, scope, time and modality respected."""

from __future__ import annotations

import pytest
from check_scenarios import ADS, AID, FONTS, GS, OWN_UNKNOWN, PIXEL, SBP, SESSION, STATS, VID, VIDEO, seen
from reconcile_builders import (
    DOMAIN,
    HOME,
    by_script,
    claim,
    cookie,
    declaration,
    document,
    key,
    observation,
    request,
    row,
    state,
    tiny_base,
    vendor,
    written_by,
)

from auditor.models.common import Verdict
from auditor.models.consent import Choice, ConsentSurface
from auditor.models.declaration import Claim
from auditor.models.observation import Cookie, Observation
from auditor.reconcile.runner import reconcile

BASE = tiny_base()
NOTHING = observation()
ONLY_BEFORE = observation(state("before"))
NO_BANNER = observation(state("before"), consent=ConsentSurface(kind="none"))
THREE = observation(state("before"), state("rejected"), state("accepted"))

DEFERRED = "https://www.klompenwinkel.example/cookies"


def ask(url: str, **fields: object) -> Observation:
    """One request before a choice, in both ordinary states visited."""
    return seen(requests=(request(url, **fields),))


def stored(*cookies: Cookie) -> Observation:
    """These cookies before a choice, in both ordinary states visited."""
    return seen(cookies=cookies)


def found(outcome: str = "ok", **fields: object) -> Observation:
    """The document that a text refers to, as it was fetched."""
    return observation(documents=(document(url=DEFERRED, found_by="deferral", outcome=outcome, **fields),))


CASES: list[tuple[Claim, Observation, Verdict]] = [
    # no_cookies: scope, condition, similar techniques
    (claim("no_cookies"), NOTHING, "confirmed"),
    (claim("no_cookies"), NO_BANNER, "confirmed"),
    (claim("no_cookies"), ONLY_BEFORE, "cannot_tell"),
    (claim("no_cookies"), stored(SESSION), "contradicted"),
    (claim("no_cookies"), stored(cookie("weg", outcome="deleted"), cookie("nee", outcome="blocked")), "confirmed"),
    (claim("no_cookies"), seen(storage=(key("uid"),)), "confirmed"),
    (claim("no_cookies", similar_tech=True), seen(storage=(key("uid"),)), "contradicted"),
    (claim("no_cookies", similar_tech=True), ask(ADS, type="image"), "contradicted"),
    (claim("no_cookies", similar_tech=True), ask(STATS, type="image"), "confirmed"),
    (claim("no_cookies", condition="before_choice"),
     observation(state(), state("accepted", cookies=(SBP,))), "confirmed"),
    (claim("no_cookies", condition="login"), stored(SESSION), "cannot_tell"),
    (claim("no_cookies", condition="visitors"), stored(SESSION), "contradicted"),
    (claim("no_cookies", scope="elders.klompenwinkel.example"), stored(SESSION), "cannot_tell"),
    (claim("no_cookies", scope=f"www.{DOMAIN}"), stored(SESSION), "contradicted"),
    (claim("no_cookies", scope="het ledendeel"), stored(SESSION), "cannot_tell"),
    (claim("no_cookies", time="until 2020"), stored(SESSION), "cannot_tell"),
    (claim("no_cookies", modality="possible"), stored(SESSION), "cannot_tell"),
    # no_category
    (claim("no_category", category=["tracking"]), ask("https://kleinfilm.test/r.js"), "contradicted"),
    (claim("no_category", category=["marketing"]), ask("https://kleinfilm.test/r.js"), "confirmed"),
    (claim("no_category", category=["marketing"]), ask(ADS), "contradicted"),
    (claim("no_category", "Analytische cookies zetten wij niet.", category=["analytics"]),
     ask(STATS), "confirmed"),
    (claim("no_category", "Wij houden geen statistieken bij.", category=["analytics"]),
     ask(STATS), "contradicted"),
    (claim("no_category", category=["third_party"]), stored(AID), "contradicted"),
    (claim("no_category", category=["third_party"]), stored(SESSION, GS), "confirmed"),
    (claim("no_category", category=["some"]), stored(AID), "cannot_tell"),
    (claim("no_category", category=["tracking"]),
     ask(ADS + "?gcs=G100"), "confirmed"),
    # only_categories
    (claim("only_categories", category=["functional"]), stored(SESSION), "confirmed"),
    (claim("only_categories", category=["functional"]), stored(GS), "contradicted"),
    (claim("only_categories", category=["functional"]), stored(OWN_UNKNOWN), "cannot_tell"),
    (claim("only_categories", category=["functional"]), ask(STATS), "confirmed"),
    (claim("only_categories", category=["analytics"]), stored(SESSION, GS), "confirmed"),
    (claim("only_categories", category=["functional", "analytics"]), ask(ADS), "contradicted"),
    # only_vendors
    (claim("only_vendors", vendor=["gigant"]), stored(GS, AID), "confirmed"),
    (claim("only_vendors", vendor=["gigant_analytics"]), stored(GS, AID), "contradicted"),
    (claim("only_vendors", vendor=["gigant_analytics"], category=["analytics"]), stored(GS, AID), "confirmed"),
    (claim("only_vendors", vendor=["gigant_analytics"]),
     seen(cookies=(cookie("x", domain="vreemd.test"),)), "contradicted"),
    # uses_…
    (claim("uses_cookies"), stored(SESSION), "confirmed"),
    (claim("uses_cookies"), NOTHING, "not_observed"),
    (claim("uses_cookies"), ONLY_BEFORE, "cannot_tell"),
    (claim("uses_category", category=["functional"]), stored(SESSION), "confirmed"),
    (claim("uses_category", category=["marketing"]), stored(SESSION), "not_observed"),
    (claim("uses_vendor", vendor=["gigant_analytics"]), ask("https://gigant-tag.test/t.js"), "confirmed"),
    (claim("uses_vendor", vendor=["gigant_analytics"]), NOTHING, "not_observed"),
    (claim("uses_vendor", vendor=["buurtbouwer"]), NOTHING, "cannot_tell"),
    (claim("uses_vendor", vendor=["buurtbouwer"]), stored(cookie("b", domain="buurtbouwer.test")), "confirmed"),
    (claim("third_party_cookies"), stored(GS), "confirmed"),
    (claim("third_party_cookies"), stored(SESSION), "not_observed"),
    (claim("third_party_cookies", vendor=["gigant_ads"]), stored(SBP), "not_observed"),
    (claim("storage_other", technology=["localStorage"]), seen(storage=(key("uid"),)), "confirmed"),
    (claim("storage_other", technology=["sessionstorage"]), seen(storage=(key("uid"),)), "not_observed"),
    (claim("storage_other", technology=["fingerprinting"]), NOTHING, "cannot_tell"),
    # no_vendor, cookieless, local_resources
    (claim("no_vendor", vendor=["gigant_analytics"]), ask(STATS), "contradicted"),
    (claim("no_vendor", vendor=["gigant_analytics"]), ask("https://gigant-tag.test/t.js"), "confirmed"),
    (claim("no_vendor", vendor=["gigant"]), ask(FONTS), "contradicted"),
    (claim("no_vendor", vendor=["social_buttons"]), ask("https://like.smoelen.test/l.js"), "contradicted"),
    (claim("cookieless", vendor=["kleinmeten"]),
     seen(cookies=(cookie("_km", setter=written_by("https://kleinmeten.test/m.js")),)), "contradicted"),
    (claim("cookieless", vendor=["kleinmeten"]), ask("https://kleinmeten.test/m.js"), "confirmed"),
    (claim("local_resources", resource=["fonts"]),
     ask("https://x.test/a.woff2", type="font", frame=VIDEO), "confirmed"),
    (claim("local_resources", resource=["fonts"]),
     ask(FONTS, type="stylesheet", initiators=(by_script("https://chat.test/c.js"),)), "confirmed"),
    (claim("local_resources", resource=["scripts"]), ask("https://x.test/a.js"), "contradicted"),
    (claim("local_resources", resource=["analytics"]), ask(STATS, type="beacon"), "contradicted"),
    # consent
    (claim("consent_prior", category=["marketing"]), stored(SBP), "contradicted"),
    (claim("consent_prior", category=["marketing"]), THREE, "confirmed"),
    (claim("consent_prior", category=["marketing"]), NO_BANNER, "confirmed"),
    (claim("consent_prior", category=["marketing"]),
     observation(state(), state("rejected", cookies=(SBP,))), "contradicted"),
    (claim("consent_prior", category=["marketing"]),
     observation(state(), state("rejected", cookies=(SBP,), choice=Choice(outcome="unverified"))), "cannot_tell"),
    (claim("consent_prior", category=["some"]), stored(SBP), "cannot_tell"),
    (claim("consent_prior", "Cookies van Smoelen pas na akkoord.", vendor=["smoelen_pixel"]),
     observation(state(requests=(request(PIXEL),)), state("rejected"), state("accepted")), "confirmed"),
    (claim("consent_prior", "De pixel laadt pas na akkoord in de cookiemelding.", vendor=["smoelen_pixel"]),
     ask(PIXEL), "contradicted"),
    (claim("consent_prior", vendor=["smoelen_pixel"], category=["marketing"]),
     observation(state(cookies=(AID,)), state("rejected"), state("accepted")), "confirmed"),
    (claim("consent_exempt", category=["functional"]), stored(SESSION), "confirmed"),
    (claim("consent_exempt", category=["functional"]), NOTHING, "cannot_tell"),
    (claim("banner"), observation(consent=ConsentSurface(kind="wall")), "confirmed"),
    (claim("banner"), NO_BANNER, "contradicted"),
    (claim("no_banner"), NO_BANNER, "confirmed"),
    (claim("no_banner"), observation(consent=ConsentSurface(kind=None, reason="Not yet.")), "cannot_tell"),
    # embeds
    (claim("embed", vendor=["gigant_video"], behaviour="blocked_until_consent"), ask(VIDEO), "contradicted"),
    (claim("embed", vendor=["gigant_video"], behaviour="blocked_until_consent"),
     observation(state(), state("rejected"), state("accepted", requests=(request(VIDEO),))), "confirmed"),
    (claim("embed", vendor=["gigant_video"], behaviour="no_cookies"), stored(VID), "contradicted"),
    (claim("embed", vendor=["gigant_video"], behaviour="sets_cookies_on_load"), stored(VID), "confirmed"),
    (claim("embed", vendor=["gigant_video"], behaviour="privacy_mode"), ask(VIDEO), "cannot_tell"),
    # lifetimes
    (claim("lifetime", subject="gigant_analytics", lifetime=730 * 86400), stored(GS), "confirmed"),
    (claim("lifetime", subject="gigant_analytics", lifetime=90 * 86400), stored(GS), "contradicted"),
    (claim("lifetime", subject="gigant_analytics", lifetime=500 * 86400), stored(GS), "confirmed"),
    (claim("lifetime", subject="gigant_analytics", lifetime="persistent"), stored(GS), "confirmed"),
    (claim("lifetime", subject="gigant_analytics", lifetime=60), NOTHING, "not_observed"),
    (claim("lifetime", subject="functional", lifetime="session"),
     stored(SESSION, cookie("taal", days=300, value=None)), "cannot_tell"),
    (claim("lifetime", subject="functional", lifetime="session"), stored(SESSION), "confirmed"),
    (claim("lifetime", subject="functional", lifetime="session"),
     stored(cookie("taal", days=300, value=None)), "contradicted"),
    (claim("lifetime", subject="consent_choice", lifetime=60), stored(SESSION), "cannot_tell"),
    (claim("lifetime", subject="all", lifetime=60, condition="remember_me"), stored(GS), "cannot_tell"),
    # sharing, location
    (claim("no_sharing", data=["visit"]), ask(STATS, identifiers=("h",)), "contradicted"),
    (claim("no_sharing", data=["visit"]), ask(STATS), "confirmed"),
    (claim("no_sharing", data=["cookies"], vendor=["wordpress"]), ask(PIXEL), "cannot_tell"),
    (claim("data_location", region="eea_only"), ask("https://kleincdn.test/a.js"), "confirmed"),
    (claim("data_location", region="eea_only", subject="website_hosting"), ask(VIDEO), "cannot_tell"),
    (claim("data_location", region="outside_eea"), ask(VIDEO), "confirmed"),
    (claim("data_location", region="outside_eea"), NOTHING, "cannot_tell"),
    (claim("no_cross_site"), stored(AID), "contradicted"),
    (claim("no_cross_site"), seen(cookies=(SBP,), requests=(request(PIXEL),)), "cannot_tell"),
    (claim("no_cross_site"), NOTHING, "confirmed"),
    # documents
    (claim("deferral", kind="page", url=DEFERRED), found(), "confirmed"),
    (claim("deferral", kind="page", url=DEFERRED),
     found("missing", status=404), "contradicted"),
    (claim("deferral", kind="page", url=DEFERRED),
     found(text="Onze winkel."), "contradicted"),
    (claim("deferral", kind="page", url=DEFERRED), NOTHING, "cannot_tell"),
    (claim("deferral", kind="page", url=None), NOTHING, "cannot_tell"),
    (claim("deferral", kind="banner"), observation(consent=ConsentSurface(kind="banner")), "confirmed"),
    (claim("scope", domains=[DOMAIN]), NOTHING, "confirmed"),
    (claim("scope", excluded=["kaartverkoop"]), NOTHING, "cannot_tell"),
    *[
        (claim(kind, **params), stored(GS), "cannot_tell")
        for kind, params in (
            ("processor_agreement", {"value": True}), ("ip_masked", {"value": True}), ("sharing_off", {"value": True}),
            ("legal_basis", {"basis": ["consent"]}), ("consent_implied", {}), ("not_personal", {"data": ["ip"]}),
            ("dnt", {"value": True}), ("opt_out", {}), ("withdraw", {"via": ["footer_link"]}),
        )
    ],
]  # fmt: skip


@pytest.mark.parametrize(("stated", "observed", "verdict"), CASES, ids=lambda value: getattr(value, "type", None))
def test_verdict(stated: Claim, observed: Observation, verdict: Verdict) -> None:
    result = reconcile(observed, declaration(stated), base=BASE)
    entry = result.verdicts[0]
    assert entry.verdict == verdict, entry.reason
    assert entry.reason.endswith(".")
    if verdict == "contradicted":
        assert entry.evidence


def test_what_a_document_excludes_from_its_scope_does_not_contradict_it() -> None:
    tickets = "https://kaarten.klompenwinkel.example/"
    there = cookie("_sbp", setter=written_by(PIXEL), pages=(tickets,))
    both = cookie("_sbp", setter=written_by(PIXEL), pages=(HOME, tickets))
    texts = declaration(claim("no_cookies"), claim("scope", excluded=["kaarten"]))
    assert reconcile(stored(there), texts, base=BASE).verdicts[0].verdict == "confirmed"
    assert reconcile(stored(both), texts, base=BASE).verdicts[0].verdict == "contradicted"


def test_a_document_about_another_domain_settles_nothing_here() -> None:
    texts = declaration(claim("no_cookies"), claim("scope", domains=["heelanders.example"]))
    result = reconcile(stored(SBP), texts, base=BASE)
    assert result.verdicts[0].verdict == "cannot_tell"
    assert not any(finding.check == "no_cookies_contradicted" for finding in result.findings)


def test_a_vendor_that_is_admitted_outside_the_eea_does_not_contradict_the_general_sentence() -> None:
    texts = declaration(
        claim("data_location", region="eea_only"),
        claim("data_location", region="outside_eea", vendor=["gigant_video"]),
    )
    result = reconcile(ask(VIDEO), texts, base=BASE)
    assert [entry.verdict for entry in result.verdicts] == ["cannot_tell", "confirmed"]


def test_of_several_named_analytics_services_it_is_not_known_which_is_said_to_be_local() -> None:
    texts = declaration(
        claim("local_resources", resource=["analytics"]), vendors=(vendor("gigant_analytics"), vendor("kleinmeten"))
    )
    result = reconcile(ask(STATS), texts, base=BASE)
    assert result.verdicts[0].verdict == "cannot_tell"


def test_completeness_counts_what_categories_and_rows_cover() -> None:
    texts = declaration(
        claim("completeness", of="all_cookies"), claim("uses_category", category=["functional"]), cookies=(row("_gs"),)
    )
    assert reconcile(stored(GS, SESSION), texts, base=BASE).verdicts[0].verdict == "confirmed"
    assert reconcile(stored(GS, AID), texts, base=BASE).verdicts[0].verdict == "contradicted"


def test_a_list_of_third_party_cookies_is_measured_by_theirs_alone() -> None:
    texts = declaration(claim("completeness", of="third_party_cookies"), cookies=(row("_gs"),))
    assert reconcile(stored(GS, OWN_UNKNOWN), texts, base=BASE).verdicts[0].verdict == "confirmed"
    assert reconcile(stored(GS, SBP), texts, base=BASE).verdicts[0].verdict == "contradicted"


def test_what_another_companys_frame_or_script_loads_is_not_the_sites_own_doing() -> None:
    player = request(VIDEO, frame=VIDEO, type="document")
    inside = request(ADS, frame=VIDEO)
    font = request(FONTS, type="font", initiators=(by_script("https://like.smoelen.test/l.js"),))
    things = seen(requests=(player, inside, font))
    named = declaration(vendors=(vendor("gigant_video"), vendor("smoelen_like")))
    result = reconcile(things, named, base=BASE)
    assert [(one.check, one.subject.name) for one in result.findings] == [
        ("tracker_before_consent", "gigant_ads"),
        ("embed_before_consent", "gigant_video"),
    ]
    unnamed = reconcile(things, declaration(claim("uses_cookies")), base=BASE)
    assert {one.subject.name for one in unnamed.findings if one.check == "undeclared_vendor"} == {
        "gigant_ads",
        "gigant_video",
    }
    denied = declaration(claim("no_vendor", vendor=["gigant_ads"]))
    assert reconcile(things, denied, base=BASE).verdicts[0].verdict == "confirmed"
