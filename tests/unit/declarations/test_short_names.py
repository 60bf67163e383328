"""Names as texts shorten, join and inflect them; and suppliers that no list knows."""

from __future__ import annotations

import pytest

from declarations.claims.vendors import _SUPPLIED
from declarations.naming import names


def named(text: str) -> list[str]:
    found = names().find(text.lower(), lambda place: text[place].isupper())
    return [mention.product.id if mention.product else mention.owner.id for mention in found]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Daarna draait Analytics mee.", ["google_analytics"]),
        ("Adobe Analytics telt.", ["adobe_analytics"]),
        ("Product Analytics machen wir mit PostHog.", ["posthog"]),
        ("Deze zijn afkomstig van Google (Analytics en Ads).", ["google_analytics", "google_ads"]),
        ("Ours come from Google Analytics and Ads.", ["google_analytics", "google_ads"]),
        ("Google Maps, Fonts und Ads laden.", ["google_maps", "google_fonts", "google_ads"]),
        ("Google Analytics and ads by others.", ["google_analytics"]),
        ("Analytics-cookies zijn er niet.", []),
        ("Marketing, Analytics und mehr", []),
        ("Ga naar FB of Insta.", ["facebook", "instagram"]),
        ("On a GA.", ["google_analytics"]),
        ("Ons Facebookkader en de Vimeospeler", ["facebook", "vimeo"]),
        ("Metas Pixel", ["meta_pixel"]),
        ("Vimeos Player", ["vimeo"]),
        ("Le fil X est là.", ["x_twitter"]),
        ("Tweets come with X's cookies.", ["x_twitter"]),
        ("Das letzte Segment der Adresse fehlt im Tool.", []),
        ("Cookie information on this website", []),
        ("Our banner is by Cookie Information.", ["cookie_information"]),
        ("Schriften von fonts.gstatic.com", ["google_fonts"]),
    ],
)
def test_a_name_is_known_as_texts_write_it(text: str, ids: list[str]) -> None:
    assert named(text) == ids


@pytest.mark.parametrize(
    ("text", "supplier"),
    [
        ("Het rooster is een venster van Lesplanner.", "Lesplanner"),
        ("Seats are kept by our ticketing system Foyerly.", "Foyerly"),
        ("There is an embedded Gatherly form.", "Gatherly"),
        ("Boeken gaat via Kamerwijs.", "Kamerwijs"),
        ("Der Kursplan wird von Turnwerk geliefert.", "Turnwerk"),
        ("Der Lesewolke-Player lädt sofort.", "Lesewolke"),
        ("Dit gebeurt in het kader van Toezicht.", None),
        ("Das Online-Formular finden Sie hier.", None),
    ],
)
def test_a_supplier_is_known_by_the_thing_that_is_theirs(text: str, supplier: str | None) -> None:
    found = [match["name"] for pattern in _SUPPLIED for match in pattern.finditer(text)]
    assert found == ([supplier] if supplier else [])
