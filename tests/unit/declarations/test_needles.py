"""What a sentence's words leave possible holds every family that occurs in it."""

from __future__ import annotations

import pytest

from declarations.folding import Folded
from declarations.language import LANGUAGES, words
from declarations.needles import Prefilter
from declarations.passages import Stretch


def _prefilter(language) -> Prefilter:
    return language._prefilter


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_family_that_occurs_is_left_out(code):
    language = words(code)
    prefilter = _prefilter(language)
    texts = [family.matches[0].lower() for family in language.data.families.values()]
    texts += [family.matches[-1].lower() for family in language.data.families.values()]
    for text in texts:
        possible = prefilter.may_occur(text)
        missed = [
            name for name in language.data.families if name not in possible and language.family(name).search(text)
        ]
        assert not missed, text


@pytest.mark.parametrize("code", LANGUAGES)
def test_most_families_are_left_out_of_a_plain_sentence(code):
    text = {
        "nl": "wij leveren de stoelen aan huis.",
        "en": "we deliver the chairs to your door.",
        "de": "wir liefern die stühle nach hause.",
        "fr": "nous livrons les chaises chez vous.",
    }[code]
    language = words(code)
    assert len(_prefilter(language).may_occur(text)) < len(language.data.families) / 5


def test_a_part_that_cuts_a_word_is_looked_at_by_itself():
    text = "de winkelwebsite"
    language = words("nl")
    whole = Stretch(Folded(text, 0, None), 0, len(text), language)
    assert whole.part(3, len(text))._whole is whole
    assert whole.part(9, len(text))._whole is None
