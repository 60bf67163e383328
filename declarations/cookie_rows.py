"""From what a row, list or sentence says of a cookie to a `DeclaredCookie`: provider, category, lifetime, party."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from auditor.knowledge.schema import Owner, Product
from auditor.knowledge.vendors import KnownCookie, vendors
from auditor.models.common import Category
from auditor.models.declaration import DeclaredCookie
from auditor.models.document import Document
from declarations.cookie_categories import categories_of, category_over, heading_of, is_external, row_categories
from declarations.durations import Lifetime, kind_of_lifetime, lifetime_in, lifetime_within
from declarations.language import LANGUAGES, Words, words
from declarations.naming import names, product_of
from declarations.site_text import COMMON, site_words

#: Providers that the knowledge base files under a product of general use: they say nothing about a third party.
_NAME = re.compile(r"[A-Za-z0-9_.$@%~-]*[A-Za-z0-9_*#\]>})][\w.*#\[\]<>{}$%:@~/-]*")
_LONGEST_NAME = 80
_SCRIPT_NAME = re.compile(r"_+[A-Za-z]|(?=[^_*#]*[_*#])[a-z][a-z0-9-]*[_*#]")
_SHAPED = re.compile(r"[_*#\d.\[\]<>{}]|[a-z][A-Z]|^[A-Z]{3,}$|-")
#: A domain as the provider: ".doubleclick.net", "https://www.hotjar.com/", perhaps with others behind it.
_HOST = re.compile(r"(?:https?://)?\.?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12})(?=$|[/,; (])")
_DOMAIN = re.compile(r"(?<![\w@.-])(?:https?://)?(?:www\.)?([a-z0-9-]{4,})\.[a-z]{2,7}(?![\w-])")
#: What a purpose opens with: "Functioneel: winkelmandje", "Statistieken".
_OPENING = re.compile(r"(?:\S+(?: cookies?)?(?=$|\s*[:(,–]|\s-\s|\.\s*\S?))?")
#: The categories that a purpose can tell, the first that fits; "functional" fits most easily.
_AIMS: dict[str, Category] = {
    "marketing": "marketing",
    "analytics": "analytics",
    "preferences": "preferences",
    "session": "functional",
    "functional": "functional",
}
_THIRD = re.compile(
    r"(?:third|3rd|3e|derden?|dritt\w*|tierce?|tiers)(?:[ -](?:party|partij|partei|anbieter|partie))?\s*\((.{2,60})\)$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^()]{4,40})\)")
#: A column that says whose a cookie is without naming anyone.
_PARTY_ONLY = re.compile(
    r"(?P<first>(?:first|1st|eerste|1e|first-)[ -]?part(?:y|ij)|erstanbieter|première partie|interne)|(?P<third>"
    r"(?:third|3rd|derde|3e)[ -]?part(?:y|ij|ies|ijen)|derden|drittanbieter|dritte|tiers|tierce partie|externe?)"
    r"(?: cookies?)?"
)
_LEGEND = re.compile(r"(?<!\w)([A-Z]{1,2})\s*(?:[=:]|\s[–-]\s)\s*([a-zà-ÿA-Z][\w -]{3,30})")
_PURPOSE_PARTS = re.compile(r"\s[-–—]\s|[,;:.()|]\s*")
#: Where the site's name stands as a subject: in the first lines, with a verb behind it.
_TOP = 10
_SUBJECT = re.compile(
    r"(?:De |Het |Die |Der |Das |La |Le |L'|The |Unser |Notre )?"
    r"([A-ZÀ-Ý0-9][\w'&.-]*(?: (?:[A-ZÀ-Ý0-9&][\w'&.-]*|van|de|het|der|von|of|the|du|la|le|les))*) (\S+(?: \S+)?)"
)
_OWN_CHOICE = re.compile(r"consent|cookie|keuze|choice|gdpr|avg", re.IGNORECASE)
_OWN_SESSION = re.compile(
    r"sess|sitz|csrf|xsrf|token|cart|basket|warenkorb|panier|mand(?:je)?$|login|auth", re.IGNORECASE
)
_OWN_FUNCTION = re.compile(r"sess|csrf|xsrf|token|cart|basket|wagen|lang|locale|login|auth|lb\b", re.IGNORECASE)


#: Words of so many letters count in a domain's label, of which they have to cover this share.
_WORD = 3
_COVERED = 0.6


@dataclass
class RawCookie:
    """What the text says of one cookie, still as text; ``start``/``end``: where in the document."""

    name: str
    start: int
    end: int
    provider: str = ""
    category: str = ""
    lifetime: str = ""
    purpose: str = ""
    #: Lifetime printed beside the name, which goes before that of the row.
    own_lifetime: Lifetime | None = None
    #: Headings over it, nearest last.
    headings: tuple[str, ...] = ()
    source: str = "table"
    vendor: str | None = None
    categories: tuple[str, ...] = ()
    #: Said to be another party's ("Third Party"), by a column that names no one.
    foreign: bool = False


def looks_like_name(text: str) -> bool:
    """Whether a text has the shape of a cookie's name, or is one that is known."""
    return 0 < len(text) <= _LONGEST_NAME and " " not in text and _is_shaped(text)


def is_script_name(name: str) -> bool:
    """Whether a name is written as scripts write a cookie's, or is one that is known: "wp_lang", no "iPhone_15"."""
    return _SCRIPT_NAME.match(name) is not None or any(True for _ in vendors().cookies_named(name))


@lru_cache(maxsize=1 << 13)
def _is_shaped(text: str) -> bool:
    if text.startswith("*") or not re.search(r"[^\W\d_]", text):
        return False
    if any(True for _ in vendors().cookies_named(text)) or text.startswith("_"):
        return _NAME.fullmatch(text) is not None
    if not _SHAPED.search(text.rstrip(".")) or not _NAME.fullmatch(text) or re.fullmatch(r"[\d.,-]+", text):
        return False
    compound = re.fullmatch(r"[A-ZÀ-Ý]?[a-zà-ÿ]*-[a-zà-ÿ]+", text) is not None
    return not compound and ("." not in text.strip(".*") or "_" in text)


def names_in(cell: Iterable[str], language: Words, trusted: bool) -> list[tuple[str, int, Lifetime | None]]:
    """The names in a cell's lines, with the line each stands in and the lifetime printed beside it.

    ``trusted``: the column is headed as names, so that a name without a telling shape counts."""
    found: list[tuple[str, int, Lifetime | None]] = []
    for number, line in enumerate(cell):
        for part in re.split(r"[,;]\s+|[,;](?=[_A-Za-z])|\s+(?:en|and|und|et|of|or|&|\+)\s+|\s+/\s+", line):
            text = part.strip().strip("•-–").strip()
            token = text.split(" ", 1)[0].rstrip(":,;") if text else ""
            rest = text[len(token) :].strip(" –-:()")
            lifetime: Lifetime | None = None
            if rest:
                lifetime = lifetime_in(rest, language)
            alone = not rest or lifetime is not None or text[len(token) :].lstrip()[:1] in "(–-:"
            if looks_like_name(token) or (
                trusted and alone and token and re.fullmatch(r"[\w.*#\[\]<>{}-]{1,60}", token)
            ):
                found.append((token, number, lifetime))
            elif (
                trusted
                and not found
                and rest
                and len(text) <= 40
                and len(text.split()) <= 4
                and not _says_category(text)
            ):
                found.append((text, number, None))
    return _shared(found)


def _shared(found: list[tuple[str, int, Lifetime | None]]) -> list[tuple[str, int, Lifetime | None]]:
    """A lifetime after the last of several names on a line ("_ga, _ga_* (2 jaar)") is that of all of them."""
    made: list[tuple[str, int, Lifetime | None]] = []
    for name, line, lifetime in reversed(found):
        beside = made[-1] if made else None
        shared = beside[2] if lifetime is None and beside is not None and beside[1] == line else lifetime
        made.append((name, line, shared))
    return made[::-1]


def _says_category(text: str) -> bool:
    return bool(row_categories(text)) or bool(re.search(r"cookies?$", text.lower()))


class Rows:
    """Makes declared cookies of a document. What it has to know of the whole text it looks up when a cookie asks."""

    def __init__(self, document: Document, language: Words, site_domain: str | None) -> None:
        self.document = document
        self.words = language
        self._site_domain = site_domain

    @cached_property
    def site_words(self) -> frozenset[str]:
        """The words of the site's own name."""
        return site_words(self.document, self._site_domain) | _subjects(self.document, self.words)

    @cached_property
    def legend(self) -> dict[str, str]:
        """What the text says that its abbreviations of categories stand for."""
        return {match[1]: match[2] for match in _LEGEND.finditer(self.document.text)}

    @cached_property
    def owners(self) -> list[Owner]:
        """The companies that the text names."""
        # No name goes on in the next line.
        lines = dict.fromkeys(self.document.text.lower().split("\n"))
        return list({mention.owner.id: mention.owner for line in lines for mention in names().find(line)}.values())

    @cached_property
    def site_labels(self) -> set[str]:
        """First labels of the domains that the text names: "northgatebikes" of northgatebikes.example."""
        found = {match[1] for match in _DOMAIN.finditer(self.document.text.lower())}
        return {label.replace("-", "") for label in found if not names().exact(label)}

    def cookie(self, raw: RawCookie) -> DeclaredCookie:
        """The declared cookie; what the text leaves open is filled from what is known of the name."""
        known = self._known(raw.name)
        party = _PARTY_ONLY.fullmatch(raw.provider.strip().lower())
        if party is not None:
            raw = replace(raw, provider="" if party["third"] else raw.provider, foreign=bool(party["third"]))
        provider = raw.vendor or self._provider(raw, known)
        category, said = self._category(raw, known, provider)
        return DeclaredCookie(
            name=raw.name,
            provider=provider,
            provider_text=raw.provider or None,
            category=category,
            category_text=said or None,
            lifetime=self._lifetime(raw),
            party="third" if provider or raw.foreign else "first",
            purpose=raw.purpose or None,
            quote=self.document.text[raw.start : raw.end],
            document=self.document.url,
            start=raw.start,
            end=raw.end,
            source="prose" if raw.source == "prose" else "table",
        )

    def _lifetime(self, raw: RawCookie) -> Lifetime | None:
        """How long a cookie is kept: beside its name or in its column, else in its purpose, else by its heading."""
        stated = raw.own_lifetime if raw.own_lifetime is not None else lifetime_in(raw.lifetime, self.words)
        if isinstance(stated, int) or stated == "session" or raw.source == "prose":
            return stated
        told = lifetime_within(raw.purpose, self.words)
        if stated is None:
            return told or (self._lifetime_over(raw.headings[-1]) if raw.headings else None)
        return told if isinstance(told, int) else stated

    def _lifetime_over(self, heading: str) -> Lifetime | None:
        """The lifetime that a heading or lead gives for all below it: "Sessiecookies", "Na een jaar gewist:"."""
        return kind_of_lifetime(heading) or lifetime_within(heading, self.words)

    def _known(self, name: str) -> KnownCookie | None:
        """What is known of a name; of a plain word ("lang") only where the text names the company whose it would be."""
        known = next(iter(vendors().cookies_named(_known_name(name))), None)
        if known is not None and re.fullmatch(r"[a-z]{1,12}", name):
            return known if any(known.product in owner.products for owner in self.owners) else None
        return known

    def _provider(self, raw: RawCookie, known: KnownCookie | None) -> str | None:
        text = raw.provider.strip()
        if not text:
            return self._told_provider(raw, known) or (_specific(known.product) if known else None)
        if self.is_site(text):
            return None
        in_brackets = _THIRD.match(text)
        text = in_brackets[1] if in_brackets else text
        host = _HOST.match(text.lower())
        entry = names().exact(host[1] if host else text) or (_at(host[1]) if host else None)
        if entry is not None:
            product, owner = entry
            if product is not None:
                return product.id
            if known is not None and any(own.id == known.product.id for own in owner.products):
                return known.product.id
            context = f"{raw.purpose} {raw.category}".lower()
            product = product_of(owner, context)
            return product.id if product else owner.id
        plain = re.sub(r"\(.*?\)", "", text).strip(" .,")
        plain = re.sub(r"^https?://(?:www\.)?", "", plain.lower())
        return re.sub(r"\W+", "_", plain).strip("_")[:60] or None

    def _told_provider(self, raw: RawCookie, known: KnownCookie | None) -> str | None:
        """The provider that the purpose or the nearest heading names, where no column does."""
        said = _PURPOSE_PARTS.split(raw.purpose)[:3] if raw.source != "prose" else []
        for text in (*said, *raw.headings[-1:]):
            low = text.strip().lower()
            mentions = names().find(low)
            heading = text in raw.headings[-1:] and text not in said
            if not mentions or (mentions[0].start > 0 and not heading) or len({m.owner.id for m in mentions}) > 1:
                continue
            product, owner = mentions[0].product, mentions[0].owner
            known_owner = known is None or known.product.id in {own.id for own in owner.products}
            if not known_owner and (not heading or product is None):
                continue
            if product is None:
                product = known.product if known is not None else product_of(owner, raw.purpose.lower())
            if product is not None and product.purpose == "consent_manager" and heading:
                continue
            return product.id if product is not None else owner.id
        return None

    def is_site(self, text: str) -> bool:
        """Whether a provider's name is the site's own."""
        low = text.lower().strip(" .")
        bare = re.sub(r"\s*\([^()]*\)$", "", low)
        if any(words(code).family("this_site").fullmatch(said) for code in LANGUAGES for said in (low, bare)):
            return True
        if names().is_name(low):
            return False
        host = _HOST.match(low)
        if host is not None and host.end() == len(low.rstrip("/")):
            low = host[1].split(".")[-2]
            if self._is_written_together(low):
                return True
        parts = set(re.findall(r"\w{3,}", low)) - COMMON
        return bool(parts) and (parts <= self.site_words or re.sub(r"\W", "", low) in self.site_labels)

    def _is_written_together(self, label: str) -> bool:
        """Whether the words of the site's name make up most of a domain's label: "slagerijvandam"."""
        rest = label
        for word in sorted(self.site_words, key=len, reverse=True):
            rest = rest.replace(word, "", 1) if len(word) >= _WORD else rest
        return len(rest) <= (1 - _COVERED) * len(label)

    def _category(self, raw: RawCookie, known: KnownCookie | None, provider: str | None) -> tuple[Category | None, str]:
        """The category, and the words that say it; none of them where it follows from the name or the purpose. Words
        in a column of categories count as said, also where they are not understood."""
        code = raw.category.strip()
        if code in self.legend:
            code = self.legend[code]
        texts = (code, *raw.categories)
        stated = [row_categories(text) for text in texts]
        # A column of parties says whose the cookie is, not what it is for.
        for text, found in zip(texts, stated, strict=True):
            named = [name for name in found if name != "third_party"]
            if named:
                return named[0], text
        if is_external(code.lower()):
            return "third_party", code
        if raw.source == "prose" and known is not None:
            return known.fact.category, ""
        if (over := category_over(raw.headings)) is not None:
            return over, code or heading_of(over, raw.headings)
        opening = _OPENING.match(raw.purpose)
        found = categories_of(opening[0]) if opening else ()
        if opening and len(found) == 1:
            return found[0], code or opening[0]
        if known is not None:
            return known.fact.category, code
        if any(stated) or any("third_party" in row_categories(text) for text in raw.headings):
            return "third_party", code
        return self._by_purpose(raw, provider), code

    def _by_purpose(self, raw: RawCookie, provider: str | None) -> Category | None:
        for text in _IN_BRACKETS.findall(raw.purpose):
            for name in categories_of(text):
                return name
        if raw.source == "prose" and provider is None and _OWN_SESSION.search(raw.name):
            return "functional"
        if raw.purpose:
            # What remembers the visitor's choice on cookies is no preference in that sense.
            own_choice = provider is None and bool(_OWN_CHOICE.search(raw.name))
            for aim, category in _AIMS.items():
                if self._aims(aim, raw.purpose) and not (own_choice and category == "preferences"):
                    return category
        if provider is None and (_OWN_CHOICE.search(raw.name) or _OWN_FUNCTION.search(raw.name)):
            return "functional"
        product = vendors().products.get(provider or "")
        return product.category if product else None

    def _aims(self, name: str, text: str) -> bool:
        families = ["aim_" + name, *(["row_for_" + name] if name != "session" else [])]
        low = text.lower()
        return any(words(code).family(family).search(low) for code in LANGUAGES for family in families)


def _at(host: str) -> tuple[Product | None, Owner] | None:
    """Whose a host is: the domain of a cookie, as lists of consent managers give it."""
    product = vendors().by_host(host)
    owner = vendors().owner_of(product.id) if product else None
    return (product, owner) if owner else None


def _subjects(document: Document, language: Words) -> frozenset[str]:
    """The words of the name that does something in a sentence near the top: "Knip & Krul zet dit in uw browser"."""
    found: set[str] = set()
    lines = [block for block in document.blocks if block.cell is None and block.region == "body"]
    for block in lines[:_TOP]:
        match = _SUBJECT.match(document.text[block.start : block.end])
        if match is None or names().find(match[1].lower()):
            continue
        if language.family("use").match(match[2].lower()):
            found |= set(re.findall(r"\w{3,}", match[1].lower())) - COMMON
    return frozenset(found)


def _known_name(name: str) -> str:
    return re.sub(r"[#<\[{].*$", "x1", name).replace("*", "x1") if re.search(r"[#<\[{*]", name) else name


def _specific(product: Product) -> str | None:
    """A product that only names software of general use (PHP, a shop's session) says nothing of a third party."""
    if product.purpose == "shop" and product.own_purposes is False:
        return None
    return product.id if product.hosts or product.patterns else None
