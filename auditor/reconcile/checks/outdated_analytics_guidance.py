"""The text relies on the Dutch authority's old manual for Google Analytics, or on Universal Analytics.

Found for each document that says it follows the manual of the Autoriteit Persoonsgegevens (or of its forerunner) for
setting up Google Analytics in a privacy-friendly way, or that describes Universal Analytics. The manual was made for
Universal Analytics and is no longer published; that product stopped processing data on 1 July 2023 (Google, "Universal
Analytics is going away"). A text that itself says that the manual was withdrawn or replaced passes.

It does not prove that analytics is set up badly: the settings may be as good as ever. Severity: info.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.document_findings import document_subject, is_old_analytics, of_reading
from auditor.reconcile.evidence import Proof, of_defect
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="outdated_analytics_guidance",
    group="documents",
    severity="info",
    needs=Needs(defects=("outdated_vendor",), declaration=True),
    legal=("tw_11_7a", "gdpr_5_1_a"),
    texts={
        "nl": Texts(
            title="De verklaring steunt op verouderde uitleg over Google Analytics",
            explanation="In {document} staat: {names}. De handleiding van de toezichthouder en Universal Analytics,"
            " waarvoor zij was geschreven, bestaan niet meer. {limits}",
            remedy="Beschrijf het meetprogramma en de instellingen zoals die nu zijn, zonder naar de oude handleiding"
            " te verwijzen.",
        ),
        "en": Texts(
            title="The statement relies on outdated guidance for Google Analytics",
            explanation="{document} says: {names}. The authority's manual, and Universal Analytics for which it was"
            " written, no longer exist. {limits}",
            remedy="Describe the measuring tool and its settings as they are now, without reference to the old manual.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with such places."""
    groups: dict[str, tuple[Subject, list[Proof]]] = {}

    def add(document: str | None, proof: Proof) -> None:
        subject = document_subject(document, view.site_host)
        groups.setdefault(subject.name, (subject, []))[1].append(proof)

    for index, reading in view.readings:
        for number, place in enumerate(reading.analytics_guidance):
            add(reading.document, of_reading(index, reading, f"analytics_guidance/{number}", place, "info"))
    for index, defect in view.defects("outdated_vendor"):
        if is_old_analytics(defect.quote):
            add(defect.document, of_defect(index, defect, "info"))
    return tuple(Draft(subject, tuple(proofs)) for _, (subject, proofs) in sorted(groups.items()))
