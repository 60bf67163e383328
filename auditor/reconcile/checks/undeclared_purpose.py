"""Tracking cookies are stored, and the first layer of the banner names no such purpose.

Found when a cookie of a tracker is stored in any state, and the text, boxes and buttons of the first layer name
neither marketing nor social media (for the recording of sessions: nor analytics). Whoever is asked to consent has to
be told what for before choosing; words behind a settings button or in a policy come too late. "For a better
experience" names no purpose.

Where the text of the first layer could not be read, or is in a language that is not read, the outcome is that it
cannot be told. Moderate.
"""

from __future__ import annotations

from auditor.knowledge.purposes import purposes_named
from auditor.models.common import Category
from auditor.models.consent import ConsentSurface
from auditor.reconcile import banner
from auditor.reconcile.check import CheckInfo, Draft, Found, Silence, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="undeclared_purpose",
    group="banner",
    severity="moderate",
    needs=banner.NEEDS,
    legal=("gdpr_13_1_c", "edpb_cookie_banner_taskforce", "ap_cookie_banners"),
    texts={
        "nl": Texts(
            title="De banner noemt niet dat cookies bezoekers volgen",
            explanation="De browser bewaarde {where}: {cookies}{of} ({seen}). De eerste laag van de banner noemt"
            " marketing, advertenties of volgen niet als doel. {limits}",
            remedy="Noem op de eerste laag van de banner alle doelen waarvoor toestemming wordt gevraagd.",
        ),
        "en": Texts(
            title="The banner does not say that cookies track visitors",
            explanation="The browser stored {where}: {cookies}{of} ({seen}). The banner's first layer does not name"
            " marketing, advertising or tracking as a purpose. {limits}",
            remedy="Name on the banner's first layer every purpose that consent is asked for.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, with the tracking cookies whose purpose is not named."""
    silent = banner.unless_needed(view)
    if silent is not None:
        return silent
    cookies = [thing for thing in view.stored_cookies if thing.tracking]
    if not cookies:
        missing = view.looked.missing(("before", "accepted"), ("cookies",), third_party_cookies=True)
        if missing is not None:
            return Silence("cannot_tell", missing)
        return Silence("not_applicable", "No tracking cookies were seen.")
    surface = view.surface
    if not surface.text.strip():
        return Silence("cannot_tell", "The text of the banner could not be read.")
    if not banner.readable(surface):
        return banner.UNREADABLE
    named = _named(surface)
    unnamed = [thing for thing in cookies if not named & _fitting(thing)]
    if not unnamed:
        return ()
    found = (*proofs(unnamed, "moderate"), banner.surface_proof(surface, "moderate", None))
    return (Draft(banner.SUBJECT, found),)


def _named(surface: ConsentSurface) -> frozenset[Category]:
    """The purposes that the first layer names, in its text or on its boxes and buttons."""
    words = [surface.text]
    words += [box.label for box in surface.boxes if box.layer == 1]
    words += [button.text for button in surface.buttons if button.layer == 1]
    return frozenset(purpose for text in words for purpose in purposes_named(text))


def _fitting(thing: Thing) -> frozenset[Category]:
    """The purposes of which one has to be named for a tracking cookie: marketing and social media stand for each
    other, since a social network's pixel serves both; a recorder of sessions is often called analytics."""
    known: Category | None = None
    if thing.fact is not None:
        known = thing.fact.category
    elif thing.product is not None:
        known = thing.product.category
    fitting: frozenset[Category] = frozenset({"marketing", "social"})
    recorder = thing.product is not None and thing.product.purpose == "session_recording"
    return fitting | {"analytics"} if known == "analytics" or recorder else fitting
