"""Claims about consent: what waits for it, what does not, and whether a banner asks."""

from __future__ import annotations

from auditor.models.common import ClaimType, CollectorKind, ConsentState
from auditor.models.result import Evidence
from auditor.reconcile.coverage import VendorNames, categories_of, vendors_of
from auditor.reconcile.facts import Facts
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.judges import admitted
from auditor.reconcile.judges.denials import SERVING
from auditor.reconcile.observed import Thing
from auditor.reconcile.wording import about_cookies_only, about_pixels

#: States in which nothing may occur that waits for consent.
WITHOUT_CONSENT: tuple[ConsentState, ...] = ("before", "rejected")


def consent_prior(case: Case) -> Judgement:
    """What waits for consent contradicts when it occurs before the choice, or after a verified rejection. A
    promise about cookies is broken by a cookie or key, one about a service also by a request. With a
    vendor named the promise is about that vendor alone. What is exempt, and consent-mode pings
    without identifier, break no promise."""
    names = [name for name in vendors_of(case.claim) if name not in ("generic", "generic_embeds")]
    categories = set(categories_of(case.claim)) - admitted.VAGUE
    if not names and not categories:
        return cannot_tell("The claim does not say what waits for consent.")
    if "tracking" in categories:
        categories.add("marketing")
    vendors = VendorNames((*names, *_pixels(case, names)), case.facts.base) if names else None
    cookies_only = about_cookies_only(case.claim.quote)
    candidates = case.facts.derived(_kept if cookies_only else _kept_or_sent)
    things = [thing for thing in candidates if _promised(thing, vendors, categories)]
    kept: tuple[CollectorKind, ...] = ("cookies", "web_storage")
    collectors = kept if cookies_only else (*kept, "requests")
    # A sentence on one service beats one on a category: a text may say that just this one needs no consent.
    things, exempt = (things, False) if names else admitted.without_exempt(case, things)
    return case.denied(
        things,
        "What waits for consent",
        collectors,
        states=WITHOUT_CONSENT,
        open_question=admitted.WITHOUT_CONSENT if exempt else None,
        words=(
            "Seen without the consent that it was to wait for",
            "Nothing that was to wait for consent was seen without it",
        ),
    )


def _kept(facts: Facts) -> tuple[Thing, ...]:
    """What is kept without consent and is not exempt."""
    return tuple(thing for thing in facts.without_consent[0] if thing.standing != "exempt")


def _kept_or_sent(facts: Facts) -> tuple[Thing, ...]:
    """The same, and the requests of a product: of others it is not known what they are for."""
    return (*facts.derived(_kept), *(thing for thing in facts.without_consent[1] if thing.product is not None))


def _promised(thing: Thing, vendors: VendorNames | None, categories: set[str]) -> bool:
    if vendors is not None:
        return thing.product is not None and thing.product.id in vendors.products | _owned(thing, vendors)
    if thing.categories & categories and thing.standing in ("tracking", "analytics"):
        return True
    if "third_party" in categories and thing.kind == "cookie" and thing.party == "third":
        return True
    return "social" in categories and "social" in thing.categories


def _pixels(case: Case, names: list[str]) -> list[str]:
    """The trackers that a promise means by the name of their network: "the Pinterest tag", "the pixel of TikTok"."""
    if not about_pixels(case.claim.quote):
        return []
    products = case.facts.base.products.values()
    return [one.id for one in products if one.tracker and not set(one.served_by).isdisjoint(names)]


def _owned(thing: Thing, vendors: VendorNames) -> frozenset[str]:
    """The product of a thing, where the promise names its owner: not of what merely serves the site, such as a tag
    manager or content delivery, of which such a sentence does not speak."""
    product = thing.product
    if product is None or not vendors.owners or vendors.products or product.purpose in SERVING:
        return frozenset()
    return frozenset({product.id}) if vendors.cover(product) else frozenset()


def consent_exempt(case: Case) -> Judgement:
    """Confirmed when such a cookie or vendor was seen before the choice."""
    names = vendors_of(case.claim)
    vendors = VendorNames(names, case.facts.base) if names else None
    categories = set(categories_of(case.claim))
    things = [
        thing
        for thing in (*case.facts.stored_cookies, *case.facts.storage)
        if thing.state == "before"
        and ((vendors is not None and vendors.cover_thing(thing)) or bool(thing.categories & categories))
    ]
    found = case.keep(things)
    if found:
        return Judgement("confirmed", "Set before any choice.", found)
    missing = case.looked.missing(("before",), ("cookies",), third_party_cookies=True)
    return cannot_tell(missing or "None of it was seen before a choice.")


def banner(case: Case) -> Judgement:
    """Confirmed by a banner, notice or wall; contradicted when one was looked for and none was there, in no state and
    without any sign that it hides."""
    kind = case.facts.observation.consent.kind
    if kind is None:
        return cannot_tell(case.facts.observation.consent.reason or "Nobody looked for a banner.")
    evidence = (_surface(case),)
    if kind == "none":
        doubt = case.looked.no_banner_in_doubt(case.facts.requests)
        doubt = doubt or _also_said(case, "no_banner")
        return cannot_tell(doubt) if doubt else Judgement("contradicted", "No banner was shown.", evidence=evidence)
    return Judgement("confirmed", f"The site shows a {kind}.", evidence=evidence)


def no_banner(case: Case) -> Judgement:
    """Contradicted by a banner, notice or wall; confirmed when one was looked for and none was there in any state."""
    kind = case.facts.observation.consent.kind
    if kind is None:
        return cannot_tell(case.facts.observation.consent.reason or "Nobody looked for a banner.")
    evidence = (_surface(case),)
    if kind == "none":
        doubt = case.looked.no_banner_in_doubt(case.facts.requests)
        return cannot_tell(doubt) if doubt else Judgement("confirmed", "No banner was shown.", evidence=evidence)
    doubt = _also_said(case, "banner")
    return cannot_tell(doubt) if doubt else Judgement("contradicted", f"The site shows a {kind}.", evidence=evidence)


def _also_said(case: Case, other: ClaimType) -> str | None:
    """Why a text that says both of the whole site cannot be held to the one that is false."""
    claims = (one for one in case.declaration.claims if one.type == other and not one.possible)
    both = any(not one.params.keys() & {"scope", "condition"} for one in claims)
    return "The texts say that a banner asks, and that none is shown." if both else None


def _surface(case: Case) -> Evidence:
    surface = case.facts.observation.consent
    return Evidence(
        kind="banner", name=surface.manager or surface.kind or "none", state="before", ref="/consent",
        note=surface.text[:200] or None,
    )  # fmt: skip
