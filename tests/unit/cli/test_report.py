"""``auditor report``: its formats and files, the options of a letter, and a terminal that nothing steers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hostile_report import hostile_result, ordinary_result

from auditor.cli.main import run
from auditor.models.files import load, to_json
from auditor.models.result import AuditResult

OBSERVATION = str(Path(__file__).parents[2] / "golden" / "observation_v1.json")
#: What a terminal obeys or hides, and what turns text around; line ends aside.
STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of reading and reconciling the golden observation."""
    folder = tmp_path_factory.mktemp("audit")
    assert run(["read", OBSERVATION, "--quiet", "--output", str(folder / "declaration.json")]) == 0
    made = folder / "result.json"
    assert run(["reconcile", OBSERVATION, str(folder / "declaration.json"), "--output", str(made)]) == 0
    return made


def test_each_format_has_its_file_and_csv_has_two(result: Path, tmp_path: Path) -> None:
    words = ["report", str(result), "--format", "html,csv,markdown,sarif,letter", "--output", str(tmp_path)]
    assert run(words) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cookies.csv", "findings.csv", "letter.html", "report.html", "report.md", "report.sarif",
    ]  # fmt: skip


def test_a_letter_takes_the_findings_and_the_day_that_are_named(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    result.write_text(to_json(ordinary_result()), encoding="utf-8")
    finding = ordinary_result().findings[0]
    words = ["report", str(result), "--format", "letter", "--language", "en", "--output", str(tmp_path)]
    assert run([*words, "--finding", finding.id, "--answer-by", "2999-12-31"]) == 0
    page = (tmp_path / "letter.html").read_text(encoding="utf-8")
    assert page.count('class="point"') == 1
    assert "31 December 2999" in page
    assert run([*words, "--minimum", "info"]) == 0
    assert (tmp_path / "letter.html").read_text(encoding="utf-8").count('class="point"') > 1


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--format", "letter", "--finding", "f0"], 2, "The result has no finding 'f0'"),
        (["--format", "letter", "--minimum", "grave"], 2, "'grave' is no severity; there are: critical, serious"),
        (["--format", "letter", "--answer-by", "morgen"], 2, "'morgen' is no date; write it as 2026-12-31."),
        (["--format", "letter", "--answer-by", "2020-01-01"], 2, "2020-01-01 is not after today"),
        (["--format", "html", "--minimum", "serious"], 2, "are about a letter"),
        (["--format", "pdf", "--browser", "/nergens/chromium"], 5, "There is no browser at /nergens/chromium"),
        (["--format", "docx"], 2, "There is no report format 'docx'"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    more: list[str], code: int, said: str, result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(result), *more, "--output", str(tmp_path)]) == code
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert said in told[0]
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_a_site_says_steers_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "result.json"
    file.write_text(to_json(hostile_result()), encoding="utf-8")
    assert load(file, AuditResult) == hostile_result()
    names = "html,json,csv,markdown,sarif,letter"
    assert run(["report", str(file), "--format", names, "--output", str(tmp_path / "uit")]) == 0
    assert run(["suggest", str(file)]) == 0
    assert run(["report", str(file), "--format", "letter", "--finding", "\x1b[31m\x9b\u202e"]) == 2
    printed = capsys.readouterr()
    assert printed.out
    assert STEERING.search(printed.out + printed.err) is None
    for written in (tmp_path / "uit").iterdir():
        text = written.read_text(encoding="utf-8-sig")
        # Tabs, and the joiners of Persian and emoji, belong to running text.
        assert STEERING.search(re.sub("\r\n|\t|\u200c|\u200d", "", text)) is None, written.name


def test_documents_on_stdout_are_escaped_and_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "beleid.txt"
    said = "Wij plaatsen geen \x9b31mcookies\u202e\u200b\x7f. Wij gebruiken Google Analytics\U000e0041."
    policy.write_text(said, encoding="utf-8")
    assert run(["read", str(policy), "--quiet"]) == 0
    out = capsys.readouterr().out
    assert STEERING.search(out) is None
    assert "\\u009b31m" in out
    assert run(["read", str(policy), "--quiet", "--format", "table"]) == 0
    assert STEERING.search(capsys.readouterr().out) is None
