"""What a text admits elsewhere: the specific sentence beats the general one.

"Only functional cookies" beside "marketing cookies only after consent" denies no marketing cookie after accepting;
"statistics only after consent" beside "Matomo needs no consent" does not make Matomo wait.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.reconcile.coverage import VendorNames, categories_of, vendors_of
from auditor.reconcile.judgement import Case
from auditor.reconcile.observed import Thing

#: Said where nothing else stands against a general sentence.
AFTER_CONSENT = "The text itself says elsewhere that this may be there after consent."
WITHOUT_CONSENT = "The text itself says elsewhere that this needs no consent."

#: Categories by which a sentence does not say what it means.
VAGUE = frozenset({"some", "unclassified", "functional"})


def not_after_consent(case: Case, things: Iterable[Thing]) -> tuple[list[Thing], bool]:
    """The things without those that came after accepting and that the text says come only then; and whether there were
    any of those."""
    every = list(case.keep(things))
    if not any(thing.state == "accepted" for thing in every):
        return every, False
    promises = [
        (VendorNames(names, case.facts.base) if (names := vendors_of(one)) else None, categories_of(one) - VAGUE)
        for one in case.declaration.claims
        if one.type == "consent_prior" and not one.possible
    ]
    left = [
        thing for thing in every if thing.state != "accepted" or not any(_promised(thing, *one) for one in promises)
    ]
    return left, len(left) < len(every)


def _promised(thing: Thing, vendors: VendorNames | None, categories: frozenset[str]) -> bool:
    if vendors is not None:
        return vendors.cover_thing(thing)
    wanted = categories | ({"marketing"} if "tracking" in categories else frozenset())
    return bool(thing.categories & wanted) or ("third_party" in wanted and thing.party == "third")


def without_exempt(case: Case, things: Iterable[Thing]) -> tuple[list[Thing], bool]:
    """The things without those of a service that the text says needs no consent; and whether there were any."""
    every = list(case.keep(things))
    exempt = [
        name
        for one in case.declaration.claims
        if one.type == "consent_exempt" and not one.possible
        for name in vendors_of(one)
    ]
    named = VendorNames(exempt, case.facts.base)
    left = [thing for thing in every if thing.product is None or thing.product.id not in named.products]
    return left, len(left) < len(every)
