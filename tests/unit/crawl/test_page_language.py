"""The language of a page's words, and the languages that it offers."""

from __future__ import annotations

import pytest

from auditor.crawl.page_language import offered_languages, text_language

DUTCH = "Wij zijn een winkel en u kunt bij ons wol kopen voor het breien. Onze wol is niet van ver."
ENGLISH = "We are a shop and you can buy wool from us for all your knitting. Our wool is spun here with care."
GERMAN = "Wir sind ein Laden und bei uns kaufen Sie Wolle für das Stricken. Unsere Wolle ist nicht von weit her."
FRENCH = "Nous sommes une boutique et vous trouvez chez nous de la laine pour le tricot avec des couleurs."


@pytest.mark.parametrize(("text", "expected"), [(DUTCH, "nl"), (ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr")])
def test_the_language_of_prose_is_told(text: str, expected: str) -> None:
    assert text_language(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Home Shop Contact Login Wishlist",
        "Home Shop Contact Over ons Blog Het team",
        f"{DUTCH} {ENGLISH}",
        "Jesteśmy sklepem i można u nas kupić wełnę na drutach dla wszystkich.",
    ],
)
def test_few_words_two_languages_and_others_tell_nothing(text: str) -> None:
    assert text_language(text) is None


def test_offered_languages_come_from_hreflang_and_from_links_that_are_a_name() -> None:
    facts = {"hreflangs": ["nl-BE", "x-default", "pl"], "links": [{"text": " EN "}, {"text": "Deutsch lernen"}]}
    assert offered_languages(facts) == ("nl", "en")
    assert offered_languages({}) == ()
