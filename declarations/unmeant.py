"""What has the form of a denial or promise and is none: what others say, what is denied of a newsletter, an app or the
guests' Wi-Fi, what the next sentence takes back, "it would be wrong to say that we use no cookies".

Each rule is a phrase family of ``languages/*/unmeant.yaml``, with sentences that match and some that do not. They err
on one side: a denial that is left out accuses nobody; one that nobody made accuses a company."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.conditions import DENIALS
from declarations.leads import denies
from declarations.passages import Hit, Passage, Stretch
from declarations.standing import ACCUSING

_ANY = ACCUSING
_CLOSED: frozenset[ClaimType] = frozenset(("only_categories", "only_vendors", "completeness"))
_OF_COOKIES: frozenset[ClaimType] = frozenset(("no_cookies", "no_category", "no_vendor"))
#: Of the sentence: family → the types that it takes the ground from.
_OF_SENTENCE: tuple[tuple[str, frozenset[ClaimType]], ...] = (
    ("said_by_others", _ANY),
    ("not_so", _ANY),
    ("not_only", _CLOSED),
    ("after_withdrawal", DENIALS),
    ("cookies_that", frozenset(("no_cookies",))),
)
#: Of the words that the claim rests on.
_OF_WORDS: tuple[tuple[str, frozenset[ClaimType]], ...] = (
    ("not_all", _OF_COOKIES),
    ("without_it", _OF_COOKIES),
    ("not_used_for", frozenset(("no_cookies", "no_vendor"))),
    ("sets_one", frozenset(("cookieless",))),
)
#: Claims that hold for a part of what the company does where the sentence names that part.
_OF_A_PLACE: frozenset[ClaimType] = (DENIALS - {"cookieless"}) | {
    "no_cross_site", "local_resources", "completeness", "no_banner",
}  # fmt: skip
#: Told of what is known of a visit; of other data only where the sentence does not speak of cookies or the site.
_OF_A_VISIT: frozenset[ClaimType] = frozenset(("no_sharing", "no_cross_site"))
#: So many characters after a sentence are looked at for what takes it back.
_NEXT = 80


def meant(passage: Passage, claim: Found) -> Found | None:
    """The claim with the place that it is limited to; None where the text does not mean it."""
    if claim.type == "data_location":
        return None if claim.params.get("region") == "eea_only" and _goes_abroad(passage, claim) else claim
    if claim.type not in _ANY:
        return claim
    if any(claim.type in kinds and _is_said_with(passage, claim, family) for family, kinds in _OF_SENTENCE):
        return None
    if any(claim.type in kinds and claim.stretch.has(family) for family, kinds in _OF_WORDS):
        return None
    after = _following(passage)
    if claim.stretch.text.rstrip("\"' ").endswith("?") and not (after and after.has("says_no", "short_denial", "neg")):
        return None
    if claim.type in _OF_A_VISIT and _of_something_else(passage, claim.type):
        return None
    if after is not None and after.has("taken_back"):
        return None
    if passage.has("aims") and "modality" not in claim.params:
        claim = replace(claim, params={**claim.params, "modality": "possible"})
    place = next(_places(passage, after), None) if claim.type in _OF_A_PLACE and "scope" not in claim.params else None
    return replace(claim, params={**claim.params, "scope": place.text}) if place is not None else claim


def _is_said_with(passage: Passage, claim: Found, family: str) -> bool:
    """Whether the family occurs in the part of the sentence that the claim stands in: "According to Google most do; we
    do not" says it of others before the semicolon."""
    text = passage.block.text
    start = text.rfind("; ", passage.start, claim.stretch.start) + 1 or passage.start
    end = text.find("; ", claim.stretch.end, passage.end)
    return passage.part(start, end if end > 0 else passage.end).has(family)


def _goes_abroad(passage: Passage, claim: Found) -> bool:
    """Whether the words name a country outside the EEA, or what a transfer there rests on, and deny nothing."""
    return claim.stretch.has("leaves_eea") and not passage.has("neg") and not denies(passage)


def _of_something_else(passage: Passage, kind: ClaimType) -> bool:
    """Whether it goes on about the guests' Wi-Fi, applicants' letters or recordings of a camera."""
    if passage.has("cookie_any", "the_site", "web_topic"):
        return False
    before = passage.previous
    told = ("other_data", "other_place")
    return (kind == "no_sharing" and passage.has("other_data")) or (before is not None and before.has(*told))


def _places(passage: Passage, after: Stretch | None) -> Iterator[Hit]:
    """Where alone the sentence holds: what it names beside the site, the heading over it, or all but an exception."""
    if after is not None and (hit := after.find("exception_follows")) is not None:
        yield hit
    if passage.has("the_site"):
        return
    if (hit := passage.find("other_place")) is not None and not _is_a_tool(passage, hit):
        yield hit
    if passage.heading_has("other_place_title"):
        yield Hit(0, 0, passage.under)


def _is_a_tool(passage: Passage, place: Hit) -> bool:
    """Whether the place is a named service: "the app Clarity" is no part of the site, and no other place either."""
    return any(place.start <= mention.start <= place.end + 1 for mention in passage.mentions)


def _following(passage: Passage) -> Stretch | None:
    """The beginning of what follows in the same block."""
    text = passage.block.text
    start = passage.end
    while start < len(text) and not text[start].isalnum():
        start += 1
    return passage.part(start, min(len(text), start + _NEXT)) if start < len(text) else None
