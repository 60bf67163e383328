"""A tracker is requested after a refusal.

Found for each tracker that receives a request after a refusal that is proven by its effect, and after the page was
loaded anew. A request of plain analytics counts only where the banner offered to refuse that, and an identifier
travels with it. Consent-mode pings without an identifier do not count, nor do tag managers, consent managers,
content delivery, fonts, maps, captchas and payment. Critical; where the same product also writes a cookie after the
refusal, that finding takes this one in.

Without a proven refusal nothing is said. It does not prove that the visitor is followed; it shows that the refusal
did not keep the tracker from being told of the visit.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.models.common import ReportLanguage
from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.facts import denied
from auditor.reconcile.refusal import nothing_chosen, of_analytics, said_choice
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="tracker_after_reject",
    group="consent",
    severity="critical",
    needs=Needs(
        states=("rejected",),
        more_states=("before", "accepted", "withdrawn", "gpc"),
        collectors=("requests", "cookies", "web_storage", "consent"),
    ),
    legal=("tw_11_7a", "eprivacy_5_3", "edpb_2_2023"),
    fields=("how", "meaning"),
    texts={
        "nl": Texts(
            title="{vendor} krijgt ook na weigeren verkeer",
            explanation="{how} Daarna vroeg de site {where} nog iets op bij {vendor}: {names} ({seen}). {meaning}"
            " {limits}",
            remedy="Laad deze dienst niet als de bezoeker weigert, ook niet op een volgende pagina.",
        ),
        "en": Texts(
            title="{vendor} gets traffic after rejecting too",
            explanation="{how} After that the site still asked {vendor} for something {where}: {names} ({seen})."
            " {meaning} {limits}",
            remedy="Do not load this service when the visitor refuses, on a later page neither.",
        ),
    },
)

_TRACKING: Mapping[ReportLanguage, str] = {"nl": "Deze dienst volgt bezoekers.", "en": "This service tracks visitors."}

_ANALYTICS: Mapping[ReportLanguage, str] = {
    "nl": "Er ging een kenmerk van de bezoeker mee, terwijl de banner aanbood statistiek te weigeren.",
    "en": "An identifier of the visitor went along, though the banner offered to refuse analytics.",
}


def find(view: View) -> Found:
    """A finding for each tracker that is requested after the refusal."""
    how, refused = said_choice(view.choice("rejected"), "rejected"), of_analytics(view)
    after = (thing for thing in view.requests if thing.state == "rejected" and thing.vendor is not None)
    groups = by_vendor(
        thing
        for thing in after
        if thing.tracking or (refused and thing.standing == "analytics" and thing.identifier and not denied(thing))
    )
    drafts = tuple(
        Draft(
            subject_of(things[0]),
            proofs(things, "critical"),
            details={"how": how, "meaning": _TRACKING if things[0].tracking else _ANALYTICS},
        )
        for things in groups.values()
    )
    return drafts or nothing_chosen(view) or ()
