"""The text says that the site uses no cookies, and a cookie is stored.

Found when a claim "no cookies" is contradicted within its scope and condition: a cookie is stored in the
browser, of whatever party. Where the text includes similar techniques, a key in the browser's storage or a
tracker's pixel contradicts it too. A cookie that the browser refused, or that was deleted again, is no proof.

Severity follows what is observed: tracking critical, analytics or unknown serious, exempt cookies only
moderate. The finding swallows the narrower ones about the same vendor in the same state.

It does not prove that a cookie is unlawful: many need no consent, but none may be denied.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import by_observed, contradicted
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="no_cookies_contradicted",
    group="declaration",
    severity="by_observed",
    needs=Needs(
        states=("before", "accepted"),
        collectors=("cookies",),
        claims=("no_cookies",),
        third_party_cookies=True,
    ),
    legal=("gdpr_5_1_a", "gdpr_13", "tw_11_7a"),
    texts={
        "nl": Texts(
            title="De tekst zegt dat er geen cookies zijn; {site} plaatst ze wel",
            explanation="De verklaring zegt: “{quote}”. Toch zag deze audit {where}: {names} ({seen}). Ook cookies"
            " waarvoor geen toestemming nodig is, moeten eerlijk worden genoemd. {limits}",
            remedy="Schrijf in de verklaring welke cookies en vergelijkbare technieken er zijn, van wie en waarvoor,"
            " of haal ze van de site.",
        ),
        "en": Texts(
            title="The text says that there are no cookies; {site} sets them",
            explanation="The statement says: “{quote}”. Yet this audit saw {where}: {names} ({seen}). Cookies that"
            " need no consent have to be stated truthfully as well. {limits}",
            remedy="State which cookies and similar techniques there are, whose and what for, or take them off the"
            " site.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each "no cookies" claim that was contradicted."""
    return contradicted(view.judged("no_cookies"), by_observed)
