"""A tracker is requested before the visitor has chosen anything.

Found for each tracker that receives a request in the state before any choice: a vendor product for marketing,
advertising, social profiling or the recording of sessions. Plain analytics, tag managers, consent managers,
content delivery, fonts, maps, captchas and payment are no trackers; nor is a consent-mode ping without an
identifier. Serious; where the same tracker also stores a cookie, that finding takes this one in.

It does not prove that the visitor is followed; it shows that the tracker was told of the visit.
"""

from __future__ import annotations

from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.refusal import nothing_needed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="tracker_before_consent",
    group="consent",
    severity="serious",
    needs=Needs(
        states=("before",),
        more_states=("rejected", "accepted", "withdrawn", "gpc"),
        collectors=("requests", "cookies", "web_storage"),
    ),
    legal=("tw_11_7a", "eprivacy_5_3", "edpb_2_2023"),
    texts={
        "nl": Texts(
            title="{vendor} krijgt al verkeer vóór een keuze",
            explanation="De site vroeg {where} iets op bij {vendor}: {names} ({seen}). Deze dienst volgt bezoekers;"
            " op dat moment was er nog niets gekozen. {limits}",
            remedy="Laad deze dienst pas nadat de bezoeker toestemming heeft gegeven.",
        ),
        "en": Texts(
            title="{vendor} already gets traffic before any choice",
            explanation="The site asked {vendor} for something {where}: {names} ({seen}). This service tracks"
            " visitors; nothing had been chosen at that moment. {limits}",
            remedy="Load this service only after the visitor has given consent.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each tracker that is requested before the choice."""
    groups = by_vendor(thing for thing in view.trackers if thing.vendor is not None and thing.state == "before")
    drafts = tuple(Draft(subject_of(things[0]), proofs(things, "serious")) for things in groups.values())
    return drafts or nothing_needed(view) or ()
