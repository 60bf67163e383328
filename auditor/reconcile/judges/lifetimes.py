"""Claims in prose on how long cookies stay."""

from __future__ import annotations

import re

from auditor.models.declaration import Claim
from auditor.reconcile.coverage import CATEGORY_ALIASES, VendorNames
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.lifetimes import Declared, agrees, asked, exceeds, outlives_session
from auditor.reconcile.naming import listed, printed_name
from auditor.reconcile.observed import Thing

#: What is kept, by the words of the sentence in the languages that are read. A word with a line in it names a cookie.
_OF_DATA = re.compile(r"(?i)gegevens|\bdata\b|daten\b|données|\breports?\b|rapporten|rapportages|\bberichte\b")
_OF_COOKIES = re.compile(r"(?i)cookie|koekje|keks|traceur|témoin|tracker|pixel|\b_|\w_\w")
_CATEGORIES = frozenset({"functional", "preferences", "analytics", "marketing", "tracking", "social"})


def lifetime(case: Case) -> Judgement:
    """What is said of a vendor or a named cookie is contradicted by any of its cookies that stays longer. What is said
    of a category, or of all, is contradicted only when not one of the cookies agrees, and confirmed only when none
    stays longer: such a sentence often means the one cookie spoken of just before. A lifetime of the choice itself
    cannot be told; nor is one of data ("the usage data are deleted after 14 months") held against cookies, or one
    beside which another sentence on the same subject states one that fits."""
    declared: Declared = case.claim.params.get("lifetime")
    if declared is None:
        return cannot_tell("The claim gives no lifetime that can be compared.")
    if _of_data(case.claim):
        return cannot_tell("It is said of data, not of cookies.")
    things, single = _subject(case)
    if things is None:
        return cannot_tell("It cannot be told which cookies the lifetime is of.")
    kept = tuple(thing for thing in case.keep(things) if asked(thing) is not None or agrees(thing, "session"))
    if not kept:
        missing = case.missing(("cookies",), third_party_cookies=True)
        return cannot_tell(missing) if missing else Judgement("not_observed", "No such cookie was seen.")
    over = tuple(thing for thing in kept if _longer(thing, declared))
    names = {printed_name(subject) for subject in listed(case.claim.params.get("subject"))}
    also_said = _also_said(case) if over else frozenset()
    longer = tuple(
        thing
        for thing in over
        if not (_agrees_with_row(thing, names, case) or any(agrees(thing, stated) for stated in also_said))
    )
    agreeing = tuple(thing for thing in kept if agrees(thing, declared))
    if longer and (single or not agreeing):
        return Judgement("contradicted", f"Asks to stay longer than the text says: {longer[0].name}.", longer)
    if agreeing and not longer:
        return Judgement("confirmed", f"Asks to stay no longer than the text says: {agreeing[0].name}.", agreeing)
    if over and not longer:
        return cannot_tell("The text states another lifetime for these cookies too, which fits.")
    return cannot_tell("The cookies seen do not settle it.")


def _agrees_with_row(thing: Thing, names: set[str], case: Case) -> bool:
    """Whether a row names the cookie and states a lifetime that it keeps to: a row on one cookie beats a sentence on a
    service or a kind; not one that names (``names``) the cookie itself."""
    if names & {thing.name.lower(), _name(thing)}:
        return False
    return any(agrees(thing, stated) for stated in case.declared.lifetimes(thing))


def _also_said(case: Case) -> frozenset[Declared]:
    """The other lifetimes that sentences on the same subject state."""
    subject, own = (case.claim.params.get(name) for name in ("subject", "lifetime"))
    claims = (one for one in case.declaration.claims if one.type == "lifetime" and not one.possible)
    of_cookies = (one.params for one in claims if one.params.get("subject") == subject and not _of_data(one))
    return frozenset(params.get("lifetime") for params in of_cookies) - {own}


def _of_data(claim: Claim) -> bool:
    return _OF_DATA.search(claim.quote) is not None and _OF_COOKIES.search(claim.quote) is None


def _longer(thing: Thing, declared: Declared) -> bool:
    return exceeds(asked(thing), declared) or outlives_session(asked(thing), declared)


def _subject(case: Case) -> tuple[list[Thing] | None, bool]:
    """The stored cookies a claim is about (None when not known), and whether it speaks of one thing."""
    found: list[Thing] = []
    single = True
    for subject in listed(case.claim.params.get("subject")) or ("",):
        name = CATEGORY_ALIASES.get(subject.lower(), subject.lower())
        cookies = case.facts.stored_cookies
        if name == "all":
            found, single = list(cookies), False
        elif name in _CATEGORIES:
            single = False
            wanted = {name, "marketing"} if name == "tracking" else {name}
            found += [thing for thing in cookies if thing.categories & wanted]
        else:
            named = [thing for thing in cookies if printed_name(name) in (thing.name.lower(), _name(thing))]
            vendors = VendorNames([name], case.facts.base)
            if not named and not vendors.products and not vendors.owners:
                return None, True
            found += named or [thing for thing in case.facts.named_by(vendors) if thing.kind == "cookie"]
    return found, single


def _name(thing: Thing) -> str:
    return str(getattr(thing.source, "name", "")).lower()
