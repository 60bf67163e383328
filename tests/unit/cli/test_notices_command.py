"""``auditor notices``: what is shown, tried, sent and tried again, and every wrong call as one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.schedule.notices import SINCE
from auditor.store.store import open_store
from tests.unit.schedule.notices.notice_builders import KEY, Hook, hook_table, kept
from tests.unit.store.store_builders import NOON


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOOK_KEY", KEY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(folder: Path, *tables: str) -> None:
    (folder / "auditor.toml").write_text("\n".join(f"[[notices]]\n{table}" for table in tables), encoding="utf-8")


def test_a_notice_from_the_audit_to_its_receiver(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Hook() as hook:
        configure(folder, hook_table(hook.port))
        with open_store() as store:
            store.fleet.mark_once(SINCE, NOON.isoformat())
            kept(store, 0)
        hook.answer = lambda _: (500, {})
        assert run(["notices", "send"]) == 0
        assert "1 notices made; messages: 1 put off." in capsys.readouterr().err
        assert run(["notices", "list"]) == 0
        shown = capsys.readouterr().out
        assert "Waiting (1)" in shown
        assert "The receiver answered 500." in shown
        assert "hidden-in-the-address" not in shown
        hook.answer = lambda _: (204, {})
        assert run(["notices", "retry", "hook"]) == 0
        assert "1 notices are sent again." in capsys.readouterr().err
        assert run(["notices", "send"]) == 0
        capsys.readouterr()
        assert run(["notices", "list", "--json"]) == 0
        listed = json.loads(capsys.readouterr().out)
        assert listed["counts"] == {"waiting": 0, "given_up": 0, "sent": 1}
        assert listed["sent"][0]["body"]["event"] == "first"
        assert listed["receivers"][0]["to"] == "127.0.0.1"
        assert KEY not in json.dumps(listed)
        assert len(hook.got) == 2
        assert run(["notices", "send"]) == 0
        assert "There is nothing to send now." in capsys.readouterr().err


def test_a_trial(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Hook() as hook:
        configure(folder, hook_table(hook.port))
        assert run(["notices", "test", "hook"]) == 0
        assert "hook took the test message." in capsys.readouterr().err
        assert hook.got[0].said["type"] == "notices.test"
    assert run(["notices", "test", "hook"]) == 5
    assert "hook did not take the test message. It could not be reached" in capsys.readouterr().err


def test_without_receivers_the_list_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["notices", "list"]) == 0
    assert "Nobody is told" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "table", "sentence"),
    [
        (["notices", "test", "weg"], hook_table(1), "no [[notices]] with the name 'weg'"),
        (["notices", "retry", "weg"], hook_table(1), "no [[notices]] with the name 'weg'"),
        (["notices", "list"], hook_table(1, urgent=True), "the key 'urgent' is unknown"),
        (["notices", "send"], hook_table(1, when="never"), "when: "),
        (["notices", "list", "--config", "weg.toml"], hook_table(1), "Cannot read weg.toml"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_2(
    folder: Path, words: list[str], table: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(folder, table)
    assert run(words) == 2
    printed = capsys.readouterr()
    assert len(printed.err.strip().splitlines()) == 1
    assert sentence in printed.err
