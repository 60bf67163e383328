"""Whose a thing is, what it is for, and what its name is without a visitor's id."""

from __future__ import annotations

import pytest
from reconcile_builders import (
    DOMAIN,
    SITE,
    claim,
    cookie,
    declaration,
    key,
    observation,
    product,
    request,
    row,
    setter,
    state,
    tiny_base,
    value,
    vendor,
    written_by,
)

from auditor.knowledge.schema import Owner
from auditor.knowledge.vendors import VendorBase
from auditor.models.observation import Cookie, Request, StorageEntry
from auditor.models.stable_names import wildcard_name
from auditor.reconcile.coverage import Declared
from auditor.reconcile.facts import Facts
from auditor.reconcile.naming import claim_key, document_path, printed_name
from auditor.reconcile.observed import Thing
from auditor.reconcile.wording import about_cookies_only

BASE = tiny_base()


def _cookie(seen: Cookie) -> Thing:
    return Facts(observation(state(cookies=(seen,))), BASE).cookies[0]


def _request(seen: Request) -> Thing:
    return Facts(observation(state(requests=(seen,))), BASE).requests[0]


def _key(seen: StorageEntry) -> Thing:
    return Facts(observation(state(storage=(seen,))), BASE).storage[0]


@pytest.mark.parametrize(
    ("seen", "vendor_id", "standing"),
    [
        (cookie("_gs", setter=written_by("https://gigant-stats.test/s.js")), "gigant_analytics", "analytics"),
        # Self-hosted, or written through a tag manager: the name is peculiar enough.
        (cookie("_gs", setter=written_by(f"https://{SITE}/bundle.js")), "gigant_analytics", "analytics"),
        (cookie("_gs", setter=written_by("https://gigant-tag.test/t.js")), "gigant_analytics", "analytics"),
        # Written by another known company: the name alone says nothing.
        (cookie("_gs", setter=written_by("https://kleincdn.test/a.js")), "kleincdn", "unknown"),
        # A plain name on the own domain is anybody's.
        (cookie("AID"), None, "unknown"),
        (cookie("AID", domain="gigant-ads.test"), "gigant_ads", "tracking"),
        # Written by a tracker under a name that nobody knows.
        (cookie("zzz", setter=written_by("https://px.smoelen.test/px.js")), "smoelen_pixel", "tracking"),
        # A sister's cookie, set by the tracker's own response, is the tracker's.
        (
            cookie("AID", domain="gigant-video.test", setter=setter("https://gigant-ads.test/p")),
            "gigant_ads",
            "tracking",
        ),
        # A video is no tracker by what its player remembers.
        (cookie("VID", domain="gigant-video.test"), "gigant_video", "unknown"),
        (cookie("_kf", setter=written_by("https://kleinfilm.test/r.js")), "kleinfilm", "tracking"),
        (cookie("PHPSESSID"), None, "exempt"),
        (cookie("x", domain="onbekend.test"), None, "unknown"),
    ],
)
def test_whose_a_cookie_is(seen: Cookie, vendor_id: str | None, standing: str) -> None:
    thing = _cookie(seen)
    assert (thing.vendor, thing.standing) == (vendor_id, standing)


@pytest.mark.parametrize(
    ("seen", "exempt"),
    [
        (cookie("winkelSessie"), True),
        (cookie("shop_cart", days=14), True),
        (cookie("JSESSIONID"), True),
        (cookie("taal", days=365, value=value(identifier=False)), True),
        (cookie("cookie-keuze", days=365, value=value(identifier=False)), True),
        # An identifier that lives for a year is not for a session, whatever it is called.
        (cookie("bezoeksessie_session", days=365), False),
        (cookie("taal", days=365), False),
        (cookie("session", domain="elders.test"), False),
        (cookie("session", setter=written_by("https://elders.test/a.js")), False),
        (cookie("klanglied"), False),
    ],
)
def test_own_cookies_are_exempt_by_a_name_that_says_what_they_are_for(seen: Cookie, exempt: bool) -> None:
    assert (_cookie(seen).standing == "exempt") is exempt


def test_what_guards_a_host_is_exempt_on_anybodys_domain() -> None:
    guard = product(
        "schild", "cdn", "functional", hosts=("schild.test",),
        cookies=({"name": "_schild", "category": "functional", "exempt": True, "why": "guards"},),
    )  # fmt: skip
    owners = (*BASE.owners.values(), Owner(id="schild", name="Schild", products=(guard,)))
    seen = cookie("_schild", domain="px.smoelen.test", setter=setter("https://px.smoelen.test/px.js"))
    thing = Facts(observation(state(cookies=(seen,))), VendorBase(owners)).cookies[0]
    assert (thing.vendor, thing.standing) == ("smoelen_pixel", "exempt")


def test_a_request_to_an_own_host_that_is_a_trackers_alias_is_the_trackers() -> None:
    cloaked = _request(request(f"https://m.{DOMAIN}/t", canonical_host="a.cloak.gigant.test"))
    assert (cloaked.vendor, cloaked.cloaked, cloaked.tracking) == ("gigant_ads", True, True)
    plain = _request(request(f"https://m.{DOMAIN}/t", canonical_host=f"web.{DOMAIN}"))
    assert (plain.vendor, plain.cloaked) == (None, False)


@pytest.mark.parametrize(
    ("url", "identifiers", "tracking"),
    [
        ("https://gigant-ads.test/p?gcs=G100", (), False),
        ("https://gigant-ads.test/p?gcs=G101&x=*", (), False),
        ("https://gigant-ads.test/p?gcs=G100", ("h",), True),
        ("https://gigant-ads.test/p?gcs=G111", (), True),
        ("https://gigant-ads.test/p", (), True),
        ("https://gigant-stats.test/p", (), False),
    ],
)
def test_a_denied_ping_without_identifier_is_no_trackers(
    url: str, identifiers: tuple[str, ...], tracking: bool
) -> None:
    assert _request(request(url, identifiers=identifiers)).tracking is tracking


def test_a_frame_of_the_product_itself_is_not_foreign_to_it() -> None:
    frame = "https://gigant-video.test/embed/1"
    assert not _request(request(frame, frame=frame)).in_foreign_frame
    assert _request(request("https://gigant-fonts.test/f.css", frame=frame)).in_foreign_frame
    assert not _request(request("https://gigant-fonts.test/f.css", frame=f"https://{SITE}/")).in_foreign_frame


def test_a_key_is_known_by_its_writer() -> None:
    thing = _key(key("smoel-id", setter=written_by("https://px.smoelen.test/px.js")))
    assert (thing.vendor, thing.standing) == ("smoelen_pixel", "tracking")
    assert _key(key("smoel-id")).vendor is None


@pytest.mark.parametrize(
    ("name", "stable"),
    [
        ("_ga_AB12CD34", "_ga_*"),
        ("_hjSessionUser_1234567", "_hjSessionUser_*"),
        ("_gat_UA-12345-1", "_gat_UA-*"),
        ("wordpress_logged_in_0123456789abcdef0123456789abcdef", "wordpress_logged_in_*"),
        ("id-3f2504e0-4f89-11d3-9a0c-0305e82c3301", "id-*"),
        ("PHPSESSID", "PHPSESSID"),
        ("wp-settings-time-1", "wp-settings-time-1"),
        ("__utma", "__utma"),
        ("vh_session", "vh_session"),
        ("consent2024", "consent2024"),
        ("", ""),
    ],
)
def test_a_name_without_the_visitors_id(name: str, stable: str) -> None:
    assert wildcard_name(name) == stable
    assert wildcard_name(stable) == stable


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("_ga_#", "_ga_*"),
        ("_ga_<container-id>", "_ga_*"),
        ("_gat_UA-XXXXX", "_gat_ua-*"),
        ("NID", "nid"),
        ("a_{n}", "a_*"),
    ],
)
def test_how_a_table_prints_what_varies(printed: str, plain: str) -> None:
    assert printed_name(printed) == plain


def test_names_of_documents_and_claims_are_stable() -> None:
    assert document_path("https://a.example/privacy;jsessionid=1?x=1#y") == "/privacy"
    assert document_path("https://a.example") == "/"
    assert document_path("file:///home/iemand/privacy.html") == "privacy.html"
    assert claim_key(claim("no_category", category=["tracking", "analytics"])) == "no_category:analytics+tracking"
    assert claim_key(claim("no_cookies")) == "no_cookies"
    assert claim_key(claim("no_cookies", condition="before_choice")) == "no_cookies:before_choice"


@pytest.mark.parametrize(
    ("quote", "cookies_only"),
    [
        ("Analytische cookies zetten wij niet in.", True),
        ("Na acceptatie van tracking cookies gebruiken wij technieken.", False),
        ("Dit laadt pas na uw akkoord in de cookiemelding.", False),
        ("We do not follow you around the web.", False),
        ("Cookies only after you agree in our cookie banner.", True),
    ],
)
def test_what_a_sentence_is_about(quote: str, cookies_only: bool) -> None:
    assert about_cookies_only(quote) is cookies_only


ADS = BASE.products["gigant_ads"]
STATS = BASE.products["gigant_analytics"]
TAG = BASE.products["gigant_tag"]


@pytest.mark.parametrize(
    ("texts", "covered"),
    [
        (declaration(vendors=(vendor("gigant_analytics"),)), ("none", "named", "named")),
        (declaration(claim("uses_vendor", vendor=["Gigant Stats"])), ("none", "named", "named")),
        (declaration(vendors=(vendor("gigant"),)), ("named", "named", "named")),
        (declaration(vendors=(vendor("gigant_ads", "possible"),)), ("named", "none", "none")),
        (declaration(other_recipients=("Gigant Inc.",)), ("named", "named", "named")),
        (declaration(other_recipients=("onze advertentiepartners",)), ("vague", "none", "none")),
        (
            declaration(claim("third_party_cookies", "Onze advertentiepartners zetten cookies.")),
            ("vague", "none", "none"),
        ),
        (declaration(claim("third_party_cookies", "Ook derden zetten cookies.")), ("none", "none", "none")),
        (declaration(claim("uses_category", category=["marketing"])), ("none", "none", "none")),
        (declaration(claim("no_vendor", vendor=["gigant_ads"])), ("none", "none", "none")),
        (declaration(claim("embed", vendor=["gigant_ads"], behaviour="link_only")), ("none", "none", "none")),
        (declaration(cookies=(row("x", provider="gigant_ads"),)), ("named", "none", "none")),
        (declaration(), ("none", "none", "none")),
    ],
)
def test_what_covers_a_recipient(texts: object, covered: tuple[str, str, str]) -> None:
    declared = Declared(texts, BASE)  # type: ignore[arg-type]
    assert tuple(declared.cover_product(one) for one in (ADS, STATS, TAG)) == covered


@pytest.mark.parametrize(
    ("texts", "covered"),
    [
        (declaration(cookies=(row("_gs_*"),)), "named"),
        (declaration(cookies=(row("_GS_#"),)), "named"),
        (declaration(cookies=(row("_gs_AB12CD99"),)), "named"),
        (declaration(cookies=(row("*"),)), "none"),
        (declaration(cookies=(row("_gsx"),)), "none"),
        (declaration(claim("uses_category", category=["analytics"])), "vague"),
        (declaration(claim("uses_category", category=["marketing"])), "none"),
        (declaration(vendors=(vendor("gigant_analytics"),)), "named"),
    ],
)
def test_what_covers_a_cookie(texts: object, covered: str) -> None:
    thing = _cookie(cookie("_gs_XY12ZW34", setter=written_by("https://gigant-stats.test/s.js")))
    assert Declared(texts, BASE).cover(thing) == covered  # type: ignore[arg-type]


def test_an_own_cookie_may_be_one_of_the_functional_ones_unless_these_are_listed() -> None:
    own = _cookie(cookie("kleurtje"))
    spoken_of = claim("uses_category", category=["functional"])
    assert Declared(declaration(spoken_of), BASE).cover(own) == "vague"
    assert Declared(declaration(spoken_of, cookies=(row("andere"),)), BASE).cover(own) == "none"


def test_a_local_supplier_is_known_by_its_host() -> None:
    theirs = _cookie(cookie("b", domain="www.buurt-bouwer.test"))
    assert Declared(declaration(vendors=(vendor("buurtbouwer"),)), BASE).cover(theirs) == "named"
    assert Declared(declaration(vendors=(vendor("buur"),)), BASE).cover(theirs) == "none"
