"""The text says how embedded content behaves, and it behaves otherwise.

Found when content that is said to be blocked until consent, or to be a mere link, is requested without; when
content that is said to set no cookies sets one; or when a player that is said to run in its privacy mode comes
from the ordinary host. A sentence that names no service cannot be judged. Serious.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="embed_claim_contradicted",
    group="third_parties",
    severity="serious",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=(
            "requests",
            "cookies",
        ),
        claims=("embed",),
        third_party_cookies=True,
    ),
    legal=("gdpr_5_1_a",),
    texts={
        "nl": Texts(
            title="Ingesloten inhoud van {vendor} gedraagt zich anders dan de verklaring zegt",
            explanation="De verklaring zegt: “{quote}”. Toch zag deze audit {where}: {names} ({seen}). {limits}",
            remedy="Laad deze inhoud zoals de tekst belooft, of pas de zin aan.",
        ),
        "en": Texts(
            title="Embedded content of {vendor} behaves otherwise than the statement says",
            explanation="The statement says: “{quote}”. Yet this audit saw {where}: {names} ({seen}). {limits}",
            remedy="Load this content as the text promises, or change the sentence.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    return contradicted(view.judged("embed"), fixed("serious"))
