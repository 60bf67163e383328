"""Both languages say all that templates and code say, and nothing else."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from auditor.models.common import ConsentState, ReportLanguage
from auditor.review.web.catalogs import said
from auditor.review.web.languages import LANGUAGES, catalog, preferred
from auditor.review.web.progress_words import detail_words, stage_words

_FILLED = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_holds_every_sentence(language: ReportLanguage) -> None:
    kept = {message.id: message.string for message in catalog(language) if message.id}
    assert {one if isinstance(one, str) else tuple(one) for one in kept} == said(), (
        "python -m auditor.review.web.catalogs"
    )
    for sentence, text in kept.items():
        originals = (sentence,) if isinstance(sentence, str) else sentence
        texts = (text,) if isinstance(text, str) else text
        assert len(originals) == len(texts)
        for original, translated in zip(originals, texts, strict=True):
            assert translated.strip(), original
            assert set(_FILLED.findall(original)) == set(_FILLED.findall(translated)), original


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_stay_potential(language: ReportLanguage) -> None:
    texts = " ".join(str(message.string) for message in catalog(language) if message.id).lower()
    assert not re.search(r"violation|overtreding|schending|illegal|onwettig", texts)


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "nl"), ("en-GB,en;q=0.9", "en"), ("fr,en;q=0.5", "en"), ("nl-BE", "nl"), ("de", "nl"), (";;,,", "nl")],
)
def test_the_browsers_first_known_language_is_taken(asked: str, language: str) -> None:
    assert preferred(asked) == language


@pytest.mark.parametrize("state", get_args(ConsentState))
def test_the_steps_of_an_audit_are_said_in_the_viewers_language(state: ConsentState) -> None:
    assert (stage_words(f"visiting ({state})", "nl") or "").startswith("bezoekt, ")
    assert stage_words("visiting (<b>)", "nl") is None
    assert detail_words("2 of 5: https://a.example/", "nl") == "2 van 5: https://a.example/"
    assert detail_words("1 documents", "nl") == "1 tekst"
    assert detail_words("7 claims", "en") == "7 statements"
    assert detail_words("%(address)s", "nl") == "%(address)s"
