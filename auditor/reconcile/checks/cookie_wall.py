"""The page cannot be used without accepting.

Found when the banner covers the page, so that it can neither be scrolled nor used, and no layer offers a refusal or
a way to close it. A banner that blocks the page but can be refused is no wall. Where the layer behind the settings
was not opened, or a button was not understood (it may be a refusal, or a paid way in), the outcome is that it cannot
be told.

Applies only where something that needs consent was seen in any state. Whether another way in, such as paying, makes
the consent free is for a person to judge. Moderate.
"""

from __future__ import annotations

from auditor.reconcile import banner
from auditor.reconcile.check import CheckInfo, Draft, Found, Silence, Texts
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="cookie_wall",
    group="banner",
    severity="moderate",
    needs=banner.NEEDS,
    legal=("gdpr_7_4", "gdpr_4_11"),
    fields=("needing",),
    texts={
        "nl": Texts(
            title="De pagina is pas te gebruiken na accepteren",
            explanation="De banner houdt de pagina dicht, en op geen laag is een manier gevonden om te weigeren of de"
            " banner te sluiten. Er is iets waarvoor toestemming nodig is: {needing}. {limits}",
            remedy="Laat bezoekers die weigeren de site ook gebruiken.",
        ),
        "en": Texts(
            title="The page can be used only after accepting",
            explanation="The banner keeps the page closed, and no way to refuse or to close the banner was found on"
            " any layer. There is something that needs consent: {needing}. {limits}",
            remedy="Let visitors who refuse use the site too.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, about the banner as a whole."""
    silent = banner.unless_needed(view)
    if silent is not None:
        return silent
    surface = view.surface
    if surface.kind != "wall" and not surface.blocks_page:
        return ()
    if banner.clicks_to_reject(view) or any(one.role in ("reject", "close") for one in surface.buttons):
        return ()
    if banner.changeable(surface, 1) and banner.buttons(surface, "save"):
        return ()
    if not banner.readable(surface):
        return banner.UNREADABLE
    if banner.layers_unopened(surface):
        return Silence("cannot_tell", "The settings of the banner were not opened.")
    if banner.not_understood(surface):
        return Silence("cannot_tell", "A button of the banner was not understood.")
    accepting = [one for one in surface.buttons if one.role == "accept"]
    if not accepting:
        return Silence("cannot_tell", "No button to accept was found on the banner.")
    proofs = (
        banner.surface_proof(surface, "moderate"),
        *(banner.button_proof(surface, one, "moderate") for one in accepting[:4]),
    )
    return (Draft(banner.SUBJECT, proofs, details={"needing": banner.said_needing(view)}),)
