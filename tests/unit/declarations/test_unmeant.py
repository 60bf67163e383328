"""Denials that nobody made, and denials that somebody made, in paragraphs by a person who did not know the reader.

When they were new, 50 of 240, some 20 of 200 and 16 of 160 of the first kind were read as denials for the whole site,
and 49 of 160, 22 of 160 and 8 of 120 of the second kind were not read. What is here is read well by now."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import outright_denials, statement

_FOLDER = Path(__file__).parent


def _lines(name: str) -> list[tuple[str, ...]]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("language", "text"), _lines("unmeant.tsv"), ids=lambda value: str(value)[:60])
def test_what_nobody_denies_for_the_whole_site_is_not_read_as_denied(language: str, text: str) -> None:
    assert outright_denials(text, language) == []


@pytest.mark.parametrize(("language", "kinds", "text"), _lines("said.tsv"), ids=lambda value: str(value)[:60])
def test_what_is_denied_or_promised_is_read(language: str, kinds: str, text: str) -> None:
    assert {claim.type for claim in statement(text, language).claims} >= set(kinds.split(","))


@pytest.mark.parametrize(("language", "kind", "text"), _lines("whole.tsv"), ids=lambda value: str(value)[:60])
def test_what_is_denied_for_the_whole_site_has_no_limit(language: str, kind: str, text: str) -> None:
    limits = [
        claim.params.keys() & {"condition", "scope", "modality"}
        for claim in statement(text, language).claims
        if claim.type == kind
    ]
    assert set() in limits
