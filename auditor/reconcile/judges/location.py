"""Claims on where browsing data goes."""

from __future__ import annotations

from auditor.models.declaration import Claim
from auditor.reconcile.coverage import VendorNames, vendors_of
from auditor.reconcile.facts import Facts
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.naming import listed
from auditor.reconcile.observed import Thing

#: What a location claim may be limited to that no visit shows.
_ELSEWHERE = frozenset({"website_hosting", "hosting", "backups", "customer_data"})


def data_location(case: Case) -> Judgement:
    """``eea_only`` is contradicted by a request to a vendor of which the knowledge base states, with source and date,
    that it processes outside the EEA; not where the declaration itself admits that of the vendor, nor for
    the hosting of the website. ``outside_eea`` is confirmed by such a request."""
    region = case.claim.params.get("region")
    if _subjects(case.claim) & _ELSEWHERE:
        return cannot_tell("Where the website itself is hosted does not follow from a visit.")
    names = vendors_of(case.claim)
    vendors = VendorNames(names, case.facts.base) if names else None
    outside = case.facts.derived(_outside)
    if vendors is not None:
        outside = tuple(thing for thing in outside if thing.product is not None and vendors.cover(thing.product))
    if region == "outside_eea":
        found = case.keep(outside)
        if found:
            return Judgement("confirmed", "Requests go to a vendor that processes outside the EEA.", found)
        return cannot_tell("No request to a vendor that is known to process outside the EEA was seen.")
    if region != "eea_only":
        return cannot_tell("The claim does not say where the data goes.")
    admitted = VendorNames(_admitted(case), case.facts.base)
    unadmitted = [thing for thing in outside if not admitted.cover_thing(thing)]
    if vendors is None and unadmitted and _admits_some(case):
        return cannot_tell("The text itself says elsewhere that data goes outside the EEA.")
    unknown = any(thing.product is None and thing.party == "third" for thing in case.facts.requests)
    return case.denied(
        unadmitted,
        "Requests to vendors that process outside the EEA",
        ("requests",),
        open_question="Where some third parties process data is not known." if unknown or outside else None,
    )


def _outside(facts: Facts) -> tuple[Thing, ...]:
    return tuple(thing for thing in facts.requests if _processes_outside(thing, facts))


def _processes_outside(thing: Thing, facts: Facts) -> bool:
    if thing.product is None or (thing.party == "first" and not thing.cloaked):
        return False
    owner = facts.base.owner_of(thing.product.id)
    return owner is not None and owner.outside_eea is not None


def _admits_some(case: Case) -> bool:
    """Whether another sentence says that data goes outside the EEA, without saying with which service."""
    return any(
        claim.type == "data_location"
        and claim.params.get("region") == "outside_eea"
        and not vendors_of(claim)
        and not _subjects(claim) & _ELSEWHERE
        for claim in case.declaration.claims
    )


def _subjects(claim: Claim) -> frozenset[str]:
    """What a claim on location says that it is about."""
    return frozenset(value.lower() for key in ("subject", "data", "of") for value in listed(claim.params.get(key)))


def _admitted(case: Case) -> list[str]:
    return [
        name
        for claim in case.declaration.claims
        if claim.type == "data_location" and claim.params.get("region") == "outside_eea"
        for name in vendors_of(claim)
    ]
