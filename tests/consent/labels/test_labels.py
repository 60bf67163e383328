from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from tests.consent.labels.score import ROLES, Label, read_labels, score

FOLDER = Path(__file__).parent
LANGUAGES = ("nl", "en", "de", "fr")
LABELS = [label for language in LANGUAGES for label in read_labels(FOLDER / f"{language}.tsv")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_role_and_no_text_twice(language: str) -> None:
    labels = read_labels(FOLDER / f"{language}.tsv")
    assert {label.role for label in labels} == set(ROLES)
    assert {label.language for label in labels} == {language}
    assert max(Counter(label.text for label in labels).values()) == 1
    assert all(label.text.strip() == label.text and label.text for label in labels)


def test_there_are_enough_texts_and_a_third_of_them_is_dutch() -> None:
    assert len(LABELS) >= 300
    assert sum(label.language == "nl" for label in LABELS) * 3 >= len(LABELS)


def test_what_was_set_aside_is_not_among_those_that_served_development() -> None:
    assert not [label.text for label in LABELS if _set_aside(label.text)]
    aside = FOLDER / "aside.tsv"
    if aside.exists():
        assert hashlib.sha256(aside.read_bytes()).hexdigest() == (FOLDER / "ASIDE.sha256").read_text().strip()
        assert all(_set_aside(label.text) for label in read_labels(aside))


def test_precision_and_recall_are_counted_by_role_and_language() -> None:
    labels = [Label("Ja", "nl", "accept"), Label("Nee", "nl", "reject"), Label("No", "en", "reject")]
    result = score(labels, lambda text: "accept" if text in {"Ja", "No"} else "reject")
    assert (result.of("accept").precision, result.of("accept").recall) == (0.5, 1.0)
    assert (result.of("reject").precision, result.of("reject").recall) == (1.0, 0.5)
    assert result.of("reject", "nl").recall == 1.0
    assert [(label.text, said) for label, said in result.wrong] == [("No", "accept")]


def _set_aside(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 5 == 0
