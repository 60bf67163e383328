# ruff: noqa: E501 - an example is clearest on one line
"""Pages, PDFs and plain texts as text with structure."""

from __future__ import annotations

import io
import time

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from declarations.extract import extract


def _html(body: str, **more: str) -> object:
    return extract(f"<html><body>{body}</body></html>".encode(), "text/html; charset=utf-8", "https://x.example/")


def _texts(document, kind: str | None = None) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if kind is None or block.kind == kind]


def test_blocks_are_joined_by_one_newline_and_do_not_overlap():
    document = _html("<h1>Kop</h1><p>Een  zin\n over\u00a0iets.</p><ul><li>eerste<li>tweede</ul>")
    assert document.text == "Kop\nEen zin over iets.\neerste\ntweede"
    ends = [0, *(block.end for block in document.blocks)]
    assert all(block.start == end + (1 if end else 0) for block, end in zip(document.blocks, ends, strict=False))
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "list_item", "list_item"]


def test_hidden_text_is_left_out_and_closed_details_are_kept():
    document = _html(
        "<details><summary>Meer</summary><p>Wel</p></details><p hidden>Niet</p><p style='Display : none'>Nooit</p>"
        "<script>nee</script><noscript>nee</noscript><template>nee</template><!-- nee --><svg><text>nee</text></svg>"
    )
    assert document.text == "Meer\nWel"


def test_regions_follow_the_elements_and_the_banner_its_name():
    document = _html(
        "<header><nav><a href='/'>Start</a></nav>Kop</header><main><header>Titel</header><p>Tekst</p></main>"
        "<footer>Voet</footer><div id='cookie-banner'><p>Wij gebruiken cookies.</p></div>"
    )
    regions = {document.text[block.start : block.end]: block.region for block in document.blocks}
    assert regions == {
        "Start": "nav", "Kop": "header", "Titel": "body", "Tekst": "body", "Voet": "footer", "Wij gebruiken cookies.": "banner",
    }  # fmt: skip


def test_cells_have_their_place_also_under_spans_and_when_left_open():
    document = _html(
        "<table><tr><th>Soort<th>Naam<th>Duur<tr><td rowspan=2>Nodig<td>a_b<td>1 jaar<tr><td>c_d<td>sessie</table>"
    )
    places = {
        document.text[b.start : b.end]: (b.cell.row, b.cell.column, b.cell.row_span) for b in document.blocks if b.cell
    }
    assert places == {
        "Soort": (0, 0, 1), "Naam": (0, 1, 1), "Duur": (0, 2, 1),
        "Nodig": (1, 0, 2), "a_b": (1, 1, 1), "1 jaar": (1, 2, 1), "c_d": (2, 1, 1), "sessie": (2, 2, 1),
    }  # fmt: skip


def test_a_table_for_layout_holds_no_cells():
    document = _html("<table><tr><td><h2>Cookies</h2><p>Geen.</p></td><td>Menu</td></tr></table>")
    assert all(block.cell is None for block in document.blocks)
    assert _texts(document, "heading") == ["Cookies"]


def test_links_say_where_they_stand_and_lead():
    document = _html("<p>Lees <b>ons</b> <a href='/cookies'>cookie<i>beleid</i></a>.</p>")
    link = document.blocks[0].links[0]
    assert (document.text[link.start : link.end], link.href) == ("cookiebeleid", "/cookies")


def test_ids_are_those_of_the_element_or_around_it():
    document = _html("<section id=cookies><h2>Cookies</h2><p id=geen>Geen.</p></section>")
    assert [block.html_id for block in document.blocks] == ["cookies", "geen"]


def test_lines_parted_by_breaks_are_joined_where_a_sentence_runs_on():
    document = _html("<p>Wij plaatsen op deze website helemaal geen<br>cookies.<br><br>Vragen? Bel ons.</p>")
    assert _texts(document) == ["Wij plaatsen op deze website helemaal geen cookies.", "Vragen? Bel ons."]


def test_markdown_left_in_a_page_keeps_its_structure():
    document = _html("## Cookies<br>- **Vimeo**: een film.<br>| naam | duur |<br>|---|---|<br>| a_b | 2 dagen |")
    assert [block.kind for block in document.blocks] == ["heading", "list_item", "table_header", "table_header", "table_cell", "table_cell"]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("<p>één €</p>".encode("windows-1252"), "text/html; charset=windows-1252"),
        (b"<meta charset=iso-8859-15>" + "<p>één €</p>".encode("iso-8859-15"), "text/html"),
        (b"\xef\xbb\xbf" + "<p>één €</p>".encode(), "text/html; charset=latin-1"),
        ("<p>één €</p>".encode("utf-16"), "text/html"),
        ("<p>één €</p>".encode("cp1252"), "text/html; charset=no-such-thing"),
    ],
)
def test_encodings_are_told_by_mark_header_and_page(data, media_type):
    assert extract(data, media_type, "").text == "één €"


def test_plain_text_tells_headings_lists_and_paragraphs():
    text = "Privacy\n\n1. Cookies\nWij plaatsen geen cookies.\n\n- eerste\n- tweede\n\n4.2 Contact\n\nBel ons gerust tussen tien en vier\nop werkdagen.\n"
    document = extract(text.encode(), "text/plain", "policy.txt")
    assert [(block.kind, document.text[block.start : block.end]) for block in document.blocks] == [
        ("heading", "Privacy"), ("heading", "1. Cookies"), ("paragraph", "Wij plaatsen geen cookies."),
        ("list_item", "- eerste"), ("list_item", "- tweede"), ("heading", "4.2 Contact"), ("paragraph", "Bel ons gerust tussen tien en vier op werkdagen."),
    ]  # fmt: skip


def test_wrapped_lines_are_one_paragraph_and_a_page_break_does_not_part_a_sentence():
    text = "Wij gebruiken op onze website analytische cookies van\nGoogle Analytics. Meer informatie daarover vindt u in ons\n\ncookiebeleid.\n"
    document = extract(text.encode(), "text/plain", "a.txt")
    assert document.text == "Wij gebruiken op onze website analytische cookies van Google Analytics. Meer informatie daarover vindt u in ons cookiebeleid."  # fmt: skip


def _pdf(lines: list[str]) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(width=600, height=800)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"), NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})})  # fmt: skip
    stream = DecodedStreamObject()
    body = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream.set_data(f"BT /F1 12 Tf 50 700 Td {body} ET".encode("latin-1"))
    page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_pdf_is_read_line_by_line():
    document = extract(_pdf(["Cookies", "Wij plaatsen geen cookies."]), "application/pdf", "https://x.example/a.pdf")
    assert document.outcome == "ok"
    assert _texts(document) == ["Cookies", "Wij plaatsen geen cookies."]


@pytest.mark.parametrize("data", [b"%PDF-1.7\nrubbish", _pdf(["x"])[:200], b"%PDF-1.4\n%%EOF"])
def test_a_damaged_pdf_is_unreadable_or_empty_and_raises_nothing(data):
    assert extract(data, "application/pdf", "a.pdf").outcome in ("unreadable", "empty")


def test_what_is_no_text_is_unreadable():
    assert extract(b"\x89PNG\r\n\x1a\n\0\0\0", "image/png", "a.png").outcome == "unreadable"
    assert extract(b"", "text/html", "").outcome == "empty"
    assert extract(b"<html><body><script>x</script></body></html>", "text/html", "").outcome == "empty"


@pytest.mark.parametrize(
    "data",
    [b"<div>" * 60_000 + b"diep", b"<table><tr><td rowspan=99999999 colspan=99999999>x<td>y" * 200, b"a " * 5_000_000, b"<p " + b"a=b " * 200_000 + b">x"],
)  # fmt: skip
def test_hostile_pages_cost_a_bounded_time(data):
    started = time.monotonic()
    assert extract(data, "text/html", "").outcome in ("ok", "empty", "unreadable")
    assert time.monotonic() - started < 20
