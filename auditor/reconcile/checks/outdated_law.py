"""The text relies on a law, an authority or a service that no longer exists.

Found for each document that treats the Wbp, the CBP, a registration with the authority, the term
"bewerkersovereenkomst" or Directive 95/46/EC as if in force (moderate), or that describes a service that was
discontinued (minor). One finding a document, with each place as evidence. Universal Analytics is left to
`outdated_analytics_guidance`, Privacy Shield and Safe Harbour to `void_transfer_mechanism`.

It does not prove that the processing itself is out of date; it shows that nobody revised the text since.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.document_findings import by_document, is_old_analytics, is_void_mechanism
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="outdated_law",
    group="documents",
    severity="moderate",
    needs=Needs(defects=("outdated_law", "outdated_vendor")),
    legal=("gdpr_94", "gdpr_5_1_a"),
    texts={
        "nl": Texts(
            title="De verklaring verwijst naar wat niet meer geldt of bestaat",
            explanation="In {document} staat: {names}. Dat is verouderde wetgeving, een oude naam of een dienst die is"
            " gestopt. Een bezoeker leest zo niet welke regels en rechten nu gelden. {limits}",
            remedy="Herzie de tekst: noem de AVG en de huidige toezichthouder, en beschrijf alleen diensten die"
            " nog worden gebruikt.",
        ),
        "en": Texts(
            title="The statement refers to what no longer holds or exists",
            explanation="{document} says: {names}. That is repealed law, an old name or a service that was"
            " discontinued. A visitor does not learn which rules and rights hold now. {limits}",
            remedy="Revise the text: name the GDPR and the present authority, and describe only services that are"
            " still used.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with outdated references."""
    defects = [
        (index, defect)
        for index, defect in view.defects("outdated_law", "outdated_vendor")
        if not is_old_analytics(defect.quote) and not is_void_mechanism(defect.quote)
    ]
    return by_document(defects, {"outdated_law": "moderate", "outdated_vendor": "minor"}, view.site_host)
