# ruff: noqa: E501 - an example is clearest on one line
"""What single statements claim, in four languages: paraphrases of every phrase family, and sentences that claim nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import short, statement

_ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "statements.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("language", "sentence", "expected"), _ROWS, ids=[row[1][:60] for row in _ROWS])
def test_a_statement_claims_this_and_nothing_else(language, sentence, expected):
    declaration = statement(sentence, language)
    assert short(declaration) == {entry for entry in expected.split("; ") if entry}
    for claim in declaration.claims:
        assert declaration.documents[0].text[claim.start : claim.end] == claim.quote


@pytest.mark.parametrize(
    ("language", "heading", "items", "expected"),
    [
        ("nl", "Dit vindt u hier niet", ["Google Analytics", "trackingcookies"], {"no_vendor google_analytics", "no_category marketing"}),
        ("en", "What you will not find here", ["Google Analytics", "tracking cookies"], {"no_vendor google_analytics", "no_category marketing"}),
        ("de", "Was Sie hier nicht finden", ["Google Analytics", "Tracking-Cookies"], {"no_vendor google_analytics", "no_category marketing"}),
        ("fr", "Ce que vous ne trouverez pas ici", ["Google Analytics", "des cookies publicitaires"], {"no_vendor google_analytics", "no_category marketing"}),
    ],
)  # fmt: skip
def test_a_heading_denies_the_items_of_its_list(language, heading, items, expected):
    from reading import declared

    body = f"<h2>{heading}</h2><ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    assert short(declared(body, language)) == expected


def test_the_category_of_a_statement_is_carried_over_from_the_sentence_before():
    found = short(statement("Wij gebruiken marketingcookies. Die plaatsen wij alleen met uw toestemming.", "nl"))
    assert "consent_prior marketing" in found


def test_a_heading_alone_claims_nothing():
    from reading import declared

    assert short(declared("<h2>Cookies die wij gebruiken</h2><p>Neem gerust contact op.</p>")) == set()


def test_an_explanation_of_kinds_claims_nothing_even_if_categories_are_named():
    from reading import declared

    body = (
        "<h2>Welke soorten cookies zijn er?</h2><p>Functionele cookies: nodig om een site te laten werken. Toestemming is niet nodig.</p>"
        "<p>Trackingcookies: volgen bezoekers. Daarvoor moet een website altijd toestemming vragen.</p>"
    )
    assert short(declared(body)) == set()


def test_a_customer_portal_of_someone_else_is_not_this_site():
    assert (
        short(statement("Op het klantportaal gelden andere cookies, daar geldt het cookiebeleid van Zorgmail.", "nl"))
        == set()
    )
