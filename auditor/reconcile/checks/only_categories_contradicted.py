"""The text says that only certain categories of cookies are used, and another category occurs.

Found when a cookie is stored, or a tracker requested, that is known to belong to none of the categories named.
A claim of functional cookies includes preferences. Exempt cookies never contradict: a text that leaves them out
is not taken to deny them. Cookies of unknown purpose accuse nobody; where only such remain, the outcome is that
it cannot be told. Plain analytics that sets no cookie does not contradict either.

Severity follows what is observed: tracking critical, analytics serious. The finding swallows narrower ones
about the same vendor in the same state.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import by_observed, contradicted
from auditor.reconcile.judges.limits import own_only
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="only_categories_contradicted",
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
        claims=("only_categories",),
        third_party_cookies=True,
    ),
    legal=(
        "gdpr_5_1_a",
        "gdpr_13",
        "tw_11_7a",
    ),
    texts={
        "nl": Texts(
            title="Er zouden alleen bepaalde soorten cookies zijn, maar er zijn ook andere",
            explanation="De verklaring zegt: “{quote}”. Toch zag deze audit {where}: {names} ({seen}). Van"
            " deze is bekend dat ze tot een andere soort horen. {limits}",
            remedy="Noem alle soorten cookies die de site gebruikt, of haal de andere van de site.",
        ),
        "en": Texts(
            title="Only certain kinds of cookies are said to be used, but there are others",
            explanation="The statement says: “{quote}”. Yet this audit saw {where}: {names} ({seen}). These are"
            " known to be of another kind. {limits}",
            remedy="Name all kinds of cookies that the site uses, or take the others off the site.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    claims = [entry for entry in view.judged("only_categories") if not own_only(entry.claim)]
    return contradicted(claims, by_observed)
