"""The text says that a named service is not used, and the site uses it.

Found when the denied service itself is requested. A sister product of the same company does not contradict, nor
what merely loads it. A denial of unnamed share or like buttons is contradicted by social content from outside.
A denial that names only a company speaks of all its products. Serious.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="no_vendor_contradicted",
    group="declaration",
    severity="serious",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=("requests",),
        claims=("no_vendor",),
    ),
    legal=(
        "gdpr_5_1_a",
        "gdpr_13",
        "tw_11_7a",
    ),
    texts={
        "nl": Texts(
            title="Volgens de tekst niet gebruikt, maar wel gezien: {vendor}",
            explanation="De verklaring zegt: “{quote}”. Toch zag deze audit {where}: {names} ({seen}). {limits}",
            remedy="Haal de dienst van de site, of noem haar in de verklaring.",
        ),
        "en": Texts(
            title="Said not to be used, but seen: {vendor}",
            explanation="The statement says: “{quote}”. Yet this audit saw {where}: {names} ({seen}). {limits}",
            remedy="Take the service off the site, or name it in the statement.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    return contradicted(view.judged("no_vendor"), fixed("serious"))
