"""A tracker is requested before the visitor has chosen anything.

Found for each tracker that receives a request in the state before any choice: a vendor product for marketing,
advertising, social profiling or the recording of sessions. Plain analytics, tag managers, consent managers,
content delivery, fonts, maps, captchas and payment are no trackers; nor is a consent-mode ping without an
identifier. Serious; where the same tracker also stores a cookie, that finding takes this one in.

It does not prove that the visitor is followed; it shows that the tracker was told of the visit.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="tracker_before_consent",
    group="consent",
    severity="serious",
    needs=Needs(states=("before",), collectors=("requests",)),
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
    groups: dict[str, list[Thing]] = {}
    for thing in view.trackers:
        if thing.vendor is not None:
            groups.setdefault(thing.vendor, []).append(thing)
    return tuple(
        Draft(Subject(kind="vendor", name=vendor, vendor=vendor), proofs(things, "serious"))
        for vendor, things in sorted(groups.items())
    )
