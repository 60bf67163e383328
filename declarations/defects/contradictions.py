"""Two statements of the same documents that cannot both be true.

Alleging a contradiction accuses, so both statements have to be sure, plain, about the same thing, and without a limit
of place, time, visitor or condition; where one of them may have been misread, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.models.common import ClaimType
from auditor.models.declaration import Claim, DeclaredCookie, Defect
from declarations.cookie_categories import categories_of
from declarations.defects.bounds import folded, has, is_plain, limited, of_others, one_place, possible
from declarations.site_text import SiteText

#: By what is denied, the claims that can contradict it.
_AGAINST: dict[ClaimType, frozenset[ClaimType]] = {
    "consent_implied": frozenset({"consent_prior"}),
    "consent_prior": frozenset({"consent_exempt"}),
    "no_cookies": frozenset({"uses_cookies", "uses_category", "uses_vendor", "lifetime"}),
    "no_category": frozenset({"uses_category", "uses_vendor"}),
    "only_categories": frozenset({"uses_category", "uses_vendor"}),
    "no_vendor": frozenset({"uses_vendor"}),
    "no_banner": frozenset({"banner"}),
    "data_location": frozenset({"data_location"}),
    "lifetime": frozenset({"lifetime"}),
}
#: Denials that have to be said without a condition; of the others a condition is the matter itself.
_PLAIN = frozenset({"no_cookies", "no_category", "only_categories", "no_vendor", "no_banner"})
_USES = frozenset({"uses_cookies", "uses_category", "uses_vendor", "lifetime"})
#: What makes a statement of use unfit to be held against another: what it says may be the contrary, or wait for a yes.
_UNSURE = ("neg", "cookie_free", "consent", "consent_after")
#: The least confidence of both statements, and of the denial, which is what the other is held against.
SURE, SURE_DENIAL = 0.8, 0.9
#: What the visitor can set on a device of his own is no statement of the site about itself.
_SETTINGS = re.compile(r"instellen|instelt|einstell|setting|réglage|régler|paramétr|configur")
#: A noun for all that follows a visitor, from analytics to a basket: alone it says nothing of advertising.
_TRACKERS = re.compile(r"trackers?|traceurs?")
#: The domain youtube-nocookie.com and a "no-cookie mode" are no cookies.
_COOKIE = re.compile(r"(?<!no)(?<!no-)cookie|koekje|témoin")
#: Aims that make "no cookies" a denial of some of them only.
_AIMS = (
    "aim_analytics", "aim_marketing", "of_this_kind", "cat_marketing", "cat_analytics", "cat_third_party", "other_det",
    "except", "for_that",
)  # fmt: skip
#: What makes a sentence on cookies one on setting them.
_SETS = ("own", "own_sets", "use", "site_thing")
#: The answer to a question, which may be about one service.
_ANSWER = re.compile(r"(?:ja|nee|nein|yes|no|oui|non)[,.;:]")
#: Services of which one purpose alone is known, by that purpose: using them is using its cookies.
_PURPOSE = {
    "analytics": {"google_analytics", "hotjar", "adobe_analytics", "ms_clarity"},
    "marketing": {"meta_pixel", "google_ads", "google_adsense", "doubleclick", "criteo", "linkedin_insight", "tiktok"},
}

#: Whose cookies expire where it is said of cookies that are set, not of cookies in general or of a stored choice.
_MEASURING = frozenset({*_PURPOSE, *_PURPOSE["analytics"], *_PURPOSE["marketing"]})
#: Services whose posts and clips are shown too, and the words by which their measuring is meant.
_SHOWS_POSTS = frozenset({"meta_pixel", "tiktok", "linkedin_insight"})
_PIXEL = re.compile(
    r"pixel|\btags?\b|insight|\bads?\b|advert|reclame|werb|publicit|pub\b|conver|remarketing|retarget|campa|kampag|campag"
)


def find(site: SiteText) -> Iterable[Defect]:
    """At most one a kind of contradiction; the quote is the denial, the detail the statement against it."""
    claims = [
        claim
        for claim in site.claims
        if claim.region == "body"
        and claim.confidence >= SURE
        and not possible(claim, site)
        and not limited(claim, site)
    ]
    #: By what is denied, what would contradict it.
    others = {kind: [claim for claim in claims if claim.type in types] for kind, types in _AGAINST.items()}
    seen: set[str] = set()
    for denial in claims:
        if denial.type in seen or denial.type not in _AGAINST or denial.confidence < SURE_DENIAL:
            continue
        if not _is_plain(denial, site):
            continue
        against = next(_set_against(denial, others[denial.type], site), None)
        if against is None:
            continue
        seen.add(denial.type)
        yield Defect(
            kind="contradiction",
            quote=denial.quote,
            document=denial.document,
            start=denial.start,
            end=denial.end,
            detail=against.quote,
        )


def _set_against(denial: Claim, others: list[Claim], site: SiteText) -> Iterator[Claim | DeclaredCookie]:
    """What stands against a denial, of this site itself and of the same part of it."""
    for said in _against(denial, others, site):
        if _is_the_same(denial.quote, said.quote):
            continue
        if isinstance(said, Claim) and (of_others(said, site) or not one_place(denial, said, site)):
            continue
        if isinstance(said, Claim) and said.type in _USES and has(said, site, folded(said.quote), *_UNSURE):
            continue
        yield said


def _is_the_same(quote: str, other: str) -> bool:
    """Whether one sentence is set against itself: it was understood in two ways, and no reader is to be told so."""
    one, two = (" ".join(text.split()).lower().strip(" .,;") for text in (quote, other))
    return one in two or two in one


def _is_plain(denial: Claim, site: SiteText) -> bool:
    """Whether the denial says what it says by itself: a whole sentence that names what it denies."""
    quote = denial.quote.lower()
    # What stands before the part of a sentence ("until you choose, …") may limit it.
    if denial.type in ("no_category", "only_categories") and denial.quote[:1].islower():
        return False
    if _SETTINGS.search(quote) or has(denial, site, quote, "browser"):
        return False
    if denial.type in _PLAIN and not is_plain(denial, site):
        return False
    if denial.type == "no_cookies":
        stated = denial.quote[:1].isupper() and _COOKIE.search(quote) and not _ANSWER.match(quote)
        return bool(stated and has(denial, site, quote, *_SETS) and not has(denial, site, quote, *_AIMS))
    if denial.type in ("no_category", "only_categories"):
        return bool(_named(denial, site))
    # That a service sets no cookies, or has no aims of its own, does not say that it is not used.
    return denial.type != "no_vendor" or bool(has(denial, site, quote, *_SETS) and not _COOKIE.search(quote))


def _named(claim: Claim, site: SiteText) -> set[str]:
    """The categories of a claim that its own words name."""
    quote = claim.quote.lower()
    said = set(categories_of(quote)) | {
        name for name in ("analytics", "marketing") if has(claim, site, quote, "aim_" + name, "cat_" + name)
    }
    return said & set(claim.params.get("category", ()))


def _against(denial: Claim, others: list[Claim], site: SiteText) -> Iterator[Claim | DeclaredCookie]:
    """What else the documents say that cannot be true with the denial; ``others``: the claims that `_AGAINST` lists."""
    if denial.type in ("consent_implied", "no_banner"):
        # Consent cannot both lie in going on and be waited for; one service alone may wait.
        yield from (claim for claim in others if claim.type == "banner" or not claim.params.get("vendor"))
    elif denial.type == "consent_prior":
        yield from (claim for claim in others if _asks_and_does_not(denial, claim, site))
    elif denial.type == "no_cookies":
        tools = {name for claim in site.claims if claim.type == "cookieless" for name in claim.params.get("vendor", ())}
        yield from (claim for claim in others if _sets_cookies(claim, site) and not _services(claim) & tools)
        yield from (row for row in site.cookies if row.source == "table" and row.category and row.lifetime)
    elif denial.type in ("no_category", "only_categories"):
        yield from _category(denial, others, site)
    elif denial.type == "no_vendor":
        denied = set(denial.params.get("vendor", ()))
        yield from (claim for claim in others if denied & set(claim.params["vendor"]) & _products(claim))
    elif denial.type == "data_location" and denial.params.get("region") == "eea_only":
        # Where nobody is named, other data may be meant, such as those of orders.
        stored = _services(denial)
        yield from (
            claim for claim in others if claim.params.get("region") == "outside_eea" and stored & _services(claim)
        )
    elif denial.type == "lifetime":
        yield from (claim for claim in others if _lasts_otherwise(denial, claim))


def _sets_cookies(claim: Claim, site: SiteText) -> bool:
    if claim.type in ("uses_cookies", "uses_category"):
        return True
    quote = claim.quote.lower()
    if claim.type == "lifetime" and claim.params.get("subject") not in _MEASURING:
        return False
    return (
        claim.type in ("uses_vendor", "lifetime")
        and bool(_COOKIE.search(quote))
        and not has(claim, site, quote, "neg", "cookie_free", "cookieless")
    )


def _asks_and_does_not(prior: Claim, exempt: Claim, site: SiteText) -> bool:
    """Whether the same is set after consent only, and set without it; both sentences name what they mean."""
    asked, free = (_services(claim) for claim in (prior, exempt))
    if asked:
        return bool(asked & free)
    without = _named(exempt, site) | {kind for kind, names in _PURPOSE.items() if names & free}
    if _asks_for_all(prior, site) and free and "marketing" in exempt.params.get("category", ()):
        # Counting visits is often held to be necessary, a service of advertisers never is.
        return True
    return bool(_named(prior, site) & {"analytics", "marketing"} & without)


def _asks_for_all(prior: Claim, site: SiteText) -> bool:
    """Whether consent is promised for all cookies but the functional ones: "none but functional cookies without"."""
    quote = prior.quote.lower()
    return (
        bool(_COOKIE.search(quote))
        and not prior.params.get("vendor")
        and has(prior, site, quote, "unless", "except")
        and has(prior, site, quote, "cat_functional")
        and not has(prior, site, quote, "cat_analytics", "cat_marketing", "site_part")
    )


def _products(claim: Claim) -> set[str]:
    """The services of a claim whose own name stands in its words: not every page "of Google" is Google Analytics."""
    quote = claim.quote.lower()
    return {name for name in claim.params.get("vendor", ()) if name.split("_")[-1] in quote}


def _services(claim: Claim) -> set[str]:
    """The services of a claim that its own words name."""
    quote = claim.quote.lower()
    return {name for name in claim.params.get("vendor", ()) if name.split("_")[0] in quote}


def _lasts_otherwise(one: Claim, two: Claim) -> bool:
    """Whether two sentences give the cookies of one service or kind, as a whole, different lifetimes."""
    if one.params.get("subject") != two.params.get("subject"):
        return False
    lasts = [claim.params.get("lifetime") for claim in (one, two)]
    if not all(isinstance(value, int) for value in lasts) or lasts[0] == lasts[1]:
        return False
    about_cookies = all(_COOKIE.search(claim.quote.lower()) for claim in (one, two))
    return about_cookies and _opening(one.quote) == _opening(two.quote)


def _opening(quote: str) -> list[str]:
    """The first words of a sentence, in which its subject stands."""
    return quote.lower().split()[:4]


def _serving(claim: Claim) -> set[str]:
    """The services of a claim by their one purpose: what also shows posts and clips needs a word for its pixel."""
    used = set(claim.params.get("vendor", ()))
    return used if _PIXEL.search(claim.quote.lower()) else used - _SHOWS_POSTS


def _category(denial: Claim, others: list[Claim], site: SiteText) -> Iterator[Claim | DeclaredCookie]:
    named = _named(denial, site) if denial.type == "no_category" else set(denial.params.get("category", ()))
    if denial.type == "only_categories":
        # What the sentence names in other words ("cookies voor statistiek") is not excluded by it.
        quote = denial.quote.lower()
        named |= set(categories_of(quote)) | {
            name for name in ("analytics", "marketing") if has(denial, site, quote, "aim_" + name)
        }
    excluded = named if denial.type == "no_category" else {"analytics", "marketing"} - named
    for claim in others:
        if claim.type == "uses_category":
            used = _named(claim, site) & excluded
            if "marketing" not in categories_of(_TRACKERS.sub(" ", claim.quote.lower())):
                used -= {"marketing"}
            if used:
                yield claim
        elif (
            claim.type == "uses_vendor"
            and _COOKIE.search(denial.quote.lower())
            and any(_PURPOSE[kind] & _serving(claim) for kind in excluded & _PURPOSE.keys())
        ):
            yield claim
    for row in site.cookies:
        if row.source != "prose" and row.category in excluded:
            yield row
