"""The language that a page's visible words are in, and the languages that it offers itself in."""

from __future__ import annotations

import re
from typing import Any

from auditor.crawl.words import language_marks
from auditor.models.common import Language

_WORD = re.compile(r"[^\W\d_]+")

#: Short words from which a language is told, and by how many times they outnumber those of any other.
FEWEST_WORDS = 8
MARGIN = 3


def text_language(text: str) -> Language | None:
    """The language of visible text by its short words; None where they are few, or of more than one language.

    Strict: a menu of product names says nothing, and a page that is half translated is in neither language."""
    tokens = _WORD.findall(text.lower())
    counts = {mark.language: sum(token in mark.words for token in tokens) for mark in language_marks().languages}
    ranked = sorted(counts, key=lambda code: (-counts[code], code))
    most, next_most = counts[ranked[0]], counts[ranked[1]]
    return ranked[0] if most >= FEWEST_WORDS and most >= MARGIN * next_most else None


def offered_languages(facts: dict[str, Any]) -> tuple[Language, ...]:
    """The languages that a page links to itself in: by ``hreflang``, or by a link that is a language's name."""
    codes = {str(code).lower().partition("-")[0] for code in facts.get("hreflangs", [])}
    texts = {str(link.get("text", "")).strip().lower() for link in facts.get("links", [])}
    marks = language_marks().languages
    return tuple(mark.language for mark in marks if mark.language in codes or texts & set(mark.names))
