"""The commands on the store: sites, history, export, import; and audits that go into it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.cli.keeping import Keeper
from auditor.cli.main import run
from auditor.config import load_store_settings
from auditor.store.store import open_store
from tests.unit.store.store_builders import audit_result, write_audit


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def test_sites_are_added_listed_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "een.example", "--label", "E\x1b[2Jén", "--law", "be", "--never-visit", "/a"]) == 0
    assert run(["sites", "add", "een.example", "twee.example"]) == 0
    assert run(["sites", "list"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0].split() == ["number", "address", "label", "settings"]
    assert "law=be, never_visit=/a" in printed.out
    assert "\x1b" not in printed.out + printed.err
    assert "1 added, 0 changed, 1 on the list already" in printed.err
    assert run(["sites", "list", "--json"]) == 0
    assert [site["host"] for site in json.loads(capsys.readouterr().out)] == ["een.example", "twee.example"]
    assert run(["sites", "remove", "een.example"]) == 0
    assert run(["sites", "list", "een"]) == 0
    assert "No sites." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["sites", "add", "ftp://een.example"], "is not the address of a website"),
        (["sites", "add", "een.example", "--law", "xx"], "law: 'xx' is none of"),
        (["sites", "add", "een.example", "twee.example", "--label", "x"], "belong to one site"),
        (["sites", "remove", "weg.example"], "The store knows no site 'weg.example'"),
        (["sites", "import", "weg.csv"], "Cannot read weg.csv"),
        (["sites", "nonsense"], "No such command"),
        (["history", "weg.example"], "The store knows no site 'weg.example'"),
        (["export", "weg.example", "x.zip"], "The store knows no site 'weg.example'"),
        (["import", "weg.zip"], "Cannot read weg.zip"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    printed = capsys.readouterr()
    assert len(printed.err.strip().splitlines()) == 1
    assert sentence in printed.err


def test_the_history_counts_what_is_new_and_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store() as store:
        for day, left_out in ((0, 2), (1, 0), (2, 1)):
            result = audit_result(day, left_out)
            store.save_audit(write_audit(tmp_path / f"audit-{day}", result), result)
    assert run(["history", "ketting.example"]) == 0
    heads, *rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert heads[-3:] == ["new", "gone", "audit"]
    assert [row[0] for row in rows] == ["2026-03-03", "2026-03-02", "2026-03-01"]
    assert [row[-3:-1] for row in rows] == [["0", "1"], ["2", "0"], ["-", "-"]]
    assert run(["history", "ketting.example", "--limit", "1", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(audit["new"], audit["gone"]) for audit in listed] == [(0, 1)]


def test_a_history_moves_to_another_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = audit_result()
    with Keeper(True, None) as keep:
        keep(result, write_audit(tmp_path / "audit", result))
    assert run(["export", "ketting.example", "history.zip"]) == 0
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "elsewhere"))
    assert run(["import", "history.zip"]) == 0
    assert run(["history", "ketting.example"]) == 0
    printed = capsys.readouterr()
    assert "new here: 1 audit, 0 decisions and 0 corrections" in printed.err
    assert "2026-03-01" in printed.out


def test_a_store_that_fails_is_one_warning_and_the_folders_stay(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.mkdir()
    (data / "auditor.db").write_bytes(b"not a database " * 100)
    result = audit_result()
    folders = [write_audit(tmp_path / name, result) for name in ("one", "two")]
    with Keeper(True, None) as keep:
        for folder in folders:
            keep(result, folder)
    warned = capsys.readouterr().err.strip().splitlines()
    assert len(warned) == 1
    assert warned[0].startswith("Warning: ")
    assert "is damaged" in warned[0]
    assert all((folder / "result.json").is_file() for folder in folders)


def test_a_fault_of_ours_in_the_store_is_a_warning_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise KeyError("x")

    monkeypatch.setattr("auditor.store.store.Store.save_audit", fail)
    result = audit_result()
    with Keeper(True, None) as keep:
        keep(result, write_audit(tmp_path / "audit", result))
    assert "A fault of ours (KeyError" in capsys.readouterr().err


def test_without_the_store_nothing_is_made(tmp_path: Path, data: Path) -> None:
    result = audit_result()
    with Keeper(False, None) as keep:
        keep(result, write_audit(tmp_path / "audit", result))
    assert not data.exists()


def test_the_environment_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "auditor.toml").write_text('[store]\ndatabase = "sqlite:///a.db"\ndata = "kept"\n', encoding="utf-8")
    assert load_store_settings(folder=tmp_path).data == tmp_path / "data"
    monkeypatch.delenv("AUDITOR_DATA")
    settings = load_store_settings(folder=tmp_path)
    assert (settings.database, settings.data) == ("sqlite:///a.db", tmp_path / "kept")
    monkeypatch.setenv("AUDITOR_DATABASE", "postgresql://x/y")
    assert load_store_settings(folder=tmp_path).database == "postgresql://x/y"


def test_a_misspelled_key_of_the_store_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "auditor.toml").write_text('[store]\nfolder = "x"\n', encoding="utf-8")
    assert run(["sites", "list"]) == 2
    assert "[store]: the key 'folder' is unknown" in capsys.readouterr().err
