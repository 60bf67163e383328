from __future__ import annotations

import itertools

from report_samples import COOKIES, PRIVACY, TextBuilder, claim, document, privacy_document, sample

from auditor.models.declaration import Defect
from auditor.models.document import DocumentText
from auditor.models.result import AuditResult, ClaimVerdict
from reports.text import texts
from reports.views.evidence import EvidenceTables
from reports.views.policy import DocumentView, PolicyView, policy_view
from reports.views.rows import LONG_LIST, MAX_CHARACTERS, Note, Row

NL = texts("nl")


def view(result: AuditResult) -> PolicyView:
    return policy_view(result, NL, EvidenceTables(result, NL))


def rows(doc: DocumentView) -> list[Row]:
    return [row for run in doc.runs for group in run.groups for row in group.rows]


def notes(doc: DocumentView) -> list[Note]:
    return [*doc.loose, *(note for row in rows(doc) for note in row.notes)]


def bare(text: DocumentText, *quotes: str, defects: tuple[Defect, ...] = ()) -> AuditResult:
    doc = document(PRIVACY, text)
    judged = tuple(
        ClaimVerdict(index=i, claim=claim("uses_cookies", doc, quote), verdict="confirmed", reason="seen")
        for i, quote in enumerate(quotes)
    )
    original = sample()
    summary = original.declaration.model_copy(update={"defects": defects, "cookies": (), "deferrals": ()})
    return sample(documents=(doc,), verdicts=judged, findings=(), declaration=summary)


def test_every_claim_and_defect_has_one_note_at_its_place() -> None:
    result = sample()
    found = view(result)
    all_notes = [note for doc in found.documents for note in notes(doc)]
    assert len(all_notes) == len(result.verdicts) + len(result.declaration.defects)
    assert sorted(note.number for note in all_notes) == list(range(1, len(all_notes) + 1))
    assert {name for name in found.numbers if name.startswith("/claims/")} == {
        f"/claims/{entry.index}" for entry in result.verdicts
    }
    by_number = {note.number: note for note in all_notes}
    assert all(
        by_number[found.numbers[f"/claims/{entry.index}"]].quote == entry.claim.quote for entry in result.verdicts
    )


def test_marked_text_is_the_quote() -> None:
    result = sample()
    for doc in view(result).documents:
        marked: dict[int, str] = {}
        for row in rows(doc):
            lines = [item.segments for item in row.items] + [line for r in row.cells for c in r for line in c.lines]
            for segments in lines:
                so_far = ""
                for segment in segments:
                    so_far += segment.text
                    for reference in segment.references:
                        marked[reference.mark.number] = marked.get(reference.mark.number, "") + so_far
        for note in notes(doc):
            if note.marked:
                last = note.quote.split("\n")[-1]
                assert marked[note.number].endswith(last)


def test_a_claim_over_two_blocks_has_its_note_at_the_first() -> None:
    result = sample()
    spanning = next(entry for entry in result.verdicts if "\n" in entry.claim.quote)
    found = view(result)
    holders = [
        row
        for row in rows(found.documents[0])
        if any(n.number == found.numbers[f"/claims/{spanning.index}"] for n in row.notes)
    ]
    assert [row.items[0].segments[0].text[:4] for row in holders] == ["Wat "]


def test_structure_is_kept() -> None:
    first, second = view(sample()).documents
    assert [run.label.split(" ·")[0] for run in first.runs] == ["Menu van de pagina", "", "Voet van de pagina"]
    assert [run.open for run in first.runs] == [False, True, False]
    kinds = [row.kind for row in rows(second)]
    assert kinds == ["heading", "paragraph", "table", "terms", "paragraph", "paragraph", "paragraph"]
    table = next(row for row in rows(second) if row.kind == "table")
    assert [len(line) for line in table.cells] == [4, 4, 4, 4]
    assert [cell.header for cell in table.cells[0]] == [True] * 4
    assert [item.level for row in rows(first) if row.kind == "list" for item in row.items][-2:] == [2, 2]


def test_heading_ranks_never_skip() -> None:
    text = TextBuilder()
    for level in (3, 6, 1, 5, 5, 2, 4):
        text.add("heading", f"kop {level}", level=level)
    found = view(bare(text.content("x")))
    ranks = [row.items[0].level for row in rows(found.documents[0])]
    assert ranks[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(ranks))


def test_a_defect_without_a_place_stands_with_its_document() -> None:
    found = view(sample())
    assert [note.statement for note in found.documents[1].loose] == ["Een kop of inleiding zonder inhoud"]
    nowhere = view(
        bare(
            TextBuilder().add("paragraph", "Tekst.").content("x"),
            defects=(Defect(kind="no_cookie_section", quote=None),),
        )
    )
    assert [note.statement for note in nowhere.documents[0].loose] == ["Er staat niets over cookies"]


def test_a_place_beyond_the_text_loses_no_note() -> None:
    doc = privacy_document()
    odd = claim("uses_cookies", doc, "Bestellingen").model_copy(update={"start": 10**6, "end": 10**6 + 5})
    empty = claim("banner", doc, "Bestellingen").model_copy(update={"start": 7, "end": 7})
    judged = tuple(ClaimVerdict(index=i, claim=c, verdict="cannot_tell", reason="") for i, c in enumerate((odd, empty)))
    found = view(sample(verdicts=judged, findings=()))
    assert len([note for note in found.documents[0].loose if note.tone == "cannot_tell"]) == 2


def test_claims_of_documents_that_are_not_there_are_shown_all_the_same() -> None:
    result = sample()
    found = view(result.model_copy(update={"documents": result.documents[:1]}))
    assert {note.quote for note in found.elsewhere} == {
        *(e.claim.quote for e in result.verdicts if e.claim.document == COOKIES),
        "",
    }


def test_a_text_without_blocks_is_shown_by_line() -> None:
    found = view(
        bare(
            DocumentText(title="", text="Eerste regel.\n\nWij gebruiken cookies.", blocks=()), "Wij gebruiken cookies."
        )
    )
    assert [row.items[0].segments[0].text for row in rows(found.documents[0])] == [
        "Eerste regel.",
        "Wij gebruiken cookies.",
    ]
    assert len(notes(found.documents[0])) == 1


def test_long_lists_are_cut_near_their_notes() -> None:
    text = TextBuilder()
    for number in range(30):
        text.add("list_item", f"punt {number} einde", level=1)
    found = view(bare(text.content("x"), "punt 2 einde", "punt 12 einde", "punt 13 einde"))
    lists = [row for row in rows(found.documents[0]) if row.kind == "list"]
    assert [len(row.items) for row in lists] == [13, 17]
    assert len(lists[0].items) >= LONG_LIST


def test_very_long_documents_keep_their_marked_text() -> None:
    text = TextBuilder()
    for number in range(3000):
        text.add("paragraph", f"alinea {number} " + "woord " * 20)
    text.add("paragraph", "Ver achterin gebruiken wij cookies.")
    found = view(bare(text.content("x"), "Ver achterin gebruiken wij cookies."))
    shown = rows(found.documents[0])
    assert sum(len(s.text) for row in shown for item in row.items for s in item.segments) < MAX_CHARACTERS + 1000
    assert shown[-2].kind == "gap"
    assert shown[-1].notes
