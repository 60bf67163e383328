"""Nothing asks for consent, or tells of it, and the site tracks.

Found when neither a banner nor a notice nor a wall was there, in any state, and before any choice a tracking cookie was
stored or a tracker requested. Analytics alone is not enough (see analytics_before_consent). Serious.

A banner may depend on the visitor's country, or hide from automated browsers. Where the software of a consent manager
was loaded and showed nothing, or a banner came up in some of the visits only, the outcome is that it cannot be told.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.refusal import nothing_needed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="missing_banner",
    group="consent",
    severity="serious",
    needs=Needs(
        states=("before",),
        more_states=("rejected", "accepted", "withdrawn", "gpc"),
        collectors=("cookies", "web_storage", "requests", "consent"),
        third_party_cookies=True,
    ),
    legal=("tw_11_7a", "eprivacy_5_3"),
    texts={
        "nl": Texts(
            title="De site volgt bezoekers en vraagt niets",
            explanation="Er kwam geen cookiebanner of -melding, ook niet na even wachten. Toch zag deze audit {where}:"
            " {names}{of} ({seen}). Voor het volgen van bezoekers is vooraf toestemming nodig. {limits}",
            remedy="Vraag toestemming voordat deze diensten laden, of haal ze van de site.",
        ),
        "en": Texts(
            title="The site tracks visitors and asks nothing",
            explanation="No cookie banner or notice came up, not after waiting a moment either. Yet this audit saw"
            " {where}: {names}{of} ({seen}). Tracking visitors needs consent beforehand. {limits}",
            remedy="Ask for consent before these services load, or take them off the site.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding with everything that tracks before the choice, where nothing asked."""
    surface = view.surface
    if surface.kind is None:
        return Silence("cannot_tell", surface.reason or "Nobody looked for a banner.")
    if surface.kind != "none":
        return nothing_needed(view) or ()
    everything = (*view.stored_cookies, *view.storage, *view.trackers)
    things = [thing for thing in everything if thing.tracking and thing.state == "before"]
    if not things:
        return nothing_needed(view) or ()
    doubt = view.looked.no_banner_in_doubt(view.requests)
    if doubt is not None:
        return Silence("cannot_tell", doubt)
    return (Draft(Subject(kind="banner", name="missing"), proofs(things, "serious")),)
