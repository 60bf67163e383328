"""Helper of the tests of the weighing: the sentences of a short page, each with its place, as the reader has them."""

from __future__ import annotations

from reading import page

from declarations.bearing import bearing
from declarations.language import words
from declarations.own_sections import own_passages
from declarations.passages import Passage, passages
from declarations.reader import unrepeated
from declarations.site_text import site_words
from declarations.weighing.features import Place, places


def on_page(body: str, code: str) -> list[tuple[Passage, Place]]:
    """The sentences of a page in a language, its headings among them."""
    document = page(body, code)
    found = unrepeated(passages(document, words(code), site_words(document, None, lines=False)))
    bearings = [(passage, bearing(passage)) for passage in found]
    return list(zip(found, places(bearings, own_passages(bearings)), strict=True))


def placed(text: str, code: str) -> tuple[Passage, Place]:
    """The last sentence of a paragraph under the heading of a section on cookies."""
    return on_page(f"<h1>Privacy</h1><h2>Cookies</h2><p>{text}</p>", code)[-1]
