"""Consent: asked before, not asked, or taken for granted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.conditions import modality
from declarations.cookie_phrases import REST, cookie_phrases
from declarations.cookie_uses import narrow_aims, spoken_aims
from declarations.passages import Passage, Stretch
from declarations.topics import heading_categories, stated_categories, topic_categories, topic_vendors, vendor_ids

TYPES: tuple[ClaimType, ...] = ("consent_prior", "consent_exempt", "consent_implied")


def detect(passage: Passage) -> Iterable[Found]:
    """At most one of each, on the passage that says it of cookies, trackers or a named service."""
    if passage.has("implied"):
        if _about_cookies(passage) and not passage.has("no_consent_meant"):
            yield Found("consent_implied", passage, {"trigger": "continued_use"})
        return
    if passage.has("legal_basis_only"):
        return
    exempt = _exempt(passage)
    if exempt is not None:
        yield exempt
    for clause in passage.clauses:
        if clause.has("consent_after") and (clause.has("denied_exemption") or not clause.has("no_consent_needed")):
            found = _prior(passage, clause)
            if found is not None:
                yield found
                return
    found = _prior(passage, passage) if exempt is None and _denied_before_choice(passage) else None
    if found is not None:
        yield found
        return
    denied = passage.has("denied_exemption") or not passage.has("no_consent_needed")
    if passage.has("consent_after") and exempt is None and denied:
        found = _prior(passage, passage)
        if found is not None:
            yield found


def _denied_before_choice(passage: Passage) -> bool:
    """ "Until you choose, we set no marketing cookies": a promise about consent, not a denial of the category."""
    if not (passage.has("when_before_choice") and passage.has("cookie") and passage.has("neg")):
        return False
    return bool(stated_categories(passage)) or any(phrase.rest for phrase in cookie_phrases(passage))


def _prior(passage: Passage, clause: Stretch) -> Found | None:
    if passage.has("past_only", "personal_consent", "revoke"):
        return None
    if passage.has("link_only") and passage.mentions:
        return None
    if not _about_cookies(passage) or _is_mere_condition(passage):
        return None
    params: dict[str, Any] = {}
    stated = stated_categories(clause) or stated_categories(passage)
    vendors = vendor_ids(passage, clause) or vendor_ids(passage)
    phrases = list(cookie_phrases(passage))
    named = any(phrase.rest for phrase in phrases)
    if stated:
        params["category"] = stated
    elif named:
        params["category"] = list(REST)
    elif any(phrase.some for phrase in phrases):
        params["category"] = ["some"]
    elif not vendors and phrases and (aims := [n for n in narrow_aims(passage) if n in ("analytics", "marketing")]):
        params["category"] = aims
    elif not vendors and not (phrases and not passage.has("anaphor")):
        aims = [name for name in ("analytics", "marketing") if passage.has("act_" + name)] if not phrases else []
        categories = aims or topic_categories(passage) or spoken_aims(passage)
        if categories:
            params["category"] = categories
        vendors = topic_vendors(passage, reach=2) if not categories else []
    if passage.has("pixel") and "category" not in params:
        params["category"] = ["marketing"]
    if vendors:
        params["vendor"] = vendors
    params["mechanism"] = [_mechanism(passage)]
    params.update(_possible(clause))
    return Found("consent_prior", _longest(passage, clause), params)


def _is_mere_condition(passage: Passage) -> bool:
    """ "Only if you accept cookies do you see prices": what depends on it is neither a cookie nor a service."""
    hit = passage.find("consent_after")
    if hit is None or passage.mentions or not passage.has("accepts_cookies"):
        return False
    rest = (passage.part(passage.start, hit.start), passage.part(hit.end, passage.end))
    return not any(part.has("cookie_any", "use", "pixel", "embed_content") for part in rest)


def _possible(clause: Stretch) -> dict[str, Any]:
    return modality(clause)


def _longest(passage: Passage, clause: Stretch) -> Stretch:
    return passage if passage.end - passage.start <= 320 else clause


def _mechanism(passage: Passage) -> str:
    if passage.has("banner"):
        return "banner"
    if passage.has("by_click"):
        return "click"
    if passage.has("first_visit"):
        return "first_visit"
    return "unspecified"


def _exempt(passage: Passage) -> Found | None:
    for clause in passage.clauses:
        needless = clause.has("no_consent_needed")
        if not needless and not clause.has("always_on"):
            continue
        if needless and passage.has("denied_exemption"):
            continue
        if not _about_cookies(passage):
            continue
        vendors = vendor_ids(passage, clause)
        categories = stated_categories(clause) or topic_categories(passage) or ([] if vendors else _meant(passage))
        if not needless and not categories:
            continue
        params: dict[str, Any] = {}
        if categories:
            params["category"] = categories
        elif not vendors:
            if passage.has("no_banner") or not passage.has("anaphor"):
                continue
            vendors = topic_vendors(passage, reach=2)
            if not vendors and passage.previous is not None:
                continue
        if vendors:
            params["vendor"] = vendors
        if not categories and passage.has("law"):
            continue
        return Found("consent_exempt", clause, params)
    return None


def _meant(passage: Passage) -> list[str]:
    """The categories of the cookies just spoken of, by what they are for; functional where they are called needed."""
    found = spoken_aims(passage)
    if found:
        return found
    near = (passage, *passage.back(2))
    return ["functional"] if any(text.has("aim_functional", "cat_functional") for text in near) else []


def _about_cookies(passage: Passage) -> bool:
    """Whether the consent is for cookies or services of the site, not for mail, photos or data in general."""
    if passage.has("off_topic") and not passage.has("cookie_any"):
        return False
    if passage.has("cookie_any", "pixel") or vendor_ids(passage):
        return True
    if passage.has("personal_data") and not passage.has("anaphor"):
        return False
    if heading_categories(passage) or passage.heading_has("cookie_any"):
        return True
    return any(earlier.has("cookie_any", "pixel") or earlier.mentions for earlier in passage.back(2))
