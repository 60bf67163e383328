from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.shown import bounded, isolated, line, visible


@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",
        "\x1b",
        "\x9b",
        "\u200b",
        "\u200e",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ufeff",
        "\u00ad",
        "\u3164",
        "\U000e0041",
        "\u2028",
    ],
)
def test_hidden_characters_become_readable(hidden: str) -> None:
    assert visible(f"a{hidden}b") == f"a[U+{ord(hidden):04X}]b"
    assert visible(f"a{hidden}b", prose=True) == f"a[U+{ord(hidden):04X}]b"


def test_line_ends_stay_in_prose_and_show_in_names() -> None:
    assert visible("a\nb", prose=True) == "a\nb"
    assert visible("a\nb") == "a[U+000A]b"


def test_joiners_stay_in_prose() -> None:
    assert visible("می\u200cخواهم", prose=True) == "می\u200cخواهم"


def test_marks_that_pile_up_are_cut() -> None:
    assert visible("e" + "\u0301" * 50) == "e" + "\u0301" * 4


def test_long_names_are_cut_and_say_how_long_they_are() -> None:
    shown = isolated("x" * 10_240, 40)
    assert len(shown) < 120
    assert "(10240)" in shown
    assert bounded("abcdef", 4) == "abc…"
    assert line("a \n\t b" * 3) == "a ba ba b"


def test_names_are_escaped_and_isolated() -> None:
    assert isolated('<b onclick="x">\u202e') == "<bdi>&lt;b onclick=&#34;x&#34;&gt;[U+202E]</bdi>"


@given(st.text())
def test_nothing_invisible_survives(text: str) -> None:
    controls = [
        sign
        for sign in visible(text)
        if unicodedata.category(sign) in ("Cc", "Cs")
        or unicodedata.bidirectional(sign) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
    ]
    assert controls == []
