"""What the reader keeps for checks of rows and transfers: the words for a category, and what a transfer rests on."""

from __future__ import annotations

import pytest
from reading import declared

TABLE = (
    "<h1>Cookies</h1><h2>{over}</h2><table><tr><th>Naam</th><th>Aanbieder</th><th>{head}</th><th>Doel</th></tr>"
    "<tr><td>{name}</td><td>Google</td><td>{cell}</td><td>{purpose}</td></tr>"
    "<tr><td>_ander_x</td><td>Winkel</td><td>Functioneel</td><td>Mandje</td></tr></table>"
)


@pytest.mark.parametrize(
    ("name", "head", "cell", "over", "words", "category"),
    [
        ("_ga", "Soort", "Statistiek", "Cookies", "Statistiek", "analytics"),
        ("_ga", "Soort", "Functioneel / statistiek", "Cookies", "Functioneel / statistiek", "functional"),
        ("_ga", "Bewaartijd", "2 jaar", "Functionele cookies", "Functionele cookies", "functional"),
        ("_ga", "Bewaartijd", "2 jaar", "Cookies", None, "analytics"),
        ("_ga", "Soort", "Groep Q", "Cookies", "Groep Q", "analytics"),
        ("_ga", "Soort", "", "Cookies", None, "analytics"),
        ("swv_ref", "Soort", "Niet geclassificeerd", "Cookies", "Niet geclassificeerd", "unclassified"),
    ],
)
def test_a_row_keeps_the_words_that_say_its_category(
    name: str, head: str, cell: str, over: str, words: str | None, category: str
) -> None:
    text = TABLE.format(name=name, head=head, cell=cell, over=over, purpose="Herkent de browser")
    row = next(one for one in declared(text).cookies if one.name == name)
    assert (row.category_text, row.category) == (words, category)


def test_a_category_that_follows_from_what_is_known_is_not_said() -> None:
    text = "<h1>Privacy</h1><h2>Cookies</h2><p>Met de cookie _fbp herkent onze site uw browser.</p>"
    assert [(row.category, row.category_text) for row in declared(text).cookies] == [("marketing", None)]


@pytest.mark.parametrize(
    ("language", "sentence", "grounds"),
    [
        ("nl", "Google slaat dit op in de VS op grond van standaardcontractbepalingen.", 1),
        ("nl", "Google slaat dit op in de VS en is gecertificeerd onder het Data Privacy Framework.", 1),
        ("nl", "Wij geven uw gegevens alleen met uw toestemming door naar de Verenigde Staten.", 1),
        ("nl", "Wij nemen passende maatregelen om uw gegevens te beveiligen en uw privacy te waarborgen.", 0),
        ("nl", "Google slaat dit op in de Verenigde Staten.", 0),
        ("en", "Google stores this in the United States, which has an adequacy decision.", 1),
        ("en", "We keep an appropriate level of security.", 0),
        ("de", "Die Übermittlung in die USA beruht auf Art. 49 Abs. 1 lit. a DSGVO.", 1),
        ("fr", "Le transfert repose sur des clauses contractuelles types.", 1),
        ("nl", "The transfer rests on Standard Contractual Clauses of the Commission.", 1),
    ],
)
def test_the_grounds_of_a_transfer_are_found_and_nothing_else(language: str, sentence: str, grounds: int) -> None:
    found = declared(f"<h1>Privacy</h1><h2>Google</h2><p>{sentence}</p>", language).readings[0].transfer_grounds
    assert found is not None
    assert len(found) == grounds
    assert all(place.quote in sentence for place in found)


@pytest.mark.parametrize(
    ("language", "sentence", "held"),
    [
        ("nl", "Google is gecertificeerd onder het Privacy Shield.", True),
        ("nl", "Door het wegvallen van het Privacy Shield sluiten wij standaardcontractbepalingen.", False),
        ("nl", "Nu het Privacy Shield door het Hof is afgekeurd, gebruiken wij andere bepalingen.", False),
        ("nl", "Tot 2020 berustte de doorgifte op het Privacy Shield.", False),
        ("en", "We comply with the Safe Harbor principles for transfers.", True),
        ("en", "Following Schrems II, Google relies on standard clauses in place of the Privacy Shield.", False),
        ("de", "Google ist nach dem EU-US Privacy Shield zertifiziert.", True),
        ("de", "Nach dem Schrems-II-Urteil trägt das Privacy Shield die Übermittlung nicht.", False),
        ("fr", "Google adhère au Privacy Shield.", True),
        ("fr", "Depuis l'arrêt Schrems II, le Privacy Shield ne suffit pas.", False),
    ],
)
def test_a_void_ground_is_read_only_where_it_is_relied_upon(language: str, sentence: str, held: bool) -> None:
    defects = declared(f"<h1>Privacy</h1><h2>Google</h2><p>{sentence}</p>", language).defects
    assert bool([one for one in defects if one.kind == "outdated_law"]) is held
