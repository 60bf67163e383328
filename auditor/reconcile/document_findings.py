"""Findings about the texts themselves: one for each document, with the places in it as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from auditor.domains import host_of, party
from auditor.models.common import DefectKind, Severity
from auditor.models.declaration import Defect, Place, Reading
from auditor.models.document import Document
from auditor.models.result import Evidence, Subject
from auditor.reconcile.check import Draft
from auditor.reconcile.evidence import Proof, of_defect
from auditor.reconcile.naming import document_path

_VOID = re.compile(r"(?i)privacy[- ]shield|bouclier de protection|safe[- ]harbou?r|sphère de sécurité")


def document_subject(url: str | None, site_host: str) -> Subject:
    """A document as a subject: its path, with the host in front where that is another company's; without an address
    the whole of the site's texts."""
    if url is None:
        return Subject(kind="site", name="documents")
    host = host_of(url)
    path = document_path(url)
    foreign = bool(host) and party(host, site_host) == "third"
    return Subject(kind="document", name=f"{host}{path}" if foreign else path)


def of_reading(
    index: int, reading: Reading, field: str, place: Place | None, severity: Severity, note: str | None = None
) -> Proof:
    """What a document tells, or does not tell, as a proof: the place in it, or the document as a whole."""
    evidence = Evidence(
        kind="document",
        name=(place.quote if place is not None else document_path(reading.document))[:300],
        url=reading.document,
        ref=f"declaration:/readings/{index}/{field}",
        note=note,
    )
    return Proof(evidence, severity, (), f"reading:{index}:{field}")


def policies(readings: Iterable[tuple[int, Reading]], documents: Iterable[Document]) -> tuple[tuple[int, Reading], ...]:
    """The readings of privacy and cookie statements: not of terms, of a consent manager's own texts, or of pages
    that are there for another reason."""
    roles = {document.url: document.role for document in documents}
    named = {document.url for document in documents if document.found_by in ("option", "deferral", "banner")}
    return tuple(
        (index, reading)
        for index, reading in readings
        if roles.get(reading.document) in ("privacy", "cookies")
        or (reading.document in named and roles.get(reading.document) == "other")
    )


def is_old_analytics(quote: str | None) -> bool:
    """Whether a discontinued service is Universal Analytics, which a check of its own reports."""
    return quote is not None and "universal analytics" in quote.lower()


def is_void_mechanism(quote: str | None) -> bool:
    """Whether an outdated reference is to a decision on transfers that was declared invalid: Privacy Shield, Safe
    Harbour. A check of its own reports it."""
    return quote is not None and _VOID.search(quote) is not None


def by_document(
    defects: Iterable[tuple[int, Defect]], severities: Mapping[DefectKind, Severity], site_host: str
) -> tuple[Draft, ...]:
    """A draft for each document with such defects, each place in it as evidence."""
    groups: dict[str, list[tuple[int, Defect]]] = {}
    subjects: dict[str, Subject] = {}
    for index, defect in defects:
        subject = document_subject(defect.document, site_host)
        groups.setdefault(subject.name, []).append((index, defect))
        subjects[subject.name] = subject
    return tuple(
        Draft(subjects[name], tuple(of_defect(index, defect, severities[defect.kind]) for index, defect in group))
        for name, group in sorted(groups.items())
    )
