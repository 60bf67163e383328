"""What must not be alleged, nor called confirmed, where a text limits itself or says more elsewhere."""

from __future__ import annotations

from check_scenarios import ADS, AID, FONTS, GS, PIXEL, SBP, STATS, VID, VIDEO, seen
from reconcile_builders import (
    HOME,
    SITE,
    by_script,
    claim,
    cookie,
    declaration,
    defect,
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

from auditor.models.common import Site, Verdict
from auditor.models.declaration import Declaration
from auditor.models.observation import Observation
from auditor.reconcile.runner import reconcile

BASE = tiny_base()


def verdict(observed: Observation, texts: Declaration, place: int = 0) -> Verdict:
    """The verdict of one claim."""
    return reconcile(observed, texts, base=BASE).verdicts[place].verdict


def test_a_part_of_the_site_that_was_not_visited_is_not_confirmed() -> None:
    for part in ("/webwinkel", "winkel.klompenwinkel.example"):
        assert verdict(observation(), declaration(claim("no_cookies", scope=[part]))) == "cannot_tell"
    limited = declaration(claim("no_cookies"), claim("scope", domains=["kaarten.klompenwinkel.example"]))
    assert verdict(observation(), limited) == "cannot_tell"
    assert verdict(observation(), declaration(claim("no_cookies", scope=["/"]))) == "confirmed"


def test_a_text_about_the_www_address_says_nothing_of_another_subdomain() -> None:
    shop = "https://winkel.klompenwinkel.example/"
    there = seen(cookies=(cookie("_sbp", setter=written_by(PIXEL), pages=(shop,)),))
    about_www = declaration(claim("no_cookies"), claim("scope", domains=[SITE]))
    about_all = declaration(claim("no_cookies"), claim("scope", domains=["klompenwinkel.example"]))
    assert verdict(there, about_www) != "contradicted"
    assert verdict(there, about_all) == "contradicted"
    bare = Site(url="https://klompenwinkel.example/", final_url="https://klompenwinkel.example/",
                host="klompenwinkel.example", registrable_domain="klompenwinkel.example")  # fmt: skip
    without_www = cookie("_sbp", setter=written_by(PIXEL), pages=(bare.url,))
    assert (
        verdict(observation(state(cookies=(without_www,)), state("accepted"), site=bare), about_www) == "contradicted"
    )


def test_a_service_that_is_said_to_need_no_consent_does_not_break_the_general_promise() -> None:
    general = claim("consent_prior", "Statistiek meten wij pas na uw toestemming.", category=["analytics"])
    exempt = claim("consent_exempt", vendor=["gigant_analytics"])
    observed = observation(state(cookies=(GS,)), state("rejected"), state("accepted"))
    assert verdict(observed, declaration(general)) == "contradicted"
    assert verdict(observed, declaration(general, exempt)) == "cannot_tell"
    own = claim("consent_prior", "Gigant Stats laden wij pas na uw toestemming.", vendor=["gigant_analytics"])
    assert verdict(observed, declaration(own, exempt)) == "contradicted"


def test_what_the_text_allows_after_consent_does_not_contradict_its_general_sentence() -> None:
    after = observation(state(), state("rejected"), state("accepted", cookies=(SBP,)))
    before = observation(state(cookies=(SBP,)), state("rejected"), state("accepted", cookies=(SBP,)))
    prior = claim("consent_prior", "Marketingcookies plaatsen wij pas na toestemming.", category=["marketing"])
    for general in (
        claim("only_categories", category=["functional"]),
        claim("only_vendors", vendor=["kleinmeten"]),
        claim("no_category", category=["marketing"]),
    ):
        assert verdict(after, declaration(general)) == "contradicted"
        assert verdict(after, declaration(general, prior)) == "cannot_tell"
        assert verdict(before, declaration(general, prior)) == "contradicted"


def test_what_is_said_of_those_who_refuse_is_held_against_their_visit_alone() -> None:
    after = observation(state(), state("rejected"), state("accepted", cookies=(SBP,)))
    refused = observation(state(), state("rejected", cookies=(SBP,)), state("accepted", cookies=(SBP,)))
    for kind, params in (
        ("only_categories", {"category": ["functional"]}),
        ("only_vendors", {"vendor": ["kleinmeten"]}),
        ("no_category", {"category": ["marketing"]}),
    ):
        refusing = claim(kind, condition="after_reject", **params)
        assert verdict(after, declaration(refusing)) == "confirmed"
        assert verdict(refused, declaration(refusing)) == "contradicted"
        assert verdict(after, declaration(claim(kind, **params))) == "contradicted"


def test_a_row_of_the_table_beats_a_sentence_on_all_cookies_of_a_service() -> None:
    sentence = claim("lifetime", subject="gigant_analytics", lifetime=180 * 86400)
    table = (row("_gs", lifetime=730 * 86400),)
    observed = seen(cookies=(GS,))
    assert verdict(observed, declaration(sentence)) == "contradicted"
    result = reconcile(observed, declaration(sentence, cookies=table), base=BASE)
    assert result.verdicts[0].verdict == "cannot_tell"
    assert not any(one.check == "lifetime_exceeded" for one in result.findings)
    named = claim("lifetime", subject="_gs", lifetime=180 * 86400)
    assert verdict(observed, declaration(named, cookies=table)) == "contradicted"


def test_a_text_that_admits_processing_elsewhere_does_not_deny_it() -> None:
    only = claim("data_location", region="eea_only")
    elsewhere = claim("data_location", region="outside_eea")
    observed = seen(requests=(request(STATS),))
    assert verdict(observed, declaration(only)) == "contradicted"
    assert verdict(observed, declaration(only, elsewhere)) == "cannot_tell"


def test_what_a_services_frame_asks_another_company_is_not_where_that_service_keeps_its_data() -> None:
    only = claim("data_location", region="eea_only", vendor=["kleinmeten"])
    frame = "https://kleinmeten.test/widget"
    observed = seen(requests=(request(frame, type="document"), request(ADS, frame=frame)))
    assert verdict(observed, declaration(only)) != "contradicted"


def test_a_cookie_from_another_companys_frame_is_not_the_sites_own_embedding() -> None:
    says = claim("embed", vendor=["gigant_video"], behaviour="no_cookies")
    frame = "https://like.smoelen.test/feed"
    setter = written_by(VIDEO).model_copy(update={"frame": frame})
    inside = cookie("VID", domain="gigant-video.test", setter=setter)
    assert verdict(seen(cookies=(VID,)), declaration(says)) == "contradicted"
    assert verdict(seen(cookies=(inside,)), declaration(says)) != "contradicted"


def test_a_promise_on_an_owner_is_not_broken_by_what_merely_serves_the_site() -> None:
    promise = claim("consent_prior", "Diensten van Gigant laden wij pas na toestemming.", vendor=["gigant"])
    tag = observation(state(requests=(request("https://gigant-tag.test/t.js"),)), state("rejected"), state("accepted"))
    ads = observation(state(requests=(request(ADS),)), state("rejected"), state("accepted"))
    assert verdict(tag, declaration(promise)) != "contradicted"
    assert verdict(ads, declaration(promise)) == "contradicted"


def test_what_may_be_meant_is_not_confirmed_either() -> None:
    texts = declaration(
        claim("local_resources", resource=["analytics"]), vendors=(vendor("gigant_analytics"), vendor("kleinmeten"))
    )
    assert verdict(seen(requests=(request(STATS),)), texts) == "cannot_tell"
    assert verdict(seen(requests=(request(FONTS),)), texts) == "confirmed"


def test_reasons_are_whole_sentences() -> None:
    promise = claim("consent_prior", "Marketingcookies plaatsen wij pas na toestemming.", category=["marketing"])
    nothing = observation(state(), state("rejected"), state("accepted"))
    broken = observation(state(cookies=(AID,)), state("rejected"), state("accepted"))
    reasons = [reconcile(one, declaration(promise), base=BASE).verdicts[0].reason for one in (nothing, broken)]
    assert reasons == [
        "Nothing that was to wait for consent was seen without it in 1 visit under these settings.",
        "Seen without the consent that it was to wait for: AID.",
    ]


def _alleged(observed: Observation, texts: Declaration) -> set[str]:
    return {one.check for one in reconcile(observed, texts, base=BASE).findings}


def test_nothing_is_called_undeclared_while_a_statement_could_not_be_read() -> None:
    hidden = document(url=f"{HOME}cookies", role="cookies", outcome="error", status=403, reason="refused")
    silent = defect("no_cookie_section", None)
    things = {"cookies": (GS, SBP), "requests": (request(PIXEL),), "storage": (key("uid"),)}
    states = (state("before", **things), state("accepted"))
    said = claim("uses_cookies", "Deze winkel gebruikt cookies.")
    whole = observation(*states)
    partly = observation(*states, documents=(document(), hidden))
    assert {"undeclared_vendor", "undeclared_storage"} <= _alleged(whole, declaration(said))
    assert "missing_cookie_section" in _alleged(whole, declaration(defects=(silent,)))
    for texts in (declaration(said), declaration(defects=(silent,))):
        for check in ("undeclared_vendor", "undeclared_cookie", "undeclared_storage", "missing_cookie_section"):
            assert check not in _alleged(partly, texts)
    complete = claim("completeness", of="all_cookies")
    assert verdict(whole, declaration(complete)) == "contradicted"
    assert verdict(partly, declaration(complete)) == "cannot_tell"


def test_a_cookie_that_the_tag_manager_wrote_for_the_site_is_the_sites_own() -> None:
    own = cookie("winkelmand", setter=written_by("https://gigant-tag.test/t.js"))
    says = claim("only_categories", category=["first_party"])
    assert verdict(seen(cookies=(own,)), declaration(says)) == "confirmed"
    assert "undeclared_cookie" not in _alleged(seen(cookies=(own,)), declaration(claim("uses_cookies")))
    theirs = cookie("_gs", setter=written_by("https://gigant-tag.test/t.js"))
    assert verdict(seen(cookies=(theirs,)), declaration(says)) == "contradicted"


def test_what_a_consent_manager_keeps_is_the_choice_itself() -> None:
    kept = cookie("kh_uid", setter=written_by("https://keuzehulp.test/b.js"), days=365)
    stored = key("kh_uid", setter=written_by("https://keuzehulp.test/b.js"))
    said = claim("uses_cookies", "Deze winkel gebruikt cookies.")
    assert not _alleged(seen(cookies=(kept,), storage=(stored,)), declaration(said)) - {"excessive_lifetime"}


def test_a_denied_font_service_that_only_another_companys_script_loads_is_not_the_sites_use() -> None:
    says = claim("no_vendor", vendor=["gigant_fonts"])
    script = by_script("https://like.smoelen.test/l.js")
    assert verdict(seen(requests=(request(FONTS),)), declaration(says)) == "contradicted"
    assert verdict(seen(requests=(request(FONTS, initiators=(script,)),)), declaration(says)) != "contradicted"


def test_what_a_script_from_a_content_network_loads_is_the_sites_own_embedding() -> None:
    library = by_script("https://kleincdn.test/lazy-video.js")
    assert "embed_before_consent" in _alleged(seen(requests=(request(VIDEO, initiators=(library,)),)), declaration())
