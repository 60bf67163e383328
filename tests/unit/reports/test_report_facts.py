from __future__ import annotations

from string import Formatter

import pytest

from reports.facts import Facts, facts, patterns, said
from reports.text import texts


def fields(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def test_translations_keep_every_part() -> None:
    for english, dutch in patterns("nl"):
        assert fields(english) == fields(dutch), english
    assert len({english for english, _ in patterns("nl")}) == len(patterns("nl"))


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("Cookies of third parties seen: _ga, IDE.", "Gezien: cookies van derden: _ga, IDE."),
        ("Cookies seen: a, b and 3 more.", "Gezien: cookies: a, b en nog 3."),
        (
            "No cookies or trackers of the category analytics or third_party seen in 1 visit under these settings.",
            "Niet gezien in 1 bezoek met deze instellingen: cookies of trackers van de soort statistiek of van derden.",
        ),
        ("The site was not visited after accepting.", "De site is niet bezocht na accepteren."),
        (
            "asks for 24 months; own domain, written by a third party's script",
            "vraagt om 24 maanden; eigen domein, geschreven door het script van een derde",
        ),
        ("www.x.example did not answer in time.", "www.x.example antwoordde niet op tijd."),
        (
            "The site could not be seen before a choice: no page loaded.",
            "De site kon niet worden bekeken vóór een keuze: geen pagina geladen.",
        ),
        ("words: boxes, Opslaan", "vakjes op de site, daarna: Opslaan"),
        ("words: Alles weigeren", "woorden op de site: Alles weigeren"),
        (
            "The banner came back after the page was loaded again. So in 2 of 3 visits.",
            "De banner kwam terug na herladen. Zo in 2 van 3 bezoeken.",
        ),
        (
            "Rejecting did not succeed: The banner stayed after it was pressed.",
            "Weigeren is niet gelukt: De banner bleef staan na de klik.",
        ),
        (
            "Nothing that refuses was found on the 2 layer(s) looked at.",
            "Op de 2 bekeken lagen is niets gevonden om te weigeren.",
        ),
        (
            "button to accept on layer 1; 176 × 40 pixels; contrast 7.0",
            "knop om te accepteren op laag 1; 176 × 40 pixels; contrast 7.0",
        ),
    ],
)
def test_facts_are_said_in_dutch(english: str, dutch: str) -> None:
    assert said(english, texts("nl")) == dutch
    assert said(english, texts("en")) == english


def test_a_fact_without_translation_stays_as_it_is() -> None:
    assert facts("nl")("Something quite new.") is None
    assert said("Something quite new.", texts("nl")) == "Something quite new."
    assert facts("nl")("session cookie; something new") is None


def test_names_are_not_translated() -> None:
    assert (
        Facts([("Seen: {names}.", "Gezien: {names}."), ("cookies", "koekjes")])("Seen: cookies.") == "Gezien: cookies."
    )


def test_braces_in_names_are_text() -> None:
    assert said("Asks to stay longer than the text says: {0}{names}.", texts("nl")) == (
        "Vraagt om langer te blijven dan de tekst zegt: {0}{names}."
    )
