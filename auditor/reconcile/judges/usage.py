"""Claims that something is used: confirmed when it was seen, not observed when it was looked for and absent."""

from __future__ import annotations

from auditor.models.common import CollectorKind
from auditor.models.observation import StorageEntry
from auditor.reconcile.coverage import VendorNames, categories_of, vendors_of
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.judges.limits import by_third_party
from auditor.reconcile.naming import listed
from auditor.reconcile.observed import Thing

_STORAGE_KINDS = {
    "localstorage": "local",
    "local_storage": "local",
    "sessionstorage": "session",
    "session_storage": "session",
    "indexeddb": "indexed_db",
    "indexed_db": "indexed_db",
    "cache": "cache",
    "service_worker": "service_worker",
}


def uses_cookies(case: Case) -> Judgement:
    """Confirmed by any stored cookie, or by a key where similar techniques are included."""
    things = list(case.facts.stored_cookies)
    if case.claim.params.get("similar_tech") is True:
        things += case.facts.storage
    return case.claimed(things, "Cookies", ("cookies",))


def uses_category(case: Case) -> Judgement:
    """Confirmed by a cookie, key or tracker of the category."""
    wanted = set(categories_of(case.claim))
    if not wanted or wanted & {"some", "unclassified"}:
        return cannot_tell("The claim does not say which category it means.")
    if "tracking" in wanted:
        wanted.add("marketing")
    candidates = (*case.facts.stored_cookies, *case.facts.storage, *case.facts.trackers)
    things = [thing for thing in candidates if _of_category(thing, wanted)]
    return case.claimed(things, f"Cookies of the category {' or '.join(sorted(wanted))}", ("cookies", "requests"))


def _of_category(thing: Thing, wanted: set[str]) -> bool:
    return bool(thing.categories & wanted) or ("third_party" in wanted and thing.party == "third")


def uses_vendor(case: Case) -> Judgement:
    """Confirmed by a request, cookie or key of the vendor."""
    names = [name for name in vendors_of(case.claim) if name not in ("generic", "generic_embeds")]
    if not names:
        return cannot_tell("The claim names no service.")
    vendors = VendorNames(names, case.facts.base)
    things = case.facts.named_by(vendors)
    if not things and not vendors.products and not vendors.owners:
        return cannot_tell(f"The service {names[0][:60]} is not known to this tool.")
    return case.claimed(things, "Requests or cookies of the service", ("cookies", "requests"))


def third_party_cookies(case: Case) -> Judgement:
    """Confirmed by a third party's cookie, on its own domain or written by its script on the site's."""
    names = [name for name in vendors_of(case.claim) if name not in ("generic", "generic_embeds")]
    things = [thing for thing in case.facts.stored_cookies if by_third_party(thing)]
    if names:
        vendors = VendorNames(names, case.facts.base)
        things = [thing for thing in case.facts.named_by(vendors) if thing.kind == "cookie"]
    return case.claimed(things, "Cookies of third parties", ("cookies",))


def storage_other(case: Case) -> Judgement:
    """Confirmed by a key of the kind; pixels by a tracker's request; fingerprinting cannot be seen."""
    named = [name.lower().replace(" ", "_") for name in listed(case.claim.params.get("technology"))]
    kinds = {_STORAGE_KINDS[name] for name in named if name in _STORAGE_KINDS}
    things = [
        thing for thing in case.facts.storage if isinstance(thing.source, StorageEntry) and thing.source.kind in kinds
    ]
    if things or (kinds and len(kinds) == len(named)):
        collectors: tuple[CollectorKind, ...] = ("web_storage",)
        return case.claimed(
            things, "Storage keys", (*collectors, "indexed_db") if "indexed_db" in kinds else collectors
        )
    if "pixel" in named and case.keep(case.facts.trackers):
        return case.claimed(case.facts.trackers, "Requests of trackers", ("requests",))
    return cannot_tell("This technique does not show in what a visit records.")
