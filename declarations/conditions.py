"""What limits a statement: possibility, condition, scope, time."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.passages import Passage, Stretch

#: Denials, which accuse where they do not hold: what limits one of them must not be lost.
DENIALS: frozenset[ClaimType] = frozenset(
    ("no_cookies", "no_category", "only_categories", "only_vendors", "no_vendor", "cookieless", "no_sharing")
)
_LIMITS = (("after_reject", "limit_after_reject"), ("before_choice", "limit_before_choice"))
#: What a sentence would seem to deny, and does not, by the words of a family: "we never do so without telling you", "I
#: want no cookies" on a button, "visitors who switched cookies off get none", "these cookies are not for ads" of
#: some that were spoken of, "only as long as needed", "we set none on children's devices", "not Google Analytics for
#: advertising", "from next year we set none".
_NOT_DENIED: tuple[tuple[str, frozenset[ClaimType]], ...] = (
    ("never_without", frozenset(("no_cookies", "no_category", "no_vendor", "cookieless"))),
    ("said_by_visitors", DENIALS),
    ("label_of_choice", frozenset(("only_categories", "no_category"))),
    ("switched_off", frozenset(("no_cookies", "no_category", "only_categories"))),
    ("these_cookies", frozenset(("no_cookies", "no_category"))),
    ("as_needed", frozenset(("only_categories",))),
    ("minors", frozenset(("no_cookies",))),
    ("for_that_purpose_only", frozenset(("no_vendor",))),
    ("not_yet", DENIALS),
)

_DOMAIN = re.compile(
    r"(?<![\w@/.-])(?:https?://)?((?:[a-z0-9-]+\.)+(?:nl|be|com|de|fr|eu|org|net|info|shop|example|co\.uk|at|ch))(?![\w.]*@)(?![a-z])"
)


def modality(stretch: Stretch) -> dict[str, Any]:
    """``modality: possible`` where the stretch only says that it may be or will be so."""
    return {"modality": "possible"} if stretch.has("may_use") else {}


def scope_params(passage: Passage) -> dict[str, Any]:
    """The part of the site or the situation that a denial is limited to."""
    params: dict[str, Any] = {}
    for condition in ("before_choice", "after_reject", "visitors", "login"):
        if passage.has("when_" + condition):
            params["condition"] = condition
            break
    domain = _DOMAIN.search(passage.text)
    if domain:
        params["scope"] = domain[1]
    else:
        part = passage.find("part_of_site")
        if part is not None:
            params["scope"] = part.text
    return params


def limited(passage: Passage, claim: Found) -> Found | None:
    """A claim with what limits it: "if you refuse, we only set functional cookies" says nothing of those who accept.
    None where the sentence denies something else than the claim says."""
    if claim.type == "lifetime" and claim.stretch.has("for_some"):
        # It cannot be told of which: "most of them expire after a year".
        session = claim.params.get("subject") == "session_cookies"
        return claim if session else replace(claim, params={**claim.params, "subject": "some_cookies"})
    if claim.type == "lifetime" and passage.under.endswith("?") and passage.heading_has("browser"):
        # "And in the private mode of my browser?" "Then it throws them away."
        return None
    if claim.type not in DENIALS:
        return None if claim.type == "completeness" and passage.has("of_that_place") else claim
    if any(claim.type in kinds and claim.stretch.has(family) for family, kinds in _NOT_DENIED):
        return None
    limits = {}
    if "condition" not in claim.params:
        for condition, family in _LIMITS:
            if passage.has(family):
                limits["condition"] = condition
                break
    if passage.has("in_that_case", "of_that_place") and not (limits or "condition" in claim.params):
        # A case that stands in the sentence before, or that nothing here knows.
        return None
    if "scope" not in claim.params and (place := claim.stretch.find("limit_place")) is not None:
        limits["scope"] = place.text
    return replace(claim, params={**claim.params, **limits}) if limits else claim
