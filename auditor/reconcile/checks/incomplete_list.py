"""The text says that its list is complete, and a cookie or service is missing from it.

Found when a cookie is stored (or, for a list of services, a third party with purposes of its own is requested)
that neither a row nor a vendor, an owner or a category in the texts covers. A list of third-party cookies is
measured by the cookies of third parties, also those that their scripts write on the site's own domain. Serious;
moderate where only exempt cookies are missing. The finding swallows narrower ones about the same vendor in the
same state.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="incomplete_list",
    group="declaration",
    severity="serious",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=(
            "cookies",
            "requests",
        ),
        claims=("completeness",),
        third_party_cookies=True,
    ),
    legal=("gdpr_13",),
    texts={
        "nl": Texts(
            title="De lijst die volledig zou zijn, mist iets",
            explanation="De verklaring zegt: “{quote}”. Niet in de lijst, maar wel gezien {where}: {names} ({seen})."
            " {limits}",
            remedy="Vul de lijst aan, of haal weg wat er niet in staat.",
        ),
        "en": Texts(
            title="The list that is said to be complete lacks something",
            explanation="The statement says: “{quote}”. Not in the list, yet seen {where}: {names} ({seen}). {limits}",
            remedy="Complete the list, or remove what is not in it.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    claims = view.judged("completeness")
    return contradicted(claims, lambda thing: "moderate" if thing.standing == "exempt" else "serious")
