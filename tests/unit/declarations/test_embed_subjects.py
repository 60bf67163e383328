"""What a sentence about embedded content speaks of where it names the content only, and how it behaves."""

from __future__ import annotations

import pytest
from placed import on_page

from declarations.weighing.shown import embed_subject


def _told(body: str, code: str, vendor: list[str], behaviour: str = "blocked_until_consent") -> tuple[list[str], str]:
    passage, _ = on_page(f"<h2>Cookies</h2><p>{body}</p>", code)[-1]
    told = embed_subject(passage, {"vendor": vendor, "behaviour": behaviour})
    return told["vendor"], told["behaviour"]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("nl", "De route staat op Google Maps. Filmpjes komen van Vimeo. De kaart laadt pas na een klik."),
        ("en", "Directions are on Google Maps. Clips come from Vimeo. The map only loads when you click it."),
        ("de", "Die Anfahrt zeigt Google Maps. Clips kommen von Vimeo. Die Karte lädt erst nach einem Klick."),
        ("fr", "L'accès est sur Google Maps. Les clips viennent de Vimeo. La carte ne charge qu'après un clic."),
    ],
)
def test_the_map_is_the_service_for_maps_that_was_named(code, body):
    assert _told(body, code, ["vimeo"])[0] == ["google_maps"]


@pytest.mark.parametrize(
    ("body", "vendor"),
    [
        ("Onze reclame loopt via Criteo. De kaart laadt pas na een klik.", ["criteo"]),
        ("Filmpjes komen van Vimeo. De kaart laadt pas na een klik.", ["vimeo"]),
        ("Cookiebot houdt de video's dicht tot u klikt.", ["cookiebot"]),
        ("Filmpjes komen van Vimeo. De video's van TuinKijker laden pas na een klik.", ["vimeo"]),
    ],
)
def test_content_without_a_service_of_its_kind_stays_unnamed(body, vendor):
    assert _told(body, "nl", vendor)[0] == ["generic"]


def test_a_link_to_a_name_that_no_list_knows_is_not_one_to_the_service_before():
    body = "De podcast staat op Spotify. Een gewone link brengt je naar Luisterhoek."
    assert _told(body, "nl", ["spotify"], "link_only")[0] == ["generic"]
    body = "De podcast staat op Spotify. Het is een gewone link."
    assert _told(body, "nl", ["spotify"], "link_only")[0] == ["spotify"]


def test_a_service_named_in_the_sentence_is_kept():
    assert _told("De video's van Vimeo laden pas na een klik.", "nl", ["vimeo"])[0] == ["vimeo"]
    assert _told("Van de Facebook-pixel is er niets, alleen een link.", "nl", ["meta_pixel"], "link_only")[0] == [
        "meta_pixel"
    ]


def test_icons_that_only_link_are_buttons_of_networks():
    told, _ = _told("De icoontjes van Facebook zijn gewone links.", "nl", ["facebook"], "link_only")
    assert told == ["social_buttons", "facebook"]
    assert _told("Naar Facebook is er een gewone link.", "nl", ["facebook"], "link_only")[0] == ["facebook"]


@pytest.mark.parametrize(
    ("code", "body", "behaviour"),
    [
        ("nl", "Zolang u niet klikt, plaatst YouTube geen cookies.", "blocked_until_consent"),
        ("nl", "YouTube plaatst geen cookies.", "no_cookies"),
        (
            "nl",
            "De knop van Facebook maakt pas na inschakelen verbinding en zet tot dan geen cookies.",
            "blocked_until_consent",
        ),
        ("fr", "Les films utilisent le mode « sans cookies » de YouTube.", "privacy_mode"),
        ("nl", "YouTube komt niet zonder cookies.", "sets_cookies_on_load"),
        ("en", "YouTube does not come without cookies.", "sets_cookies_on_load"),
        ("en", "YouTube works without cookies.", "no_cookies"),
        ("de", "YouTube kommt nicht ohne Cookies.", "sets_cookies_on_load"),
        ("de", "YouTube kommt ohne Cookies.", "no_cookies"),
        ("fr", "YouTube ne va pas sans cookies.", "sets_cookies_on_load"),
        ("fr", "YouTube fonctionne sans cookies.", "no_cookies"),
    ],
)
def test_no_cookies_until_a_click_is_blocked_and_not_without_them_is_with_them(code, body, behaviour):
    assert _told(body, code, ["youtube"], "no_cookies")[1] == behaviour
