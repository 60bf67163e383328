"""The text says that something waits for consent, and it occurs without.

Found when a claim "only after consent" is contradicted before any choice, or after a verified rejection. A
promise about cookies is broken by a cookie or a storage key; one about a service, a pixel, scripts or
techniques also by a request. A promise that names a vendor is about that vendor alone; one that names a
category is broken by what is known to be of that category. Exempt cookies, refused cookies and consent-mode
pings without an identifier break no promise, nor does a sentence that only says that it may be so.

Critical: the visitor relies on the sentence. The finding stands beside those about consent itself, since it is
about what the text promises. It does not prove intent; often a script is loaded in the wrong place.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="consent_promise_broken",
    group="consent",
    severity="critical",
    needs=Needs(
        states=("before", "rejected"),
        collectors=("cookies", "web_storage", "requests"),
        claims=("consent_prior",),
        third_party_cookies=True,
    ),
    legal=("gdpr_5_1_a", "gdpr_7"),
    texts={
        "nl": Texts(
            title="Wat op toestemming zou wachten, gebeurt ook zonder",
            explanation="De verklaring zegt: “{quote}”. Toch zag deze audit {where}: {names} ({seen}). {limits}",
            remedy="Laad dit pas nadat de bezoeker ja heeft gezegd, ook op de eerste pagina en na weigeren, of pas de"
            " zin aan als er geen toestemming voor nodig is.",
        ),
        "en": Texts(
            title="What was to wait for consent happens without it",
            explanation="The statement says: “{quote}”. Yet this audit saw {where}: {names} ({seen}). {limits}",
            remedy="Load this only after the visitor has said yes, on the first page too and after a refusal, or"
            " change the sentence where no consent is needed.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each promise that was contradicted."""
    return contradicted(view.judged("consent_prior"), fixed("critical"))
