"""The site's own record says that consent was given, after the visitor refused.

Found for each consent manager (or TCF, or Google's consent mode) whose record, after a refusal that is proven by its
effect and after the page was loaded anew, grants something that needs consent. Plain analytics counts only where the
banner offered to refuse it. Categories that are necessary, preferences and legitimate interests do not count.
Critical: whoever reads that record takes the visitor to have agreed.

Where the refusal is not proven, nothing is said: the record may then rightly say what it says. It does not prove that
anybody acts on the record.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.granted import drafts, silent
from auditor.reconcile.refusal import of_analytics, said_choice
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="consent_recorded_after_reject",
    group="consent",
    severity="critical",
    needs=Needs(states=("rejected",), collectors=("consent",)),
    legal=("gdpr_4_11", "gdpr_7_1"),
    fields=("purposes", "source", "how"),
    texts={
        "nl": Texts(
            title="Vastgelegd als toestemming, hoewel er is geweigerd",
            explanation="{how} Toch staat daarna in het register van de site ({source}) dat toestemming is gegeven"
            " voor: {purposes}. {limits}",
            remedy="Leg een weigering vast als geweigerd, voor elk doel en elke partij.",
        ),
        "en": Texts(
            title="Recorded as consent though it was refused",
            explanation="{how} Yet after that the site's record ({source}) says that consent was given for:"
            " {purposes}. {limits}",
            remedy="Record a refusal as denied, for each purpose and each party.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each manager whose record grants something after the refusal."""
    how = said_choice(view.choice("rejected"), "rejected")
    found = drafts(view.records("rejected"), "rejected", analytics=of_analytics(view))
    told = (Draft(one.subject, one.proofs, details={**one.details, "how": how}) for one in found)
    return tuple(told) or silent(view, "rejected")
