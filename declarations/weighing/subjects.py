"""What waits for consent, or needs none, where the sentence says "it", "both" or "all others": what was named before.

The promise is then about those services alone, which is also the narrower reading: a promise about all statistics is
not made by a sentence about one service."""

from __future__ import annotations

from typing import Any

from auditor.knowledge.vendors import vendors
from declarations.cookie_phrases import CATEGORIES, REST, categories_in, cookie_phrases
from declarations.cookie_uses import narrow_aims
from declarations.passages import Passage
from declarations.topics import stated_categories, vendor_ids

#: How far before a sentence the services stand that it speaks of: "both" may take two sentences together. And how many
#: of its first characters hold the word that points back to them.
_REACH, _OPENING = 2, 30
#: What waits for consent as a rule, and what a site may hold to need none.
_WAITING = frozenset({"analytics", "marketing", "social", "third_party", "preferences"})
_WITHOUT = frozenset({"functional", "analytics", "preferences"})
#: How far before it the kinds of cookies stand that "both kinds" speaks of.
_KINDS_REACH = 8


def consent_subject(kind: str, passage: Passage, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a claim about consent, with the services that it speaks of, without who only asks for it.

    A service that the sentence does not name, or that needs no consent, is told by its category too; the promise is
    about the service alone. What is excepted ("all
    but the necessary ones") is left."""
    named = [name for name in params.get("vendor", ()) if not _asks(name)]
    categories = list(params.get("category", ()))
    if kind == "consent_prior" and (others := _kinds_meant(passage)):
        # A service that was only spoken of before is not what a promise about kinds of cookies is about.
        named = [name for name in named if name in vendor_ids(passage)]
        categories = others
    elif not named and _is_pronoun(passage) and (named := _before(passage)):
        # The sentence names no kind of its own: one that was taken from before it may be another thing's.
        categories = _purposes(named) if categories else []
    if kind == "consent_prior":
        categories = _waiting(passage, categories)
        if not named and categories in ([], ["some"]):
            categories = _worded(passage) or categories
        if params.get("vendor") and not named and not categories:
            categories = ["some"]
    elif categories and not named and not _is_stated(passage, categories):
        categories = _aims(passage) or [name for name in categories if name in _WITHOUT] or ["functional"]
    if not categories and kind == "consent_exempt":
        categories = _purposes(named)
    elif not categories and set(named).isdisjoint(vendor_ids(passage)):
        categories = [name for name in _purposes(named) if name in _WAITING]
    told = {**params, "category": categories, "vendor": named}
    return {name: value for name, value in told.items() if value not in ([], None)}


def _worded(passage: Passage) -> list[str]:
    """The kinds that a sentence names with another noun than cookies ("all advertising substances")."""
    if any(cookie_phrases(passage)):
        return []
    found = [name for name in categories_in(passage, passage.text) if name in _WAITING]
    # "At your first visit" speaks of no statistics.
    return [name for name in found if name != "analytics" or passage.has("aim_analytics")]


def _aims(passage: Passage) -> list[str]:
    """What the cookies of a sentence that need no consent are for, as far as that can need none."""
    found = [name for name in narrow_aims(passage) if name in ("functional", "analytics")]
    return found or (["analytics"] if passage.has("act_analytics", "aim_analytics") else [])


def _is_stated(passage: Passage, categories: list[str]) -> bool:
    """Whether a sentence itself says of which kinds it speaks, with their name."""
    return bool(stated_categories(passage)) or not set(categories_in(passage, passage.text)).isdisjoint(categories)


def _purposes(named: list[str]) -> list[str]:
    """The categories of services, as far as they are known."""
    known = [product.category for name in named if (product := vendors().products.get(name)) is not None]
    return list(dict.fromkeys(name for name in known if name != "unclassified"))


def _kinds_meant(passage: Passage) -> list[str]:
    """What "both kinds" or "all others" stand for: the kinds named before, or all but the necessary; else nothing."""
    stated = stated_categories(passage)
    if passage.has("kinds_before") and not stated:
        return _kinds_before(passage)
    phrases = tuple(cookie_phrases(passage))
    excepted = any(phrase.only and "functional" in phrase.categories for phrase in phrases)
    others = passage.has("others_wait") and not passage.mentions
    if set(stated) <= {"functional"} and (others or (excepted and passage.has("when_before_choice"))):
        return list(REST)
    return []


def _kinds_before(passage: Passage) -> list[str]:
    """The kinds of cookies that the sentences before name, without those that never wait; all others if none is."""
    found = {name for earlier in passage.back(_KINDS_REACH) for name in stated_categories(earlier)}
    kinds: list[str] = [name for name in CATEGORIES if name in found and name != "functional"]
    return kinds or (list(REST) if found else [])


def _waiting(passage: Passage, categories: list[str]) -> list[str]:
    """The categories that wait for consent: those excepted do not, and all others are meant then."""
    others = passage.has("except") or len(categories) > 1
    # "Only functional cookies and, with your consent, statistics": what works without consent never waits for it.
    found = [name for name in categories if not (others and name == "functional")]
    return found or (list(REST) if categories else [])


def _asks(name: str) -> bool:
    """Whether a service only asks for the consent."""
    product = vendors().products.get(name)
    return product is not None and product.purpose == "consent_manager"


def _is_pronoun(passage: Passage) -> bool:
    """Whether a sentence names neither kinds of cookies nor services, and points back."""
    if stated_categories(passage) or any(phrase.rest or phrase.some for phrase in cookie_phrases(passage)):
        return False
    return passage.part(passage.start, min(passage.end, passage.start + _OPENING)).has("anaphor", "several")


def _before(passage: Passage) -> list[str]:
    """The services of the sentence before, all of them where several are meant, else the last."""
    found: list[str] = []
    for earlier in passage.back(_REACH):
        if stated_categories(earlier):
            break
        found = [name for name in vendor_ids(earlier) if not _asks(name) and name not in found] + found
        if found and not (passage.has("several") and len(found) < 2):
            break
    return found if passage.has("several") else found[-1:]
