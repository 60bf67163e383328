"""The text says that data on the visit is not passed on, and a third party with purposes of its own receives it.

Found when a denial that speaks of visits, cookies or visitors is contradicted: a tracker is requested, or a
recipient with purposes of its own receives an identifier. Processors, content delivery, hosting and payment do
not count, nor do sentences about customer data or about what one tool stores, whose way cannot be seen in a
browser. A denial about an analytics service is left to private_analytics_contradicted. Serious.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.judges.privacy import of_analytics
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="sharing_denied_contradicted",
    group="third_parties",
    severity="serious",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=("requests",),
        claims=("no_sharing",),
    ),
    legal=(
        "gdpr_4_10",
        "gdpr_13_1_e",
    ),
    texts={
        "nl": Texts(
            title="Bezoekgegevens zouden niet worden gedeeld, maar er gaat verkeer naar {vendor}",
            explanation="De verklaring zegt: “{quote}”. Toch ging er {where} verkeer naar {names}{of} ({seen})."
            " {limits}",
            remedy="Noem de ontvangers van bezoekgegevens, of haal hun diensten van de site.",
        ),
        "en": Texts(
            title="Visit data is said not to be shared, but there is traffic to {vendor}",
            explanation="The statement says: “{quote}”. Yet there was traffic {where} to {names}{of} ({seen})."
            " {limits}",
            remedy="Name the recipients of visit data, or take their services off the site.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    claims = [entry for entry in view.judged("no_sharing") if not of_analytics(entry.claim, view.base)]
    return contradicted(claims, fixed("serious"))
