from __future__ import annotations

import pytest

from auditor.crawl.document_links import classify, find_documents
from auditor.crawl.links import Link
from auditor.domains import registrable_domain

HOME = "https://www.voorbeeld.nl/"


def _own(host: str) -> bool:
    return registrable_domain(host) == "voorbeeld.nl"


def _role(text: str, path: str = "/pagina", region: str = "footer") -> str | None:
    found = classify(Link(f"https://www.voorbeeld.nl{path}", text, region, HOME))
    return found.role if found else None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Privacy", "privacy"),
        ("Privacyverklaring", "privacy"),
        ("Privacy- en cookieverklaring", "cookies"),
        ("Privacy & cookies", "cookies"),
        ("Lees ons privacy statement", "privacy"),
        ("AVG", "privacy"),
        ("Cookies", "cookies"),
        ("Cookiebeleid", "cookies"),
        ("Meer over cookies", "cookies"),
        ("Voorwaarden", "terms"),
        ("Algemene voorwaarden", "terms"),
        ("Disclaimer", "terms"),
        ("Privacy Policy", "privacy"),
        ("Cookie Notice", "cookies"),
        ("Terms & Conditions", "terms"),
        ("Datenschutzerklärung", "privacy"),
        ("Datenschutz", "privacy"),
        ("Cookie-Richtlinie", "cookies"),
        ("Impressum", "terms"),
        ("Politique de confidentialité", "privacy"),
        ("Mentions légales", "terms"),
        ("Gestion des cookies", "cookies"),
    ],
)
def test_links_in_a_footer(text: str, role: str) -> None:
    assert _role(text) == role


@pytest.mark.parametrize(
    ("text", "path", "region"),
    [
        ("Contact", "/contact", "footer"),
        ("Cookie-instellingen", "/#", "footer"),
        ("Cookies beheren", "/", "banner"),
        ("Accept cookies", "/", "banner"),
        ("Boterkoekjes en cookies uit eigen oven", "/assortiment/koek", "body"),
        ("Cookies met chocolade en noten", "/bakkerij/cookies-choco-noten", "body"),
        ("Nieuws: boete voor bedrijf wegens privacy van klanten", "/nieuws/boete", "body"),
        ("Privacyschermen voor uw kantoor", "/producten/schermen", "nav"),
        ("Advocaat privacy", "/diensten/advocaat-privacy", "nav"),
        ("Wij lazen voor u de nieuwe regels en leggen in dit lange artikel alles over privacy uit", "/b", "body"),
    ],
)
def test_links_to_something_else(text: str, path: str, region: str) -> None:
    assert _role(text, path, region) is None


def test_an_address_decides_where_there_is_no_text() -> None:
    assert _role("", "/privacy-statement") == "privacy"
    assert _role("Klik hier", "/privacy-statement") is None


def test_cookies_and_privacy_come_before_terms_and_all_are_bounded() -> None:
    links = [Link(f"https://www.voorbeeld.nl/v{n}", "Algemene voorwaarden", "footer", HOME) for n in range(9)]
    links += [Link("https://www.voorbeeld.nl/p", "Privacy", "footer", HOME)]
    links += [Link("https://www.voorbeeld.nl/c", "Cookies", "body", HOME)]
    found = find_documents(links, _own)
    assert [link.role for link in found] == ["privacy", "cookies", "terms", "terms"]


def test_a_captchas_own_policy_is_not_the_sites() -> None:
    links = [Link("https://policies.google.com/privacy", "Privacy", "footer", HOME)]
    assert find_documents(links, _own) == []


def test_a_policy_on_an_unknown_host_counts_where_there_is_no_other() -> None:
    group = Link("https://www.moederbedrijf.example/privacy", "Privacy", "footer", HOME)
    own = Link("https://www.voorbeeld.nl/privacy", "Privacy", "footer", HOME)
    assert [link.url for link in find_documents([group], _own)] == [group.url]
    assert [link.url for link in find_documents([group, own], _own)] == [own.url]


def test_the_surest_of_two_links_to_one_page_is_kept() -> None:
    links = [
        Link("https://www.voorbeeld.nl/privacy", "Privacy", "body", "https://www.voorbeeld.nl/over"),
        Link("https://www.voorbeeld.nl/privacy/", "Privacyverklaring", "footer", HOME),
    ]
    found = find_documents(links, _own)
    assert [(link.text, link.page) for link in found] == [("Privacyverklaring", HOME)]
