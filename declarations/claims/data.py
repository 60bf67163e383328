"""What happens to browsing data: called anonymous, not passed on, not combined, kept in or outside the EEA."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.conditions import modality
from declarations.passages import Passage, Stretch
from declarations.topics import spoken_of, topic_vendors, vendor_ids

TYPES: tuple[ClaimType, ...] = ("not_personal", "no_sharing", "no_cross_site", "data_location")


def detect(passage: Passage) -> Iterable[Found]:
    """Each at most once a passage."""
    yield from _not_personal(passage)
    yield from _no_sharing(passage)
    if passage.has("no_profile") and not passage.has("customer_profile"):
        clause = passage.clause_at(passage.find("no_profile").start)  # type: ignore[union-attr]
        yield Found("no_cross_site", clause, {})
    yield from _location(passage)


def _not_personal(passage: Passage) -> Iterable[Found]:
    for clause in passage.clauses:
        masked = clause.has("ip_address") and clause.has("masked")
        if not clause.has("anonymous") or masked or clause.has("masked_only") or passage.has("generic_vendor"):
            continue
        data = _data(passage, clause)
        if data:
            yield Found("not_personal", passage, {"data": data})
            return


def _data(passage: Passage, clause: Stretch) -> list[str]:
    """What the clause speaks of: named in it or its sentence, else right before it, else by the heading."""
    if clause.has("analytics_data") and not clause.has("ip_address", "cookie_any", "automatic_data"):
        return ["analytics"]
    if passage.has("ip_address", "automatic_data"):
        return _collected(passage)
    if passage.has("cookie_any"):
        return ["cookies"]
    if passage.has("analytics_data") or vendor_ids(passage):
        return ["analytics"]
    for earlier in passage.back(2):
        if earlier.mentions or (earlier.has("analytics_data") and not earlier.has("cookie")):
            return ["analytics"]
        if earlier.has("cookie_any"):
            return ["cookies"]
        if earlier.has("ip_address") and passage.has("anaphor", "stored_here"):
            return _collected(earlier)
    return ["cookies"] if passage.heading_has("cookie_any") and clause.has("any_data") else []


def _collected(passage: Passage) -> list[str]:
    kinds = {"ip": "ip_address", "automatic": "automatic_data"}
    return [kind for kind, family in kinds.items() if passage.has(family)]


def _counts(passage: Passage) -> bool:
    """Whether the sentence speaks of the counting of visits."""
    return passage.has("analytics_data", "visit_data")


def _no_sharing(passage: Passage) -> Iterable[Found]:
    for clause in passage.clauses:
        if not clause.has("not_shared") or passage.has("customer_data_only"):
            continue
        data = None
        if passage.has("visit_data"):
            data = "visit"
        elif (
            passage.has("cookie_data")
            or any(earlier.has("cookie_any") for earlier in passage.back(1))
            or (passage.heading_has("cookie_any", "sharing_heading", depth=3) and passage.has("anaphor", "stored_here"))
        ):
            data = "cookies"
        elif passage.has("anaphor", "stored_here") and any(_counts(earlier) for earlier in passage.back(2)):
            data = "visit"
        if data is None:
            continue
        params: dict[str, Any] = {"data": [data]}
        vendors = spoken_of(passage, reach=4)
        if vendors:
            params["vendor"] = vendors
        yield Found("no_sharing", passage, params)
        return


def _location(passage: Passage) -> Iterable[Found]:
    if not passage.has("located") or passage.has("audience", "client_data"):
        return
    # "Data on visits to this site stay in the EEA" is not said of the service before it alone.
    vendors = topic_vendors(passage, reach=6) if passage.mentions or not passage.has("web_topic") else []
    for clause in (*passage.clauses, passage):
        if not clause.has("located"):
            continue
        if clause.has("ip_address") and clause.has("masked"):
            continue
        if clause.has("not_outside") or (clause.has("inside_eea") and not clause.has("outside_eea")):
            if clause.has("neg") and not clause.has("not_outside"):
                continue
            if not vendors and not passage.has("personal_data", "cookie_any", "web_topic", "any_data"):
                continue
            params: dict[str, Any] = {"region": "eea_only"}
            yield Found("data_location", passage, {**params, **({"vendor": vendors} if vendors else {})})
            return
        if clause.has("outside_eea") and not clause.has("neg"):
            if (
                not vendors
                and not passage.mentions
                and not passage.has("web_topic")
                and not passage.heading_has("social_heading", "cookie_any")
            ):
                continue
            params = {"region": "outside_eea"}
            if clause.has("country_us"):
                params["country"] = ["US"]
            if vendors:
                params["vendor"] = vendors
            yield Found("data_location", passage, {**params, **modality(clause)})
            return
