"""A cookie that is declared as a session cookie asks to stay longer than a day.

Found for each cookie that every row naming it, or a contradicted sentence about it, calls a session cookie, and
whose write asks for more than twenty-four hours. The day is grace: some software writes "session" cookies with
a short lifetime. A sentence about a whole category counts only when none of its cookies agrees with it.
Moderate.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.lifetime_findings import longer_than_declared
from auditor.reconcile.lifetimes import outlives_session
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="session_cookie_persistent",
    group="lifetimes",
    severity="moderate",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("cookies",),
        claims=("lifetime",),
        declaration=True,
        third_party_cookies=True,
    ),
    legal=("planet49", "gdpr_13_2_a"),
    fields=("asked", "declared"),
    texts={
        "nl": Texts(
            title="De sessiecookie {subject} blijft {asked}",
            explanation="De verklaring noemt {subject} een sessiecookie. De cookie is geplaatst {where} en vraagt om"
            " {asked} ({seen}), dus ook na het sluiten van de browser. {limits}",
            remedy="Plaats de cookie zonder einddatum, of noem de werkelijke tijd.",
        ),
        "en": Texts(
            title="The session cookie {subject} stays for {asked}",
            explanation="The statement calls {subject} a session cookie. The cookie was set {where} and asks for"
            " {asked} ({seen}), beyond the closing of the browser. {limits}",
            remedy="Set the cookie without an expiry, or state the actual time.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each declared session cookie that asks to stay."""
    cookies, lifetimes = view.stored_cookies, view.judged("lifetime")
    return longer_than_declared(cookies, view.declared, lifetimes, outlives_session, "moderate")
