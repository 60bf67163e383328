from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hostile_samples import mixed
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from report_samples import sample

from auditor.crawl.printing import print_to_pdf
from auditor.errors import BrowserMissing
from auditor.models.result import AuditResult
from reports.handed import LetterWishes
from reports.render import render

pytestmark = pytest.mark.browser

WISHES = LetterWishes(written=date(2026, 11, 22), answer_by=date(2026, 12, 20))
#: What makes a PDF do something: run, open, send, fetch.
ACTIVE = {
    "/JS",
    "/JavaScript",
    "/Launch",
    "/URI",
    "/SubmitForm",
    "/GoToR",
    "/EmbeddedFile",
    "/OpenAction",
    "/AA",
    "/RichMedia",
}


def printed(result: AuditResult, name: str, language: str = "nl") -> PdfReader:
    data = render(result, name, language=language, letter=WISHES, printer=print_to_pdf)  # type: ignore[arg-type]
    return PdfReader(io.BytesIO(data))


def titles(outline: list[Any]) -> list[str]:
    return [title for one in outline for title in (titles(one) if isinstance(one, list) else [str(one.title)])]


def kinds(tree: Any, seen: set[int]) -> set[str]:
    """The kinds of elements in the structure tree below an element."""
    if isinstance(tree, IndirectObject):
        if tree.idnum in seen:
            return set()
        seen.add(tree.idnum)
        tree = tree.get_object()
    if isinstance(tree, ArrayObject):
        return {kind for one in tree for kind in kinds(one, seen)}
    if not isinstance(tree, DictionaryObject):
        return set()
    own = {str(tree["/S"])} if "/S" in tree else set()
    return own | (kinds(tree.raw_get("/K"), seen) if "/K" in tree else set())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("name", "title", "heading"),
    [
        (
            "pdf",
            {"nl": "Cookieverklaring getoetst", "en": "Cookie declaration examined"},
            {"nl": "Bevindingen", "en": "Findings"},
        ),
        ("letter-pdf", {"nl": "Vragen over", "en": "Questions on"}, {"nl": "Uw antwoord", "en": "Your answer"}),
    ],
)
def test_a_pdf_is_tagged_and_has_an_outline_a_language_and_a_title(
    name: str, title: dict[str, str], heading: dict[str, str], language: str
) -> None:
    pdf = printed(sample(), name, language)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]) == language
    assert pdf.metadata
    assert str(pdf.metadata.title).startswith(title[language])
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI"} <= kinds(root.raw_get("/StructTreeRoot"), set())
    assert heading[language] in titles(pdf.outline)
    assert len(titles(pdf.outline)) > 15
    glued = [title for title in titles(pdf.outline) if re.search(r"[^\W\d_]\d+( \w+)?$", title)]
    assert glued == [], "a gap stands before each count"
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "_fbp" in text
    assert f"1 / {len(pdf.pages)}" in text
    assert [round(float(side) * 25.4 / 72) for side in pdf.pages[0].mediabox[2:]] == [210, 297]


def test_the_outline_names_each_finding() -> None:
    headings = titles(printed(sample(), "letter-pdf", "en").outline)
    assert "1. The text promises YouTube only after agreement; the film loads at once" in headings


def test_it_says_nothing_of_the_machine_that_printed_it(tmp_path: Path) -> None:
    pdf = printed(sample(), "letter-pdf")
    assert pdf.metadata
    assert pdf.metadata.creator == "cookie-declaration-auditor"
    assert b"/tmp/" not in b"".join(page.get_contents().get_data() for page in pdf.pages)  # type: ignore[union-attr]


def active(pdf: PdfReader) -> set[str]:
    """The kinds of actions in a PDF, in whatever object they stand, by itself or packed with others."""
    numbers = {*pdf.xref.get(0, {}), *pdf.xref_objStm}
    return {kind for number in numbers for kind in acts(pdf.get_object(number))}


def acts(held: Any) -> set[str]:
    if isinstance(held, ArrayObject):
        return {kind for one in held if not isinstance(one, IndirectObject) for kind in acts(one)}
    if not isinstance(held, DictionaryObject):
        return set()
    inner = [one for one in (held.raw_get(key) for key in held) if not isinstance(one, IndirectObject)]
    return (set(held) | {str(one) for one in inner}) & ACTIVE | {kind for one in inner for kind in acts(one)}


@pytest.mark.long
@pytest.mark.parametrize("name", ["pdf", "letter-pdf"])
def test_nothing_that_a_site_says_acts_in_a_pdf(name: str) -> None:
    pdf = printed(mixed(sample()), name)
    assert len(pdf.pages) > 1
    assert active(pdf) == set()
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "<script>document.title" in text.replace("\n", "")


def test_what_acts_in_a_pdf_is_seen_by_these_tests() -> None:
    page = b"<!doctype html><title>t</title><a href='https://boos.example/'>klik</a>"
    assert active(PdfReader(io.BytesIO(print_to_pdf(page)))) == {"/URI"}


def test_the_printer_runs_no_script_and_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim", encoding="utf-8")
    page = (
        "<!doctype html><html lang=nl><title>t</title><h1>kop</h1><p id=p>tekst</p>"
        f"<iframe src='{secret.as_uri()}'></iframe><img src='https://boos.example/x.png'>"
        "<script>document.getElementById('p').textContent='owned'</script>"
    )
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(print_to_pdf(page.encode()))).pages)
    assert "tekst" in text
    assert "owned" not in text
    assert "geheim" not in text


def test_a_browser_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BrowserMissing, match="There is no browser at"):
        print_to_pdf(b"<p>x", tmp_path / "no-browser")
