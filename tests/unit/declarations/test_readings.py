"""What each document is and tells: when it was last changed, its contents, and reliance on the old manual."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.models.declaration import Reading
from auditor.models.document import Document
from declarations.dates import dates
from declarations.extract import extract
from declarations.reader import read

FILLER = {
    "nl": "Wij gaan op deze site zorgvuldig om met wat u ons vertelt, en dat blijft ook zo.",
    "en": "We are careful on this website with what you tell us, and that will stay so.",
    "de": "Wir gehen auf dieser Website sorgfältig mit dem um, was Sie uns sagen, und das bleibt auch so.",
    "fr": "Nous traitons avec soin sur ce site ce que vous nous dites, et cela restera ainsi.",
}


def reading(markup: str, language: str = "nl") -> Reading:
    page = f"<html lang={language}><body><main><h1>Privacy</h1><p>{FILLER[language]}</p>{markup}</main></body></html>"
    url = "https://klaver.example/privacy"
    content = extract(page.encode(), "text/html", url)
    document = Document(url=url, requested_url=url, found_by="link", media_type="text/html", content=content)
    found = read([document], "klaver.example").readings[0]
    for place in (*found.contents, *found.analytics_guidance, *([found.last_changed] if found.last_changed else [])):
        assert content.text[place.start : place.end] == place.quote
    return found


@pytest.mark.parametrize(
    ("language", "markup", "expected"),
    [
        ("nl", "<p>Deze privacyverklaring is voor het laatst gewijzigd op 25 mei 2018.</p>", date(2018, 5, 25)),
        ("nl", "<p>Laatst bijgewerkt: 03-04-2019</p>", date(2019, 4, 3)),
        ("nl", "<p>Laatste wijziging</p><p>1 februari 2020</p>", date(2020, 2, 1)),
        ("nl", "<p>Versie 1.2, mei 2019</p>", date(2019, 5, 31)),
        ("nl", "<p>Dit beleid is vastgesteld op 12 juni 2018 en gewijzigd op 3 maart 2021.</p>", date(2021, 3, 3)),
        ("nl", "<p>Dit beleid geldt voor onze website en is ingegaan op 3 maart 2024.</p>", date(2024, 3, 3)),
        ("en", "<p>Last updated: May 25, 2018</p>", date(2018, 5, 25)),
        ("en", "<p>This policy was last revised on 1st June 2020.</p>", date(2020, 6, 1)),
        ("en", "<p>Last updated 03/04/2019</p>", date(2019, 4, 3)),
        ("en", "<p>Last modified: 2021-11-30</p>", date(2021, 11, 30)),
        ("de", "<p>Stand: Mai 2018</p>", date(2018, 5, 31)),
        ("de", "<p>Diese Datenschutzerklärung ist gültig ab 1. Juli 2019.</p>", date(2019, 7, 1)),
        ("de", "<p>Zuletzt aktualisiert am 01.02.2020</p>", date(2020, 2, 1)),
        ("fr", "<p>Dernière mise à jour : 1er mars 2019</p>", date(2019, 3, 1)),
        ("fr", "<p>Cette politique a été mise à jour le 12/05/2020.</p>", date(2020, 5, 12)),
    ],
)
def test_a_date_beside_words_for_a_change_counts(language: str, markup: str, expected: date) -> None:
    found = reading(markup, language).last_changed
    assert found is not None
    assert found.on == expected


@pytest.mark.parametrize(
    ("language", "markup"),
    [
        ("nl", "<p>De AVG is voor het laatst gewijzigd op 4 mei 2016.</p>"),
        ("nl", "<p>Sinds 25 mei 2018 geldt de Algemene verordening gegevensbescherming.</p>"),
        ("nl", "<p>De Telecommunicatiewet is op 11 maart 2015 gewijzigd.</p>"),
        ("nl", "<p>Het privacybeleid van Google is laatst bijgewerkt op 1 mei 2016.</p>"),
        ("nl", "<p>Uw toestemming is voor het laatst gewijzigd op 3 mei 2019.</p>"),
        ("nl", "<p>Onze website is in 2015 gemaakt en voor het laatst vernieuwd op 2 mei 2016.</p>"),
        ("nl", "<p>© 2012 - 2016 Klaver Fietsen</p>"),
        ("nl", "<p>De laatste dag waarop u kunt bestellen is 24 december 2016.</p>"),
        ("nl", "</main><footer><p>Laatst bijgewerkt op 1 mei 2016</p></footer><main>"),
        ("nl", "<p>Wij kunnen deze verklaring wijzigen. De winkel bestaat sinds 1 mei 1998.</p>"),
        ("en", "<p>The Data Protection Act was last amended on 23 May 2018.</p>"),
        ("en", "<p>This guide was tested with Firefox version 45.0.1 of March 2016.</p>"),
        ("de", "<p>Das Telemediengesetz wurde zuletzt am 12. Juli 2017 geändert.</p>"),
        ("fr", "<p>La loi Informatique et Libertés, modifiée le 6 août 2004, vous protège.</p>"),
    ],
)
def test_the_dates_of_other_things_do_not(language: str, markup: str) -> None:
    assert reading(markup, language).last_changed is None


def test_digits_that_may_be_read_in_two_ways_give_the_later_day() -> None:
    assert [found.latest for found in dates("04/12/2019", "en")] == [date(2019, 12, 4)]
    assert [found.latest for found in dates("04/12/2019", "nl")] == [date(2019, 12, 4)]
    assert [found.latest for found in dates("12/31/2019", "nl")] == [date(2019, 12, 31)]
    assert [found.latest for found in dates("31-31-2019 en 99.99.2019", "nl")] == []
    assert [found.precision for found in dates("in 2018 of mei 2019", "nl")] == ["year", "month"]


@pytest.mark.parametrize(
    ("language", "sentence", "kind"),
    [
        ("nl", "U mag weten wat er over u in onze administratie staat, en fouten laten herstellen.", "rights"),
        ("nl", "Wilt u uw gegevens inzien of laten weghalen? Dat kan altijd.", "rights"),
        ("nl", "Facturen houden wij zeven jaar vast.", "retention"),
        ("nl", "Uw huisarts krijgt alleen een verslag als u daar ja op zegt.", "recipients"),
        ("nl", "Komen wij er niet uit, dan kunt u terecht bij de Autoriteit Persoonsgegevens.", "complaint"),
        ("nl", "U vindt ons aan de Spoorlaan 12.", "contact"),
        ("nl", "Bakkerij Krent V.O.F. zit in het dorp.", "controller"),
        ("nl", "Wij gebruiken uw adres om het brood te bezorgen.", "purposes"),
        ("en", "You may ask to see what we hold about you.", "rights"),
        ("en", "Orders stay in our books for seven years.", "retention"),
        ("de", "Sie können Ihre Daten jederzeit berichtigen lassen.", "rights"),
        ("de", "Beschweren Sie sich bei der Landesbeauftragten.", "complaint"),
        ("fr", "Vous pouvez nous demander de supprimer vos données.", "rights"),
        ("fr", "Les factures sont gardées dix ans.", "retention"),
    ],
)
def test_contents_are_found_in_other_words_too(language: str, sentence: str, kind: str) -> None:
    assert kind in {content.kind for content in reading(f"<p>{sentence}</p>", language).contents}


@pytest.mark.parametrize(
    ("language", "sentence", "kind"),
    [
        ("nl", "Alle rechten voorbehouden.", "rights"),
        ("nl", "Cookies kunt u in uw browser verwijderen.", "rights"),
        ("nl", "Wij zijn niet verantwoordelijk voor andere sites.", "controller"),
        ("en", "All rights reserved.", "rights"),
        ("en", "We value your privacy.", "controller"),
        ("de", "Alle Rechte vorbehalten.", "rights"),
        ("fr", "Tous droits réservés.", "rights"),
    ],
)
def test_what_only_sounds_like_it_is_none(language: str, sentence: str, kind: str) -> None:
    assert kind not in {content.kind for content in reading(f"<p>{sentence}</p>", language).contents}


def test_the_half_of_a_text_in_another_language_counts() -> None:
    half = "<p>You have the right to object, and may lodge a complaint with the supervisory authority.</p>"
    assert {"rights", "complaint"} <= {content.kind for content in reading(half).contents}


def test_a_link_that_opens_a_letter_is_a_way_to_reach_somebody() -> None:
    assert "contact" in {one.kind for one in reading('<p><a href="mailto:a@klaver.example">Post</a></p>').contents}


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("nl", "Wij hebben Google Analytics ingesteld volgens de handleiding van de Autoriteit Persoonsgegevens.", 1),
        ("nl", "De handleiding van de Autoriteit Persoonsgegevens voor Google Analytics is ingetrokken.", 0),
        ("nl", "Wij volgen de richtlijnen van de Autoriteit Persoonsgegevens.", 0),
        ("nl", "Wij gebruiken Google Analytics. Een klacht? Dan gaat u naar de Autoriteit Persoonsgegevens.", 0),
        ("en", "Google Analytics is set up following the manual of the Dutch Data Protection Authority.", 1),
    ],
)
def test_reliance_on_the_old_manual(language: str, text: str, count: int) -> None:
    assert len(reading(f"<p>{text}</p>", language).analytics_guidance) == count
