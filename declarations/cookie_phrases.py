"""Cookie phrases: a cookie noun with what qualifies it ("geen analytische of trackingcookies van derden")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from auditor.models.common import Category
from declarations.language import Words
from declarations.passages import Stretch

CATEGORIES: tuple[Category, ...] = (
    "functional",
    "preferences",
    "analytics",
    "marketing",
    "social",
    "third_party",
    "unclassified",
)

#: Categories that a phrase for "the rest" stands for: those that need consent.
REST = ("analytics", "marketing")

_GLUE = re.compile(r"(?<=\w)-?(?=cookie)|(?<=\w)(?=pixels?\b)")
_TOKEN_BEFORE = re.compile(r"(\S+)\s*$")
_STRIP = ",()[]/\"'&+:"


@dataclass(frozen=True)
class CookiePhrase:
    """``text[start:end]`` of the block: determiner, qualifiers and noun. ``noun``: where the noun itself starts."""

    start: int
    end: int
    noun: int
    categories: tuple[str, ...]
    rest: bool
    some: bool
    denied: bool
    only: bool
    other: bool
    #: Whether the noun is a bare "tracker": any such technique where one is used, advertising where one is denied.
    tracker: bool = False


def cookie_phrases(stretch: Stretch) -> Iterator[CookiePhrase]:
    """The cookie phrases of a stretch, in order."""
    text = stretch.block.text
    floor = stretch.start
    for match in stretch.all("cookie"):
        start = _left(stretch, match.start, floor)
        end = _right(stretch, match.end)
        body = _GLUE.sub(" ", text[start:end])
        words = stretch.words
        tracker = bool(words.family("bare_tracker").fullmatch(match.text))
        if tracker:
            body = text[start : match.start] + text[match.end : end]
        rest, some, denied = _qualities(words, body)
        yield CookiePhrase(
            start=start,
            end=end,
            noun=match.start,
            categories=_categories(words, body),
            rest=rest,
            some=some,
            denied=denied,
            only=bool(words.family("only").search(text[start : match.start])),
            other=bool(words.family("other_det").search(text[start:end])),
            tracker=tracker,
        )
        floor = match.end


#: How far before the noun "our own" may stand, and how far before that the word of restriction, in characters.
_OWN_REACH, _ONLY_REACH = 60, 26


def own_only(stretch: Stretch, phrase: CookiePhrase) -> bool:
    """Whether the word of restriction governs "our own", or "first-party", of the cookies."""
    before = stretch.part(max(stretch.start, phrase.noun - _OWN_REACH), phrase.end)
    only, own = before.find("only"), before.find("own_party")
    return only is not None and own is not None and 0 < own.start - only.start <= _ONLY_REACH


def as_denied(phrase: CookiePhrase) -> CookiePhrase:
    """The phrase as a denial means it: who uses no trackers follows nobody."""
    if phrase.tracker and not phrase.categories and not phrase.rest:
        return replace(phrase, categories=("marketing",))
    return phrase


def categories_in(stretch: Stretch, body: str) -> tuple[str, ...]:
    """The categories that folded text names, in a fixed order."""
    return _categories(stretch.words, body)


@lru_cache(maxsize=1 << 13)
def _categories(words: Words, body: str) -> tuple[str, ...]:
    """There are not many phrases for cookies: most recur."""
    body = _GLUE.sub(" ", body)
    # "Non-essential" names no category: what it excludes is left out first.
    body = words.family("cat_rest").sub(" ", body)
    return tuple(name for name in CATEGORIES if words.family("cat_" + name).search(body))


@lru_cache(maxsize=1 << 13)
def _qualities(words: Words, body: str) -> tuple[bool, bool, bool]:
    """Whether a phrase stands for the rest, for some cookies, or for none."""
    rest, some, denied = (bool(words.family(name).search(body)) for name in ("cat_rest", "cat_some", "no_det"))
    return rest, some, denied


def _left(stretch: Stretch, at: int, floor: int) -> int:
    text = stretch.block.text
    modifier = stretch.words.family("modifier")
    start = at
    for _ in range(14):
        before = _TOKEN_BEFORE.search(text, floor, start)
        if before is None:
            break
        token = before[1].strip(_STRIP).rstrip("-")
        if token and not modifier.fullmatch(token):
            break
        if before[1][-1:] in ".;:!?":
            break
        start = before.start()
    # A conjunction or a full stop does not open a phrase.
    opening = stretch.words.family("joiner")
    while start < at:
        first = re.match(r"(\S+)\s*", text[start:at])
        if first is None or not (opening.fullmatch(first[1].strip(_STRIP)) or not first[1].strip(_STRIP)):
            break
        start += first.end()
    return start


def _right(stretch: Stretch, at: int) -> int:
    match = stretch.words.opening("after_noun").match(stretch.block.text, at, stretch.end)
    return match.end() if match else at
