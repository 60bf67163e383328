"""``auditor thin``, and what the other commands say of an audit that was thinned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.store.store import open_store
from tests.unit.store.store_builders import audit_result, write_audit

SITE = audit_result().site.host


@pytest.fixture(autouse=True)
def audits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Four audits, the oldest first; their dates are more than a month ago, and so are their files."""
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    numbers = []
    with open_store() as store:
        for day in range(4):
            result = audit_result(day - 3650)
            numbers.append(store.save_audit(write_audit(tmp_path / f"audit{day}", result), result))
    for path in (tmp_path / "data" / "evidence").rglob("*"):
        os.utime(path, (0, 0))
    return numbers


def _rules(lines: str) -> None:
    Path("auditor.toml").write_text(f"[retention]\n{lines}\n", encoding="utf-8")


def test_without_rules_every_audit_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["thin"]) == 0
    printed = capsys.readouterr()
    assert "every audit stays" in printed.err
    assert "0 files (0.0 MB) were removed" in printed.err


def test_a_dry_run_says_what_goes_and_takes_nothing(audits: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _rules('all_for = "30 days"')
    assert run(["thin", "--dry-run"]) == 0
    foreseen = capsys.readouterr()
    assert "2 audits would lose all but the line in the history" in foreseen.err
    assert audits[0] in foreseen.out
    assert audits[3] not in foreseen.out
    assert run(["thin"]) == 0
    done = capsys.readouterr()
    assert done.err == foreseen.err.replace("would lose", "lost").replace("would be", "were")
    assert run(["thin", "--dry-run"]) == 0
    assert "0 audits would lose all" in capsys.readouterr().err


def test_what_the_others_say_then(audits: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _rules('all_for = "30 days"')
    assert run(["thin"]) == 0
    assert run(["thin", "--erase", "evidence", "--audit", audits[2]]) == 0
    capsys.readouterr()
    assert run(["history", SITE]) == 0
    rows = capsys.readouterr().out.splitlines()[-4:]
    assert [row.split()[2:4] for row in rows if "thinned" in row] == [["complete,", "thinned"]] * 2
    assert "complete, no evidence" in rows[1]
    assert rows[1].split()[-3:-1] == ["-", "-"], "against what was thinned nothing is new or gone"
    assert rows[0].split()[-3:-1] == ["0", "0"]
    assert run(["diff", audits[2], audits[3]]) == 0
    assert run(["diff", audits[0], audits[3]]) == 2
    printed = capsys.readouterr()
    assert f"The audit {audits[0]} was thinned on" in printed.err
    assert run(["export", SITE, "history.zip"]) == 0


def test_erasing_a_site(audits: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["thin", "--erase", "all", "--site", SITE]) == 0
    assert "4 audits lost all but the line in the history" in capsys.readouterr().err
    assert not [path for path in (tmp_path / "data" / "evidence").rglob("*") if path.is_file()]
    assert run(["history", SITE]) == 0
    assert capsys.readouterr().out.count("complete, thinned") == 4
    assert run(["thin", "--erase", "all", "--site", SITE]) == 0
    assert "Nothing to erase" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--erase", "all"], "give --erase with either --audit or --site"),
        (["--audit", "x"], "give --erase with either --audit or --site"),
        (["--erase", "all", "--audit", "x", "--site", "y"], "give --erase with either --audit or --site"),
        (["--erase", "half", "--audit", "x"], "--erase takes evidence or all, not 'half'"),
        (["--erase", "all", "--audit", "x", "--dry-run"], "--dry-run tells of the rules"),
        (["--erase", "all", "--audit", "weg\x1b[2J"], "The store knows no audit 'weg[2J'"),
        (["--erase", "all", "--site", "weg.example"], "The store knows no site 'weg.example'"),
        (["--config", "weg.toml"], "Cannot read weg.toml"),
    ],
)
def test_a_wrong_call_is_one_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["thin", *words]) == 2
    printed = capsys.readouterr()
    assert len(printed.err.strip().splitlines()) == 1
    assert sentence in printed.err
    assert "\x1b" not in printed.err
