"""The page of a reading alone, and the account of a declaration by hand in both pages."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hostile_samples import ATTACKS, hostile
from report_samples import claim, documents, sample

from auditor.models.common import Tool
from auditor.models.declaration import Declaration, DeclaredByHand
from auditor.models.result import AuditResult
from reports.reading import render_reading
from reports.render import render
from reports.text import LANGUAGES, texts

BY_HAND = DeclaredByHand(
    file="verklaring.yaml", sha256="0" * 64, mode="add", by="M. de Wit", date="2026-03-04", corrected=1,
    notes=("The text of /privacy has changed since its review, and the corrections made to it (2) are left out.",),
)  # fmt: skip


def reading(result: AuditResult) -> Declaration:
    """The declaration that a result rests on."""
    held = result.declaration
    return Declaration(
        tool=Tool(version="0.1.0"), language="nl", documents=result.documents,
        claims=tuple(entry.claim for entry in result.verdicts), cookies=held.cookies, vendors=held.vendors,
        deferrals=held.deferrals, defects=held.defects, by_hand=held.by_hand,
    )  # fmt: skip


def by_hand(result: AuditResult) -> AuditResult:
    """The result with its first claim corrected by hand."""
    first = result.verdicts[0]
    judged = first.model_copy(update={"claim": first.claim.model_copy(update={"origin": "corrected"})})
    return result.model_copy(
        update={
            "declaration": result.declaration.model_copy(update={"by_hand": BY_HAND}),
            "verdicts": (judged, *result.verdicts[1:]),
        }
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_claim_and_defect_is_marked_in_its_sentence(language: str) -> None:
    declaration = reading(sample())
    page = BeautifulSoup(render_reading(declaration, language), "lxml")  # type: ignore[arg-type]
    notes = page.select(".note")
    assert len(notes) == len(declaration.claims) + len(declaration.defects)
    marked = " ".join(" ".join(tag.get_text() for tag in page.select("mark")).split())
    for one in declaration.claims:
        assert " ".join(one.quote.split())[:40] in marked or one.quote[:20] in page.get_text()
    assert not page.find_all("script")
    assert page.html is not None
    assert page.html["lang"] == language


def test_a_possible_claim_is_drawn_as_one() -> None:
    doc = documents()[0]
    sentence = doc.text.split("\n")[1]
    claims = (claim("uses_cookies", doc, sentence, modality="possible"),)
    declaration = reading(sample()).model_copy(update={"claims": claims, "defects": ()})
    page = BeautifulSoup(render_reading(declaration, "nl"), "lxml")
    assert [tag.get_text() for tag in page.select(".doc mark")] == [sentence]
    assert page.select_one(".doc mark.m-possible") is not None


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_stays_text(attack: str) -> None:
    page = render_reading(reading(hostile(by_hand(sample()), attack)), "nl").decode()
    soup = BeautifulSoup(page, "lxml")
    assert not soup.find_all(["script", "img", "iframe", "object", "embed", "link", "base", "form"])
    assert not {name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on") or name == "style"}
    assert all(tag["href"].startswith("#") for tag in soup.find_all(href=True))
    assert not re.search("[\x00\x1b\x9b\u202e\u2066]", page)


def test_who_declares_and_what_was_left_out_stands_in_both_pages() -> None:
    result = by_hand(sample())
    pages = (render(result, "html", language="nl").decode(), render_reading(reading(result), "nl").decode())
    for page in pages:
        text = BeautifulSoup(page, "lxml").get_text(" ", strip=True)
        assert "Nagekeken door M. de Wit op 4 maart 2026 (bestand verklaring.yaml)." in text
        assert "De tekst van /privacy is veranderd sinds hij werd nagekeken" in text
        assert "Gecorrigeerd door M. de Wit" in text
    assert texts("nl")("by_hand.label") in BeautifulSoup(pages[0], "lxml").get_text()
    markdown = render(result, "markdown", language="nl").decode()
    assert "Nagekeken door M" in markdown
    assert "is veranderd sinds hij werd nagekeken" in markdown
