"""Every error is one sentence on stderr with an exit code of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.cli.terminal import plain


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["audit"], 2, "Name the sites to audit, or give --demo."),
        (["audit", "--demo", "winkel.example"], 2, "Name the sites to audit, or give --demo."),
        (["audit", "ftp://winkel.example/"], 2, "is not the address of a website"),
        (["audit", "https://winkel.example/a b"], 2, "is not the address of a website"),
        (["audit", "--pages", "0", "winkel.example"], 2, "pages: "),
        (["audit", "--states", "before,bought", "winkel.example"], 2, "states"),
        (["audit", "--policy", "weg.html", "winkel.example"], 2, "Cannot read weg.html"),
        (["audit", "--declared", "weg.yaml", "winkel.example"], 2, "Cannot read weg.yaml"),
        (["audit", "--declared", "weg.yaml", "a.example", "b.example"], 2, "about one site"),
        (["audit", "--declared", "weg.yaml", "--demo"], 2, "about one site"),
        (["read", "--format", "word", "x.html"], 2, "There is no format 'word'; there are: json, table, html."),
        (["read", "--review", "a.yaml", "--declared", "b.yaml", "x.html"], 2, "not both"),
        (["reconcile", "missing.json"], 2, "Give a declaration.json, or --declared FILE."),
        (["audit", "--format", "word", "winkel.example"], 2, "There is no report format 'word'"),
        (["audit", "--fail-on", "grave", "winkel.example"], 2, "fail_on"),
        (["audit", "--config", "weg.toml", "winkel.example"], 2, "Cannot read weg.toml"),
        (["crawl", "--browser", "/nergens/chromium", "--quiet", "https://winkel.example/"], 5, "/nergens/chromium"),
        (["read", "missing.html"], 2, "Cannot read missing.html"),
        (["reconcile", "missing.json", "missing.json"], 2, "Cannot read missing.json"),
        (["report", "missing.json"], 2, "Cannot read missing.json"),
        (["explain", "no_cookies_contradictd"], 2, "Did you mean no_cookies_contradicted?"),
        (["verify", "nergens"], 2, "There is no folder nergens"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(
    words: list[str],
    code: int,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = printed.err.strip().splitlines()
    assert len(lines) == 1
    assert sentence in lines[0]


def test_help_and_version_exit_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert run(["--version"]) == 0
    assert "auditor 0." in capsys.readouterr().out


def test_without_a_command_the_help_is_shown_as_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Commands:" in capsys.readouterr().out


def test_nothing_from_a_site_steers_the_terminal() -> None:
    hostile = "winkel\x1b[2J\x1b]0;titel\x07\u202etxt.exe\u2066\r\nregel\x00twee\ud800"
    assert plain(hostile) == "winkel[2J]0;titeltxt.exe regeltwee"
    assert len(plain("x" * 5000)) == 300
