"""Fills a check's templates in both report languages. Everything that comes from a site is bounded here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.knowledge.vendors import VendorBase
from auditor.models.common import ConsentState, ReportLanguage
from auditor.models.declaration import Claim
from auditor.models.result import FindingText, Seen
from auditor.reconcile.check import CheckInfo, Draft
from auditor.reconcile.evidence import Proof
from auditor.reconcile.observed import STATE_ORDER, Thing

#: Longest quote of a policy in a finding's words; the whole stands in its claims.
LONGEST_QUOTE = 240

#: Longest name of a cookie, key or host that a sentence shows; the whole stands in the evidence.
LONGEST_NAME = 80

#: Most names that a sentence lists.
MOST_NAMES = 5

STATES: dict[ReportLanguage, dict[ConsentState, str]] = {
    "nl": {
        "before": "vóór een keuze",
        "rejected": "na weigeren",
        "accepted": "na accepteren",
        "withdrawn": "na intrekken",
        "gpc": "met het signaal Global Privacy Control",
    },
    "en": {
        "before": "before any choice",
        "rejected": "after rejecting",
        "accepted": "after accepting",
        "withdrawn": "after withdrawing",
        "gpc": "with the Global Privacy Control signal",
    },
}

_LIMITS: dict[ReportLanguage, str] = {
    "nl": "Dit is een mogelijke afwijking: het laat zien wat er te zien was, niet waarom; wat het betekent,"
    " beoordeelt een mens.",
    "en": "This is a potential discrepancy: it shows what could be seen, not why; what it means is for a person to"
    " judge.",
}

_AND: dict[ReportLanguage, str] = {"nl": "en", "en": "and"}

#: How a sentence says whose the things are that it has just named: all of them, or some.
_OF: dict[ReportLanguage, tuple[str, str]] = {
    "nl": (", van ", ", onder meer van "),
    "en": (", of ", ", among others of "),
}


@dataclass(frozen=True)
class Wording:
    """What the words of all findings of one audit have in common."""

    site: str
    base: VendorBase
    claims: tuple[Claim, ...]

    def fill(self, info: CheckInfo, draft: Draft, seen: Seen) -> dict[ReportLanguage, FindingText]:
        """A finding's words in every report language."""
        texts: dict[ReportLanguage, FindingText] = {}
        for language, template in info.texts.items():
            fields = self._fields(draft, seen, language)
            texts[language] = FindingText(
                title=template.title.format_map(fields),
                explanation=template.explanation.format_map(fields),
                remedy=template.remedy.format_map(fields),
            )
        return texts

    def _fields(self, draft: Draft, seen: Seen, language: ReportLanguage) -> dict[str, str]:
        shown = [proof for proof in draft.proofs if proof.state] or draft.proofs
        names = sorted({_name(proof) for proof in shown})
        cookies = sorted({_name(proof) for proof in shown if proof.source.kind == "cookie"})
        products = {_product(proof) for proof in shown}
        vendors = listed([self._vendor(product) for product in sorted(one for one in products if one)], language)
        fields = {
            "site": self.site,
            "subject": plain(draft.subject.name),
            "document": plain(draft.subject.name, LONGEST_QUOTE),
            "vendor": vendors or self._nobody(draft, shown, language),
            "of": f"{_OF[language][None in products]}{vendors}" if vendors else "",
            "names": listed(names, language),
            "cookies": listed(cookies or names, language),
            "count": str(len(names)),
            "where": _where(draft, language),
            "seen": _seen(seen, language),
            "quote": _quote([self.claims[index].quote for index in draft.claims if index < len(self.claims)]),
            "limits": _LIMITS[language],
        }
        for name, detail in draft.details.items():
            fields[name] = detail if isinstance(detail, str) else detail[language]
        return fields

    def _vendor(self, product_id: str) -> str:
        product = self.base.products.get(product_id)
        if product is None:
            return product_id
        owner = self.base.owner_of(product_id)
        if owner is None or owner.name.lower() in product.name.lower() or product.name.lower() in owner.name.lower():
            return product.name
        return f"{product.name} ({owner.name})"

    def _nobody(self, draft: Draft, shown: Sequence[Proof], language: ReportLanguage) -> str:
        """What stands for a vendor where none is known: the vendor or cookie that the finding is about, else hosts."""
        if draft.subject.vendor is not None:
            return self._vendor(draft.subject.vendor)
        hosts = sorted({plain(proof.source.host) for proof in shown if proof.source.host})
        if draft.subject.kind in ("claim", "banner") and hosts:
            return listed(hosts, language)
        return plain(draft.subject.name)


@lru_cache(maxsize=1 << 14)
def plain(text: str, longest: int = LONGEST_NAME) -> str:
    """Text of a site as a sentence can hold it: on one line, bounded, and without characters that cannot be seen or
    that turn the direction of what follows."""
    if len(text) <= longest and text.isprintable() and " " not in text:
        return text
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text[: 4 * longest])
    shown = " ".join(visible.split())
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def _product(proof: Proof) -> str | None:
    """Whose the thing of a proof is: its vendor's product, or software that runs on the site itself."""
    source = proof.source
    if isinstance(source, Thing):
        return source.product.id if source.product is not None else None
    return source.vendor


def _name(proof: Proof) -> str:
    source = proof.source
    if source.kind in ("request", "script"):
        return plain(source.host or source.name)
    return f"“{plain(source.name, 120)}”" if source.kind == "document" else plain(source.name)


def listed(names: Sequence[str], language: ReportLanguage, most: int = MOST_NAMES) -> str:
    """Names as a sentence lists them: the first few, and how many more."""
    shown, more = list(names[:most]), len(names) - most
    if more > 0:
        shown.append(f"{more} {'andere' if language == 'nl' else 'more'}")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {_AND[language]} {shown[-1]}"


def _quote(quotes: Sequence[str]) -> str:
    if not quotes:
        return ""
    first = sorted(quotes, key=lambda quote: (len(quote) > LONGEST_QUOTE, quote))[0]
    return plain(first, LONGEST_QUOTE).rstrip(" .;:,")


def _where(draft: Draft, language: ReportLanguage) -> str:
    """In which states and on how many pages: ``vóór een keuze op 2 pagina's``."""
    states = sorted({proof.state for proof in draft.proofs if proof.state}, key=lambda state: STATE_ORDER[state])
    pages = {page for proof in draft.proofs for page in proof.pages}
    words = listed([STATES[language][state] for state in states], language)
    if not pages:
        return words
    if language == "nl":
        place = "op één pagina" if len(pages) == 1 else f"op {len(pages)} pagina's"
    else:
        place = "on one page" if len(pages) == 1 else f"on {len(pages)} pages"
    return f"{words} {place}" if words else place


def _seen(seen: Seen, language: ReportLanguage) -> str:
    if language == "nl":
        many = f"in {seen.count} van de {seen.visits} bezoeken"
        return many if seen.visits != 1 else "in het ene bezoek van deze audit"
    many = f"in {seen.count} of {seen.visits} visits"
    return many if seen.visits != 1 else "in the one visit of this audit"
