"""A cookie asks for a longer lifetime than the texts declare.

Found for each cookie whose asked-for lifetime is longer than declared by a day or more and by more than half as
long again (the definition of Bollinger et al. 2022). What was asked for in the write counts, since browsers
shorten what they keep. Where several rows name one cookie, the longest counts. A sentence about a vendor or a
named cookie counts like a row; one about a category only when none of its cookies agrees with it. Serious.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.lifetime_findings import longer_than_declared
from auditor.reconcile.lifetimes import exceeds
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="lifetime_exceeded",
    group="lifetimes",
    severity="serious",
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
            title="De cookie {subject} vraagt om {asked}, de verklaring zegt {declared}",
            explanation="De cookie {subject} is geplaatst {where} en vraagt om {asked} ({seen}). De verklaring noemt"
            " {declared}. {limits}",
            remedy="Stel de cookie in op de genoemde tijd, of noem de werkelijke tijd.",
        ),
        "en": Texts(
            title="The cookie {subject} asks for {asked}, the statement says {declared}",
            explanation="The cookie {subject} was set {where} and asks for {asked} ({seen}). The statement names"
            " {declared}. {limits}",
            remedy="Set the cookie to the time that is stated, or state the actual time.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each cookie that asks for longer than declared."""
    return longer_than_declared(view.stored_cookies, view.declared, view.judged("lifetime"), exceeds, "serious")
