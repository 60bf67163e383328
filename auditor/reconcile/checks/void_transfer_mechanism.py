"""The text relies on the Privacy Shield or on Safe Harbour for transfers.

Found for each document that names one of the two as if it still held. The Court of Justice declared Safe Harbour
invalid on 6 October 2015 and the Privacy Shield on 16 July 2020, so that neither is a ground for a transfer. A sentence
that says so itself, speaks of the past, or denies relying on it, does not count. One finding a document, with each
place as evidence. Moderate.

It does not prove that the transfer has no ground: another one may hold that the text does not name. The Data Privacy
Framework of 2023 is another decision, and is not meant here.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.document_findings import by_document, is_void_mechanism
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="void_transfer_mechanism",
    group="third_parties",
    severity="moderate",
    needs=Needs(defects=("outdated_law",)),
    legal=("schrems_ii", "gdpr_13_1_f", "gdpr_44_49"),
    texts={
        "nl": Texts(
            title="De verklaring steunt op het Privacy Shield of Safe Harbour",
            explanation="In {document} staat: {names}, alsof dat nog een grond is om gegevens buiten de EER te brengen."
            " Het Hof van Justitie verklaarde Safe Harbour in 2015 ongeldig en het Privacy Shield in 2020. {limits}",
            remedy="Noem de grond waar de doorgifte nu op berust, zoals het Data Privacy Framework of"
            " standaardcontractbepalingen, en haal de oude weg.",
        ),
        "en": Texts(
            title="The statement relies on the Privacy Shield or Safe Harbour",
            explanation="{document} says: {names}, as if that were still a ground for bringing data out of the EEA. The"
            " Court of Justice declared Safe Harbour invalid in 2015 and the Privacy Shield in 2020. {limits}",
            remedy="Name the ground that the transfer rests on now, such as the Data Privacy Framework or standard"
            " contractual clauses, and remove the old one.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document that relies on either."""
    defects = [entry for entry in view.defects("outdated_law") if is_void_mechanism(entry[1].quote)]
    return by_document(defects, {"outdated_law": "moderate"}, view.site_host)
