"""What a sentence that allows only some kinds of cookies allows besides: kinds that it adds behind the first.

"Only functional cookies, and analytics cookies that do not invade your privacy" allows both. Read without the second it
would deny what the sentence itself admits, and accuse a site that does as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from declarations.cookie_phrases import CATEGORIES, CookiePhrase, cookie_phrases, own_only
from declarations.cookie_uses import aims_of
from declarations.passages import Passage, Stretch

#: The sentence that follows.
_NEXT = re.compile(r"\s*[^.!?]{3,200}[.!?]?")
#: How far behind a noun its purpose may start, in characters.
_NEAR = 30


def with_additions(passage: Passage, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of "only these categories", with those that the same sentence adds and does not deny.

    Of services and third parties nothing is added: that the cookies are another's says nothing of their kind."""
    if any(own_only(passage, phrase) for phrase in cookie_phrases(passage)):
        params = {**params, "party": "first"}
    named = list(params.get("category", ()))
    if not named:
        return params
    added = {name for phrase, kinds in _further(passage) if not _is_denied(passage, phrase) for name in kinds}
    fragment = _fragment(passage)
    if fragment is not None:
        phrases = (
            phrase for phrase in cookie_phrases(fragment) if not fragment.part(fragment.start, phrase.end).has("neg")
        )
        added |= {name for phrase in phrases for name in phrase.categories}
    known = {*named, *added} - {"unclassified", "some"}
    if known <= set(named):
        return params
    ordered = [name for name in CATEGORIES if name in known]
    return {**params, "category": [*(name for name in named if name not in ordered), *ordered]}


def _further(passage: Passage) -> Iterator[tuple[CookiePhrase, list[str]]]:
    """The cookie phrases of a sentence with their kinds, by name or by the purpose right behind the noun."""
    found = list(cookie_phrases(passage))
    for place, phrase in enumerate(found):
        closing = found[place + 1].start if place + 1 < len(found) else passage.end
        yield phrase, list(phrase.categories) or _purposes(passage.part(phrase.end, closing))


def _purposes(tail: Stretch) -> list[str]:
    lead = tail.find("purpose_lead")
    return aims_of(tail.part(lead.start, tail.end)) if lead is not None and lead.start - tail.start <= _NEAR else []


def _is_denied(passage: Passage, phrase: CookiePhrase) -> bool:
    """Whether a negation may reach the phrase: one in its own clause, or in the words since the phrase before."""
    if phrase.denied or phrase.rest or phrase.other:
        return True
    clause = passage.clause_at(phrase.noun)
    front = passage.part(clause.start, phrase.end)
    earlier = [other.end for other in cookie_phrases(passage) if other.end <= phrase.start]
    if earlier and earlier[-1] > front.start:
        front = passage.part(earlier[-1], phrase.end)
    if front.has("neg", "except"):
        return True
    behind = _trimmed(passage.part(phrase.end, clause.end))
    # "Cookies that do not invade your privacy" are used all the same.
    return behind.has("neg") and not behind.has("relative_start")


def _fragment(passage: Passage) -> Stretch | None:
    """What follows the sentence where it only adds to it, as a fragment of its own: "And analytics cookies that …"."""
    text = passage.block.text
    match = _NEXT.match(text, passage.end)
    if match is None:
        return None
    following = _trimmed(passage.part(match.start(), match.end()))
    return following if following.has("adds") else None


def _trimmed(stretch: Stretch) -> Stretch:
    text = stretch.block.text
    start = stretch.start
    while start < stretch.end and text[start] in " ,;:.":
        start += 1
    return stretch.part(start, stretch.end)


__all__ = ["with_additions"]
