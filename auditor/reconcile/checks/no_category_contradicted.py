"""The text denies a category of cookies, and such a cookie or tracker occurs.

Found when a cookie of the denied category is stored, or a tracker is requested where tracking or marketing is
denied. Denying advertising does not speak of the recording of sessions; denying tracking does. A sentence that
is about cookies alone is contradicted by analytics or social content only when it sets a cookie. Third-party
cookies are told by their domain. Exempt cookies contradict only a denial of functional ones.

Severity follows what is observed: tracking critical, analytics or unknown serious, exempt only moderate.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import by_observed, contradicted
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="no_category_contradicted",
    group="declaration",
    severity="by_observed",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=(
            "cookies",
            "requests",
        ),
        claims=("no_category",),
        third_party_cookies=True,
    ),
    legal=(
        "gdpr_5_1_a",
        "gdpr_13",
        "tw_11_7a",
    ),
    texts={
        "nl": Texts(
            title="Een soort cookies die er niet zou zijn, is er wel",
            explanation="De verklaring zegt: “{quote}”. Toch zag deze audit {where}: {names}{of} ({seen}). {limits}",
            remedy="Noem deze cookies en diensten in de verklaring, of haal ze van de site.",
        ),
        "en": Texts(
            title="A kind of cookies that is denied does occur",
            explanation="The statement says: “{quote}”. Yet this audit saw {where}: {names}{of} ({seen}). {limits}",
            remedy="Name these cookies and services in the statement, or take them off the site.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    return contradicted(view.judged("no_category"), by_observed)
