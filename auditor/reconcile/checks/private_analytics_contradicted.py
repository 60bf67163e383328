"""Analytics is said to be set up for privacy, or its data not to be shared, and what was seen speaks against it.

Found when the text says that the data of an analytics service is not shared or not used for other purposes, while that
service runs and either advertising products of the same owner are loaded in the same state, or a value of its cookies
goes to another company; and when its data is called anonymous while the id of a user, or such a value, is sent. What an
embedded page of another company asks for itself does not count. That addresses are masked, and that there is a
processor agreement, cannot be seen and is not judged. Serious.

It does not prove what the account is set to: a setting cannot be seen from outside. It shows what would not be there if
the data served the counting of visits alone.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Silence, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.judges.privacy import NOTHING_AGAINST, of_analytics
from auditor.reconcile.naming import listed
from auditor.reconcile.verdicts import Judged
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="private_analytics_contradicted",
    group="declaration",
    severity="serious",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("cookies", "requests"),
        claims=("sharing_off", "not_personal", "no_sharing"),
    ),
    legal=("tw_11_7a", "gdpr_5_1_a"),
    texts={
        "nl": Texts(
            title="Statistiek zou privacyvriendelijk zijn, maar {vendor} wijst op ander gebruik",
            explanation="De verklaring zegt: “{quote}”. Naast de statistiek is {where} verkeer gezien dat daar niet bij"
            " past ({seen}): {names}. De instellingen van het account zijn van buitenaf niet te zien. {limits}",
            remedy="Zet de koppeling met advertenties en het delen van gegevens uit, of pas de zin aan.",
        ),
        "en": Texts(
            title="Analytics is said to be privacy-friendly, yet {vendor} points to other use",
            explanation="The statement says: “{quote}”. Beside the statistics traffic was seen {where} that does not"
            " fit that ({seen}): {names}. The settings of the account cannot be seen from outside. {limits}",
            remedy="Switch off the link with advertising and the sharing of data, or change the sentence.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each such claim that what was seen speaks against."""
    claims = [entry for entry in view.judged("sharing_off", "not_personal", "no_sharing") if _says(entry, view)]
    found = contradicted(claims, fixed("serious"))
    if isinstance(found, Silence) and found.result == "cannot_tell":
        looked = all(entry.judgement.reason == NOTHING_AGAINST for entry in claims)
        return () if looked else found
    return found


def _says(entry: Judged, view: View) -> bool:
    claim = entry.claim
    if claim.possible:
        return False
    if claim.type == "sharing_off":
        return claim.params.get("value") is not False
    if claim.type == "not_personal":
        return "analytics" in listed(claim.params.get("data"))
    return of_analytics(claim, view.base)
