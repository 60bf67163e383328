"""Cookies that track, or that the visitor refused, are written after a refusal.

Found for each vendor (or cookie name, where the vendor is not known) whose tracking cookie is written, or written
again, after a refusal that is proven by its effect, and after the page was loaded anew. Cookies of plain analytics
count only where the banner offered to refuse them. Exempt cookies, the record of the choice itself, refused and
deleted cookies, and cookies of unknown purpose do not count. Critical.

A tracking cookie that was there before the click and is merely still there is a left-over: reported as such, and
minor. Without a proven refusal nothing is said.

It does not prove that the visitor is followed; it shows that the refusal did not hold these cookies back.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.models.common import ReportLanguage
from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.refusal import nothing_chosen, of_analytics, said_choice
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="cookie_after_reject",
    group="consent",
    severity="critical",
    needs=Needs(
        states=("rejected",),
        more_states=("before", "accepted", "withdrawn", "gpc"),
        collectors=("cookies", "web_storage", "requests", "consent"),
        third_party_cookies=True,
    ),
    legal=("tw_11_7a", "eprivacy_5_3"),
    fields=("what", "happened", "meaning", "how"),
    texts={
        "nl": Texts(
            title="{what} van {vendor} {happened} na weigeren",
            explanation="{how} Toch stond er {where} in de browser: {cookies} ({seen}). {meaning} {limits}",
            remedy="Plaats deze cookies niet als de bezoeker weigert, ook niet op een volgende pagina, en wis wat er"
            " al stond.",
        ),
        "en": Texts(
            title="{what} of {vendor} {happened} after rejecting",
            explanation="{how} Yet the browser held {where}: {cookies} ({seen}). {meaning} {limits}",
            remedy="Do not set these cookies when the visitor refuses, on a later page neither, and delete what was"
            " there already.",
        ),
    },
)

_TRACKING: Mapping[str, Detail] = {
    "what": {"nl": "Volgcookies", "en": "Tracking cookies"},
    "happened": {"nl": "worden ook geplaatst", "en": "are set even"},
    "meaning": {
        "nl": "Ze zijn na de weigering geschreven of ververst. Voor cookies die bezoekers volgen is toestemming nodig.",
        "en": "They were written or refreshed after the refusal. Cookies that track visitors need consent.",
    },
}

_ANALYTICS: Mapping[str, Detail] = {
    "what": {"nl": "Analytische cookies", "en": "Analytics cookies"},
    "happened": {"nl": "worden ook geplaatst", "en": "are set even"},
    "meaning": {
        "nl": "Ze zijn na de weigering geschreven of ververst, terwijl de banner aanbood analytische cookies te"
        " weigeren.",
        "en": "They were written or refreshed after the refusal, though the banner offered to refuse analytics.",
    },
}

_LEFT: Mapping[str, Detail] = {
    "what": {"nl": "Volgcookies", "en": "Tracking cookies"},
    "happened": {"nl": "blijven staan", "en": "are left over"},
    "meaning": {
        "nl": "Ze stonden er al vóór de klik en zijn daarna niet opnieuw geschreven: overblijfselen, die niets zeggen"
        " over wat er na de weigering gebeurt, maar die ook niet zijn gewist.",
        "en": "They were there before the click and were not written again: left-overs, which say nothing of what"
        " happens after the refusal, but which were not deleted either.",
    },
}


def find(view: View) -> Found:
    """A finding for each vendor with such cookies after the refusal, and one for each that merely left some behind."""
    how: Mapping[ReportLanguage, str] = said_choice(view.choice("rejected"), "rejected")
    refused = of_analytics(view)
    after = [thing for thing in view.stored_cookies if thing.state == "rejected"]
    written = by_vendor(
        thing for thing in after if thing.tracking or (refused and thing.standing == "analytics" and thing.identifier)
    )
    drafts = []
    for things in written.values():
        words = _TRACKING if any(thing.tracking for thing in things) else _ANALYTICS
        drafts.append(Draft(subject_of(things[0]), proofs(things, "critical"), details={**words, "how": how}))
    asked = {thing.vendor for thing in view.trackers if thing.state == "rejected"}
    old = (thing for thing in view.leftovers("rejected") if thing.kind == "cookie" and thing.tracking)
    for key, things in by_vendor(old).items():
        # Where the tracker itself runs again, that is the finding, and the left-over adds nothing to it.
        if key not in written and (things[0].vendor is None or things[0].vendor not in asked):
            note = "there before the choice, not written again"
            drafts.append(Draft(subject_of(things[0]), proofs(things, "minor", note), details={**_LEFT, "how": how}))
    return tuple(drafts) or nothing_chosen(view) or ()
