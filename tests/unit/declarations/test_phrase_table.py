"""The tables of phrases in the documentation say what the language data holds."""

from __future__ import annotations

import pytest

from declarations.language import LANGUAGES, words
from declarations.phrase_table import FOLDER, table


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_committed_table_is_current(code):
    committed = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    assert committed == table(code), "run: python -m declarations.phrase_table"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_family_has_a_row_of_four_cells(code):
    rows = [line for line in table(code).splitlines() if line.startswith("| `")]
    assert len(rows) == len(words(code).data.families)
    assert all(line.replace("\\|", "").count("|") == 5 for line in rows)
