"""What an embedding sentence speaks of, and how it behaves: the map's service for "the map", never who asks or counts.

A sentence about embedded content often names only the content. Its service is then the one of that kind that the
section named before; without one it stays unnamed, for a guess would accuse the wrong service."""

from __future__ import annotations

import re
from typing import Any

from auditor.knowledge.schema import Purpose
from auditor.knowledge.vendors import vendors
from declarations.passages import Passage
from declarations.topics import vendor_ids

#: Purposes of services of which a page shows nothing.
_UNSEEN: frozenset[Purpose] = frozenset(
    (
        "advertising", "marketing", "social_profiling", "session_recording", "analytics", "tag_manager",
        "consent_manager", "cdn", "hosting", "monitoring", "security", "email",
    )
)  # fmt: skip
#: Which services show the content that a word stands for.
_CONTENT: dict[str, Purpose] = {"content_map": "maps", "content_video": "video"}
#: How many sentences back the service may be named that shows it.
_REACH = 12
#: Products that stand for their network where a text only links to it.
_LINKED = frozenset({"meta_pixel", "linkedin_insight"})
#: A name that no list knows: capitals within a sentence, of which German has more.
_NAME = re.compile(r"(?<=[a-zé,] )[A-Z][\w-]{2,}|[a-z][A-Z][a-z]")
_NAME_IN_GERMAN = re.compile(r"[a-z][A-Z][a-z]")


def is_shown(name: str) -> bool:
    """Whether a service shows something in the page: what is embedded is no counter and no manager of tags."""
    purpose = _purpose(name)
    return purpose is None or purpose not in _UNSEEN


def embed_subject(passage: Passage, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a claim about embedded content, with what it is about and how it behaves."""
    linked = _LINKED if params["behaviour"] == "link_only" else frozenset()
    named = [name for name in params.get("vendor", ()) if name != "generic" and (is_shown(name) or name in linked)]
    if not set(named) & set(vendor_ids(passage)):
        of_another = params["behaviour"] == "link_only" and _names_another(passage)
        named = [] if of_another else _of_its_kind(passage, named)
    behaviour = _behaviour(passage, params["behaviour"])
    if passage.has("social_buttons") or (behaviour == "link_only" and passage.has("network_icons")):
        named = list(dict.fromkeys(["social_buttons", *named]))
    return {**params, "vendor": named or ["generic"], "behaviour": behaviour}


def _purpose(name: str) -> Purpose | None:
    product = vendors().products.get(name)
    return None if product is None else product.purpose


def _of_its_kind(passage: Passage, named: list[str]) -> list[str]:
    """Services taken from around the sentence, as far as they show what it speaks of, or those of that kind before."""
    wanted = [purpose for family, purpose in _CONTENT.items() if passage.has(family)]
    if not wanted:
        return named
    if _names_another(passage):
        return [name for name in named if _purpose(name) is None]
    fitting = [name for name in named if _purpose(name) is None or _purpose(name) in wanted]
    earlier = list(filter(None, (_last(passage, purpose) for purpose in wanted)))
    return list(dict.fromkeys(earlier)) or fitting


def _names_another(passage: Passage) -> bool:
    """Whether a sentence in which no service is known holds a name: then the content is that one's."""
    if passage.document is None or passage.mentions:
        return False
    start, end = passage.block.span(passage.start, passage.end)
    pattern = _NAME_IN_GERMAN if passage.words.code == "de" else _NAME
    return pattern.search(passage.document.text[start:end]) is not None


def _last(passage: Passage, purpose: Purpose) -> str | None:
    """The last service of a purpose that the section named before a sentence."""
    for earlier in passage.back(_REACH):
        found = [name for name in vendor_ids(earlier) if _purpose(name) == purpose]
        if found:
            return found[-1]
    return None


def _behaviour(passage: Passage, behaviour: str) -> str:
    """How it behaves: without cookies until a click is blocked until then, and "not without cookies" sets them."""
    if behaviour != "no_cookies":
        return behaviour
    if passage.has("privacy_mode"):
        return "privacy_mode"
    if passage.has("not_without_cookies"):
        return "sets_cookies_on_load"
    return "blocked_until_consent" if passage.has("blocked_until", "when_before_choice", "until_then") else behaviour
