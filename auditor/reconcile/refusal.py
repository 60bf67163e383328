"""What the checks of consent share: whether anything needs consent, and what a refusal was of.

Only a proven choice says anything of the time after it (see `Facts.counts`). A refusal is always one of tracking; of
plain analytics only where the banner offered to refuse that: then a visitor was asked, and said no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from auditor.knowledge.purposes import necessary_label, purposes_named
from auditor.models.common import CollectorKind, ConsentState, ReportLanguage
from auditor.models.consent import Choice, ConsentSurface, Step
from auditor.reconcile.banner import needing_consent
from auditor.reconcile.check import Silence
from auditor.reconcile.view import View

#: The collectors that see what needs consent.
KEEPING: tuple[CollectorKind, ...] = ("cookies", "web_storage", "requests")

#: Every state: what needs consent may show in any of them.
ALL_STATES: tuple[ConsentState, ...] = ("before", "rejected", "accepted", "withdrawn", "gpc")

#: Words by which a sentence says that something happens whatever the visitor chooses (nl, en, de, fr). Not where it
#: says that the choice can always be changed, or that nothing happens without consent.
_ALWAYS = re.compile(
    r"(?i)\b(?:altijd|steeds|always|immer|stets|toujours)\b|geen toestemming (?:nodig|vereist)|no consent"
    r"|keine (?:einwilligung|zustimmung)|(?:bij|voor) (?:iedereen|elke bezoeker)|for every(?:one|body)|für alle\b"
    r"|bei (?:allen|jedem)|pour tous|whatever you choose|ongeacht (?:uw|je) keuze|unabhängig von ihrer"
    r"|(?:zonder|without|ohne|sans) (?:\w+ )?(?:toestemming|consent|einwilligung"
    r"|zustimmung|consentement)"
)
_NOT_ALWAYS = re.compile(
    r"(?i)intrek|wijzig|aanpas|herzien|withdraw|chang|widerr|ändern|anpass|retirer|modifi|(?:zonder|without|ohne|sans)\b"
    r".*\b(?:geen|niet|not|no|never|nooit|keine?|nicht|aucun|pas)\b"
)

#: Words by which a button allows what it names, and nothing else.
_ONLY = re.compile(r"(?i)\b(?:alleen|enkel|slechts|uitsluitend|only|just|nur|seulement|uniquement)\b")

#: Words by which a button refuses everything.
_EVERYTHING = re.compile(
    r"(?i)\b(?:alles|alle|allemaal|geen enkele?|all|everything|any|allen?|keine|tout(?:es)?|tous|aucune?)\b"
)

_SENTENCE = re.compile(r"(?<=[.!?])\s+|[\n;]+")


def nothing_needed(view: View) -> Silence | None:
    """That nothing on the site was seen to need consent, where all was looked at; else None."""
    if needing_consent(view) or view.looked.missing(("before", "accepted"), KEEPING, third_party_cookies=True):
        return None
    return Silence("not_applicable", "Nothing that needs consent was seen.")


def nothing_chosen(view: View) -> Silence | None:
    """That there is no choice to respect: no banner, notice or wall in any state, or nothing that needs consent."""
    if view.surface.kind == "none" and not view.looked.banner_elsewhere:
        return Silence("not_applicable", "No banner was shown.")
    return nothing_needed(view)


def of_analytics(view: View) -> bool:
    """Whether the proven refusal was one of plain analytics too.

    So where a box that can be switched, a button or a sentence of the banner names analytics, where the manager's own
    record says that analytics is refused, or where the refusal was of everything, or of everything but what is
    necessary. Not so where the banner says that analytics is always on, or what was pressed allows it ("only
    analytics")."""
    choice, surface = view.choice("rejected"), view.surface
    if choice is None or choice.outcome != "verified":
        return False
    if any(box.disabled and box.checked and _analytics(box.label) for box in surface.boxes):
        return False
    pressed = tuple(step for step in choice.steps if step.role not in ("settings", "way_back"))
    if any(step.role != "toggle" and _analytics(step.text) and _ONLY.search(step.text) for step in pressed):
        return False
    said = [sentence for sentence in _sentences(surface) if _analytics(sentence)]
    if any(_ALWAYS.search(sentence) and not _NOT_ALWAYS.search(sentence) for sentence in said):
        return False
    if said or _recorded_refused(view) or any(_refuses_analytics(step) for step in pressed):
        return True
    boxes = (box.label for box in surface.boxes if not box.disabled)
    return any(_analytics(text) for text in (*boxes, *(button.text for button in surface.buttons)))


def _refuses_analytics(step: Step) -> bool:
    """Whether what was pressed refuses analytics, or everything, or everything but what is necessary."""
    if _analytics(step.text):
        return True
    if step.role == "reject" and _EVERYTHING.search(step.text):
        return True
    only_necessary = necessary_label(step.text) or purposes_named(step.text) == {"functional"}
    return step.role == "reject" and only_necessary


def _recorded_refused(view: View) -> bool:
    for _, record in view.records("rejected"):
        if any(not on and _analytics(name) for name, on in record.granted.items()):
            return True
        if record.consent_mode.get("analytics_storage") == "denied":
            return True
    return False


def _analytics(text: str) -> bool:
    return "analytics" in purposes_named(text)


def _sentences(surface: ConsentSurface) -> Iterable[str]:
    return (part for text in (surface.text, surface.further_text) for part in _SENTENCE.split(text) if part.strip())


#: How a sentence on a proven choice begins.
_MADE: Mapping[ConsentState, Mapping[ReportLanguage, str]] = {
    "rejected": {"nl": "Er is geweigerd", "en": "Consent was refused"},
    "accepted": {"nl": "Er is geaccepteerd", "en": "Consent was given"},
    "withdrawn": {"nl": "De toestemming is gegeven en ingetrokken", "en": "Consent was given and withdrawn"},
}

#: What the banner's own record says of it.
_RECORDED: Mapping[bool | None, Mapping[ReportLanguage, str]] = {
    True: {
        "nl": " en het eigen register van de banner zegt hetzelfde",
        "en": " and the banner's own record says the same",
    },
    False: {
        "nl": ", al zegt het eigen register van de banner iets anders",
        "en": ", though the banner's own record says otherwise",
    },
    None: {"nl": "", "en": ""},
}


def said_choice(choice: Choice | None, state: ConsentState) -> Mapping[ReportLanguage, str]:
    """How a proven choice was made and by what it is proven, as a sentence in each language."""
    if choice is None or choice.outcome != "verified":
        return {"nl": "", "en": ""}
    pressed = next((step.text for step in reversed(choice.steps) if step.text.strip()), "")
    words = f" (“{' '.join(pressed.split())[:80]}”)" if pressed else ""
    made, recorded = _MADE[state], _RECORDED[choice.record_agrees]
    return {
        "nl": f"{made['nl']}{words}: na opnieuw laden bleef de banner weg{recorded['nl']}.",
        "en": f"{made['en']}{words}: after the page was loaded anew the banner stayed away{recorded['en']}.",
    }
