"""The site's own record says that consent was given, before the visitor has chosen anything.

Found for each consent manager (or TCF, or Google's consent mode) whose record, as it stood before any choice, grants
something that needs consent. Not counted: categories that are necessary, preferences, legitimate interests, what a
manager would merely start from without having stored it, and plain analytics where the law exempts it on
conditions (the Netherlands, France). Critical: whoever reads that record takes the visitor to have agreed.

It does not prove that anybody acts on the record; the findings on cookies and trackers say what ran.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.granted import drafts, silent, stands
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="consent_recorded_before_choice",
    group="consent",
    severity="critical",
    needs=Needs(states=("before",), collectors=("consent",)),
    legal=("gdpr_4_11", "gdpr_7_1"),
    fields=("purposes", "source"),
    texts={
        "nl": Texts(
            title="Vastgelegd als toestemming, nog voordat er iets is gekozen",
            explanation="Vóór een keuze stond in het register van de site ({source}) dat toestemming is gegeven voor:"
            " {purposes}. De bezoeker had nog niets gekozen. {limits}",
            remedy="Laat het register beginnen met geweigerd, en leg toestemming pas vast na een klik.",
        ),
        "en": Texts(
            title="Recorded as consent before anything was chosen",
            explanation="Before any choice the site's record ({source}) said that consent was given for: {purposes}."
            " The visitor had not chosen anything yet. {limits}",
            remedy="Let the record begin with denied, and record consent only after a click.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each manager whose record grants something before the choice."""
    records = [(place, record) for place, record in view.records("before") if stands(record)]
    return drafts(records, "before", analytics=not view.jurisdiction.measurement.exempt) or silent(view, "before")
