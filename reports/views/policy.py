"""The policy itself, annotated: every document's text with each claim and defect marked in its sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.models.declaration import Defect
from auditor.models.document import Document
from auditor.models.result import AuditResult, ClaimVerdict
from reports import words
from reports.facts import said
from reports.shown import bounded
from reports.text import Texts
from reports.views.evidence import EvidenceTable, EvidenceTables
from reports.views.findings import LONGEST_TEXT, LONGEST_TITLE, finding_text
from reports.views.rows import Group, Note, Run, runs_of, unplaced
from reports.views.segments import Mark, Tone

#: Rows of evidence in a note; the findings and the saved result hold the rest.
NOTE_ROWS = 8
LONGEST_REASON = 600


#: Kinds of mark in the order of the legend.
LEGEND: tuple[Tone, ...] = ("confirmed", "contradicted", "not_observed", "cannot_tell", "defect")


@dataclass(frozen=True, slots=True)
class RunView:
    """Consecutive rows of one region. ``label`` is empty for the body; ``open``: something weighty is marked in it."""

    label: str
    open: bool
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document. ``facts``: name and value pairs about its origin; ``regions``: its rows, in runs of one region.

    ``loose``: notes whose place in the text is not known (a section that is missing)."""

    anchor: str
    title: str
    role: str
    url: str
    language: str | None
    facts: tuple[tuple[str, str], ...]
    problem: str
    counts: tuple[tuple[Tone, str, int], ...]
    loose: tuple[Note, ...]
    runs: tuple[RunView, ...]


@dataclass(frozen=True, slots=True)
class PolicyView:
    """All documents. ``elsewhere``: notes on documents that are not in the result. ``claims``: number of the
    note by the claim's index."""

    documents: tuple[DocumentView, ...]
    elsewhere: tuple[Note, ...]
    claims: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """Something to be marked: its document, place in it (null: none), and what its note says."""

    document: str
    start: int | None
    end: int | None
    tone: Tone
    source: ClaimVerdict | Defect


def policy_view(result: AuditResult, t: Texts, tables: EvidenceTables) -> PolicyView:
    """The documents in the order of the result, notes numbered in reading order through all of them."""
    places = _places(result)
    builder = _Notes(result, t, tables)
    known = {document.url for document in result.documents}
    documents = tuple(
        _document(document, index, [place for place in places if place.document == document.url], builder, t)
        for index, document in enumerate(result.documents)
    )
    elsewhere = tuple(builder.note(place) for place in places if place.document not in known)
    return PolicyView(documents, elsewhere, builder.claims)


def _places(result: AuditResult) -> list[_Place]:
    places = [
        _Place(entry.claim.document, entry.claim.start, entry.claim.end, entry.verdict, entry)
        for entry in result.verdicts
    ]
    first = result.documents[0].url if result.documents else ""
    places += [
        _Place(defect.document or first, defect.start, defect.end, "defect", defect)
        for defect in result.declaration.defects
    ]
    return places


class _Notes:
    """Makes the notes and numbers them as they are asked for."""

    def __init__(self, result: AuditResult, t: Texts, tables: EvidenceTables) -> None:
        self._t = t
        self._tables = tables
        self._findings = {finding.id: finding for finding in result.findings}
        self._next = 1
        self.claims: dict[int, int] = {}

    def note(self, place: _Place) -> Note:
        number, self._next = self._next, self._next + 1
        if isinstance(place.source, Defect):
            return self._of_defect(number, place.source)
        self.claims[place.source.index] = number
        return self._of_claim(number, place.tone, place.source)

    def _of_claim(self, number: int, tone: Tone, entry: ClaimVerdict) -> Note:
        known = [self._findings[name] for name in entry.findings if name in self._findings]
        return Note(
            number=number,
            tone=tone,
            label=self._t(f"verdict.{tone}"),
            statement=words.statement(entry.claim, self._t),
            details=words.details(entry.claim, self._t),
            quote=bounded(entry.claim.quote, LONGEST_TEXT),
            reason=bounded(entry.reason, LONGEST_REASON),
            evidence=self._tables.table(entry.evidence, NOTE_ROWS),
            findings=tuple((one.id, bounded(finding_text(one, self._t).title, LONGEST_TITLE)) for one in known),
            marked=bool(entry.claim.end > entry.claim.start),
        )

    def _of_defect(self, number: int, defect: Defect) -> Note:
        return Note(
            number=number,
            tone="defect",
            label=self._t("verdict.defect"),
            statement=self._t(f"defect.{defect.kind}"),
            details=(),
            quote=bounded(defect.quote or "", LONGEST_TEXT),
            reason=bounded(defect.detail or "", LONGEST_REASON),
            evidence=EvidenceTable((), 0, frozenset()),
            findings=(),
            marked=defect.start is not None,
        )


def _document(document: Document, index: int, places: Sequence[_Place], builder: _Notes, t: Texts) -> DocumentView:
    ordered = sorted(places, key=lambda place: (place.start is not None, place.start or 0, place.end or 0))
    noted = [(place, builder.note(place)) for place in ordered]
    marks = [_mark(place, note) for place, note in noted if place.start is not None and place.end is not None]
    lost = unplaced(document, marks)
    unmarked = {note.number for place, note in noted if place.start is None or place.end is None} | lost
    notes = {note.number: note for _, note in noted}
    runs = runs_of(document, [mark for mark in marks if mark.number not in lost], notes)
    tones = Counter(note.tone for note in notes.values())
    return DocumentView(
        anchor=f"document-{index + 1}",
        title=document.content.title,
        role=t(f"role.{document.role}"),
        url=document.url,
        language=document.content.text_language,
        facts=_facts(document, t),
        problem="" if document.content.outcome == "ok" else _problem(document, t),
        counts=tuple((tone, t(f"verdict.{tone}"), tones[tone]) for tone in LEGEND if tones[tone]),
        loose=tuple(notes[number] for number in sorted(unmarked)),
        runs=tuple(_run(run, t) for run in runs),
    )


def _mark(place: _Place, note: Note) -> Mark:
    return Mark(note.number, note.tone, note.label, place.start or 0, place.end or 0)


def _run(run: Run, t: Texts) -> RunView:
    if run.region == "body":
        return RunView("", True, run.groups)
    label = t(f"region.{run.region}")
    return RunView(f"{label} · {t.count('policy.marks', run.marks)}" if run.marks else label, run.weighty, run.groups)


def _facts(document: Document, t: Texts) -> tuple[tuple[str, str], ...]:
    found = t(f"found_by.{document.found_by}")
    facts = [
        (t("document.url"), document.url),
        (t("document.requested"), document.requested_url if document.requested_url != document.url else ""),
        (t("document.found"), f"{found}: “{document.found_text}”" if document.found_text else found),
        (t("document.found_on"), document.found_on or ""),
        (t("document.status"), str(document.status or "")),
        (t("document.media_type"), document.media_type),
        (t("document.sha256"), document.sha256 or ""),
    ]
    return tuple((name, value) for name, value in facts if value)


def _problem(document: Document, t: Texts) -> str:
    problem = t(f"document_outcome.{document.content.outcome}")
    return f"{problem} ({said(document.content.reason, t)})" if document.content.reason else problem
