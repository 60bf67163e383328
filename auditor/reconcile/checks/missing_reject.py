"""The banner offers to accept, and no refusal beside it.

Found when the first layer has a button that accepts and nothing on that layer refuses: no button to refuse, no boxes
that are saved, no refusal that was proved from there. A refusal behind a settings button does not count: most
authorities hold that it has to stand on the layer on which consent is asked. Found too for a notice whose only
buttons close it, where trackers run; where only analytics was seen, a notice may be enough, and it cannot be told.

Applies only where something that needs consent was seen in any state. A refusal counts by what it does, not by the
word "refuse": "only necessary", "continue without accepting". Where a button of the first layer was not understood
and no refusal was found elsewhere, the outcome is that it cannot be told. Serious.
"""

from __future__ import annotations

from auditor.models.common import ReportLanguage
from auditor.models.consent import Button, ConsentSurface
from auditor.reconcile import banner
from auditor.reconcile.check import CheckInfo, Draft, Found, Silence, Texts
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="missing_reject",
    group="banner",
    severity="serious",
    needs=banner.NEEDS,
    legal=("edpb_cookie_banner_taskforce", "ap_cookie_banners", "gdpr_4_11"),
    fields=("way", "needing"),
    texts={
        "nl": Texts(
            title="Naast accepteren staat geen knop om te weigeren",
            explanation="{way} Er is wel iets waarvoor toestemming nodig is: {needing}. {limits}",
            remedy="Zet op de eerste laag van de banner een knop om te weigeren, naast die om te accepteren en even"
            " duidelijk.",
        ),
        "en": Texts(
            title="There is no button to refuse beside the one to accept",
            explanation="{way} Yet there is something that needs consent: {needing}. {limits}",
            remedy="Put a button to refuse on the banner's first layer, beside the one to accept and as clear.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, about the buttons of the first layer."""
    silent = banner.unless_needed(view)
    if silent is not None:
        return silent
    surface = view.surface
    if not banner.readable(surface):
        return banner.UNREADABLE
    if _refusable(view):
        return ()
    accepting = banner.buttons(surface, "accept")
    if surface.kind == "notice":
        accepting = accepting or banner.buttons(surface, "close")
        if banner.buttons(surface, "settings") or not accepting:
            return ()
        if view.jurisdiction.measurement.exempt and banner.only_analytics(banner.needing_consent(view)):
            return Silence("cannot_tell", "Only analytics was seen, for which a notice may be enough.")
    unclear = banner.not_understood(surface)
    if unclear and not banner.clicks_to_reject(view):
        return Silence("cannot_tell", "A button of the banner was not understood.")
    if not accepting:
        known = surface.clicks_to_accept is not None or not surface.buttons
        return () if known else Silence("cannot_tell", "No button to accept was found on the banner.")
    return (_draft(view, surface, accepting),)


def _refusable(view: View) -> bool:
    """Whether the first layer lets a visitor refuse, in one click or by saving boxes that stand there."""
    surface = view.surface
    if banner.buttons(surface, "reject") or banner.refused_at_once(view) or surface.clicks_to_reject == 1:
        return True
    return bool(banner.buttons(surface, "save") and banner.changeable(surface, 1))


def _draft(view: View, surface: ConsentSurface, accepting: tuple[Button, ...]) -> Draft:
    words = ", ".join(banner.quoted(one.text for one in accepting[:3]))
    clicks = banner.clicks_to_reject(view)
    way: dict[ReportLanguage, str]
    if surface.kind == "notice":
        way = {
            "nl": f"De melding is alleen te sluiten ({words})." if words else "De melding is alleen te sluiten.",
            "en": f"The notice can only be closed ({words})." if words else "The notice can only be closed.",
        }
    else:
        nl = f"De eerste laag van de banner heeft een knop om te accepteren ({words}) en geen om te weigeren."
        en = f"The banner's first layer has a button to accept ({words}) and none to refuse."
        if clicks and clicks > 1:
            nl += f" Weigeren kan pas verderop, in {clicks} klikken."
            en += f" Refusing is only possible further on, in {clicks} clicks."
        elif banner.buttons(surface, "close"):
            nl += " Er is wel een knop om te sluiten; die zegt niet dat daarmee wordt geweigerd."
            en += " There is a button to close it, which does not say that closing refuses."
        elif clicks == 0:
            nl += " Ook op de lagen daarachter is geen weigering gevonden."
            en += " No refusal was found on the layers behind it either."
        way = {"nl": nl, "en": en}
    proofs = (
        banner.surface_proof(surface, "serious"),
        *(banner.button_proof(surface, one, "serious") for one in (*accepting, *banner.buttons(surface, "settings"))),
    )
    return Draft(banner.SUBJECT, proofs, details={"way": way, "needing": banner.said_needing(view)})
