"""Which services a statement is about: all of a row of names, and a company's product that was spoken of."""

from __future__ import annotations

import pytest
from placed import on_page

from declarations.topics import in_a_row, vendor_ids


def _last(body: str, code: str):
    return on_page(f"<h2>Cookies</h2><p>{body}</p>", code)[-1][0]


@pytest.mark.parametrize(
    ("code", "body", "named", "row"),
    [
        ("nl", "Hotjar, Criteo en Matomo plaatsen cookies.", "hotjar", ["hotjar", "criteo", "matomo"]),
        ("en", "They come only from Matomo and Hotjar.", "matomo", ["matomo", "hotjar"]),
        ("de", "Sie stammen ausschließlich von Hotjar, Criteo und Matomo.", "criteo", ["criteo", "hotjar", "matomo"]),
        ("fr", "Hotjar et Criteo déposent des cookies.", "criteo", ["criteo", "hotjar"]),
        ("nl", "Hotjar plaatst cookies, Matomo niet.", "hotjar", ["hotjar"]),
        ("en", "Hotjar sets cookies but Matomo and Criteo do not.", "hotjar", ["hotjar"]),
    ],
)
def test_what_is_said_of_one_name_is_said_of_its_row(code, body, named, row):
    assert in_a_row(_last(body, code), [named]) == row


@pytest.mark.parametrize(
    ("code", "body", "product"),
    [
        ("en", "We run Google AdSense. Google and its partners use cookies to show adverts.", "google_adsense"),
        ("nl", "Wij tonen Google AdSense. Google gebruikt cookies voor advertenties.", "google_adsense"),
        ("en", "We run Google Analytics. Google uses cookies to show adverts.", "google_ads"),
        ("de", "Wir nutzen Google Maps. Google setzt Cookies.", "google_maps"),
    ],
)
def test_a_company_stands_for_its_product_of_that_purpose_that_was_spoken_of(code, body, product):
    assert vendor_ids(_last(body, code)) == [product]
