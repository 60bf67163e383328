"""Refusing takes more clicks than accepting.

Found when the shortest way to refuse that was found has more clicks than the shortest way to accept, or when no
layer offers a refusal at all. Clicks are counted from the banner as it comes up: a settings button, every box that
has to be switched off, the button that saves. Where the layer behind the settings was not opened, or the way to
refuse was not found otherwise, the outcome is that it cannot be told. A notice offers no choice; that is another
finding.

Applies only where something that needs consent was seen in any state. Where the first layer offers no refusal at
all, that finding takes this one in. Moderate.
"""

from __future__ import annotations

from auditor.models.common import ReportLanguage
from auditor.reconcile import banner
from auditor.reconcile.check import CheckInfo, Draft, Found, Silence, Texts
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="harder_reject",
    group="banner",
    severity="moderate",
    needs=banner.NEEDS,
    legal=("ap_cookie_banners", "edpb_cookie_banner_taskforce", "gdpr_4_11"),
    fields=("clicks",),
    texts={
        "nl": Texts(
            title="Weigeren kost meer klikken dan accepteren",
            explanation="{clicks} {limits}",
            remedy="Maak weigeren mogelijk in evenveel klikken als accepteren.",
        ),
        "en": Texts(
            title="Refusing takes more clicks than accepting",
            explanation="{clicks} {limits}",
            remedy="Make refusing possible in as many clicks as accepting.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, about the ways through the banner."""
    silent = banner.unless_needed(view)
    if silent is not None:
        return silent
    surface = view.surface
    if surface.kind == "notice":
        return Silence("not_applicable", "The site shows a notice, which offers no choice.")
    accept, reject = surface.clicks_to_accept, banner.clicks_to_reject(view)
    if reject is None or (reject == 0 and banner.layers_unopened(surface)):
        return Silence("cannot_tell", "How many clicks refusing takes is not known.")
    if not accept:
        return Silence("cannot_tell", "How many clicks accepting takes is not known.")
    if reject == 0 and (banner.not_understood(surface) or not banner.readable(surface)):
        return Silence("cannot_tell", "A button of the banner was not understood.")
    if 0 < reject <= accept:
        return ()
    shown = [one for one in surface.buttons if one.role in ("accept", "settings", "reject", "save")]
    proofs = (
        banner.surface_proof(surface, "moderate"),
        *(banner.button_proof(surface, one, "moderate") for one in shown[:8]),
    )
    return (Draft(banner.SUBJECT, proofs, details={"clicks": _said(accept, reject)}),)


def _said(accept: int, reject: int) -> dict[ReportLanguage, str]:
    if reject == 0:
        return {
            "nl": f"Accepteren kan in {_clicks(accept, 'nl')}; een manier om te weigeren is op geen laag gevonden.",
            "en": f"Accepting takes {_clicks(accept, 'en')}; no way to refuse was found on any layer.",
        }
    return {
        "nl": f"Accepteren kan in {_clicks(accept, 'nl')}, weigeren pas in {_clicks(reject, 'nl')}.",
        "en": f"Accepting takes {_clicks(accept, 'en')}, refusing {_clicks(reject, 'en')}.",
    }


def _clicks(number: int, language: ReportLanguage) -> str:
    one, more = ("klik", "klikken") if language == "nl" else ("click", "clicks")
    return f"{number} {one if number == 1 else more}"
