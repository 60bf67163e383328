"""One configuration: defaults, then the file, then the command line; unknown keys refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import CONFIG_NAME, load_settings
from auditor.errors import ConfigError


def test_defaults_are_those_of_the_help() -> None:
    settings = load_settings({})
    assert (settings.pages, settings.visits, settings.timeout, settings.law, settings.language) == (
        5,
        1,
        120,
        "nl",
        "nl",
    )
    assert settings.states == ("before", "rejected", "accepted", "withdrawn")
    assert settings.fail_on is None


def test_the_command_line_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / CONFIG_NAME).write_text(
        '[audit]\npages = 9\nfail-on = "serious"\nformat = "html,json"\n', encoding="utf-8"
    )
    settings = load_settings({"pages": 3, "law": None}, folder=tmp_path)
    assert (settings.pages, settings.fail_on, settings.format) == (3, "serious", ("html", "json"))


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("[audit]\npagina = 3\n", "the key 'pagina' is unknown"),
        ("[audits]\npages = 3\n", "the key 'audits' is unknown"),
        ("[audit]\npages = 0\n", "pages: "),
        ("[audit]\nresolve = ['x']\n", "HOST:PORT=ADDRESS:PORT"),
        ("pages = ", "is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, toml: str, sentence: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError, match=sentence) as caught:
        load_settings({}, path)
    assert caught.value.sentence.startswith("own.toml")
    assert "\n" not in caught.value.sentence


def test_a_named_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Cannot read weg"):
        load_settings({}, tmp_path / "weg.toml")


@pytest.mark.parametrize("header", ["zonder dubbele punt", "X-A: b\r\nX-B: c"])
def test_a_header_cannot_smuggle_another(header: str) -> None:
    with pytest.raises(ConfigError):
        load_settings({"header": (header,)})


def test_headers_are_pairs() -> None:
    assert load_settings({"header": ("X-Contact: privacy@bureau.example",)}).headers == (
        ("X-Contact", "privacy@bureau.example"),
    )
