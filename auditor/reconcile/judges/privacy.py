"""Claims that analytics leaves visitors alone: its data is not shared, or tells of nobody. Only what speaks against it
can be seen from outside (see `auditor.reconcile.low_impact`); what an account is set to cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.knowledge.schema import Product
from auditor.knowledge.vendors import VendorBase
from auditor.models.declaration import Claim
from auditor.reconcile.coverage import VendorNames, vendors_of
from auditor.reconcile.facts import Facts
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.low_impact import Against, Beside, against
from auditor.reconcile.naming import listed
from auditor.reconcile.observed import STATE_ORDER, Thing

#: Said where analytics was seen and nothing spoke against the claim: that proves no setting of an account.
NOTHING_AGAINST = "Nothing that was seen speaks against it."

_SETTINGS = "The data-sharing settings of a vendor's account cannot be seen from outside."
_OF_LAW = "What counts as personal data is a statement of law, not something that a visit can show."
_NO_SERVICE = "No analytics service that the claim may mean was seen."

#: A lifetime that no cookie reaches, in days: how long a cookie stays says nothing of sharing.
_NO_LIMIT = 10**6


def sharing_off(case: Case) -> Judgement:
    """Contradicted where the service runs and its data goes on: advertising products of the same owner are loaded
    beside it, or a value of its cookies goes to another company. Never confirmed: a setting cannot be seen."""
    if case.claim.params.get("value") is False:
        return cannot_tell(_SETTINGS)
    return _judged(case, lambda found: (*found.linked, *found.passed_on), _SETTINGS)


def not_personal(case: Case) -> Judgement:
    """Of analytics data: contradicted where the id of a user is sent to the service, or a value of its cookies goes to
    another company. Of anything else it is a statement of law."""
    if "analytics" not in listed(case.claim.params.get("data")):
        return cannot_tell(_OF_LAW)
    return _judged(case, lambda found: (*found.passed_on, *found.accounts), _OF_LAW)


def of_analytics(claim: Claim, base: VendorBase) -> bool:
    """Whether a claim names services and all of them are analytics."""
    names = vendors_of(claim)
    return bool(names) and all(_analytics_of([name], base) for name in names)


def _analytics_of(names: Iterable[str], base: VendorBase) -> list[Product]:
    vendors = VendorNames(names, base)
    return [one for one in base.products.values() if one.purpose == "analytics" and vendors.cover(one)]


def _of_products(facts: Facts) -> tuple[Thing, ...]:
    return tuple(thing for thing in (*facts.stored_cookies, *facts.requests) if thing.product is not None)


def _judged(case: Case, what: Callable[[Against], Iterable[Thing]], reason: str) -> Judgement:
    """Contradicted by what speaks against low impact in any state in which the service was seen. A claim without a
    service means the only one that was seen."""
    base = case.facts.base
    everything = case.keep(case.facts.derived(_of_products))
    running = {thing.product.id for thing in everything if thing.product is not None and thing.standing == "analytics"}
    names = vendors_of(case.claim)
    meant = {one.id for one in _analytics_of(names, base)} if names else running
    products = running & meant
    if not products or (not names and len(products) > 1):
        return cannot_tell(_NO_SERVICE if not products else reason)
    found: dict[str, Thing] = {}
    by_state = [Beside(thing for thing in everything if thing.state == state) for state in STATE_ORDER]
    for here in by_state:
        for name in sorted(products & here.by_product.keys()):
            evidence = against(here.by_product[name], here, base, _NO_LIMIT)
            found.update((thing.ref, thing) for thing in what(evidence))
    if not found:
        return cannot_tell(NOTHING_AGAINST)
    things = tuple(found.values())
    hosts = sorted({thing.host for thing in things})
    return Judgement("contradicted", f"Evidence against it seen: {', '.join(hosts[:6])}.", things)
