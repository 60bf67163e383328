"""Whose practice a sentence describes, where it is not the site's own: what the law asks of anyone, what websites in
general do, what the reader is advised to do on a site of his own, what other products of the company do, or what an
example says.

The site speaks of itself by "we", "our", "this site"; a sentence with one of these is its own unless it is quoted,
supposed, or advice. A sentence without them is taken for the site's own in a policy ("cookies are set for statistics"),
unless its subject is somebody else, or it says what must or may be done without a word to the visitor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.passages import Passage

Standing = Literal["general", "law", "advice", "example", "other_site"]

#: Claims by which the site can be proved wrong: they need a sentence that is the site's own.
ACCUSING: frozenset[ClaimType] = frozenset(
    (
        "no_cookies", "no_category", "only_categories", "only_vendors", "no_vendor", "consent_prior", "cookieless",
        "local_resources", "completeness", "no_sharing", "no_cross_site", "no_banner",
    )
)  # fmt: skip
#: What a sentence promises for a case that may come ("should we ever advertise, we will ask") is no practice of today.
PROMISES: frozenset[ClaimType] = frozenset(("consent_prior", "banner", "embed", "completeness", "withdraw"))
#: Claims that a mere intention makes possible ones.
_USES: frozenset[ClaimType] = frozenset(("uses_cookies", "uses_category", "uses_vendor"))

#: "No unclassified cookies" stands over an empty list of a consent manager; "no cookies that it does not need" limits
#: the use to what is needed, and denies nothing of that.
_NEVER_DENIED = (["unclassified"], ["functional"])

#: What somebody says: text between quotation marks, long enough for a sentence. Folded text has two kinds of them.
_QUOTED = re.compile(r'"([^"]{0,600})"|(?<!\w)\'([^\']{0,400})\'(?!\w)')
_SHORTEST_SAYING = 4


def standing(passage: Passage) -> Standing | None:
    """Whose practice the sentence describes; None where it is the site's own, or nothing speaks against it."""
    if _is_quoted(passage) or passage.has("supposes") or _under_example(passage):
        return "example"
    if passage.has("elsewhere") and not passage.has("own_place"):
        return "other_site"
    if passage.has("explains"):
        return "advice"
    if passage.has("own_firm") or _offers_a_way(passage):
        return None
    if passage.has("general_subject"):
        return "general"
    if passage.has("advises") or passage.heading_has("advice_heading", depth=3):
        return "advice"
    return "law" if passage.has("duty") and not passage.has("to_visitor") else None


def admitted(passage: Passage, found: Found) -> Found | None:
    """The claim as it may stand: only possible where the site merely intends it, none where a denial speaks of what a
    named company does by itself ("Google does not share this")."""
    if found.type == "cookieless" and passage.has("ability"):
        return None
    if _company_says(passage):
        return None
    if passage.has("future_case") and found.type in PROMISES:
        return None
    if found.type in ACCUSING and passage.has("either_way") and not passage.has("no_det"):
        return None
    if found.type == "no_category" and found.params.get("category") in _NEVER_DENIED:
        return None
    if found.type == "uses_vendor" and _stands_idle(passage, found):
        return None
    by_others = found.type == "no_vendor" or "vendor" not in found.params
    if found.type in ACCUSING and by_others and _company_acts(passage):
        return None
    if passage.has("intends", "future_case") and found.type in ACCUSING | _USES:
        return replace(found, params={**found.params, "modality": "possible"})
    return found


def _stands_idle(passage: Passage, found: Found) -> bool:
    """Whether the service is there but switched off."""
    return any(
        mention.product is not None
        and mention.product.id in found.params["vendor"]
        and passage.part(mention.end, passage.end).has("stands_idle")
        for mention in passage.mentions
    )


def _offers_a_way(passage: Passage) -> bool:
    """Whether it tells the visitor how to choose or to stop a service: an order, but no advice."""
    return passage.has("opt_out_tool", "reask", "control_label") or (
        passage.has("withdraw") and passage.has("choice") and passage.has("via_button", "via_footer")
    )


def _company_acts(passage: Passage) -> bool:
    """Whether a named company is the subject: it opens the sentence and acts, nothing in it speaks of the site."""
    if passage.has("own"):
        return False
    return any(
        mention.start - passage.start <= 2 and passage.part(mention.end, passage.end).has("acts_itself")
        for mention in passage.mentions
    )


def _company_says(passage: Passage) -> bool:
    """Whether a named company is quoted: "Meta promises not to use it" is no statement of the site's."""
    return not passage.has("own_firm") and any(
        mention.start - passage.start <= 2 and passage.part(mention.end, passage.end).has("attributes")
        for mention in passage.mentions
    )


def _under_example(passage: Passage) -> bool:
    return passage.heading_has("example_heading", depth=2) and not passage.heading_has("own_firm", depth=2)


def _is_quoted(passage: Passage) -> bool:
    """Whether the sentence stands in quotation marks, or holds a sentence of some site about itself in them."""
    for start, end in _sayings(passage.block.text):
        if start <= passage.start + 1 and passage.end <= end + 2:
            return True
        if passage.start <= start and end <= passage.end:
            saying = passage.part(start, end)
            if saying.has("own_firm") and saying.has("use", "cookie"):
                return True
    return False


@lru_cache(maxsize=4096)
def _sayings(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_quotations(text))


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    if text.count('"') % 2:
        text = text.replace('"', "\0")
    for match in _QUOTED.finditer(text):
        group = 1 if match[1] is not None else 2
        if len(match[group].split()) >= _SHORTEST_SAYING:
            yield match.span(group)
