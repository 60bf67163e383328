"""Fills a check's templates in both report languages. Everything that comes from a site is bounded here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.knowledge.vendors import VendorBase
from auditor.models.common import ConsentState, ReportLanguage
from auditor.models.declaration import Claim
from auditor.models.result import FindingText, Seen
from auditor.reconcile.check import CheckInfo, Draft
from auditor.reconcile.evidence import Proof
from auditor.reconcile.observed import STATE_ORDER

#: Longest quote of a policy in a finding's words; the whole stands in its claims.
LONGEST_QUOTE = 240

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
        vendors = sorted({proof.vendor for proof in draft.proofs if proof.vendor})
        fields = {
            "site": self.site,
            "subject": draft.subject.name,
            "document": draft.subject.name,
            "vendor": listed([self._vendor(vendor) for vendor in vendors], language) or draft.subject.name,
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
        said = owner is None or owner.name.lower() in product.name.lower()
        return product.name if said or owner is None else f"{product.name} ({owner.name})"


def _name(proof: Proof) -> str:
    source = proof.source
    if source.kind in ("request", "script"):
        return source.host or source.name
    name = source.name if len(source.name) <= 120 else source.name[:119].rstrip() + "…"
    return f"“{name}”" if source.kind == "document" else name


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
    first = first.rstrip(" .;:,")
    return first if len(first) <= LONGEST_QUOTE else first[: LONGEST_QUOTE - 1].rstrip() + "…"


def _where(draft: Draft, language: ReportLanguage) -> str:
    """In which states and on how many pages: ``vóór een keuze, op 2 pagina's``."""
    states = sorted({proof.state for proof in draft.proofs if proof.state}, key=lambda state: STATE_ORDER[state])
    pages = {page for proof in draft.proofs for page in proof.pages}
    words = listed([STATES[language][state] for state in states], language)
    if not pages:
        return words
    if language == "nl":
        place = "op één pagina" if len(pages) == 1 else f"op {len(pages)} pagina's"
    else:
        place = "on one page" if len(pages) == 1 else f"on {len(pages)} pages"
    return f"{words}, {place}" if words else place


def _seen(seen: Seen, language: ReportLanguage) -> str:
    if language == "nl":
        many = f"in {seen.count} van de {seen.visits} bezoeken"
        return many if seen.visits != 1 else "in het ene bezoek van deze audit"
    many = f"in {seen.count} of {seen.visits} visits"
    return many if seen.visits != 1 else "in the one visit of this audit"
