"""What a sentence about consent speaks of where it says "it" or "both"."""

from __future__ import annotations

import pytest
from placed import on_page

from declarations.weighing.subjects import consent_subject


def _told(body: str, code: str, kind: str = "consent_prior", **params: list[str]) -> dict[str, object]:
    passage, _ = on_page(f"<h2>Cookies</h2><p>{body}</p>", code)[-1]
    return consent_subject(kind, passage, dict(params))


@pytest.mark.parametrize(
    ("code", "body", "vendors"),
    [
        ("nl", "Wij meten met Hotjar. Die wordt pas geladen als u akkoord gaat.", ["hotjar"]),
        ("nl", "Wij gebruiken Hotjar en Criteo. Beide wachten op uw toestemming.", ["hotjar", "criteo"]),
        ("nl", "Wij gebruiken Hotjar. Ook Criteo draait. Beide wachten op uw toestemming.", ["hotjar", "criteo"]),
        ("en", "We use Matomo and Hotjar. It is only loaded after you agree.", ["hotjar"]),
        ("en", "We use Matomo and Hotjar. None of them runs before you agree.", ["matomo", "hotjar"]),
        (
            "de",
            "Wir nutzen Matomo und Hotjar. Beide werden erst nach Ihrer Einwilligung geladen.",
            ["matomo", "hotjar"],
        ),
        ("de", "Wir nutzen Hotjar. Dieser Dienst wird erst nach Ihrer Einwilligung geladen.", ["hotjar"]),
        ("fr", "Nous utilisons Matomo et Hotjar. Les deux attendent votre accord.", ["matomo", "hotjar"]),
        ("fr", "Nous utilisons Hotjar. Il n'est chargé qu'après votre accord.", ["hotjar"]),
    ],
)
def test_a_pronoun_stands_for_the_services_just_before(code, body, vendors):
    assert _told(body, code)["vendor"] == vendors


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("nl", "Wij meten met Hotjar. Advertentiecookies wachten op uw toestemming."),
        ("en", "We use Hotjar. Nothing is loaded before you agree to advertising cookies."),
        ("de", "Wir nutzen Cookiebot. Sie werden vorher gefragt."),
        ("fr", "Notre boulangerie est à Lyon. Il n'est chargé qu'après votre accord."),
    ],
)
def test_no_service_is_taken_where_none_is_meant(code, body):
    assert _told(body, code, category=["marketing"]) == {"category": ["marketing"]}


def test_who_asks_does_not_wait():
    told = _told("Wij meten met Hotjar. Die laadt Cookiebot pas na uw akkoord.", "nl", vendor=["cookiebot"])
    assert told["vendor"] == ["hotjar"]


def test_a_service_is_told_by_its_category_too():
    body = "Matomo draait zonder toestemming."
    assert _told(body, "nl", "consent_exempt", vendor=["matomo"]) == {"vendor": ["matomo"], "category": ["analytics"]}
    assert _told(body, "nl", vendor=["matomo"]) == {"vendor": ["matomo"]}
    body = "Wij meten met Matomo. Zij wacht op uw akkoord."
    assert _told(body, "nl", vendor=["matomo"]) == {"vendor": ["matomo"], "category": ["analytics"]}
    body = "Google Tag Manager wacht op uw akkoord."
    assert _told(body, "nl", vendor=["google_tag_manager"]) == {"vendor": ["google_tag_manager"]}
    kept = _told(body, "nl", "consent_exempt", vendor=["matomo"], category=["functional"])
    assert kept["category"] == ["functional"]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("nl", "Behalve de noodzakelijke worden cookies pas geplaatst als u akkoord gaat."),
        ("en", "Apart from essential cookies, they are only used if you have accepted them."),
        ("de", "Mit Ausnahme der notwendigen werden Cookies erst nach Ihrer Einwilligung gesetzt."),
        ("fr", "Sauf les cookies nécessaires, tous attendent votre accord."),
    ],
)
def test_what_is_excepted_does_not_wait(code, body):
    assert _told(body, code, category=["functional"]) == {"category": ["analytics", "marketing"]}
    assert _told(body, code, category=["functional", "social"]) == {"category": ["social"]}


def test_a_promise_always_says_what_waits():
    body = "In het venster van Cookiebot kiest u wat er geladen wordt."
    assert _told(body, "nl", vendor=["cookiebot"]) == {"category": ["some"]}
    assert _told("Functionele cookies wachten op uw akkoord.", "nl", category=["functional"]) == {
        "category": ["functional"]
    }


def test_a_kind_that_was_spoken_of_before_is_not_that_of_the_service():
    body = "Wij gebruiken functionele cookies. Met Hotjar meten wij het bezoek. Dit wordt pas geladen na uw akkoord."
    told = _told(body, "nl", category=["functional"])
    assert told["vendor"] == ["hotjar"]
    assert "functional" not in told.get("category", [])


@pytest.mark.parametrize(
    ("code", "body", "categories"),
    [
        ("nl", "Er zijn statistiekcookies. Ook zijn er advertentiecookies. Beide soorten wachten op uw akkoord.", None),
        ("nl", "Wij zetten functionele cookies. De rest wacht op uw akkoord.", None),
        ("nl", "Behalve analytische cookies is er niets. Deze soorten wachten op uw akkoord.", ["analytics"]),
        ("en", "There are analytics cookies and advertising cookies. Neither kind runs before you agree.", None),
        ("en", "Until you choose, none but the necessary cookies are set.", None),
        ("de", "Notwendige Cookies setzen wir immer. Alle übrigen warten auf Ihre Einwilligung.", None),
        ("de", "Es gibt Analyse-Cookies und Werbe-Cookies. Diese Kategorien warten auf Ihre Einwilligung.", None),
        ("fr", "Nous posons des cookies nécessaires. Tous les autres attendent votre accord.", None),
        ("fr", "Il y a des cookies de mesure d'audience. Ces catégories attendent votre accord.", ["analytics"]),
    ],
)
def test_kinds_named_before_and_all_others_are_what_waits(code, body, categories):
    told = _told(body, code, category=["functional"], vendor=["hotjar"])
    assert told == {"category": categories or ["analytics", "marketing"]}


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("nl", "Functionele cookies plaatsen wij niet zonder uw akkoord."),
        ("nl", "Lees op de andere pagina waarvoor wij uw akkoord vragen."),
        ("en", "Functional cookies are not set until you choose."),
        ("de", "Funktionale Cookies setzen wir nicht ohne Ihre Einwilligung."),
        ("fr", "Les cookies fonctionnels attendent votre accord sur un autre appareil."),
    ],
)
def test_no_other_kinds_are_meant_where_none_are_spoken_of(code, body):
    assert _told(body, code, category=["functional"]) == {"category": ["functional"]}


@pytest.mark.parametrize(
    ("code", "body", "category", "told"),
    [
        ("en", "Advertising substances are given on your consent only.", "some", "marketing"),
        ("en", "What you see is given on your consent only.", "some", "some"),
        ("nl", "Bij uw eerste bezoek vragen wij uw toestemming.", "some", "some"),
        ("fr", "Le gestionnaire bloque tous les services tiers jusqu'à votre accord.", "some", "third_party"),
    ],
)
def test_kinds_are_known_by_another_noun_than_cookies(code, body, category, told):
    assert _told(body, code, category=[category]) == {"category": [told]}


@pytest.mark.parametrize(
    ("code", "body", "category", "told"),
    [
        ("nl", "Daarvoor vragen wij geen toestemming.", "marketing", "functional"),
        ("nl", "Daarvoor vragen wij geen toestemming.", "analytics", "analytics"),
        ("nl", "Voor marketingcookies vragen wij geen toestemming.", "marketing", "marketing"),
        ("en", "To measure the use of the site we do not ask consent.", "marketing", "analytics"),
        ("en", "They are there regardless of your settings.", "functional", "functional"),
    ],
)
def test_advertising_needs_consent_unless_the_text_says_that_it_does_not(code, body, category, told):
    assert _told(body, code, "consent_exempt", category=[category]) == {"category": [told]}
