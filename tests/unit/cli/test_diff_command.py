"""``auditor diff``: files, folders and audits of the store; a table, JSON, Markdown; and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.manifest import write_manifest
from auditor.models.files import to_json
from auditor.store.store import open_store
from tests.unit.reports.hostile_samples import ATTACKS, hostile
from tests.unit.reports.report_samples import sample


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    monkeypatch.chdir(tmp_path)
    whole = sample()
    for name, result in (("old", sample(findings=whole.findings[1:])), ("new", whole)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "result.json").write_text(to_json(result), encoding="utf-8")
        write_manifest(folder)
    return str(tmp_path / "old"), str(tmp_path / "new" / "result.json")


def test_a_table(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *pair, "--language", "en"]) == 0
    shown = capsys.readouterr().out
    assert "New findings (1)" in shown
    assert sample().findings[0].id in shown


def test_json_and_markdown(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *pair, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in data["findings"]["new"]] == [sample().findings[0].id]
    assert run(["diff", *pair, "--format", "markdown", "--language", "nl"]) == 0
    assert "## Nieuwe bevindingen" in capsys.readouterr().out


def test_exit_codes(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *pair, "--fail-on-new", "info"]) == 1
    assert run(["diff", *reversed(pair), "--fail-on-new", "info"]) == 0
    for wrong in (
        ["nergens", pair[1]], ["a\0b", pair[1]], ["geen@latest", pair[1]], [*pair, "--format", "xml"],
        [*pair, "--fail-on-new", "erg"], [*pair, "--language", "fr"], ["x" * 5000, pair[1]],
        ["00000000-0000-0000-0000-000000000000", pair[1]],
    ):  # fmt: skip
        capsys.readouterr()
        assert run(["diff", *wrong]) == 2, wrong
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_audits_of_the_store(pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(None, tmp_path / "data") as store:
        audit = store.save_audit(tmp_path / "new", sample())
    day = sample().observation.started_at.date().isoformat()
    host = sample().site.host
    for which in (audit, f"{host}@{day}", f"{host}@latest"):
        assert run(["diff", pair[0], which, "--fail-on-new", "info"]) == 1, which
    capsys.readouterr()
    for which in (f"{host}@1999-01-01", f"{host}@previous", f"{host}@gisteren"):
        assert run(["diff", pair[0], which]) == 2, which


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_steers_the_terminal(
    pair: tuple[str, str], tmp_path: Path, attack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new" / "result.json").write_text(to_json(hostile(sample(), attack)), encoding="utf-8")
    for format_ in ("table", "markdown"):
        assert run(["diff", *pair, "--format", format_]) == 0
        shown = capsys.readouterr().out
        assert not {char for char in shown if not char.isprintable()} - {"\n"}
    assert "](https://boos" not in shown
