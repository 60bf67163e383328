"""What limits a denial is read with it; where a denial is none, nothing is claimed."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import outright_denials, statement

_LINES = (Path(__file__).parent / "no_denials.tsv").read_text(encoding="utf-8").splitlines()
NONE = [tuple(line.split("\t")) for line in _LINES if not line.startswith("#")]

LIMITED = [
    ("nl", "Als u weigert, gebruiken wij alleen functionele cookies.", "only_categories", "after_reject"),
    ("nl", "Gaat u niet akkoord, dan plaatsen wij alleen functionele cookies.", "only_categories", "after_reject"),
    ("nl", "Zolang u geen keuze maakt, plaatsen wij alleen noodzakelijke cookies.", "only_categories", "before_choice"),
    ("en", "If you reject, we only use strictly necessary cookies.", "only_categories", "after_reject"),
    ("en", "Until you make a choice, only necessary cookies are set.", "only_categories", "before_choice"),
    ("de", "Wenn Sie ablehnen, werden nur technisch notwendige Cookies gesetzt.", "only_categories", "after_reject"),
    ("fr", "Avant votre choix, aucun cookie n'est déposé.", "no_cookies", "before_choice"),
]

WHOLE = [
    ("nl", "Wij gebruiken alleen functionele cookies.", "only_categories"),
    ("nl", "Op onze website plaatsen wij geen cookies.", "no_cookies"),
    ("en", "We only use strictly necessary cookies on our pages.", "only_categories"),
    ("de", "Auf unserer Website setzen wir keine Cookies.", "no_cookies"),
    ("fr", "Nous ne déposons aucun cookie sur notre site.", "no_cookies"),
]


@pytest.mark.parametrize(("language", "sentence", "kind", "condition"), LIMITED, ids=lambda value: str(value)[:50])
def test_a_denial_for_some_visitors_is_none_for_all(language: str, sentence: str, kind: str, condition: str) -> None:
    found = [claim.params.get("condition") for claim in statement(sentence, language).claims if claim.type == kind]
    assert found == [condition]


@pytest.mark.parametrize(("language", "sentence", "kind"), WHOLE, ids=lambda value: str(value)[:50])
def test_a_denial_without_a_limit_has_none(language: str, sentence: str, kind: str) -> None:
    found = [claim.params for claim in statement(sentence, language).claims if claim.type == kind]
    assert len(found) == 1
    assert not found[0].keys() & {"condition", "scope"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No cookies are set on our checkout pages."),
        ("nl", "Op onze afrekenpagina worden geen cookies geplaatst."),
        ("de", "Auf unseren Produktseiten setzen wir keine Cookies."),
    ],
)
def test_a_denial_for_a_part_of_the_site_is_none_for_the_whole(language: str, sentence: str) -> None:
    denials = [claim for claim in statement(sentence, language).claims if claim.type == "no_cookies"]
    assert all(claim.params.get("scope") for claim in denials)


@pytest.mark.parametrize(("language", "sentence"), NONE, ids=lambda value: str(value)[:60])
def test_what_only_sounds_like_a_denial_accuses_nobody(language: str, sentence: str) -> None:
    assert outright_denials(sentence, language) == []


@pytest.mark.parametrize(
    ("language", "sentence", "subjects"),
    [
        ("en", "Most cookies expire after a year.", ["some_cookies"]),
        ("nl", "De meeste daarvan zijn na 180 dagen verlopen.", ["some_cookies"]),
        ("en", "Our cookies expire after a year.", ["all"]),
        (
            "nl",
            "Cookies van Google Analytics verlopen na 2 jaar, sessiecookies bij het sluiten van uw browser.",
            ["google_analytics", "session_cookies"],
        ),
    ],
)
def test_a_lifetime_is_of_the_cookies_that_it_is_said_of(language: str, sentence: str, subjects: list[str]) -> None:
    page = f"Wij gebruiken cookies. {sentence}" if language == "nl" else sentence
    found = [claim.params["subject"] for claim in statement(page, language).claims if claim.type == "lifetime"]
    assert found == subjects
