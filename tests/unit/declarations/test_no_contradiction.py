"""Statements that seem to contradict each other, and do not."""

from __future__ import annotations

import pytest
from reading import declared


def _kinds(body: str, code: str) -> list[str]:
    return [defect.kind for defect in declared(f"<h2>Cookies</h2><p>{body}</p>", code).defects]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("en", "By using this site you agree to our cookies. The Meta pixel is only loaded after you click OK."),
        ("nl", "Op de site van de holding worden geen cookies geplaatst. Op onze website plaatsen wij cookies."),
        ("de", "Auf der Seite der Holding werden keine Cookies gesetzt. Auf unserer Website setzen wir Cookies."),
        ("fr", "Sur le site de la holding, aucun cookie n'est déposé. Sur notre site, nous déposons des cookies."),
        ("de", "Soweit nachstehend nichts anderes steht, setzen wir keine Cookies. Wir verwenden Cookies von Matomo."),
    ],
)
def test_a_limit_or_a_single_service_is_no_contradiction(code, body):
    assert "contradiction" not in _kinds(body, code)


@pytest.mark.parametrize(
    ("code", "body"),
    [
        # On refusal, by a condition that opens with its verb, by a button, after a question, until a moment.
        ("nl", "Wij plaatsen marketingcookies. Na weigeren plaatsen wij geen marketingcookies."),
        ("de", "Wir setzen Werbe-Cookies. Lehnen Sie ab, werden keine Werbe-Cookies gesetzt."),
        ("de", "Wir nutzen den Meta-Pixel. Bei „Nein danke“ werden keine Werbe-Cookies gesetzt."),
        ("en", "We use the Meta pixel for advertising. No permission? Then we set no marketing cookies."),
        ("en", "Up to that moment we set no cookies. The analytics cookie is stored for two years."),
        ("nl", "Wij plaatsen functionele cookies. Verder plaatsen wij geen cookies."),
        ("nl", "Standaard plaatsen wij alleen functionele cookies. Het bezoek meten wij met Google Analytics."),
        ("en", "We only use functional cookies. With your consent we use analytics cookies to measure visits."),
    ],
)
def test_what_holds_in_one_case_denies_nothing_for_the_others(code, body):
    assert "contradiction" not in _kinds(body, code)


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("nl", "Het is niet zo dat wij geen marketingcookies gebruiken. Wij plaatsen marketingcookies."),
        (
            "fr",
            "Il serait faux de dire que nous n'utilisons pas de cookies publicitaires. Nous avons un pixel de Meta.",
        ),
        (
            "fr",
            "Sans Google Analytics, nous n'aurions pas besoin de bandeau. Un bandeau s'affiche à la première visite.",
        ),
        ("en", "We do not use the Meta pixel. Some clinics do use the Meta pixel."),
        ("en", "We don't use Hotjar. We used Hotjar once, for two weeks, in 2020."),
        ("de", "Unsere Website setzt keine Cookies. Videos zeigen wir über youtube-nocookie.com."),
        ("nl", "Wij gebruiken geen reclamecookies. Op onze site staan berichten van Instagram, Facebook en TikTok."),
        ("de", "Unsere Webstatistik führt etracker. Cookies setzt etracker bei uns nicht."),
        ("nl", "Onze gegevens blijven in Nederland. Google Analytics bewaart de gegevens in de VS."),
    ],
)
def test_what_is_not_said_of_this_site_and_now_stands_against_nothing(code, body):
    assert "contradiction" not in _kinds(body, code)


def test_two_parts_of_a_site_may_differ():
    body = (
        "<h1>Cookies</h1><h2>De website</h2><p>Op de website gebruiken wij Google Analytics en de Meta-pixel.</p>"
        "<h2>De applicatie</h2><p>Marketingcookies zitten er in de applicatie niet.</p>"
    )
    assert "contradiction" not in {defect.kind for defect in declared(body, "nl").defects}


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("en", "We do not use marketing cookies on this website. We use marketing cookies to show you advertisements."),
        ("nl", "Wij plaatsen geen cookies op deze website. Wij plaatsen analytische cookies om het bezoek te meten."),
        (
            "nl",
            "De website gebruikt geen cookies. Wij gebruiken Google Analytics. De cookie daarvan vervalt na 2 jaar.",
        ),
        (
            "nl",
            "Wij plaatsen geen cookies, behalve functionele, zonder voorafgaande toestemming. Leadinfo is actief."
            " Leadinfo wordt bij elk bezoek geladen, ook zonder toestemming.",
        ),
    ],
)
def test_what_cannot_both_be_true_is_one(code, body):
    assert "contradiction" in _kinds(body, code)
