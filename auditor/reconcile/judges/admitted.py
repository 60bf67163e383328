"""What a text admits elsewhere: the specific sentence beats the general one.

"Only functional cookies" beside "marketing cookies only after consent" denies no marketing cookie after accepting;
"statistics only after consent" beside "Matomo needs no consent" does not make Matomo wait.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.reconcile.coverage import Declared
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
    left = [thing for thing in every if thing.state != "accepted" or not _promised(thing, case.declared)]
    return left, len(left) < len(every)


def _promised(thing: Thing, declared: Declared) -> bool:
    vendors, categories = declared.after_consent
    named = categories - VAGUE
    if vendors.cover_thing(thing) or thing.categories & named:
        return True
    return "third_party" in named and thing.party == "third"


def without_exempt(case: Case, things: Iterable[Thing]) -> tuple[list[Thing], bool]:
    """The things without those of a service that the text says needs no consent; and whether there were any."""
    every = list(case.keep(things))
    named = case.declared.without_consent
    left = [thing for thing in every if thing.product is None or thing.product.id not in named.products]
    return left, len(left) < len(every)
