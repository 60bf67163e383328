from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.knowledge.banner_words import implied_consent
from auditor.knowledge.purposes import LANGUAGES, necessary_label, purpose_words, purposes_named

WORDS = [purpose_words(language) for language in LANGUAGES]


@pytest.mark.parametrize(("text", "categories"), [pair for words in WORDS for pair in words.matches.items()])
def test_purposes_are_named_or_denied(text: str, categories: tuple[str, ...]) -> None:
    assert purposes_named(text) == frozenset(categories)


@pytest.mark.parametrize("label", [label for words in WORDS for label in words.labels])
def test_labels_of_what_needs_no_consent(label: str) -> None:
    assert necessary_label(label)
    assert necessary_label(label.upper())


@pytest.mark.parametrize("label", [label for words in WORDS for label in words.not_labels])
def test_labels_of_what_needs_it(label: str) -> None:
    assert not necessary_label(label)


@pytest.mark.parametrize("text", [text for words in WORDS for text in words.implied_matches])
def test_use_taken_as_consent_is_quoted(text: str) -> None:
    quote = implied_consent(f"Welcome. {text} Ok")
    assert quote is not None
    assert quote == text


@pytest.mark.parametrize("text", [text for words in WORDS for text in words.implied_not])
def test_a_click_or_terms_of_use_are_no_consent_by_use(text: str) -> None:
    assert implied_consent(text) is None


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    purposes_named(text)
    necessary_label(text)
    implied_consent(text)


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(["cookies ", "door ", "by continuing ", "marketing ", "wenn sie ", "volgen "]))
def test_a_very_long_text_costs_a_bounded_time(part: str) -> None:
    text = part * (100_000 // len(part))
    began = time.perf_counter()
    purposes_named(text)
    implied_consent(text)
    necessary_label(text)
    assert time.perf_counter() - began < 3
