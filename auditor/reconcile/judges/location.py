"""Claims on where browsing data goes."""

from __future__ import annotations

from auditor.reconcile.coverage import VendorNames, vendors_of
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
    subjects = {value.lower() for key in ("subject", "data", "of") for value in listed(case.claim.params.get(key))}
    if subjects & _ELSEWHERE:
        return cannot_tell("Where the website itself is hosted does not follow from a visit.")
    names = vendors_of(case.claim)
    vendors = VendorNames(names, case.facts.base) if names else None
    outside = [thing for thing in case.facts.requests if _processes_outside(thing, case)]
    if vendors is not None:
        outside = [thing for thing in outside if vendors.cover_thing(thing)]
    if region == "outside_eea":
        found = case.keep(outside)
        if found:
            return Judgement("confirmed", "Requests go to a vendor that processes outside the EEA.", found)
        return cannot_tell("No request to a vendor that is known to process outside the EEA was seen.")
    if region != "eea_only":
        return cannot_tell("The claim does not say where the data goes.")
    admitted = VendorNames(_admitted(case), case.facts.base)
    unadmitted = [thing for thing in outside if not admitted.cover_thing(thing)]
    unknown = any(thing.product is None and thing.party == "third" for thing in case.facts.requests)
    return case.denied(
        unadmitted,
        "Requests to vendors that process outside the EEA",
        ("requests",),
        open_question="Where some third parties process data is not known." if unknown or outside else None,
    )


def _processes_outside(thing: Thing, case: Case) -> bool:
    if thing.product is None or (thing.party == "first" and not thing.cloaked):
        return False
    owner = case.facts.base.owner_of(thing.product.id)
    return owner is not None and owner.outside_eea is not None


def _admitted(case: Case) -> list[str]:
    return [
        name
        for claim in case.declaration.claims
        if claim.type == "data_location" and claim.params.get("region") == "outside_eea"
        for name in vendors_of(claim)
    ]
