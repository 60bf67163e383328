"""Fonts, a video, a map, a captcha or social content is loaded from outside before any choice.

Found for each vendor product of such a kind that is requested before the choice, from another company's host.
Loading it gives that company the visitor's address and page. What another company's frame or script embeds for
itself (a font inside a video player or a map) is not the site's own embedding and does not count; nor does
content that the site serves itself.

Moderate: there may be a legal ground other than consent; the site has to be able to name it. It does not prove
that the company keeps anything.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="embed_before_consent",
    group="third_parties",
    severity="moderate",
    needs=Needs(states=("before",), collectors=("requests",)),
    legal=("gdpr_6",),
    texts={
        "nl": Texts(
            title="{vendor} wordt geladen vóór een keuze",
            explanation="De pagina haalt {where} inhoud op bij {vendor} ({seen}): {names}. Daarmee krijgt dat bedrijf"
            " het IP-adres van de bezoeker en de bezochte pagina, nog voor er iets is gekozen. {limits}",
            remedy="Laad deze inhoud pas na een klik of na toestemming, of zet haar op de eigen server.",
        ),
        "en": Texts(
            title="{vendor} is loaded before any choice",
            explanation="The page fetches content from {vendor} {where} ({seen}): {names}. That company so gets the"
            " visitor's IP address and the page visited, before anything was chosen. {limits}",
            remedy="Load this content only after a click or after consent, or serve it from your own server.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each embedded product that is requested before the choice."""
    reached: dict[str, list[Thing]] = {}
    for thing in view.requests:
        if thing.embed and thing.vendor and thing.party == "third" and not thing.for_another:
            reached.setdefault(thing.vendor, []).append(thing)
    return tuple(
        Draft(Subject(kind="vendor", name=vendor, vendor=vendor), proofs(things, "moderate"))
        for vendor, things in sorted(reached.items())
    )
