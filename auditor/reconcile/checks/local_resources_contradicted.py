"""The text says that fonts, scripts or analytics come from the site's own server, and they come from outside.

Found when the page itself fetches such a resource from another company's host. What a foreign frame or another
company's script loads for itself does not count. Where the text names several analytics services, it is not
known which one the sentence means, and only a service that it does not name counts. Serious.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="local_resources_contradicted",
    group="declaration",
    severity="serious",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=("requests",),
        claims=("local_resources",),
    ),
    legal=(
        "gdpr_5_1_a",
        "gdpr_13",
        "tw_11_7a",
    ),
    texts={
        "nl": Texts(
            title="Wat van de eigen server zou komen, komt van elders",
            explanation="De verklaring zegt: “{quote}”. De pagina haalde dit {where} op bij: {names} ({seen})."
            " {limits}",
            remedy="Zet deze bestanden op de eigen server, of pas de zin aan.",
        ),
        "en": Texts(
            title="What is said to come from the own server comes from elsewhere",
            explanation="The statement says: “{quote}”. The page fetched this {where} from: {names} ({seen}). {limits}",
            remedy="Serve these files from your own server, or change the sentence.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    return contradicted(view.judged("local_resources"), fixed("serious"))
