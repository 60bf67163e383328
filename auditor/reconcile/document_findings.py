"""Findings about the texts themselves: one for each document, with the places in it as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.domains import host_of, party
from auditor.models.common import DefectKind, Severity
from auditor.models.declaration import Defect
from auditor.models.result import Subject
from auditor.reconcile.check import Draft
from auditor.reconcile.evidence import of_defect
from auditor.reconcile.naming import document_path


def document_subject(url: str | None, site_host: str) -> Subject:
    """A document as a subject: its path, with the host in front where that is another company's; without an address
    the whole of the site's texts."""
    if url is None:
        return Subject(kind="site", name="documents")
    host = host_of(url)
    path = document_path(url)
    foreign = bool(host) and party(host, site_host) == "third"
    return Subject(kind="document", name=f"{host}{path}" if foreign else path)


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
