"""The policy itself, annotated: every document's text with each claim and defect marked in its sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from auditor.models.declaration import Claim, Defect
from auditor.models.document import Document
from auditor.models.result import AuditResult, ClaimVerdict, Finding
from reports import words
from reports.facts import said
from reports.shown import bounded
from reports.text import Texts
from reports.views.by_hand import ByHand, by_hand_view, origin
from reports.views.evidence import EvidenceTable, EvidenceTables
from reports.views.findings import LONGEST_TEXT, LONGEST_TITLE, finding_text
from reports.views.rows import Group, Note, Run, runs_of, unplaced
from reports.views.segments import Mark, Tone

#: Rows of evidence in a note; the findings and the saved result hold the rest.
NOTE_ROWS = 8
LONGEST_REASON = 600


#: Kinds of mark in the order of the legend.
LEGEND: tuple[Tone, ...] = ("confirmed", "contradicted", "not_observed", "cannot_tell", "defect")
#: The same for a text that was only read.
READING_LEGEND: tuple[Tone, ...] = ("claim", "possible", "defect")


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
    """All documents. ``elsewhere``: notes on documents that are not in the result. ``numbers``: number of the note by
    the declaration's pointer to its claim or defect (``/defects/0``); ``notes``: all of them by number. ``by_hand``:
    what a person declared, null without."""

    documents: tuple[DocumentView, ...]
    elsewhere: tuple[Note, ...]
    numbers: dict[str, int]
    notes: dict[int, Note]
    by_hand: ByHand | None


@dataclass(frozen=True, slots=True)
class Marked:
    """Something to be marked: its document, place in it (null: none), and what its note says."""

    document: str
    start: int | None
    end: int | None
    tone: Tone
    source: ClaimVerdict | Claim | Defect


def policy_view(result: AuditResult, t: Texts, tables: EvidenceTables) -> PolicyView:
    """The documents in the order of the result, notes numbered in reading order through all of them."""
    places = _places(result)
    builder = _Notes(result, t, tables)
    known = {document.url for document in result.documents}
    documents = tuple(
        document_view(document, index, [one for one in places if one.document == document.url], builder.note, t)
        for index, document in enumerate(result.documents)
    )
    elsewhere = tuple(builder.note(place) for place in places if place.document not in known)
    return PolicyView(documents, elsewhere, builder.numbers, builder.notes, by_hand_view(result.declaration.by_hand, t))


def _places(result: AuditResult) -> list[Marked]:
    places = [
        Marked(entry.claim.document, entry.claim.start, entry.claim.end, entry.verdict, entry)
        for entry in result.verdicts
    ]
    first = result.documents[0].url if result.documents else ""
    places += [
        Marked(defect.document or first, defect.start, defect.end, "defect", defect)
        for defect in result.declaration.defects
    ]
    return places


class _Notes:
    """Makes the notes and numbers them as they are asked for."""

    def __init__(self, result: AuditResult, t: Texts, tables: EvidenceTables) -> None:
        self._t = t
        self._tables = tables
        self._by_hand = result.declaration.by_hand
        self._findings = {finding.id: finding for finding in result.findings}
        self._defects = {id(defect): f"/defects/{index}" for index, defect in enumerate(result.declaration.defects)}
        self._resting: dict[str, list[Finding]] = {}
        for finding in result.findings:
            for pointer in dict.fromkeys((one.ref or "").removeprefix("declaration:") for one in finding.evidence):
                self._resting.setdefault(pointer, []).append(finding)
        self.numbers: dict[str, int] = {}
        self.notes: dict[int, Note] = {}

    def note(self, place: Marked) -> Note:
        number = len(self.notes) + 1
        note = self._made(number, place)
        self.notes[number] = note
        return note

    def _made(self, number: int, place: Marked) -> Note:
        if isinstance(place.source, Defect):
            pointer = self._defects[id(place.source)]
            self.numbers[pointer] = number
            return defect_note(number, place.source, self._t, self._titles(self._resting.get(pointer, ())))
        if isinstance(place.source, Claim):
            raise TypeError("a claim of a result has its verdict")
        self.numbers[f"/claims/{place.source.index}"] = number
        return self._of_claim(number, place.tone, place.source)

    def _titles(self, findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
        return tuple((one.id, bounded(finding_text(one, self._t).title, LONGEST_TITLE)) for one in findings)

    def _of_claim(self, number: int, tone: Tone, entry: ClaimVerdict) -> Note:
        known = [self._findings[name] for name in entry.findings if name in self._findings]
        pointed = [one for one in self._resting.get(f"/claims/{entry.index}", ()) if one.id not in entry.findings]
        return Note(
            number=number,
            tone=tone,
            label=self._t(f"verdict.{tone}"),
            statement=words.statement(entry.claim, self._t),
            details=words.details(entry.claim, self._t),
            quote=bounded(entry.claim.quote, LONGEST_TEXT),
            reason=bounded(entry.reason, LONGEST_REASON),
            evidence=self._tables.table(entry.evidence, NOTE_ROWS),
            findings=self._titles((*known, *pointed)),
            marked=bool(entry.claim.end > entry.claim.start),
            origin=origin(entry.claim, self._by_hand, self._t),
        )


def defect_note(number: int, defect: Defect, t: Texts, findings: tuple[tuple[str, str], ...] = ()) -> Note:
    """The note on a defect of the text. ``findings``: (id, title) of those that rest on it."""
    return Note(
        number=number,
        tone="defect",
        label=t("verdict.defect"),
        statement=t(f"defect.{defect.kind}"),
        details=(),
        quote=bounded(defect.quote or "", LONGEST_TEXT),
        reason=bounded(defect.detail or "", LONGEST_REASON),
        evidence=EvidenceTable((), 0, frozenset()),
        findings=findings,
        marked=defect.start is not None,
    )


def document_view(
    document: Document, index: int, places: Sequence[Marked], note_of: Callable[[Marked], Note], t: Texts
) -> DocumentView:
    """One document with its marks; ``note_of`` makes the note of each, in reading order."""
    ordered = sorted(places, key=lambda place: (place.start is not None, place.start or 0, place.end or 0))
    noted = [(place, note_of(place)) for place in ordered]
    marks = [_mark(place, note) for place, note in noted if place.start is not None and place.end is not None]
    lost = unplaced(document, marks)
    unmarked = {note.number for place, note in noted if place.start is None or place.end is None} | lost
    notes = {note.number: note for _, note in noted}
    runs = runs_of(document, [mark for mark in marks if mark.number not in lost], notes)
    tones = Counter(note.tone for note in notes.values())
    return DocumentView(
        anchor=f"document-{index + 1}",
        title=document.content.title,
        role=t("by_hand.document") if document.found_by == "declared" else t(f"role.{document.role}"),
        url=document.url,
        language=document.content.text_language,
        facts=_facts(document, t),
        problem="" if document.content.outcome == "ok" else _problem(document, t),
        counts=tuple(
            (tone, t.count(f"tally.{tone}", tones[tone]), tones[tone])
            for tone in (*READING_LEGEND[:2], *LEGEND)
            if tones[tone]
        ),
        loose=tuple(notes[number] for number in sorted(unmarked)),
        runs=tuple(_run(run, t) for run in runs),
    )


def _mark(place: Marked, note: Note) -> Mark:
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
