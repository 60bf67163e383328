"""Accounts by the command line: the password comes in by standard input only, and is nowhere in clear."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.review.passwords import matches
from auditor.store.store import open_store

PASSWORD = "vier losse woorden samen"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    return tmp_path / "data"


def _run(monkeypatch: pytest.MonkeyPatch, data: Path, *words: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return run(["users", *words, "--data", str(data)])


def test_an_account_is_made_listed_changed_and_closed(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, data, "add", "ans", "--role", "reviewer", typed=PASSWORD + "\n") == 0
    assert _run(monkeypatch, data, "list") == 0
    assert "ans\treviewer" in capsys.readouterr().out
    assert _run(monkeypatch, data, "password", "ans", typed="another long password\n") == 0
    with open_store(None, data) as store:
        user = store.user("ans")
        assert user is not None
        assert user.password_hash.startswith("$argon2id$")
        assert matches("another long password", user.password_hash)
        assert not matches(PASSWORD, user.password_hash)
        assert not matches(PASSWORD, None)
    assert _run(monkeypatch, data, "disable", "ans") == 0
    assert _run(monkeypatch, data, "list") == 0
    assert "disabled" in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["", "short\n", "aaaaaaaaaaaaaaaa\n", "x" * 2000, "ansansansans\n"])
def test_a_weak_password_is_refused_in_a_sentence(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    assert _run(monkeypatch, data, "add", "ans", typed=typed) == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    with open_store(None, data) as store:
        assert store.users() == ()


def test_a_name_that_is_taken_or_unknown_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, data, "add", "ans", typed=PASSWORD) == 0
    assert _run(monkeypatch, data, "add", "ans", typed=PASSWORD) == 2
    assert _run(monkeypatch, data, "add", "bo", "--role", "admin", typed=PASSWORD) == 2
    assert _run(monkeypatch, data, "password", "cor", typed=PASSWORD) == 2
    assert _run(monkeypatch, data, "disable", "cor") == 2


def test_serving_on_another_address_without_accounts_is_refused_in_a_sentence(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--host", "0.0.0.0", "--data", str(data)]) == 2
    said = capsys.readouterr().err.strip()
    assert "auditor users add" in said
    assert len(said.splitlines()) == 1
