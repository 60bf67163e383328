# ruff: noqa: E501 - an example is clearest on one line
"""What is wrong with a text itself: each kind found, and its look-alikes left alone."""

from __future__ import annotations

import pytest
from reading import declared, document, page

from declarations.defects.references import meant
from declarations.reader import read

FILLER = (
    "<p>"
    + "Wij gaan zorgvuldig om met persoonsgegevens en lichten hieronder toe waarom wij die nodig hebben. " * 9
    + "</p>"
)


def _defects(body: str, language: str = "nl") -> set[str]:
    return {f"{defect.kind}: {defect.quote}" for defect in declared(body, language).defects}


@pytest.mark.parametrize(("text", "quote"), [
    ("Dit is de verklaring van [bedrijfsnaam].", "[bedrijfsnaam]"),
    ("Zie [onze banner / ons beleid].", "[onze banner / ons beleid]"),
    ("Dit is de site van {{company_name}}.", "{{company_name}}"),
    ("Het adres is https://www.jouwwebsite.nl.", "https://www.jouwwebsite.nl"),
    ("Laatst gewijzigd op dd-mm-jjjj.", "dd-mm-jjjj"),
    ("Bel ons op XXXXXX.", "XXXXXX"),
])  # fmt: skip
def test_placeholders_are_found(text, quote):
    found = [
        defect.quote
        for defect in declared(f"<h1>Privacy</h1><p>{text}</p>").defects
        if defect.kind == "unfilled_placeholder"
    ]
    assert [entry.rstrip(".") for entry in found] == [quote]


@pytest.mark.parametrize("text", [
    "Zie noot [1] en [2].", "Mail naar info [at] winkel.example.", "De cookie heet _hjSession_[id].", "Lees verder [...]", "[email protected]",
    "Wij gebruiken <b>cookies</b>.",
])  # fmt: skip
def test_other_brackets_are_no_placeholders(text):
    assert [defect for defect in declared(f"<p>{text}</p>").defects if defect.kind == "unfilled_placeholder"] == []


@pytest.mark.parametrize(("language", "text"), [
    ("nl", "Vul hier de naam van uw onderneming in."), ("en", "Insert your company name here."),
    ("de", "Bitte hier ergänzen, welche Dienste Sie verwenden."), ("fr", "Indiquez ici le nom de votre société."),
])  # fmt: skip
def test_instructions_to_the_writer_are_found_and_claim_nothing(language, text):
    declaration = declared(f"<h2>Cookies</h2><p>{text}</p>", language)
    assert [defect.kind for defect in declaration.defects] == ["template_instruction"]
    assert declaration.claims == ()


def test_a_heading_without_content_is_an_empty_section_a_parent_heading_is_not():
    body = "<h1>Privacy</h1><h2>Wie wij zijn</h2><h2>Cookies</h2><h3>Functioneel</h3><p>Die plaatsen wij.</p>"
    assert _defects(body) == {"empty_section: Wie wij zijn"}


def test_a_lead_in_without_its_list_is_an_empty_section():
    body = "<h1>Privacy</h1><h2>Doelen</h2><p>Hallo.</p><p>Wij gebruiken uw gegevens voor de volgende doelen:</p><h2>Rechten</h2><p>U mag bellen.</p>"
    assert any(entry.startswith("empty_section: Wij gebruiken") for entry in _defects(body))


def test_a_reference_is_broken_only_if_the_statement_is_nowhere():
    body = "<h2>Cookies</h2><p>Meer informatie leest u in ons cookie statement.</p>"
    assert any(entry.startswith("broken_reference") for entry in _defects(body))
    linked = "<h2>Cookies</h2><p>Meer informatie leest u in ons <a href='/cookies'>cookie statement</a>.</p>"
    assert not any(entry.startswith("broken_reference") for entry in _defects(linked))
    statement = document(
        "<html lang=nl><head><title>Cookieverklaring</title></head><body><h1>Cookieverklaring</h1><p>Wij plaatsen geen cookies.</p></body></html>",
        url="https://www.winkel.example/cookies", role="cookies",
    )  # fmt: skip
    together = read([page(body), statement])
    assert [defect.kind for defect in together.defects if defect.kind == "broken_reference"] == []


def test_a_link_is_made_absolute_where_the_document_has_an_address():
    declaration = declared("<h2>Cookies</h2><p>Meer informatie leest u in ons <a href='/cookies'>cookiebeleid</a>.</p>")
    assert [(entry.kind, entry.url) for entry in declaration.deferrals] == [
        ("page", "https://www.winkel.example/cookies")
    ]


@pytest.mark.parametrize(("text", "kind"), [
    ("Wij houden ons aan de Wet bescherming persoonsgegevens.", "outdated_law"),
    ("Wij sluiten een bewerkersovereenkomst, zoals de Wbp verlangt.", "outdated_law"),
    ("Wij hebben knoppen van Google+ op onze site.", "outdated_vendor"),
])  # fmt: skip
def test_law_and_services_of_the_past_are_found(text, kind):
    assert kind in {defect.kind for defect in declared(f"<p>{text}</p>").defects}


def test_law_that_the_text_itself_calls_replaced_is_no_defect():
    assert _defects("<p>De AVG heeft de Wet bescherming persoonsgegevens vervangen.</p>") == set()


def test_statements_that_cannot_both_be_true_are_a_contradiction():
    found = declared(
        "<h2>Cookies</h2><p>Wij plaatsen geen marketingcookies.</p><h2>Reclame</h2><p>Met marketingcookies tonen wij u advertenties.</p>"
    )
    assert [defect.kind for defect in found.defects] == ["contradiction"]
    assert {claim.type for claim in found.claims} == {"no_category", "uses_category"}


def test_a_limited_denial_contradicts_nothing():
    body = "<p>Zolang u geen keuze hebt gemaakt, plaatsen wij geen cookies.</p><p>Met marketingcookies tonen wij u advertenties.</p>"
    assert "contradiction" not in {defect.kind for defect in declared(body).defects}


def test_a_privacy_statement_without_a_word_on_cookies_lacks_a_section():
    assert "no_cookie_section: None" in _defects(f"<h1>Privacyverklaring</h1>{FILLER}")
    assert "no_cookie_section: None" not in _defects(
        f"<h1>Privacyverklaring</h1>{FILLER}<p>Wij plaatsen geen cookies.</p>"
    )


@pytest.mark.parametrize(("written", "expected"), [
    ("Http:\\\\www.winkel.example", "http://www.winkel.example"), ("http//winkel.example", "http://winkel.example"),
    ("https:/winkel.example/a", "https://winkel.example/a"), ("htpp://winkel.example", "http://winkel.example"),
    ("https://https://winkel.example", "https://winkel.example"), ("www,winkel.nl", "http://www.winkel.nl"),
])  # fmt: skip
def test_malformed_addresses_are_found_and_read_as_what_was_meant(written, expected):
    found = [
        defect
        for defect in declared(f"<p>Onze site: {written} (zie daar).</p>").defects
        if defect.kind == "malformed_url"
    ]
    assert [(defect.quote, defect.detail) for defect in found] == [(written, expected)]
    assert meant(written) == expected


def test_another_company_as_owner_is_found_and_the_own_name_is_not():
    head = "<html lang=nl><head><title>Privacy - Bakkerij Zonnedauw</title></head><body><header>Bakkerij Zonnedauw</header><main>"
    own = "<p>Bakkerij Zonnedauw, gevestigd in Voorbeeldstad, bakt brood.</p>"
    other = "<p>Fietsenmaker Van Dalen, gevestigd in Verderop, verwerkt gegevens.</p>"
    assert "wrong_company_name" in {defect.kind for defect in read([document(head + own + other)]).defects}
    assert "wrong_company_name" not in {defect.kind for defect in read([document(head + own)]).defects}
