"""An analytics cookie is stored before the choice, and the exemption from consent is not shown.

Found for each analytics product (or cookie name, where the product is not known) whose cookie is in the browser
before any choice. Dutch law exempts measuring with little or no effect on privacy (Tw 11.7a), and French guidance
does on conditions: there the finding is moderate, and says which conditions nobody can see from outside (the vendor's
agreement, masked addresses, sharing that is off). It is serious where something speaks against the exemption: links
with advertising of the same owner, a value of the cookie that also goes to another company, an account's id. The
directive itself knows no such exemption: under other law the finding is serious.

Measuring without cookies, consent-mode pings, and cookies that are exempt do not count. It does not prove that
consent is needed; it says that the conditions for doing without were not shown.
"""

from __future__ import annotations

from auditor.models.common import ReportLanguage, Severity
from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import Proof, proofs
from auditor.reconcile.low_impact import EXEMPTING, Against, against
from auditor.reconcile.observed import Thing
from auditor.reconcile.refusal import nothing_needed
from auditor.reconcile.texts import listed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="analytics_before_consent",
    group="consent",
    severity="moderate",
    needs=Needs(
        states=("before",),
        more_states=("rejected", "accepted", "withdrawn", "gpc"),
        collectors=("cookies", "web_storage", "requests"),
        third_party_cookies=True,
    ),
    legal=("tw_11_7a", "eprivacy_5_3", "cnil_trackers"),
    fields=("rule", "conditions"),
    texts={
        "nl": Texts(
            title="Analytische cookies van {vendor} staan er vóór een keuze",
            explanation="De browser bewaarde {where}: {cookies} ({seen}). {rule} {conditions} {limits}",
            remedy="Plaats deze cookies pas na toestemming, of meet zonder cookies; of zorg dat aan de voorwaarden is"
            " voldaan, en schrijf in de verklaring hoe.",
        ),
        "en": Texts(
            title="Analytics cookies of {vendor} are there before any choice",
            explanation="The browser stored {where}: {cookies} ({seen}). {rule} {conditions} {limits}",
            remedy="Set these cookies only after consent, or measure without cookies; or see to it that the conditions"
            " are met, and say in the statement how.",
        ),
    },
)

_RULES: dict[str, dict[ReportLanguage, str]] = {
    "nl": {
        "nl": "Analytische cookies mogen zonder toestemming als ze geen of weinig gevolgen hebben voor de privacy.",
        "en": "Analytics cookies may do without consent where they have little or no effect on privacy (Dutch law).",
    },
    "fr": {
        "nl": "Bezoekersmeting mag volgens de Franse toezichthouder onder voorwaarden zonder toestemming.",
        "en": "According to the French authority audience measurement may do without consent on conditions.",
    },
    "eu": {
        "nl": "De richtlijn kent voor analytische cookies geen uitzondering op toestemming vooraf.",
        "en": "The directive knows no exemption from prior consent for analytics cookies.",
    },
}

_UNSEEN: dict[ReportLanguage, str] = {
    "nl": "Van buitenaf is niet te zien of er een verwerkersovereenkomst is, of IP-adressen worden ingekort, en of de"
    " leverancier de gegevens niet voor zichzelf gebruikt.",
    "en": "Whether there is a processor agreement, whether IP addresses are shortened, and whether the vendor does not"
    " use the data for itself cannot be seen from outside.",
}

_WHATEVER: dict[ReportLanguage, str] = {
    "nl": "Dat geldt ook voor meten voor eigen gebruik.",
    "en": "That holds for measuring for one's own use too.",
}

_NOTHING: dict[ReportLanguage, str] = {
    "nl": "Daartegen sprak niets van wat te zien was: geen koppeling met advertenties, geen nummer van een gebruiker"
    " en geen kenmerk uit deze cookies dat naar een ander ging.",
    "en": "Nothing that could be seen spoke against that: no link with advertising, no id of a user, and no identifier"
    " from these cookies that went to another.",
}

_SEEN: dict[str, dict[ReportLanguage, str]] = {
    "linked": {"nl": "een koppeling met advertenties ({})", "en": "a link with advertising ({})"},
    "passed_on": {
        "nl": "een kenmerk uit deze cookies dat ook naar een ander ging ({})",
        "en": "an identifier from these cookies that also went to another ({})",
    },
    "accounts": {"nl": "het nummer van een gebruiker ({})", "en": "the id of a user ({})"},
}

_NOTES = {
    "linked": "advertising product of the same owner",
    "passed_on": "carries the value of an analytics cookie",
    "accounts": "carries the id of a user",
}


def find(view: View) -> Found:
    """A finding for each analytics product with a cookie before the choice."""
    early = [thing for thing in view.stored_cookies if thing.state == "before"]
    groups = by_vendor(thing for thing in early if thing.standing == "analytics")
    others = [*early, *(thing for thing in view.requests if thing.state == "before")] if groups else []
    drafts = tuple(_draft(view, things, against(things, others, view.base)) for things in groups.values())
    return drafts or nothing_needed(view) or ()


def _draft(view: View, things: list[Thing], evidence: Against) -> Draft:
    conditional = view.law in EXEMPTING
    severity: Severity = "serious" if evidence.things or not conditional else "moderate"
    product = things[0].product
    known = things[0].vendor is not None and product is not None
    names = sorted({thing.name for thing in things})
    details: dict[str, Detail] = {
        "vendor": product.name if known and product is not None else things[0].name,
        "cookies": {"nl": listed(names, "nl"), "en": listed(names, "en")},
        "rule": _RULES[view.law if conditional else "eu"],
        "conditions": _conditions(evidence) if conditional else _WHATEVER,
    }
    return Draft(subject_of(things[0]), (*proofs(things, severity), *_against(evidence)), details=details)


def _against(evidence: Against) -> tuple[Proof, ...]:
    found: dict[str, Proof] = {}
    for kind, note in _NOTES.items():
        for proof in proofs(getattr(evidence, kind), "serious", note):
            found.setdefault("|".join(proof.identity), proof)
    return tuple(found.values())


def _conditions(evidence: Against) -> dict[ReportLanguage, str]:
    said: dict[ReportLanguage, str] = {}
    for language, words in _UNSEEN.items():
        against_it = [
            pattern[language].format(listed(sorted({thing.host for thing in getattr(evidence, kind)}), language))
            for kind, pattern in _SEEN.items()
            if getattr(evidence, kind)
        ]
        begin = {"nl": "Daartegen spreekt", "en": "Against that speaks"}[language]
        seen = f"{begin}: {listed(against_it, language)}." if against_it else _NOTHING[language]
        said[language] = f"{seen} {words}"
    return said
