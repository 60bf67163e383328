"""Which named companies are the site's back office (payments, parcels, accounts) and not services in the browser."""

from __future__ import annotations

from declarations.naming import Mention
from declarations.passages import Passage

#: Purposes of products that a visitor's browser always meets when they are in use.
IN_BROWSER = frozenset(
    {"advertising", "social_profiling", "session_recording", "analytics", "tag_manager", "consent_manager"}
    | {"fonts", "video", "audio", "maps", "captcha", "social_content", "chat", "reviews", "reading_aid"}
)

#: Products without a better purpose that are the office's, whatever stands around them.
_OFFICE = frozenset({"ms_365", "salesforce_platform", "zoho_platform", "zoom_meetings"})


def back_office(passage: Passage, mention: Mention) -> bool:
    """Whether the passage names the company as a recipient outside the browser."""
    product = mention.product
    if passage.has("recipient_list") or (passage.lead is not None and passage.lead.has("recipient_list")):
        return product is None or product.purpose not in IN_BROWSER
    if product is None:
        return not passage.has("cookie_any", "web_topic")
    if product.purpose == "other" and product.id not in _OFFICE and passage.has("site_thing", "embed_content"):
        return not passage.has("cookie_any", "vendor_act")
    if product.purpose in ("payment", "other"):
        return not passage.has("cookie_any", "res_scripts", "embedded")
    return False
