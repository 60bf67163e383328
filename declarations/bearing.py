"""What a passage is about: the site's own practice, or something that claims nothing about it.

Explanations of what cookies are, what the law asks, how browsers work, what other sites or customers
do, visitors' rights, templates left in and questions are no claims, whatever words they use."""

from __future__ import annotations

from typing import Literal

from declarations.passages import Passage

Bearing = Literal[
    "own", "definition", "law", "browser", "other_site", "rights", "off_topic", "client_work", "template",
    "question", "past",
]  # fmt: skip


def bearing(passage: Passage) -> Bearing:
    """What the passage is about; ``own`` where it may claim something."""
    if passage.has("template"):
        return "template"
    if passage.text.rstrip("\"')").endswith("?"):
        return "question"
    if passage.has("past"):
        return "past"
    own = passage.has("own_act")
    if _defines(passage, own):
        return "definition"
    if _instructs(passage):
        return "browser"
    if passage.has("other_site") and not passage.has("embedded", "no_profile"):
        return "other_site"
    if passage.has("client_work"):
        return "client_work"
    if passage.has("law") and not own:
        return "law"
    if not own and passage.heading_has("generic_heading") and not _names_site(passage):
        return "definition"
    if passage.has("rights") and not passage.has("cookie_any", "web_topic"):
        return "rights"
    return _topic(passage)


def _topic(passage: Passage) -> Bearing:
    if passage.has("web_topic", "not_outside", "inside_eea"):
        return "own"
    if passage.has("off_topic") or passage.heading_has("off_topic_heading"):
        return "off_topic"
    return "own"


def _defines(passage: Passage, own: bool) -> bool:
    if not passage.has("definition"):
        return False
    if passage.has("consent_after", "always_on", "no_consent_needed", "not_used") and not passage.heading_has(
        "generic_heading"
    ):
        return False
    start = passage.find("definition")
    if start is not None and start.start == passage.start:
        return True
    return not own


def _instructs(passage: Passage) -> bool:
    """The browser's settings; not "until you close the browser", not the site's own way to be asked again."""
    if passage.has("reask") or (passage.has("opt_out_tool") and passage.mentions):
        return False
    if passage.has("browser") and passage.has("browser_act"):
        if passage.has("own_act") and not passage.has("you_can"):
            return False
        return not (passage.has("browser_closes") and not passage.has("browser_setting"))
    return passage.has("browser_setting") and passage.has("cookie_any") and not passage.has("own_act")


def _names_site(passage: Passage) -> bool:
    return passage.has("own")
