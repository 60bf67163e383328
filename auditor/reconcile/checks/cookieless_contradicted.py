"""The text says that a tool works without cookies, and the tool sets one.

Found when a cookie of that tool is stored, known by its name and by who wrote it. A refused cookie does not
count. Serious.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="cookieless_contradicted",
    group="declaration",
    severity="serious",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=("cookies",),
        claims=("cookieless",),
        third_party_cookies=True,
    ),
    legal=(
        "gdpr_5_1_a",
        "gdpr_13",
        "tw_11_7a",
    ),
    texts={
        "nl": Texts(
            title="Een dienst die zonder cookies zou werken, plaatst er wel",
            explanation="De verklaring zegt: “{quote}”. De browser bewaarde {where}: {cookies}{of} ({seen}). {limits}",
            remedy="Zet de cookies van deze dienst uit, of pas de zin aan.",
        ),
        "en": Texts(
            title="A tool that is said to work without cookies sets them",
            explanation="The statement says: “{quote}”. The browser stored {where}: {cookies}{of} ({seen}). {limits}",
            remedy="Switch off the cookies of this tool, or change the sentence.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    return contradicted(view.judged("cookieless"), fixed("serious"))
