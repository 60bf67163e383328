"""Two statements of the same documents that cannot both be true."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.models.declaration import Claim, Defect
from declarations.cookie_categories import categories_of
from declarations.site_text import SiteText

#: What the visitor can set on a device of his own is no statement of the site about itself.
_SETTINGS = re.compile(r"instellen|instelt|einstell|setting|réglage|régler|paramétr|configur")
#: A noun for all that follows a visitor, from analytics to a basket: alone it says nothing of advertising.
_TRACKERS = re.compile(r"trackers?|traceurs?")
_LIMITS = ("scope", "condition", "time", "trigger")


def find(site: SiteText) -> Iterable[Defect]:
    """At most one a kind of contradiction; the quote is the denial, the detail the statement against it."""
    claims = [claim for claim in _distinct(site.claims) if not claim.possible and claim.region == "body"]
    seen: set[tuple[str, str]] = set()
    for denial in claims:
        against = _against(denial, claims, site)
        if (
            against is None
            or _is_the_same(denial.quote, against)
            or not _is_plain(denial, site)
            or (denial.type, against) in seen
        ):
            continue
        seen.add((denial.type, against))
        yield Defect(
            kind="contradiction",
            quote=denial.quote,
            document=denial.document,
            start=denial.start,
            end=denial.end,
            detail=against,
        )


def _is_the_same(quote: str, other: str) -> bool:
    """Whether one sentence is set against itself: it was understood in two ways, and no reader is to be told so."""
    one, two = (" ".join(text.split()).lower().strip(" .,;") for text in (quote, other))
    return one in two or two in one


def _is_plain(denial: Claim, site: SiteText) -> bool:
    """Whether the denial says what it says without a restriction: a whole sentence of the site about itself for a
    site without cookies, else one that does not itself speak of a visitor's choice or settings."""
    read = next((found for found in site.documents if found.document.url == denial.document), None)
    if read is None:
        return False
    quote = denial.quote.lower()
    if _SETTINGS.search(quote) or any(
        read.words.family(name).search(quote) for name in ("browser", "unless", "may_use", "past")
    ):
        return False
    if denial.type != "no_cookies":
        return True
    aims = ("aim_analytics", "aim_marketing", "of_this_kind", "cat_marketing", "cat_analytics", "other_det", "except")
    return denial.quote[:1].isupper() and not any(read.words.family(name).search(quote) for name in aims)


def _distinct(claims: Iterable[Claim]) -> list[Claim]:
    """The first claim of each type and parameters: those after it contradict nothing else."""
    first: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        first.setdefault((claim.type, repr(claim.params)), claim)
    return list(first.values())


def _against(denial: Claim, claims: list[Claim], site: SiteText) -> str | None:
    if denial.type == "consent_implied":
        # Consent cannot both lie in going on and be waited for.
        return next((claim.quote for claim in claims if claim.type == "consent_prior"), None)
    if any(denial.params.get(limit) for limit in _LIMITS):
        return None
    others = [
        claim for claim in claims if not any(claim.params.get(limit) for limit in _LIMITS) and claim is not denial
    ]
    if denial.type == "no_cookies":
        used = [claim for claim in others if claim.type in ("uses_cookies", "uses_category")]
        return used[0].quote if used else site.cookies[0].quote if site.cookies else None
    if denial.type in ("no_category", "only_categories"):
        return _category(denial, others, site)
    if denial.type == "no_vendor":
        denied = set(denial.params.get("vendor", ()))
        return next(
            (claim.quote for claim in others if claim.type == "uses_vendor" and denied & set(claim.params["vendor"])),
            None,
        )
    if denial.type == "no_banner":
        return next((claim.quote for claim in others if claim.type == "banner"), None)
    if denial.type == "data_location" and denial.params.get("region") == "eea_only":
        outside = [
            claim for claim in others if claim.type == "data_location" and claim.params.get("region") == "outside_eea"
        ]
        return outside[0].quote if outside and not denial.params.get("vendor") else None
    return None


def _category(denial: Claim, others: list[Claim], site: SiteText) -> str | None:
    named = set(denial.params.get("category", ()))
    if denial.type == "only_categories":
        # What the sentence names in other words ("cookies voor statistiek") is not excluded by it.
        named |= set(categories_of(denial.quote)) | {
            name for name in ("analytics", "marketing") if _has_aim(denial, site, name)
        }
    for claim in others:
        if claim.type != "uses_category":
            continue
        used = set(claim.params.get("category", ())) - {"some", "third_party"}
        if "marketing" not in categories_of(_TRACKERS.sub(" ", claim.quote.lower())):
            used -= {"marketing"}
        if used and (used & named if denial.type == "no_category" else used - named - {"preferences"}):
            return claim.quote
    for cookie in site.cookies:
        if cookie.category in (None, "unclassified") or cookie.source == "prose":
            continue
        if (cookie.category in named) == (denial.type == "no_category") and cookie.category != "preferences":
            return cookie.quote
    return None


def _has_aim(denial: Claim, site: SiteText, category: str) -> bool:
    return any(read.words.family("aim_" + category).search(denial.quote.lower()) for read in site.documents)
