"""A declaration alone, held against nothing: the texts with what was read in them marked in place."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.models.declaration import Claim, Declaration, Defect
from reports import words
from reports.shown import bounded
from reports.text import Texts
from reports.views.by_hand import ByHand, by_hand_view, origin
from reports.views.evidence import EvidenceTable
from reports.views.findings import LONGEST_TEXT
from reports.views.inventory import MAX_ROWS, DeclaredRow, declared_row
from reports.views.policy import DocumentView, Marked, defect_note, document_view
from reports.views.rows import Note
from reports.views.segments import Tone


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One page. ``vendors``: name, and whether the text only says that it may be so; ``left_out``: rows beyond the
    bound."""

    name: str
    counts: tuple[str, ...]
    by_hand: ByHand | None
    documents: tuple[DocumentView, ...]
    cookies: tuple[DeclaredRow, ...]
    left_out: int
    vendors: tuple[tuple[str, bool], ...]
    tool: str


def reading_view(declaration: Declaration, t: Texts) -> ReadingView:
    """The page of a declaration, notes numbered in reading order through all its documents."""
    first = declaration.documents[0].url if declaration.documents else ""
    places = [Marked(one.document, one.start, one.end, _tone(one), one) for one in declaration.claims]
    places += [Marked(one.document or first, one.start, one.end, "defect", one) for one in declaration.defects]
    notes = _Notes(declaration, t)
    return ReadingView(
        name=_name(declaration, t),
        counts=_counts(declaration, t),
        by_hand=by_hand_view(declaration.by_hand, t),
        documents=tuple(
            document_view(document, index, [one for one in places if one.document == document.url], notes.note, t)
            for index, document in enumerate(declaration.documents)
        ),
        cookies=tuple(declared_row(row, t) for row in declaration.cookies[:MAX_ROWS]),
        left_out=max(0, len(declaration.cookies) - MAX_ROWS),
        vendors=tuple((words.vendor(one.id), one.status == "possible") for one in declaration.vendors[:MAX_ROWS]),
        tool=f"{declaration.tool.name} {declaration.tool.version}",
    )


def _tone(claim: Claim) -> Tone:
    return "possible" if claim.possible else "claim"


def _name(declaration: Declaration, t: Texts) -> str:
    texts = [one for one in declaration.documents if one.found_by != "declared"] or list(declaration.documents)
    return (texts[0].content.title or texts[0].url) if texts else t("policy.unnamed")


def _counts(declaration: Declaration, t: Texts) -> tuple[str, ...]:
    readable = sum(document.content.outcome == "ok" for document in declaration.documents)
    counts = {
        "documents": readable,
        "claims": len(declaration.claims),
        "cookie_rows": len(declaration.cookies),
        "vendors": len(declaration.vendors),
        "defects": len(declaration.defects),
    }
    return tuple(t.count(f"summary.{name}", count) for name, count in counts.items())


class _Notes:
    def __init__(self, declaration: Declaration, t: Texts) -> None:
        self._by_hand, self._t = declaration.by_hand, t
        self._next = 1

    def note(self, place: Marked) -> Note:
        number, self._next = self._next, self._next + 1
        if isinstance(place.source, Defect):
            return defect_note(number, place.source, self._t)
        claim = place.source
        if not isinstance(claim, Claim):
            raise TypeError("a declaration holds no verdicts")
        return Note(
            number=number,
            tone=place.tone,
            label=self._t(f"verdict.{place.tone}"),
            statement=self._t(f"claim.{claim.type}"),
            details=words.details(claim, self._t),
            quote=bounded(claim.quote, LONGEST_TEXT),
            reason="",
            evidence=EvidenceTable((), 0, frozenset()),
            findings=(),
            marked=claim.end > claim.start,
            origin=origin(claim, self._by_hand, self._t),
        )
