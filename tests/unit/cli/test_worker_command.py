"""``auditor worker`` where it cannot work: one sentence each, and nothing made."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from auditor.cli.main import run


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))


def test_without_a_server_it_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["worker"]) == 2
    assert capsys.readouterr().err.startswith("Workers on several machines need PostgreSQL; name one by AUDITOR_DAT")
    assert not (tmp_path / "data").exists()


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "procrastinate" else found(name))
    assert run(["worker"]) == 5
    assert capsys.readouterr().err.count("pip install 'cookie-declaration-auditor[cluster]'") == 1


def test_a_server_out_of_reach_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDITOR_DATABASE", f"postgresql://ann:geheim@/fleet?host={tmp_path}")
    assert run(["worker"]) == 5
    printed = capsys.readouterr().err
    assert "out of reach" in printed
    assert len(printed.strip().splitlines()) == 1
    assert "geheim" not in printed


@pytest.mark.parametrize("words", [["--parallel", "0"], ["--grace", "-1"], ["--config", "weg.toml"]])
def test_a_wrong_option_is_refused(words: list[str]) -> None:
    assert run(["worker", *words]) == 2
