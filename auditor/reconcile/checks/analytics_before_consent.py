"""An analytics cookie is stored before the choice, and the exemption from consent is not shown.

Found for each analytics product (or cookie name, where the product is not known) whose cookie is in the browser
before any choice. Dutch law exempts measuring with little or no effect on privacy (Tw 11.7a), and French guidance
does on conditions: there the finding is moderate, and lists each condition with what was seen of it: something
against it, nothing against it, or that it cannot be seen from outside (the vendor's agreement, masked addresses,
sharing that is off). It is serious where something speaks against the exemption: links with advertising of the same
owner, a value of the cookie that also goes to another company, an account's id. A life beyond thirteen months is
told, but is a recommendation only. The directive itself knows no such exemption, nor does the law of Germany and
Belgium: there the finding is serious.

Measuring without cookies, consent-mode pings, and cookies that are exempt do not count. It does not prove that
consent is needed; it says that the conditions for doing without were not shown.
"""

from __future__ import annotations

from auditor.knowledge.schema import AgainstMeasuring, Condition, Measurement
from auditor.models.common import ReportLanguage, Severity
from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import Proof, proofs
from auditor.reconcile.low_impact import Against, Beside, against
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
    legal=("tw_11_7a", "eprivacy_5_3", "wp194"),
    fields=("rule",),
    texts={
        "nl": Texts(
            title="Analytische cookies van {vendor} staan er vóór een keuze",
            explanation="De browser bewaarde {where}: {cookies} ({seen}). {rule} {limits}",
            remedy="Plaats deze cookies pas na toestemming, of meet zonder cookies; of zorg dat aan de voorwaarden is"
            " voldaan, en schrijf in de verklaring hoe.",
        ),
        "en": Texts(
            title="Analytics cookies of {vendor} are there before any choice",
            explanation="The browser stored {where}: {cookies} ({seen}). {rule} {limits}",
            remedy="Set these cookies only after consent, or measure without cookies; or see to it that the conditions"
            " are met, and say in the statement how.",
        ),
    },
)

#: Before the list of conditions, and between a condition and what was seen of it.
_LIST: dict[ReportLanguage, str] = {
    "nl": "De voorwaarden, met wat daarvan te zien was: {}.",
    "en": "The conditions, with what could be seen of them: {}.",
}
_AGAINST: dict[ReportLanguage, str] = {"nl": "daartegen spreekt {}", "en": "against that speaks {}"}

#: What is said of a condition that nothing was seen against, by who can see something of it.
_NOTHING: dict[str, dict[ReportLanguage, str]] = {
    "observation": {"nl": "niets gezien dat daartegen spreekt", "en": "nothing seen that speaks against it"},
    "declaration": {
        "nl": "zie de bevindingen over de verklaring",
        "en": "see the findings on the statement",
    },
    "nobody": {"nl": "van buitenaf niet te zien", "en": "cannot be seen from outside"},
}

_SEEN: dict[AgainstMeasuring, dict[ReportLanguage, str]] = {
    "linked": {"nl": "een koppeling met advertenties ({})", "en": "a link with advertising ({})"},
    "passed_on": {
        "nl": "een kenmerk uit deze cookies dat ook naar een ander ging ({})",
        "en": "an identifier from these cookies that also went to another ({})",
    },
    "accounts": {"nl": "het nummer van een gebruiker ({})", "en": "the id of a user ({})"},
    "long_lived": {"nl": "een langer leven ({})", "en": "a longer life ({})"},
}

_NOTES: dict[AgainstMeasuring, str] = {
    "linked": "advertising product of the same owner",
    "passed_on": "carries the value of an analytics cookie",
    "accounts": "carries the id of a user",
}


def find(view: View) -> Found:
    """A finding for each analytics product with a cookie before the choice."""
    early = [thing for thing in view.stored_cookies if thing.state == "before"]
    groups = by_vendor(thing for thing in early if thing.standing == "analytics")
    others = Beside((*early, *(thing for thing in view.requests if thing.state == "before")) if groups else ())
    days = view.jurisdiction.long_life.days
    drafts = tuple(_draft(view, things, against(things, others, view.base, days)) for things in groups.values())
    return drafts or nothing_needed(view) or ()


def _draft(view: View, things: list[Thing], evidence: Against) -> Draft:
    measurement = view.jurisdiction.measurement
    severity: Severity = "serious" if evidence.things or not measurement.exempt else "moderate"
    product = things[0].product
    known = things[0].vendor is not None and product is not None
    names = sorted({thing.name for thing in things})
    details: dict[str, Detail] = {
        "vendor": product.name if known and product is not None else things[0].name,
        "cookies": {"nl": listed(names, "nl"), "en": listed(names, "en")},
        "rule": {"nl": _rule(measurement, evidence, "nl"), "en": _rule(measurement, evidence, "en")},
    }
    return Draft(subject_of(things[0]), (*proofs(things, severity), *_against(evidence)), details=details)


def _against(evidence: Against) -> tuple[Proof, ...]:
    found: dict[str, Proof] = {}
    for kind, note in _NOTES.items():
        for proof in proofs(evidence.of(kind), "serious", note):
            found.setdefault("|".join(proof.identity), proof)
    return tuple(found.values())


def _rule(measurement: Measurement, evidence: Against, language: ReportLanguage) -> str:
    """The jurisdiction's rule, and each condition of its exemption with what was seen of it."""
    if not measurement.conditions:
        return measurement.rule[language]
    told = [f"{one.says[language]}: {_seen_of(one, evidence, language)}" for one in measurement.conditions]
    return f"{measurement.rule[language]} {_LIST[language].format('; '.join(told))}"


def _seen_of(condition: Condition, evidence: Against, language: ReportLanguage) -> str:
    seen = []
    for kind in condition.against:
        things = evidence.of(kind)
        names = sorted({thing.name if kind == "long_lived" else thing.host for thing in things})
        seen += [_SEEN[kind][language].format(listed(names, language))] if things else []
    return _AGAINST[language].format(listed(seen, language)) if seen else _NOTHING[condition.seen_by][language]
