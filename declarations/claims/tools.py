"""Statements about a tool: works without cookies, comes from the own server, honours a signal, can be opted out of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.knowledge.vendors import vendors
from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.leads import denies
from declarations.passages import Passage, Stretch
from declarations.topics import topic_vendors, vendor_ids

TYPES: tuple[ClaimType, ...] = ("cookieless", "local_resources", "dnt", "opt_out")

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\"']+[^\s<>()\"'.,;:]")
#: Purposes of products that show something in the page, or are the site's ground.
_NO_TOOL = frozenset(
    {"video", "audio", "maps", "social_content", "fonts", "hosting", "shop", "advertising", "payment", "email", "other"}
)
_RESOURCES = ("fonts", "scripts", "analytics")


def detect(passage: Passage) -> Iterable[Found]:
    """Each at most once a passage."""
    yield from _cookieless(passage)
    yield from _local(passage)
    yield from _signal(passage)
    if passage.has("opt_out_tool"):
        named = vendor_ids(passage) or ([] if passage.has("off_topic") else topic_vendors(passage, reach=6))
        url = _url(passage)
        if named and (url or passage.has("opt_out_offer")):
            yield Found("opt_out", passage, {"vendor": named[:1], **({"url": url} if url else {})})


def _signal(passage: Passage) -> Iterable[Found]:
    """Whether a browser's signal is honoured; named in the sentence, or right before it."""
    signal = passage.find("dnt_signal")
    earlier = passage.previous
    if signal is None and (earlier is None or not earlier.has("dnt_signal") or not passage.has("own")):
        return
    if signal is None and (passage.has("third_parties") or not passage.has("anaphor")):
        return
    if not passage.has("dnt_response", "dnt_effect"):
        return
    around: list[Stretch] = [passage]
    if signal is not None:
        around = [passage.part(passage.start, signal.start), passage.part(signal.end, passage.end)]
    ignored = any(part.has("dnt_ignored") for part in around) and not passage.has("dnt_effect")
    where = passage if signal is not None or earlier is None else earlier
    yield Found("dnt", passage, {"value": not ignored, "signal": "gpc" if where.has("gpc") else "dnt"})


def _cookieless(passage: Passage) -> Iterable[Found]:
    # "So there is nothing to accept" is no condition.
    waits = any(clause.has("consent_after") and not clause.has("neg", "nothing") for clause in passage.clauses)
    if passage.has("unless") or waits:
        return
    for clause in passage.clauses:
        if not clause.has("cookieless"):
            continue
        named = vendor_ids(passage)
        if not named and (clause.has("tool_anaphor") or passage.has("tool_anaphor")):
            named = topic_vendors(passage, reach=2)
        named = [name for name in named if _counts_or_serves(name)]
        if named:
            yield Found("cookieless", clause, {"vendor": named})
            return


def _counts_or_serves(name: str) -> bool:
    """Whether it is a tool of which "it works without cookies" is told: of a video or a map that is told as an embed,
    and of fonts, shops, hosts and networks it says nothing of the site."""
    product = vendors().products.get(name)
    return product is None or product.purpose not in _NO_TOOL


def _local(passage: Passage) -> Iterable[Found]:
    resources = [name for name in _RESOURCES if passage.has("res_" + name)]
    if denies(passage):
        if resources and passage.has("from_elsewhere"):
            yield Found("local_resources", passage, {"resource": resources})
        return
    for clause in passage.clauses:
        if not clause.has("own_server") or clause.has("neg_hosting"):
            continue
        named = [name for name in _RESOURCES if clause.has("res_" + name)] or resources or _asked_after(passage)
        if not named and clause.has("tool_anaphor"):
            named = _resource_of(topic_vendors(passage, reach=2))
        if named:
            yield Found("local_resources", clause, {"resource": named})
            return


def _asked_after(passage: Passage) -> list[str]:
    """ "Fonts and pictures? They are on our own server." """
    asked = passage.previous
    if asked is None or not asked.text.endswith("?"):
        return []
    return [name for name in _RESOURCES if asked.has("res_" + name)]


def _resource_of(services: list[str]) -> list[str]:
    """What the services just named deliver, by their purpose: fonts or counts of visits."""
    known = vendors().products
    purposes = {known[name].purpose for name in services if name in known}
    if "fonts" in purposes:
        return ["fonts"]
    return ["analytics"] if "analytics" in purposes or any(name not in known for name in services) else []


def _url(passage: Passage) -> str | None:
    match = _URL.search(passage.text)
    if match:
        start, end = passage.block.span(passage.start + match.start(), passage.start + match.end())
        document = passage.document
        return document.text[start:end] if document else match[0]
    source = passage.source
    if source is not None:
        first, last = passage.block.span(passage.start, passage.end)
        for link in source.links:
            if first <= link.start < last and link.href.startswith("http"):
                return link.href
    return None
