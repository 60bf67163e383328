"""Consent was given for something that needs it, and no visible way back to the choice was found.

Found when consent was given and proven by its effect, something that needs consent ran after that, and on the pages
that were visited neither a link nor an icon nor a page led back to the choice; or only the consent manager's own script
did, which no visitor sees. Serious. A statement that promises such a way is quoted. A notice without a choice asks
for no consent, and does not count.

It does not prove that there is none: it may be on a page that was not visited, or in words that were not understood.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.models.common import ReportLanguage
from auditor.models.result import Evidence, Subject
from auditor.reconcile.banner import needing_consent
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import Proof, proofs
from auditor.reconcile.refusal import nothing_chosen
from auditor.reconcile.view import View
from auditor.reconcile.withdrawal import VISIBLE, no_way_back, on_consent

INFO = CheckInfo(
    id="missing_withdrawal",
    group="consent",
    severity="serious",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("cookies", "web_storage", "requests", "consent"),
        more_claims=("withdraw",),
    ),
    legal=("gdpr_7_3",),
    fields=("way",),
    texts={
        "nl": Texts(
            title="Geen zichtbare weg terug naar de keuze",
            explanation="Deze audit zag {where}: {names}{of} ({seen}). {way} Toestemming moet even makkelijk zijn in"
            " te trekken als te geven. {limits}",
            remedy="Zet op elke pagina een link of knop waarmee de bezoeker zijn keuze kan herzien, bijvoorbeeld"
            " “Cookie-instellingen” in de voettekst.",
        ),
        "en": Texts(
            title="No visible way back to the choice",
            explanation="This audit saw {where}: {names}{of} ({seen}). {way} Consent has to be as easy to"
            " withdraw as to give. {limits}",
            remedy="Put a link or button on every page by which the visitor can change the choice, for instance"
            " “Cookie settings” in the footer.",
        ),
    },
)

_NONE: Mapping[ReportLanguage, str] = {
    "nl": "Op de bezochte pagina's is geen link, icoon of pagina gevonden die naar de keuze terugleidt.",
    "en": "On the pages visited no link, icon or page was found that leads back to the choice.",
}

_CALL: Mapping[ReportLanguage, str] = {
    "nl": "Het keuzevenster was alleen te openen met een opdracht aan het script van de banner, niet met iets wat op de"
    " bezochte pagina's te zien was.",
    "en": "The choice could be opened only by a command to the banner's script, not by anything visible on the pages"
    " visited.",
}


def find(view: View) -> Found:
    """One finding with what runs on consent that cannot visibly be withdrawn."""
    choice = view.choice("withdrawn")
    if view.surface.kind == "notice":
        return Silence("not_applicable", "The site shows a notice that asks for no consent.")
    running = on_consent(needing_consent(view))
    if running and no_way_back(view.surface, choice) and choice is not None:
        claims = tuple(one.index for one in view.judged("withdraw") if one.judgement.verdict == "contradicted")
        place = f"/states/{view.place('withdrawn')}/choice"
        looked = Evidence(kind="banner", name="way back", ref=place, note=choice.reason)
        found = (*proofs(running, "serious"), Proof(looked, "serious", (), "way back"))
        way = _CALL if choice.way_back == "call" else _NONE
        return (Draft(Subject(kind="banner", name="withdrawal"), found, claims, {"way": way}),)
    silence = nothing_chosen(view)
    if silence is not None or not view.verified("accepted"):
        return silence or ()
    if not running:
        return Silence("not_applicable", "Nothing that needs consent was seen after accepting.")
    if choice is None:
        return Silence("cannot_tell", "Nobody looked for a way back to the choice.")
    if choice.way_back in VISIBLE:
        return ()
    return Silence("cannot_tell", view.looked.unproven("withdrawn") or "Nobody looked for a way back to the choice.")
