"""What a banner's text says that cookies are for: categories named, boxes that need no consent. Pure.

The words are data (``data/purposes/<language>.yaml``), in four languages that are tried together.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

import yaml

from auditor.models.common import Category, Model

#: Categories that a banner or the label of a box can name.
NamedCategory = Literal["functional", "preferences", "analytics", "marketing", "social"]

PurposeLanguage = Literal["nl", "en", "de", "fr"]
LANGUAGES: tuple[PurposeLanguage, ...] = get_args(PurposeLanguage)

#: Longest text, in characters, that is read; texts of the layers of real banners stay below it.
LONGEST = 30_000
#: Longest sentence that is read as one; what is longer (a list without stops) is cut.
_LONGEST_SENTENCE = 1_500

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|[\n\r;•|]+")
#: Between two clauses a negation does not reach over: a comma before a clause, or "but".
_CLAUSE = re.compile(r",|:|\s[–—-]\s|\b(?:maar|but|sondern|aber|mais|wel|doch)\b")


class PurposeWords(Model):
    """How a language names purposes. Regular expressions on lower-case text.

    ``categories``: category → its words. ``negations``: say that something is not done; ``conditions``: say that
    it depends on the visitor, so that a negation beside them denies nothing. ``necessary``: labels of what needs
    no consent. ``implied``: sentences that treat use of the site as consent. ``matches``: text → the categories
    that it names. ``labels``, ``not_labels``: labels of boxes that do, and do not, stand for the necessary.
    ``implied_matches``, ``implied_not``: texts with, and without, consent by use."""

    categories: dict[NamedCategory, tuple[str, ...]]
    negations: tuple[str, ...]
    conditions: tuple[str, ...]
    necessary: tuple[str, ...]
    optional: tuple[str, ...]
    implied: tuple[str, ...]
    implied_unless: tuple[str, ...]
    matches: dict[str, tuple[NamedCategory, ...]]
    labels: tuple[str, ...]
    not_labels: tuple[str, ...]
    implied_matches: tuple[str, ...]
    implied_not: tuple[str, ...]


@lru_cache(maxsize=len(LANGUAGES))
def purpose_words(language: PurposeLanguage) -> PurposeWords:
    """``data/purposes/<language>.yaml``."""
    raw = files("auditor.knowledge").joinpath("data", "purposes", f"{language}.yaml").read_text(encoding="utf-8")
    return PurposeWords.model_validate(yaml.safe_load(raw))


def alternatives(field: str) -> re.Pattern[str]:
    """One pattern for a list of patterns, of all languages."""
    patterns = [pattern for language in LANGUAGES for pattern in getattr(purpose_words(language), field)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@lru_cache(maxsize=1)
def _categories() -> dict[NamedCategory, re.Pattern[str]]:
    patterns: dict[NamedCategory, list[str]] = {}
    for language in LANGUAGES:
        for category, words in purpose_words(language).categories.items():
            patterns.setdefault(category, []).extend(words)
    return {name: re.compile("|".join(f"(?:{word})" for word in words)) for name, words in patterns.items()}


@lru_cache(maxsize=8)
def _pattern(field: str) -> re.Pattern[str]:
    return alternatives(field)


def clean(text: str, longest: int = LONGEST) -> str:
    """One kind of apostrophe, no soft hyphens or odd spaces; line ends and capitals stay."""
    plain = text[:longest].replace("\u00ad", "").replace("\u200b", "").replace("’", "'")
    return re.sub(r"[^\S\n\r]+", " ", plain)


def flat(text: str, longest: int = LONGEST) -> str:
    """`clean`, in lower case."""
    return clean(text, longest).lower()


def sentences(text: str) -> list[str]:
    """Sentences of a flat text, none longer than `_LONGEST_SENTENCE`."""
    return [
        part[start : start + _LONGEST_SENTENCE]
        for part in _SENTENCE.split(text)
        for start in range(0, len(part), _LONGEST_SENTENCE)
    ]


@lru_cache(maxsize=256)
def purposes_named(text: str) -> frozenset[Category]:
    """Categories that a text says cookies are for; empty: it names none.

    What is only denied ("wij gebruiken geen marketingcookies") is not named; what depends on the visitor's
    choice is ("zonder toestemming plaatsen we geen marketingcookies")."""
    found: set[Category] = set()
    for sentence in sentences(flat(text)):
        conditional = _pattern("conditions").search(sentence) is not None
        for clause in [sentence] if conditional else _CLAUSE.split(sentence):
            denied = None if conditional else _pattern("negations").search(clause)
            for category, pattern in _categories().items():
                if any(denied is None or match.start() < denied.start() for match in pattern.finditer(clause)):
                    found.add(category)
    return frozenset(found)


@lru_cache(maxsize=512)
def necessary_label(label: str) -> bool:
    """Whether a box so labelled stands for what needs no consent ("Functioneel", "Strictly necessary").

    A label that also names another purpose, or says that it is optional, does not."""
    words = flat(label, 300)
    if not _pattern("necessary").search(words) or _pattern("optional").search(words):
        return False
    return not _categories_in(words) - {"functional"}


def _categories_in(words: str) -> set[NamedCategory]:
    return {category for category, pattern in _categories().items() if pattern.search(words)}
