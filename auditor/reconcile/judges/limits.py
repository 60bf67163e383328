"""Claims that say "this and nothing else": only these categories, only these vendors, a complete list."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.knowledge.schema import Product
from auditor.models.common import CollectorKind
from auditor.models.declaration import Claim
from auditor.reconcile.coverage import VendorNames, categories_of, vendors_of
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.judges import admitted
from auditor.reconcile.links import unread_statement
from auditor.reconcile.naming import listed
from auditor.reconcile.observed import Thing

#: Names by which a claim says "our own" instead of a vendor or category.
OWN_NAMES = frozenset({"own", "self", "site", "first", "first_party", "own_cookies"})

_UNKNOWN = "Cookies whose purpose is not known were seen."


def own_only(claim: Claim) -> bool:
    """Whether a claim says that only own cookies are used, in whichever of its ways."""
    names = categories_of(claim) | set(vendors_of(claim))
    if claim.params.get("party") == "first":
        return True
    return bool(names) and names <= OWN_NAMES


def only_categories(case: Case) -> Judgement:
    """A cookie or tracker of another known category contradicts. What is exempt never does: such cookies are so
    generally meant along that a text which leaves them out is not taken to deny them. A functional
    claim includes preferences, one on tracking includes marketing. Unknown cookies leave it open."""
    if own_only(case.claim):
        return _own_cookies_only(case)
    allowed = set(categories_of(case.claim))
    if not allowed or allowed & {"some", "unclassified"}:
        return cannot_tell("The claim does not say which categories it allows.")
    if "functional" in allowed:
        allowed.add("preferences")
    if "tracking" in allowed:
        allowed.add("marketing")
    candidates = (*case.facts.stored_cookies, *case.facts.trackers)
    found = [thing for thing in candidates if _outside(thing, allowed)]
    things, later = admitted.not_after_consent(case, found)
    return case.denied(
        things,
        "Cookies or trackers of another category",
        ("cookies", "requests"),
        open_question=admitted.AFTER_CONSENT if later else _open(case),
    )


def _outside(thing: Thing, allowed: set[str]) -> bool:
    if thing.standing == "exempt" or (thing.party == "third" and "third_party" in allowed):
        return False
    return bool(thing.categories) and not thing.categories & allowed


def _open(case: Case) -> str | None:
    unknown = [thing for thing in case.keep(case.facts.stored_cookies) if not thing.categories]
    return _UNKNOWN if unknown else None


def only_vendors(case: Case) -> Judgement:
    """A cookie or tracker of another vendor contradicts. Own exempt cookies do not count unless the text says so,
    own cookies of unknown purpose leave it open. With a category, only things of that category count."""
    if own_only(case.claim):
        return _own_cookies_only(case)
    names = vendors_of(case.claim)
    if not names:
        return cannot_tell("The claim does not name the vendors that it allows.")
    allowed = VendorNames(names, case.facts.base)
    categories = categories_of(case.claim)
    candidates = (*case.facts.stored_cookies, *case.facts.trackers)
    found = [thing for thing in candidates if _other_vendor(thing, allowed) and _concerns(thing, categories)]
    things, later = admitted.not_after_consent(case, found)
    unknown = any(_own_unknown(thing) for thing in case.keep(case.facts.stored_cookies))
    return case.denied(
        things,
        "Cookies or trackers of another vendor",
        ("cookies", "requests"),
        open_question=admitted.AFTER_CONSENT if later else _UNKNOWN if unknown else None,
    )


def _other_vendor(thing: Thing, allowed: VendorNames) -> bool:
    if (
        thing.vendor is not None
        and thing.product is not None
        and not (thing.party == "first" and thing.standing == "exempt")
    ):
        return not allowed.cover_thing(thing)
    return thing.kind == "cookie" and thing.party == "third" and not allowed.cover_thing(thing)


def _concerns(thing: Thing, categories: frozenset[str]) -> bool:
    if not categories or "some" in categories:
        return True
    return bool(thing.categories & (categories | ({"marketing"} if "tracking" in categories else frozenset())))


def _own_unknown(thing: Thing) -> bool:
    return thing.vendor is None and thing.party == "first" and thing.standing == "unknown"


def _own_cookies_only(case: Case) -> Judgement:
    """Only own cookies are claimed: a third-party cookie, or an own one that a third party's script wrote."""
    things = [thing for thing in case.facts.stored_cookies if by_third_party(thing)]
    return case.denied(things, "Cookies of third parties or written by their scripts", ("cookies",))


def by_third_party(thing: Thing) -> bool:
    """Whether a cookie is a third party's: on its own domain, or on the site's and written by its script."""
    if thing.party == "third":
        return True
    if thing.own:
        return False
    setter = getattr(thing.source, "setter", None)
    return thing.standing != "exempt" and setter is not None and setter.party == "third"


def completeness(case: Case) -> Judgement:
    """A cookie (or vendor) that the declaration covers in no way contradicts a list that is said to be complete."""
    of = set(listed(case.claim.params.get("of"))) or {"all_cookies"}
    if of & {"vendors"}:
        return _listed_in_full(case, _missing_vendors(case), "Services missing from the list", "requests")
    candidates = case.facts.stored_cookies
    if "third_party_cookies" in of:
        candidates = tuple(thing for thing in candidates if by_third_party(thing))
    things = [thing for thing in candidates if case.declared.cover_in_list(thing) == "none"]
    return _listed_in_full(case, things, "Cookies missing from the list", "cookies")


def _listed_in_full(case: Case, missing: Sequence[Thing], what: str, collector: CollectorKind) -> Judgement:
    """What is missing contradicts, unless a statement was found that nobody could read: it may be listed there."""
    observation = case.facts.observation
    unread = unread_statement(observation.documents, observation.site.host)
    if unread is not None and case.keep(missing):
        return cannot_tell(unread)
    return case.denied(missing, what, (collector,))


def _missing_vendors(case: Case) -> list[Thing]:
    return [
        thing
        for thing in case.facts.requests
        if thing.product is not None
        and alleged(thing, thing.product)
        and case.declared.cover_recipient(thing, thing.product) == "none"
    ]


def alleged(thing: Thing, product: Product) -> bool:
    """Whether a request goes to a third party with purposes of its own: a tracker, analytics, social or embedded
    content. Content delivery and infrastructure, processors, and what another company embeds for itself do not."""
    if thing.party == "first" and not thing.cloaked:
        return False
    if product.tracker:
        return thing.tracking
    if not product.own_purposes:
        return False
    return product.purpose == "analytics" or (thing.embed and not thing.for_another)
