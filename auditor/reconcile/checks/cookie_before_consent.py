"""A tracking cookie is stored before the visitor has chosen anything.

Found for each vendor (or cookie name, where the vendor is not known) whose tracking cookie is in the browser in
the state before any choice, on the site's own domain or another. Exempt cookies, plain analytics, refused
cookies and cookies of unknown purpose do not count. Where nothing that needs consent was seen in any state, the check
does not apply. Critical. Requests of the same tracker before the choice
are evidence of this one finding.

It does not prove who is responsible for the script; it shows that nothing held it back.
"""

from __future__ import annotations

from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.refusal import nothing_needed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="cookie_before_consent",
    group="consent",
    severity="critical",
    needs=Needs(
        states=("before",),
        more_states=("rejected", "accepted", "withdrawn", "gpc"),
        collectors=("cookies", "web_storage", "requests"),
        third_party_cookies=True,
    ),
    legal=("tw_11_7a", "eprivacy_5_3"),
    texts={
        "nl": Texts(
            title="Volgcookies van {vendor} staan er al vóór een keuze",
            explanation="De browser bewaarde {where}: {cookies} ({seen}). Voor cookies die bezoekers volgen is vooraf"
            " toestemming nodig; op dat moment was er nog niets gekozen. {limits}",
            remedy="Laad deze dienst pas nadat de bezoeker toestemming heeft gegeven.",
        ),
        "en": Texts(
            title="Tracking cookies of {vendor} are stored before any choice",
            explanation="The browser stored {where}: {cookies} ({seen}). Cookies that track visitors need consent"
            " beforehand; nothing had been chosen at that moment. {limits}",
            remedy="Load this service only after the visitor has given consent.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each vendor with a tracking cookie before the choice."""
    groups = by_vendor(thing for thing in view.stored_cookies if thing.tracking and thing.state == "before")
    drafts = tuple(Draft(subject_of(things[0]), proofs(things, "critical")) for things in groups.values())
    return drafts or nothing_needed(view) or ()
