"""What a declaration covers: by the product's name, by what loads it, by its owner as an owner, by a category.

A sister product is not covered: naming Google Analytics covers neither DoubleClick nor YouTube. What loads a thing is a
product that serves it (``served_by``) or the company in whose frame it is asked for: a text that names a
video covers what that video's frame fetches. A script that loads another company's does not cover it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Literal

from auditor.domains import registrable_domain
from auditor.knowledge.purposes import purposes_named
from auditor.knowledge.schema import Product
from auditor.knowledge.vendors import VendorBase
from auditor.knowledge.wildcards import Wildcards
from auditor.models.common import Category, ClaimType
from auditor.models.declaration import Claim, Declaration, DeclaredCookie
from auditor.models.stable_names import wildcard_name
from auditor.reconcile.naming import listed, printed_name
from auditor.reconcile.observed import Thing

#: How well something is covered: by name, only by a category of recipients or cookies, or not at all.
Cover = Literal["named", "vague", "none"]

#: Claims that name a vendor without saying that it is used in the visitor's browser.
_NOT_NAMING: frozenset[ClaimType] = frozenset({"no_vendor", "no_sharing", "only_vendors"})

#: Claims whose category says that such cookies may occur.
_CATEGORY_CLAIMS: frozenset[ClaimType] = frozenset(
    {"uses_category", "only_categories", "consent_prior", "consent_exempt"}
)

#: How sentences on recipients name a category of them, in the languages that are read.
_RECIPIENTS: dict[Category, re.Pattern[str]] = {
    "marketing": re.compile(r"(?i)adverten|advertis|reclame|marketing|werbe|publicit|annonceur"),
    "social": re.compile(r"(?i)social(?:e)?[ -]?(?:media|net)|soziale|réseaux sociaux"),
    "analytics": re.compile(r"(?i)statisti|analyse|analyti|meetdienst|messdienst|mesure d.audience"),
}

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
#: How much of a text, and of one sentence, is looked at, in characters.
_LONGEST_TEXT, _LONGEST_SENTENCE = 200_000, 1_000

#: Others who receive something, named by their kind only ("onze advertentiepartners").
_PARTNERS = re.compile(
    r"(?i)partner|partenaire|advertentienetwerk|\bad(?:vertising)? networks?|werbenetzwerk|réseaux? publicitaires?"
    r"|adverteerders|advertisers|annonceurs|werbetreibende"
)
_DENIES = re.compile(
    r"(?i)\b(?:geen|niet|nooit|noch|zonder|niemand|no|not|never|nor|neither|without|keine?[nrms]?|keinerlei|nicht|niemals"
    r"|weder|ohne|aucune?s?|pas|jamais|ni|sans)\b|n['’]t\b"
)
_OURS = re.compile(r"(?i)\b(?:onze?|wij|we|our|unsere?[rnms]?|wir|nos|notre|nous)\b")
#: Words that readers and policies use for one and the same category.
CATEGORY_ALIASES = {
    "advertising": "marketing", "advertisement": "marketing", "targeting": "marketing",
    "necessary": "functional", "essential": "functional", "technical": "functional", "strictly_necessary": "functional",
    "statistics": "analytics", "statistical": "analytics", "performance": "analytics", "analytical": "analytics",
    "preference": "preferences", "third-party": "third_party", "third_parties": "third_party",
}  # fmt: skip


def categories_of(claim: Claim) -> frozenset[str]:
    """The categories a claim names, in one spelling; ``tracking`` stays apart from ``marketing``."""
    named = (value.strip().lower().replace(" ", "_") for value in listed(claim.params.get("category")))
    return frozenset(CATEGORY_ALIASES.get(value, value) for value in named)


def vendors_of(claim: Claim) -> tuple[str, ...]:
    """The vendor ids a claim names, in one spelling."""
    return tuple(vendor_id(value) for value in listed(claim.params.get("vendor")))


def vendor_id(name: str) -> str:
    """A vendor's name as an id: lower case, words joined by ``_``."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


class VendorNames:
    """A set of vendor names, and which products they cover."""

    def __init__(self, names: Iterable[str], base: VendorBase) -> None:
        self.ids = frozenset(vendor_id(name) for name in names)
        self._base = base
        aliases = owner_aliases(base)
        self.owners = frozenset(owner for name in self.ids for owner in aliases.get(name, ()))
        products = product_aliases(base)
        self.products = frozenset(product for name in self.ids for product in products.get(name, ()))
        known = self.owners | self.products
        self._covers: dict[str, bool] = {}
        self._glued = frozenset(name.replace("_", "") for name in self.ids if name not in known and len(name) > 3)

    def cover(self, product: Product) -> bool:
        """Whether the names cover a product: itself, what loads it, or its owner."""
        known = self._covers.get(product.id)
        if known is None:
            known = self._covers[product.id] = self._cover(product)
        return known

    def _cover(self, product: Product) -> bool:
        if product.id in self.products or any(loader in self.products for loader in product.served_by):
            return True
        owner = self._base.owner_of(product.id)
        return owner is not None and owner.id in self.owners

    def cover_host(self, host: str) -> bool:
        """Whether an unknown host bears the name of a local supplier that no list knows (``sportnet.nl``)."""
        label = registrable_domain(host).split(".")[0].replace("-", "").lower()
        return label in self._glued

    def cover_thing(self, thing: Thing) -> bool:
        """Whether the names cover a thing's product, the host of one without, or the company in whose frame it is."""
        if thing.frame_product is not None and self.cover(thing.frame_product):
            return True
        if thing.product is not None:
            return self.cover(thing.product)
        return thing.party == "third" and self.cover_host(thing.host)


class Declared:
    """All that the declaration of a site covers."""

    def __init__(self, declaration: Declaration, base: VendorBase) -> None:
        self.declaration = declaration
        self.base = base
        self._covered: dict[str, Cover] = {}
        self.vendors = VendorNames(_named_vendors(declaration), base)
        self.recipients = VendorNames(self._mere_recipients(), base)
        self.categories = frozenset(
            name for claim in declaration.claims if claim.type in _CATEGORY_CLAIMS for name in categories_of(claim)
        )
        self.others_set_cookies = any(
            claim.type == "third_party_cookies" and not set(vendors_of(claim)) - {"generic"}
            for claim in declaration.claims
        )
        self.recipient_categories = _recipient_categories(declaration)
        self._exact: dict[str, list[DeclaredCookie]] = {}
        self._wild: Wildcards[DeclaredCookie] = Wildcards()
        for row in declaration.cookies:
            self._add(row)
        self._rows = lru_cache(maxsize=None)(self._rows_named)
        self._lifetimes = lru_cache(maxsize=None)(self._lifetimes_of)

    def _mere_recipients(self) -> Iterable[str]:
        """Parties that the texts name as recipients in general. An owner whose product they name is mentioned on that
        product's account ("Google" beside Google Analytics), and covers no sister of it."""
        owners = {owner.id for name in self.vendors.products if (owner := self.base.owner_of(name)) is not None}
        aliases = owner_aliases(self.base)
        for name in self.declaration.other_recipients:
            if not aliases.get(vendor_id(name), frozenset()) & owners:
                yield name

    def _add(self, row: DeclaredCookie) -> None:
        for name in {printed_name(row.name), wildcard_name(row.name).lower()}:
            if "*" in name and name.strip("*"):
                self._wild.add(name, row)
            elif name.strip("*"):
                self._exact.setdefault(name, []).append(row)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to compare with: no document could be read, and nothing was declared by hand."""
        given = self.declaration
        if given.claims or given.cookies or given.vendors or given.defects:
            return False
        return not any(document.content.outcome == "ok" for document in given.documents)

    def rows(self, thing: Thing) -> tuple[DeclaredCookie, ...]:
        """The rows of a cookie table or list that name a cookie or key, wildcards on either side."""
        name = getattr(thing.source, "name", None) or getattr(thing.source, "key", "")
        return self._rows(name, thing.name)

    def _rows_named(self, name: str, starred: str) -> tuple[DeclaredCookie, ...]:
        found = list(self._exact.get(name.lower(), ()))
        found += self._exact.get(starred.lower(), ())
        found += self._wild.fitting(name.lower())
        found += self._wild.fitting(starred.lower())
        unique = {(row.document, row.start, row.name): row for row in found}
        return tuple(unique[key] for key in sorted(unique))

    def lifetimes(self, thing: Thing) -> tuple[int | Literal["session", "persistent"], ...]:
        """The lifetimes that the rows which name a cookie state, each once."""
        name = getattr(thing.source, "name", None) or getattr(thing.source, "key", "")
        return self._lifetimes(name, thing.name)

    def _lifetimes_of(self, name: str, starred: str) -> tuple[int | Literal["session", "persistent"], ...]:
        stated = (row.lifetime for row in self._rows(name, starred))
        return tuple(dict.fromkeys(one for one in stated if one is not None))

    def cover(self, thing: Thing) -> Cover:
        """How a cookie, key or request is covered. That others set cookies covers a third party's, vaguely."""
        listed = self.cover_in_list(thing)
        others = self.others_set_cookies or "third_party" in self.categories
        return "vague" if listed == "none" and others and thing.party == "third" else listed

    def cover_in_list(self, thing: Thing) -> Cover:
        """How a cookie or key is covered by what a list can name: rows, vendors, owners, categories."""
        known = self._covered.get(thing.ref)
        if known is None:
            known = self._covered[thing.ref] = self._cover_in_list(thing)
        return known

    def _cover_in_list(self, thing: Thing) -> Cover:
        if thing.kind in ("cookie", "storage") and self.rows(thing):
            return "named"
        if self.vendors.cover_thing(thing) or (thing.product is not None and self._by_owner(thing.product)):
            return "named"
        return "vague" if self.recipients.cover_thing(thing) or self._by_category(thing) else "none"

    def _by_owner(self, product: Product) -> bool:
        """Whether the texts name the product's owner, as an owner, among those who receive something ("services of
        Google"): that covers all of its products."""
        owner = self.base.owner_of(product.id)
        return owner is not None and owner.id in self.recipients.owners

    def cover_product(self, product: Product) -> Cover:
        """How a product is covered as a recipient: by name, or by a category of recipients that fits ("advertising
        partners"). That marketing cookies are used, or that third parties set cookies, names no recipients."""
        if self.vendors.cover(product) or self._by_owner(product):
            return "named"
        fits = product.category in self.recipient_categories or (
            product.tracker and "marketing" in self.recipient_categories
        )
        return "vague" if fits or self.recipients.cover(product) else "none"

    def cover_recipient(self, thing: Thing, product: Product) -> Cover:
        """How a request's product is covered: as a recipient, or by the company in whose frame it was asked for."""
        if thing.frame_product is not None and self.vendors.cover(thing.frame_product):
            return "named"
        return self.cover_product(product)

    def _by_category(self, thing: Thing) -> bool:
        claimed = self.categories | ({"marketing"} if "tracking" in self.categories else frozenset())
        if thing.categories & claimed:
            return True
        # An own cookie of unknown purpose may be one of the functional ones that the text speaks of,
        # unless the text lists its cookies one by one: then it is missing from the list.
        return (
            thing.own
            and thing.vendor is None
            and not self.declaration.cookies
            and (bool(self.categories & {"functional", "preferences"}) or self._functional_spoken_of)
        )

    @cached_property
    def after_consent(self) -> tuple[VendorNames, frozenset[str]]:
        """What sentences say comes only after consent: the services that they name, and the categories of those that
        name no service."""
        promises = [one for one in self.declaration.claims if one.type == "consent_prior" and not one.possible]
        vendors = VendorNames((name for one in promises for name in vendors_of(one)), self.base)
        named = frozenset(name for one in promises if not vendors_of(one) for name in categories_of(one))
        return vendors, named | ({"marketing"} if "tracking" in named else frozenset())

    @cached_property
    def without_consent(self) -> VendorNames:
        """The services that sentences say need no consent."""
        exempt = (one for one in self.declaration.claims if one.type == "consent_exempt" and not one.possible)
        return VendorNames((name for one in exempt for name in vendors_of(one)), self.base)

    @cached_property
    def _functional_spoken_of(self) -> bool:
        """Whether any sentence speaks of functional cookies and does not deny them: that the reader made no claim of it
        must not become an accusation."""
        sentences = _on_cookies(self.declaration)
        return any(purposes_named(sentence) & {"functional", "preferences"} for sentence in sentences)


def _on_cookies(declaration: Declaration) -> Iterator[str]:
    """The sentences of the texts with a word on cookies."""
    for document in declaration.documents:
        for sentence in _SENTENCE.split(document.text[:_LONGEST_TEXT]):
            if "cookie" in sentence.lower() and len(sentence) < _LONGEST_SENTENCE:
                yield sentence


def _of_partners(claim: Claim) -> bool:
    """Whether a sentence speaks of partners of a kind, and does not deny them."""
    return claim.type not in _NOT_NAMING and claim.type != "no_category" and _PARTNERS.search(claim.quote) is not None


def _speaks_of_partners(sentence: str) -> bool:
    return all(words.search(sentence) for words in (_PARTNERS, _OURS)) and _DENIES.search(sentence) is None


def _recipient_categories(declaration: Declaration) -> frozenset[Category]:
    """The categories of recipients that sentences on third parties, and the list of other recipients, name."""
    texts = [
        claim.quote
        for claim in declaration.claims
        if claim.type == "third_party_cookies" or claim.params.get("party") == "third" or _of_partners(claim)
    ]
    texts += declaration.other_recipients
    # Of which no claim was made: who speaks of its advertising partners is not to be told that it names nobody.
    texts += (one for one in _on_cookies(declaration) if _speaks_of_partners(one))
    return frozenset(category for category, words in _RECIPIENTS.items() if any(words.search(text) for text in texts))


def _named_vendors(declaration: Declaration) -> Iterable[str]:
    """Every vendor that the texts name as one that is loaded in, or gets data from, the visitor's browser."""
    yield from (vendor.id for vendor in declaration.vendors)
    yield from (row.provider for row in declaration.cookies if row.provider)
    yield from (row.provider_text for row in declaration.cookies if row.provider_text and not row.provider)
    for claim in declaration.claims:
        if claim.type in _NOT_NAMING or claim.params.get("behaviour") == "link_only":
            continue
        yield from vendors_of(claim)
        if claim.type == "lifetime":
            yield from listed(claim.params.get("subject"))
    for claim in declaration.claims:
        if claim.type == "only_vendors":
            yield from vendors_of(claim)


@lru_cache(maxsize=8)
def owner_aliases(base: VendorBase) -> dict[str, frozenset[str]]:
    """Every name that stands for an owner as an owner → owner ids."""
    found: dict[str, set[str]] = {}
    for owner in base.owners.values():
        for name in (owner.id, owner.name, *owner.aliases):
            found.setdefault(vendor_id(name), set()).add(owner.id)
    return {name: frozenset(owners) for name, owners in found.items()}


@lru_cache(maxsize=8)
def product_aliases(base: VendorBase) -> dict[str, frozenset[str]]:
    """Every name that stands for a product → product ids."""
    found: dict[str, set[str]] = {}
    for product in base.products.values():
        for name in (product.id, product.name, *product.aliases):
            found.setdefault(vendor_id(name), set()).add(product.id)
    return {name: frozenset(products) for name, products in found.items()}
