"""``auditor read`` in its formats, the review that it writes, and ``--declared`` in the commands that take it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from auditor.cli.main import run
from auditor.cli.reading_table import MOST_ROWS, reading_table
from auditor.models.common import Tool
from auditor.models.declaration import Declaration, DeclaredCookie, Defect

OBSERVATION = Path(__file__).parents[2] / "golden" / "observation_v1.json"
HOSTILE = "rood\x1b[31m\x1b]0;titel\x07 [bold]\u202evet[/bold] :smile: <script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("beleid.txt").write_text("Op onze website plaatsen wij geen cookies.\n", encoding="utf-8")


def test_without_a_format_it_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "beleid.txt", "--quiet"]) == 0
    assert [claim["type"] for claim in json.loads(capsys.readouterr().out)["claims"]] == ["no_cookies"]


def test_as_a_table_for_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "beleid.txt", "--quiet", "--format", "table"]) == 0
    printed = capsys.readouterr().out
    assert "no_cookies" in printed
    assert "Op onze website plaatsen wij geen cookies." in printed
    assert "Cookies: none" in printed


def test_as_a_page_in_the_language_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "beleid.txt", "--quiet", "--format", "html", "--output", "uit/lezing.html"]) == 0
    assert run(["read", "beleid.txt", "--quiet", "--format", "html", "--language", "en"]) == 0
    assert "Er worden geen cookies geplaatst" in Path("uit/lezing.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in capsys.readouterr().out


def test_a_review_is_written_once_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "beleid.txt", "--quiet", "--review", "nagekeken.yaml"]) == 0
    assert capsys.readouterr().out == ""
    form = Path("nagekeken.yaml")
    text = form.read_text(encoding="utf-8")
    assert yaml.safe_load(text)["documents"][0]["claims"][0]["quote"] == "Op onze website plaatsen wij geen cookies."
    assert run(["read", "beleid.txt", "--quiet", "--review", "nagekeken.yaml"]) == 2
    form.write_text(text.replace("review: open", "review: reject", 1), encoding="utf-8")
    capsys.readouterr()
    assert run(["read", "beleid.txt", "--quiet", "--declared", "nagekeken.yaml"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"] == []
    Path("beleid.txt").write_text("Op onze website plaatsen wij echt geen cookies.\n", encoding="utf-8")
    assert run(["read", "beleid.txt", "--quiet", "--declared", "nagekeken.yaml"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert len(read["claims"]) == 1
    assert "has changed since its review" in read["by_hand"]["notes"][0]


def test_reconcile_takes_a_declaration_by_hand_alone_or_beside_one(capsys: pytest.CaptureFixture[str]) -> None:
    Path("v.yaml").write_text("by: De beheerder\nclaims: [no_cookies]\n", encoding="utf-8")
    assert run(["reconcile", str(OBSERVATION), "--declared", "v.yaml"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [(one["claim"]["type"], one["claim"]["origin"]) for one in result["verdicts"]] == [("no_cookies", "stated")]
    assert result["declaration"]["by_hand"]["by"] == "De beheerder"
    assert run(["read", "beleid.txt", "--quiet", "--output", "d.json"]) == 0
    assert run(["read", "beleid.txt", "--quiet", "--declared", "v.yaml", "--output", "al.json"]) == 0
    assert run(["reconcile", str(OBSERVATION), "d.json", "--declared", "v.yaml", "--output", "r.json"]) == 0
    assert run(["reconcile", str(OBSERVATION), "al.json", "--declared", "v.yaml"]) == 2
    assert "already holds" in capsys.readouterr().err


def test_the_settings_file_may_name_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("v.yaml").write_text("claims: [no_cookies, uses_cookies]\n", encoding="utf-8")
    Path("auditor.toml").write_text('[audit]\ndeclared = "v.yaml"\n', encoding="utf-8")
    assert run(["read", "beleid.txt", "--quiet"]) == 0
    assert len(json.loads(capsys.readouterr().out)["claims"]) == 2


def test_every_error_in_a_form_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("v.yaml").write_text("claims: [no_cookie]\nmode: x\n", encoding="utf-8")
    assert run(["audit", "--declared", "v.yaml", "winkel.example"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert [line.split(":")[0] for line in lines] == ["v.yaml, line 2", "v.yaml, line 1"]


def test_a_table_of_hostile_texts_is_bounded_and_steers_no_terminal() -> None:
    place = {"quote": HOSTILE, "document": HOSTILE, "start": 0, "end": 1}
    row = DeclaredCookie.model_validate({"name": HOSTILE, "purpose": HOSTILE * 1000, **place})
    declaration = Declaration(
        tool=Tool(version="0"), language="nl", documents=(), claims=(), cookies=(row,) * 5000, vendors=(),
        deferrals=(), defects=(Defect(kind="malformed_url", detail=HOSTILE, **place),),
    )  # fmt: skip
    shown = reading_table(declaration)
    assert not set("\x1b\x07\u202e") & set(shown)
    assert "[bold]" in shown
    assert f"and {5000 - MOST_ROWS} more" in shown
    assert len(shown) < 1_500_000
    assert max(map(len, shown.splitlines())) <= 120
