"""A text that says that it is about another website."""

from __future__ import annotations

import pytest
from reading import page

from declarations.reader import read

OWN = "klompenmakerij.example"


def foreign(text: str, language: str) -> list[str | None]:
    found = read([page(f"<h1>Privacy</h1><p>{text}</p>", language)], OWN).defects
    return [defect.quote for defect in found if defect.kind == "wrong_company_name"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank you for visiting www.otterboats.example. We keep nothing."),
        ("nl", "Deze verklaring geldt voor de website www.otterboats.example en niet voor andere sites."),
        ("de", "Diese Erklärung gilt für die Website www.otterboats.example und ihre Unterseiten."),
        (
            "nl",
            "Wie koopt op www.otterboats.example is klant. Otter Boats B.V. is verantwoordelijk voor de verwerking.",
        ),
        ("fr", "La présente politique s'applique au site www.otterboats.example, exploité par nos soins."),
    ],
)
def test_the_address_of_another_site_is_told(language: str, text: str) -> None:
    assert foreign(text, language)[:1] == ["www.otterboats.example"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank you for visiting www.klompenmakerij.example. We keep nothing."),
        ("en", "Visit www.otterboats.example for other boats; this is the statement of www.klompenmakerij.example."),
        ("nl", "Deze verklaring geldt voor de website www.klompenmakerijen.example."),
        ("nl", "Lees de verklaring op www.otterboats.example."),
        ("en", "For more information visit www.allaboutboats.example, or see this website: www.boatcookies.example."),
        ("nl", "Bezoek www.otterboats.example, of kijk op deze website: www.roeibootjes.example."),
        ("de", "Besuchen Sie www.otterboats.example für mehr."),
        ("nl", "Onze website staat bij Otter Boats B.V. (www.otterboats.example), onze leverancier."),
        ("nl", "Onze leverancier Otter Boats B.V. is te vinden; ons magazijn leest www.roeibootjes.example."),
        ("nl", "Op onze website www.youtube.com vindt u filmpjes."),
    ],
)
def test_the_own_address_a_near_one_and_a_link_are_not(language: str, text: str) -> None:
    assert foreign(text, language) == []
