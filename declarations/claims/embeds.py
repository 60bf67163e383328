"""How embedded or social content behaves: loaded at once, after a click, in a privacy mode, or only linked."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.knowledge.schema import EMBED_PURPOSES
from auditor.knowledge.vendors import vendors
from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.claims.vendors import unlisted
from declarations.conditions import modality
from declarations.passages import Passage
from declarations.topics import topic_vendors, vendor_ids

#: Purposes of products that show something in the page.
_SHOWN = EMBED_PURPOSES | {"chat", "forms", "reviews", "reading_aid", "other"}

TYPES: tuple[ClaimType, ...] = ("embed",)


def detect(passage: Passage) -> Iterable[Found]:
    """At most one claim: the strictest behaviour that the passage states."""
    content = passage.has("embed_content")
    named = [name for name in vendor_ids(passage) if _embeds(name)]
    if not named and not content and (passage.has("pixel") or not _embeds_before(passage)):
        return
    vendor = named or vendor_ids(passage) or [name for name, _ in unlisted(passage)]
    vendor = vendor or [name for name in topic_vendors(passage, reach=3) if _embeds(name)]
    behaviour = _behaviour(passage)
    if passage.has("social_buttons"):
        vendor = ["social_buttons", *named]
    if behaviour is None or (not vendor and not content):
        return
    yield Found("embed", passage, {"vendor": vendor or ["generic"], "behaviour": behaviour, **modality(passage)})


def _behaviour(passage: Passage) -> str | None:
    if passage.has("privacy_mode"):
        return "privacy_mode"
    if passage.has("link_only") and vendor_ids(passage):
        return "link_only"
    if passage.has("blocked_until"):
        return "blocked_until_consent"
    if passage.has("embed_no_cookies") and not passage.has("own_sets", "unless"):
        return "no_cookies"
    if passage.has("sets_cookies") and passage.has("embed_content") and not passage.has("neg", "may_use"):
        return "sets_cookies_on_load"
    return None


def _embeds(name: str) -> bool:
    product = vendors().products.get(name)
    return product is not None and (product.purpose in _SHOWN or product.category == "social")


def _embeds_before(passage: Passage) -> bool:
    return any(_embeds(name) for earlier in passage.back(1) for name in vendor_ids(earlier))
