"""The text says that only certain services are used, and another one occurs.

Found when a cookie of another vendor is stored, or another vendor's tracker requested. Covered are the services
named, what loads them, and all products of a company that is named as such. The site's own exempt cookies do
not count; own cookies of unknown purpose leave it open. Where the sentence is about one category ("for
statistics only ..."), only things of that category count.

Severity follows what is observed: tracking critical, analytics or unknown serious, exempt only moderate. The
finding swallows narrower ones about the same vendor in the same state.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import by_observed, contradicted
from auditor.reconcile.judges.limits import own_only
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="only_vendors_contradicted",
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
        claims=("only_vendors",),
        third_party_cookies=True,
    ),
    legal=(
        "gdpr_5_1_a",
        "gdpr_13",
        "tw_11_7a",
    ),
    texts={
        "nl": Texts(
            title="Er zouden alleen bepaalde diensten zijn, maar er zijn ook andere",
            explanation="De verklaring zegt: “{quote}”. Toch zag deze audit {where}: {names}{of} ({seen}). {limits}",
            remedy="Noem alle diensten die cookies plaatsen of bezoekers volgen, of haal de andere van de site.",
        ),
        "en": Texts(
            title="Only certain services are said to be used, but there are others",
            explanation="The statement says: “{quote}”. Yet this audit saw {where}: {names}{of} ({seen}). {limits}",
            remedy="Name all services that set cookies or track visitors, or take the others off the site.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    claims = [entry for entry in view.judged("only_vendors") if not own_only(entry.claim)]
    return contradicted(claims, by_observed)
