"""Cookies named in sentences: which words are names, and what the sentences around them say of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from auditor.knowledge.vendors import vendors
from declarations.cookie_categories import row_categories
from declarations.cookie_columns import is_kind_of_lifetime
from declarations.cookie_phrases import CookiePhrase, cookie_phrases
from declarations.cookie_rows import RawCookie
from declarations.durations import Lifetime
from declarations.naming import Mention
from declarations.passages import Passage
from declarations.prose_lifetimes import BRACKET, Named, assign
from declarations.prose_names import named_in

#: What loads or manages other services' scripts: naming it does not say whose a cookie is.
_CARRIERS = frozenset({"tag_manager", "consent_manager", "hosting", "cdn", "shop"})

#: A sentence of so many words has no subject of its own: "Max. zes maanden."
_REMARK = 5
#: And so many in brackets may be a category: "(Statistik, 13 Monate)".
_LABEL = 3


@dataclass(frozen=True)
class _Told:
    """A name with the part of the paragraph that tells of it: its sentence and those up to the next name's."""

    named: Named
    lifetime: Lifetime | None
    following: tuple[Passage, ...]
    alone: bool


def prose_cookies(passages: Sequence[Passage], own: Sequence[Passage]) -> Iterator[RawCookie]:
    """Cookies named in paragraphs with sentences of the site's ``own``, with what is said of them there.

    What is named more than once has the lifetime and category that any of its places tells."""
    merged: dict[str, RawCookie] = {}
    for raw in _told_of(passages, own):
        first = merged.setdefault(raw.name, raw)
        first.own_lifetime = first.own_lifetime if first.own_lifetime is not None else raw.own_lifetime
        first.categories = first.categories or raw.categories
    yield from merged.values()


def _told_of(passages: Sequence[Passage], own: Sequence[Passage]) -> Iterator[RawCookie]:
    of_site = {id(passage) for passage in own}
    for _, group in groupby(passages, key=lambda passage: id(passage.block)):
        paragraph = list(group)
        if not any(id(passage) in of_site for passage in paragraph):
            continue
        named = [found for passage in paragraph for found in named_in(passage, _spoken(passage, paragraph))]
        lifetimes = assign(paragraph, named)
        for number, found in enumerate(named):
            at = paragraph.index(found.passage)
            later = [other.passage for other in named if other.passage is not found.passage and other.start > found.end]
            end = paragraph.index(later[0]) if later else len(paragraph)
            going_on = tuple(takewhile(_refers_back, paragraph[at + 1 : end]))
            alone = len({other.name for other in named}) == 1
            yield _raw(_Told(found, lifetimes[number], going_on, alone), paragraph, named)


def _spoken(passage: Passage, paragraph: Sequence[Passage]) -> str:
    """Where cookies are spoken of: in the "sentence", or "near" it (sentence before, lead-in, heading, paragraph)."""
    if passage.has("cookie_any"):
        return "sentence"
    near = any(earlier.has("cookie_any") for earlier in (*passage.back(2), *paragraph))
    lead = passage.lead is not None and passage.lead.has("cookie_any")
    return "near" if near or lead or passage.heading_has("cookie_any", depth=2) or _under_category(passage) else ""


def _refers_back(later: Passage) -> bool:
    """Whether a sentence goes on about the cookie of the one before: it opens with a pronoun, or is a remark."""
    return later.has("row_refers_back", "refers_back") or len(later.text.split()) <= _REMARK


def _under_category(passage: Passage) -> bool:
    return len(passage.under.split()) <= 4 and bool(row_categories(passage.under))


def _raw(told: _Told, paragraph: Sequence[Passage], named: Sequence[Named]) -> RawCookie:
    passage = told.named.passage
    start, end = passage.block.span(passage.start, passage.end)
    document = passage.document
    at = paragraph.index(passage)
    before = [part for part in paragraph[max(0, at - 1) : at] if told.alone and not part.has("neg")]
    said = " ".join(part.text for part in (*before, *told.following))
    categories = tuple(_categories(told, paragraph))
    return RawCookie(
        name=told.named.name, start=start, end=end, source="prose", headings=passage.headings,
        purpose=f"{document.text[start:end] if document else passage.text} {said}".strip(),
        own_lifetime=told.lifetime, categories=categories, vendor=_vendor(told, paragraph, named, categories),
    )  # fmt: skip


def _categories(told: _Told, paragraph: Sequence[Passage]) -> list[str]:
    """The categories of the phrase before the name, else of any in its sentence; of one cookie alone, of any near."""
    passage = told.named.passage
    bracket = BRACKET.match(passage.block.text[told.named.end : passage.end])
    parts = re.split(r"\s*[,;:]\s*", bracket[1]) if bracket else []
    for part in parts:
        if len(part.split()) <= _LABEL and len(row_categories(part)) == 1 and not is_kind_of_lifetime(part):
            return [*row_categories(part)]
    found = [(phrase.start, _of(passage, phrase)) for phrase in cookie_phrases(passage)]
    before = [said for start, said in found if said and start <= told.named.start]
    if before:
        return before[-1]
    here = [name for _, said in found for name in said]
    # "Zwingend erforderlich ist allein das Cookie lang": said before the name without being the noun's adjective.
    known = next(vendors().cookies_named(told.named.name), None)
    ahead = row_categories(passage.block.text[passage.start : told.named.start]) if known is None else ()
    if not here and len(ahead) == 1 and ahead[0] != "third_party":
        here = [*ahead]
    if here or not told.alone:
        return here
    near = (*told.following, *passage.back(1)) if passage is not paragraph[0] else told.following
    return [name for other in near for phrase in cookie_phrases(other) for name in _of(other, phrase)]


def _of(passage: Passage, phrase: CookiePhrase) -> list[str]:
    # "Trackers" alone is a noun for all of them and no category; a category that is denied is not the cookie's.
    if phrase.denied or phrase.rest:
        return []
    tracker = re.match(r"trackers?\b|traceurs?\b", passage.block.text[phrase.noun :]) is not None
    return [name for name in phrase.categories if name != "third_party" and (name != "marketing" or not tracker)]


def _vendor(told: _Told, paragraph: Sequence[Passage], named: Sequence[Named], categories: Sequence[str]) -> str | None:
    """Whose the text says the cookie is; null leaves it to what is known of the name."""
    known = next(iter(vendors().cookies_named(told.named.name)), None)
    mention = _mention(told.named, named)
    if mention is None and known is None and not {"functional", "preferences"} & set(categories):
        mention = _mention_near(told, paragraph)
    if mention is None or mention.product is None or mention.product.purpose in _CARRIERS:
        return None
    if known is not None and known.product.id in {product.id for product in mention.owner.products}:
        return None
    return mention.product.id


def _mention(named: Named, others: Sequence[Named]) -> Mention | None:
    """The service that the sentence names nearest before the cookie, else right after it."""
    passage = named.passage
    mentions = [mention for mention in passage.mentions if mention.product is not None]
    if len({mention.owner.id for mention in mentions}) == 1:
        return mentions[0]
    ahead = [other.end for other in others if other.passage is passage and other.end <= named.start]
    beyond = [other.start for other in others if other.passage is passage and other.start >= named.end]
    since, until = max(ahead, default=passage.start), min(beyond, default=passage.end)
    before = [mention for mention in mentions if since <= mention.start and mention.end <= named.start]
    after = [mention for mention in mentions if named.end <= mention.start and mention.end <= until]
    earlier = [mention for mention in mentions if mention.end <= named.start]
    nearest = before[-1:] or after[:1] or earlier[-1:]
    return nearest[0] if nearest else None


def _mention_near(told: _Told, paragraph: Sequence[Passage]) -> Mention | None:
    """The one service that the sentences after a cookie name, else the sentence before it."""
    at = paragraph.index(told.named.passage)
    for near in (told.following, paragraph[max(0, at - 1) : at]):
        found = {
            mention.owner.id: mention
            for passage in near
            for mention in passage.mentions
            if mention.product and not passage.has("neg")
        }
        if len(found) == 1:
            return next(iter(found.values()))
    return None
