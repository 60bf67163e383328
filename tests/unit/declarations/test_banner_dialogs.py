"""Regions, references and makers' names that the reader knows by what they say, not by a class or a place."""

from __future__ import annotations

from declarations.naming import names
from declarations.page_text import page_text


def _regions(html: str) -> set[str]:
    return {block.region for block in page_text(html.encode()).blocks}


def test_a_dialog_named_after_cookies_is_a_banner():
    assert _regions('<div role="dialog" aria-label="Cookies"><p>Mogen wij meten?</p></div>') == {"banner"}
    assert _regions('<div role="dialog" aria-label="Winkelmand"><p>Uw mand is leeg.</p></div>') == {"body"}
    assert _regions('<section aria-label="Cookies"><p>Wij meten bezoek.</p></section>') == {"body"}


def test_a_makers_name_beside_its_product_is_no_second_vendor():
    text = "wij adverteren met doubleclick van google en meten met matomo"
    found = [(mention.product.id if mention.product else None) for mention in names().find(text)]
    assert found == ["doubleclick", "matomo"]
