"""``auditor suggest``: its formats, where it writes, and its refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.main import run

OBSERVATION = str(Path(__file__).parents[2] / "golden" / "observation_v1.json")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The result of reading and reconciling the golden observation."""
    folder = tmp_path_factory.mktemp("audit")
    declaration, made = str(folder / "declaration.json"), str(folder / "result.json")
    assert run(["read", OBSERVATION, "--quiet", "--output", declaration]) == 0
    assert run(["reconcile", OBSERVATION, declaration, "--output", made]) == 0
    return made


def test_without_options_it_is_markdown_on_stdout(result: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", result]) == 0
    assert capsys.readouterr().out.startswith("# ")


def test_a_page_in_the_language_asked_for_is_written_to_a_file(
    result: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "out" / "proposal.html"
    assert run(["suggest", result, "--format", "html", "--language", "en", "--output", str(page)]) == 0
    assert capsys.readouterr().out == ""
    assert '<html lang="en">' in page.read_text(encoding="utf-8")


def test_the_section_alone_is_no_whole_page(result: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", result, "--format", "section", "--language", "nl"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith('<section lang="nl">')
    assert "<html" not in printed


@pytest.mark.parametrize(
    ("more", "said"), [(["--format", "pdf"], "markdown, html, section"), (["--language", "fy"], "language")]
)
def test_what_there_is_not_is_wrong_usage(
    more: list[str], said: str, result: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["suggest", result, *more]) == 2
    assert said in capsys.readouterr().err
