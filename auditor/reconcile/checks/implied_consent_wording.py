"""A text takes mere use of the site for consent.

Found when the banner, or the statement, says that whoever goes on, browses or scrolls agrees to cookies. Consent asks
for a clear act of its own; going on with what one came for is none. A sentence on terms of use does not count, nor one
that only says that it may be so. Serious.

It is about the words alone: what the site does without a choice is told by the other findings.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.knowledge.banner_words import implied_consent
from auditor.models.common import ReportLanguage
from auditor.models.consent import ConsentSurface
from auditor.models.result import Evidence, Subject
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import Proof, of_claim
from auditor.reconcile.texts import LONGEST_QUOTE
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="implied_consent_wording",
    group="consent",
    severity="serious",
    needs=Needs(collectors=("consent",), claims=("consent_implied",)),
    legal=("planet49", "gdpr_4_11", "edpb_5_2020"),
    fields=("place", "sentence"),
    texts={
        "nl": Texts(
            title="Gebruik van de site geldt als toestemming",
            explanation="{place}: “{sentence}”. Doorgaan met lezen of klikken is nog geen duidelijke handeling waarmee"
            " iemand toestemming geeft. {limits}",
            remedy="Haal de zin weg, en vraag toestemming met een knop die een bezoeker ook kan laten liggen.",
        ),
        "en": Texts(
            title="Use of the site counts as consent",
            explanation="{place}: “{sentence}”. Reading or clicking on is not yet a clear act by which someone gives"
            " consent. {limits}",
            remedy="Remove the sentence, and ask for consent with a button that a visitor may leave alone.",
        ),
    },
)

_BANNER: Mapping[ReportLanguage, str] = {"nl": "In de banner of melding staat", "en": "The banner or notice says"}
_TEXT: Mapping[ReportLanguage, str] = {"nl": "De verklaring zegt", "en": "The statement says"}


def find(view: View) -> Found:
    """A finding for the banner and one for the statement, where they say so."""
    drafts = []
    sentence = _said_on(view.surface)
    if sentence is not None:
        proof = Proof(Evidence(kind="banner", name=sentence, state="before", ref="/consent"), "serious", (), "banner")
        drafts.append(Draft(Subject(kind="banner", name="wording"), (proof,), (), _details(_BANNER, sentence)))
    claims = [one for one in view.judged("consent_implied") if not one.claim.possible]
    if claims:
        found = tuple(of_claim(one.index, one.claim.quote, one.claim.document, "serious") for one in claims)
        quote = min((one.claim.quote for one in claims), key=lambda text: (len(text), text)).rstrip(" .;:,")
        places = tuple(one.index for one in claims)
        subject = Subject(kind="claim", name="consent_implied")
        drafts.append(Draft(subject, found, places, _details(_TEXT, quote[:LONGEST_QUOTE])))
    return tuple(drafts)


def _details(place: Mapping[ReportLanguage, str], sentence: str) -> dict[str, Detail]:
    return {"place": place, "sentence": sentence}


def _said_on(surface: ConsentSurface) -> str | None:
    """The sentence of the banner that says so, as it is spelled there where that can be told."""
    for text in (surface.text, surface.further_text):
        sentence = implied_consent(text)
        if sentence:
            start = text.lower().find(sentence)
            said = text[start : start + len(sentence)] if start >= 0 else sentence
            return said.strip(" .;:,")[:LONGEST_QUOTE]
    return None
