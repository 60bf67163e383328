"""The tables of phrases and words in the documentation say what the language data holds."""

from __future__ import annotations

import pytest

from declarations.concepts import lexicon
from declarations.language import LANGUAGES, words
from declarations.phrase_table import FOLDER, table


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_committed_table_is_current(code):
    committed = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    assert committed == table(code), "run: python -m declarations.phrase_table"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_family_has_a_row_of_four_cells(code):
    rows = _rows(table(code).partition("\n## What words stand for\n")[0])
    assert len(rows) == len(words(code).data.families)
    assert all(line.replace("\\|", "").count("|") == 5 for line in rows)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_concept_has_a_row_with_its_words(code):
    rows = _rows(table(code).partition("\n## What words stand for\n")[2])
    assert [line.split("`")[1] for line in rows] == list(lexicon(code).names)
    assert all(line.count("|") == 3 for line in rows)


def test_words_stand_as_they_are_listed():
    rows = {line.split("`")[1]: line for line in _rows(table("nl"))}
    assert "deze website" in rows["here"]
    assert r"\*cookie\*, \*koekje\*" in rows["cookie"]


def _rows(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("| `")]
