"""Sentences of statements in four languages: the faults that they have, and the look-alikes that have none."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from reading import declared

_TITLES = {"nl": "Privacy", "en": "Privacy", "de": "Datenschutz", "fr": "Confidentialité"}
_LINES = (Path(__file__).parent / "defect_wordings.tsv").read_text(encoding="utf-8").splitlines()
_CASES = [line.split("\t") for line in _LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("language", "kinds", "sentence"), _CASES, ids=[case[2][:50] for case in _CASES])
def test_a_sentence_has_its_faults_and_no_other(language, kinds, sentence):
    found = declared(f"<h1>{_TITLES[language]}</h1><p>{escape(sentence)}</p>", language).defects
    assert sorted({defect.kind for defect in found}) == [kind for kind in kinds.split(",") if kind != "-"]
