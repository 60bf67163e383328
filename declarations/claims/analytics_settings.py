"""How a measuring service is set up: IP masking, sharing switched off, an agreement; they often travel as a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.passages import Passage, Stretch
from declarations.topics import heading_vendors, topic_vendors, vendor_ids

TYPES: tuple[ClaimType, ...] = ("ip_masked", "sharing_off", "processor_agreement")


def detect(passage: Passage) -> Iterable[Found]:
    """Each setting with its value: false where the text says that it is not so."""
    vendors = _of_the_company(passage) or topic_vendors(passage, reach=10) or _analytics_of(passage)
    subject: dict[str, Any] = {"vendor": vendors} if vendors else {}
    for clause in passage.clauses:
        if clause.has("ip_address") and clause.has("masked"):
            yield Found("ip_masked", clause, {**subject, "value": not _unmasked(clause)})
            break
        if clause.has("full_address") and not clause.has("neg"):
            yield Found("ip_masked", clause, {**subject, "value": False})
            break
    known = bool(subject) or passage.has("sharing_setting")
    if passage.has("sharing_still_on") and known:
        yield Found("sharing_off", passage, {**subject, "value": False})
    elif passage.has("sharing_off") and known:
        yield Found("sharing_off", passage, {**subject, "value": True})
    elif passage.has("sharing_allowed") and subject:
        yield Found("sharing_off", passage, {**subject, "value": False})
    if passage.has("agreement") and _with_vendor(passage, vendors):
        yield Found("processor_agreement", passage, {**subject, "value": not passage.has("agreement_denied")})


def _unmasked(clause: Stretch) -> bool:
    """Whether the masking itself is denied. Not so where the denial is of something else, and "and" stands between:
    "we share nothing with Google and mask the address"."""
    denied, masked = clause.find("mask_denied"), clause.find("masked")
    if denied is None or masked is None:
        return denied is not None
    between = clause.part(denied.start, masked.start) if denied.start < masked.start else None
    return between is None or re.search(r"\b(?:en|and|und|et)\b", between.text) is None


def _of_the_company(passage: Passage) -> list[str]:
    """The analytics product of a company named alone, where the text before it, or a heading, named that product."""
    if not passage.mentions or any(mention.product is not None for mention in passage.mentions):
        return []
    spoken = [name for earlier in passage.back(10) for name in vendor_ids(earlier)] + heading_vendors(passage)
    return [name for name in _analytics_of(passage) if name in spoken]


def _analytics_of(passage: Passage) -> list[str]:
    """The analytics product of a company that is named alone: these settings are said of nothing else."""
    for mention in passage.mentions:
        for product in mention.owner.products:
            if product.purpose == "analytics":
                return [product.id]
    return []


def _with_vendor(passage: Passage, vendors: list[str]) -> bool:
    if passage.mentions:
        return True
    return bool(vendors) and passage.has("with_them") and not passage.has("processors_general")
