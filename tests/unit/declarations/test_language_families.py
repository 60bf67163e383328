# ruff: noqa: E501 - an example is clearest on one line
"""The language files: complete, alike in all languages, each family with a text that it matches and one that it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import declarations
from declarations.folding import fold
from declarations.language import LANGUAGES, document_language, tell, words

ROOT = Path(declarations.__file__).parent
FAMILIES = [(code, name) for code in LANGUAGES for name in words(code).data.families]


def _folded(text: str) -> str:
    return fold(text, 0, len(text)).text


@pytest.mark.parametrize(("code", "name"), FAMILIES)
def test_every_example_is_matched_and_every_counter_example_is_not(code, name):
    family = words(code).data.families[name]
    pattern = words(code).family(name)
    assert [text for text in family.matches if not pattern.search(_folded(text))] == []
    assert [text for text in family.misses if pattern.search(_folded(text))] == []


def test_all_languages_have_the_same_families():
    names = {code: set(words(code).data.families) for code in LANGUAGES}
    assert all(names[code] == names["nl"] for code in LANGUAGES)


def test_every_family_is_used():
    code = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    patterns = " ".join(text for family in words("nl").data.families.values() for text in family.patterns)
    prefixes = [
        prefix for prefix in ("cat_", "aim_", "when_", "act_", "tech_", "res_", "col_", "row_") if f'"{prefix}"' in code
    ]
    unused = [
        name
        for name in words("nl").data.families
        if f'"{name}"' not in code and f"{{{name}}}" not in patterns and not name.startswith(tuple(prefixes))
    ]
    assert unused == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_files_stay_short_and_hold_the_words_that_tell_the_language(code):
    for path in (ROOT / "languages" / code).glob("*.yaml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path.name
    assert len(words(code).function_words) >= 25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wij gebruiken op deze site geen cookies en dat blijft ook zo.", "nl"),
        ("We do not use any cookies on this website and we will not.", "en"),
        ("Wir verwenden auf dieser Website keine Cookies und das bleibt auch so.", "de"),
        ("Nous ne déposons pas de cookies sur ce site et vous pouvez le vérifier.", "fr"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_function_words(text, expected):
    assert tell(text, "und") == expected
    assert document_language(text, None) == expected


def test_a_text_in_another_language_is_none_of_ours():
    assert document_language("Este sitio web utiliza galletas para mejorar su experiencia de usuario.", None) == "und"


def test_an_unknown_family_is_an_error():
    with pytest.raises(KeyError):
        words("nl").family("no_such_family")


def test_names_in_other_files_are_lower_case_words():
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in words("nl").data.families)
