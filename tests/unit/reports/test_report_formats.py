from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from hostile_samples import ATTACKS, hostile
from markdown_it import MarkdownIt
from openpyxl import Workbook
from report_samples import item, sample

from auditor.errors import MachineError, UsageError
from auditor.models.files import to_json
from auditor.models.result import AuditResult
from reports.formats import FORMATS
from reports.formats.csv import cell
from reports.formats.markdown import code, escaped
from reports.formats.sarif import uri
from reports.render import render as rendered
from reports.render import report_format, with_companions
from reports.report_format import ReportFormat


def render(result: AuditResult, name: str, **more: Any) -> bytes:
    """The format's own bytes: of a PDF the page that is printed, without a browser."""
    return rendered(result, name, printer=lambda page: page, **more)


CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NAMES = [entry.name for entry in FORMATS]


def test_names_and_files_are_different() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert len({entry.file_name for entry in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("entry", FORMATS, ids=NAMES)
def test_every_format_renders_the_same_bytes_twice_in_each_language(entry: ReportFormat) -> None:
    for language in ("nl", "en"):
        first = render(sample(), entry.name, language=language)
        assert first
        assert first == render(sample(), entry.name, language=language)
        assert first.decode("utf-8")
    assert re.fullmatch(r"[a-z]+\.[a-z]+", entry.file_name)
    assert "/" in entry.media_type


@pytest.mark.parametrize("entry", FORMATS, ids=NAMES)
def test_every_format_names_the_subject_of_a_finding(entry: ReportFormat) -> None:
    text = render(sample(), entry.name).decode()
    assert "_fbp" in text.replace("\\", "")


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
@pytest.mark.parametrize("entry", FORMATS, ids=NAMES)
def test_no_format_lets_a_control_character_through(entry: ReportFormat, attack: str) -> None:
    text = render(hostile(sample(), attack), entry.name).decode()
    if entry.name != "json":
        assert not CONTROLS.search(text)
    else:
        assert not re.search("[\x00-\x09\x0b-\x1f]", text)


def test_an_unknown_format_is_refused_in_one_sentence() -> None:
    with pytest.raises(UsageError, match="There is no report format 'docx'; there are: html, json"):
        report_format("docx")


def test_the_language_is_the_result_s_own_unless_told() -> None:
    result = sample(language="en")
    assert b'<html lang="en">' in render(result, "html")
    assert b'<html lang="nl">' in render(result, "html", language="nl")


def test_json_is_the_result_itself() -> None:
    data = render(sample(), "json")
    assert data.decode() == to_json(sample())
    assert AuditResult.model_validate_json(data) == sample()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_csv_has_a_row_a_finding() -> None:
    found = rows(render(sample(), "csv", language="en"))
    assert [row["id"] for row in found] == [entry.id for entry in sample().findings]
    assert found[3]["title"] == "_ga asks for 2 years; fourteen months are declared"
    assert found[3]["vendor"] == "Google Analytics"
    assert (found[3]["seen"], found[3]["visits"]) == ("2", "2")


def test_cookies_have_a_column_a_state() -> None:
    found = rows(render(sample(), "cookies"))
    assert len(found) == 7
    ide = next(row for row in found if row["name"] == "IDE")
    assert (ide["before"], ide["accepted"], ide["lifetime_seconds"]) == ("blocked", "stored", "33696000")


@pytest.mark.parametrize(
    "formula", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1", "x;=1+1", 'x",=1', "a\n=1"]
)
def test_no_cell_is_a_formula(formula: str) -> None:
    assert not re.search('(^|[;,\t\r\n"])[=+\\-@＝]', cell(formula))
    table = render(sample(cookies=(item(formula, formula, "/states/0/cookies/0"),)), "cookies").decode()
    assert not re.search('(^|[;,\t\r\n"])[=+\\-@＝]', table)


def test_ordinary_cells_are_left_alone() -> None:
    assert cell("a-b = c@d") == "a-b = c@d"
    assert (cell(None), cell(True), cell(730)) == ("", "true", "730")


@pytest.mark.parametrize(
    "attack",
    [*ATTACKS, "www.boos.example", "1. x", "- x", "# x", "```", "``` ` ", "a@b.example", "![x](y)", "&lt;", "\\"],
)
def test_markdown_gives_no_link_no_markup_and_the_same_text(attack: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(escaped(attack))
    assert not re.search(r"<(?!/?p>)", rendered)
    for span in (code(attack), code(f"`{attack}"), code(f"{attack}``")):
        assert re.fullmatch(r"<p><code>[^<]*</code></p>\n", MarkdownIt("commonmark").render(span))


def test_a_pdf_needs_a_printer_and_is_what_it_gives() -> None:
    with pytest.raises(MachineError, match="The format pdf needs a browser"):
        rendered(sample(), "pdf")
    assert rendered(sample(), "letter-pdf", printer=lambda page: b"%PDF" + page[:15]) == b"%PDF<!doctype html>"


def test_csv_brings_the_cookies_along() -> None:
    assert with_companions(("csv", "html", "csv")) == ("csv", "cookies", "html")
    assert with_companions(("cookies",)) == ("cookies",)


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
@pytest.mark.parametrize("name", ["csv", "cookies"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_reads_text_and_no_formula(name: str, separator: str, attack: str) -> None:
    """openpyxl takes a cell for a formula as spreadsheets do; a locale may read the file with another separator."""
    text = render(hostile(sample(), attack), name).decode("utf-8-sig")
    sheet = Workbook().active
    for row in csv.reader(io.StringIO(text), delimiter=separator):
        sheet.append(row)
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    begins = "[=+@＝＋－＠-]" if separator != "," else "[=+@＝＋－＠\\s-]"
    assert [
        cell.value for cell in cells if re.match(begins, cell.value if separator == "," else cell.value.strip())
    ] == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://a.example/ x\x00<\u202e>", "//b", "data:text/html,x", "a{b}|c"]
)
def test_sarif_addresses_are_uris_and_never_of_another_scheme(address: str) -> None:
    quoted = uri(address)
    assert re.fullmatch(r"[A-Za-z0-9:/?#@!$&'()*+,;=%~._-]+", quoted)
    assert quoted.startswith("https://") or ":" not in quoted
