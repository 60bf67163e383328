"""The text says that only the site's own cookies are used, and a third party's cookie occurs.

Found when a cookie on another company's domain is stored (serious), or one on the site's own domain that
another company's script wrote (minor: the browser sends it to the site alone, but the company decides what is
in it). Exempt cookies that a consent tool's or host's script writes on the own domain do not count.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted
from auditor.reconcile.judges.limits import own_only
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="first_party_only_contradicted",
    group="declaration",
    severity="serious",
    needs=Needs(
        states=(
            "before",
            "accepted",
        ),
        collectors=("cookies",),
        claims=(
            "only_categories",
            "only_vendors",
        ),
        third_party_cookies=True,
    ),
    legal=("gdpr_13_1_e",),
    texts={
        "nl": Texts(
            title="Er zouden alleen eigen cookies zijn, maar er zijn er ook van derden",
            explanation="De verklaring zegt: “{quote}”. Toch bewaarde de browser {where}: {cookies}{of}"
            " ({seen}). Die staan op een ander domein, of het script van een derde schreef ze op het domein van de"
            " site. {limits}",
            remedy="Noem de partijen die cookies plaatsen, of haal hun scripts van de site.",
        ),
        "en": Texts(
            title="Only own cookies are said to be used, but third parties set some too",
            explanation="The statement says: “{quote}”. Yet the browser stored {where}: {cookies}{of}"
            " ({seen}). They stand on another domain, or a third party's script wrote them on the site's own. {limits}",
            remedy="Name the parties that set cookies, or take their scripts off the site.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that was contradicted."""
    claims = [entry for entry in view.judged("only_categories", "only_vendors") if own_only(entry.claim)]
    return contradicted(claims, lambda thing: "serious" if thing.party == "third" else "minor")
