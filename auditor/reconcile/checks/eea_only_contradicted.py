"""The text says that data stays within the EEA, and a vendor that processes outside it receives requests.

Found when a claim on the location of data is contradicted: requests go to a vendor of which the knowledge base
states, with a source and a date, that it processes data outside the European Economic Area. A server's address
alone never counts. Left out are vendors of which the text itself admits processing elsewhere, and claims about
the hosting of the website.

Serious. It does not prove that a transfer is unlawful: an adequacy decision or safeguards may cover it. It
shows that the sentence, as it stands, does not fit what was seen.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.contradictions import contradicted, fixed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="eea_only_contradicted",
    group="third_parties",
    severity="serious",
    needs=Needs(states=("before", "accepted"), collectors=("requests",), claims=("data_location",)),
    legal=("gdpr_44_49", "gdpr_13_1_f"),
    texts={
        "nl": Texts(
            title="Gegevens zouden binnen de EER blijven, maar er gaat verkeer naar {vendor}",
            explanation="De verklaring zegt: “{quote}”. Deze audit zag {where} verkeer naar {names}{of} ({seen})."
            " Volgens een openbare bron worden daar gegevens ook buiten de EER verwerkt. Of dat met de gegevens van dit"
            " bezoek gebeurt, is van buitenaf niet te zien. {limits}",
            remedy="Noem de doorgifte en de waarborg waarop die berust, of gebruik diensten die binnen de EER"
            " verwerken.",
        ),
        "en": Texts(
            title="Data was to stay within the EEA, but there is traffic to {vendor}",
            explanation="The statement says: “{quote}”. This audit saw traffic {where} to {names}{of} ({seen})."
            " According to a public source data is processed outside the EEA there as well. Whether that happens to the"
            " data of this visit cannot be seen from outside. {limits}",
            remedy="State the transfer and the safeguard that it rests on, or use services that process within the"
            " EEA.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each "EEA only" claim that was contradicted."""
    claims = [entry for entry in view.judged("data_location") if entry.claim.params.get("region") == "eea_only"]
    return contradicted(claims, fixed("serious"))
