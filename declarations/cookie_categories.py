"""The categories that cells, headings and lines over cookies name."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.models.common import Category
from declarations.cookie_phrases import CATEGORIES
from declarations.language import LANGUAGES, words
from declarations.naming import names


@lru_cache(maxsize=4096)
def categories_of(text: str) -> tuple[Category, ...]:
    """The categories that a cell or heading names, in any of the languages."""
    folded = re.sub(r"(?<=\w)-?(?=cookie)", " ", text.lower())
    return tuple(
        name for name in CATEGORIES if any(words(code).family("cat_" + name).search(folded) for code in LANGUAGES)
    )


@lru_cache(maxsize=4096)
def row_categories(text: str) -> tuple[Category, ...]:
    """The categories that a cell, a heading or a line over cookies names, in the order of the text.

    Wider than `categories_of`: alone in a cell, "comfort" or "meten" is a category, in a sentence it is not."""
    folded = " ".join(re.sub(r"(?<=\w)-?(?=cookie)", " ", text.lower()).replace("\u2019", "'").split())
    # "Duur van de tracker": a noun for all of them and no category, unless it is all that the text says.
    folded = re.sub(r"(?<!\w)(?:trackers?|traceurs?)(?!\w)", " ", folded).strip() or folded
    for code in LANGUAGES:
        folded = words(code).family("row_denied").sub(" ", folded)
    wide = len(folded.split()) <= 6
    places: dict[Category, int] = {}
    for name in CATEGORIES:
        families = ["cat_" + name, *(["row_" + _ROW_FAMILY.get(name, name)] if wide else [])]
        for code in LANGUAGES:
            for family in families:
                match = words(code).family(family).search(folded)
                if match:
                    places[name] = min(places.get(name, match.start()), match.start())
    if is_external(folded):
        return ("third_party",)
    return tuple(sorted(places, key=places.__getitem__))


def is_category_alone(text: str) -> bool:
    """Whether a text is a category and nothing else: "strikt noodzakelijk", "marketing cookie"."""
    said = re.sub(r"[ -]?cookies?$|^cookies? (?:de |d'|van )?", "", " ".join(text.lower().strip(" .").split()))
    families = [family for name in CATEGORIES for family in ("cat_" + name, "row_" + _ROW_FAMILY.get(name, name))]
    return any(words(code).family(family).fullmatch(said) for code in LANGUAGES for family in families)


#: Families with another name than their category.
_ROW_FAMILY: dict[Category, str] = {"third_party": "external"}


def is_external(text: str) -> bool:
    """Whether a text names what is embedded from outside: a category, not just whose the cookies are."""
    return any(words(code).family("row_external").search(text) for code in LANGUAGES)


def _without_vendors(text: str) -> str:
    """A heading without the services that it names: "Google Analytics" tells nothing of "Google Ads & Analytics"."""
    low = text.lower()
    for mention in reversed(names().find(low)):
        low = low[: mention.start] + " " + low[mention.end :]
    return low


def category_over(headings: tuple[str, ...]) -> Category | None:
    """The category of the nearest heading that names one and no other."""
    for heading in reversed(headings):
        for text in (_without_vendors(heading), heading):
            found = row_categories(text)
            if len(found) == 1 and (found[0] != "third_party" or is_external(text.lower())):
                return found[0]
    return None


def heading_of(category: Category, headings: tuple[str, ...]) -> str:
    """The nearest heading that names a category; "" where none does."""
    return next((heading for heading in reversed(headings) if category in row_categories(heading)), "")
