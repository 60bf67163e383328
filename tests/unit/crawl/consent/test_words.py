from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.crawl.consent.lexicon import lexicon, normal, one_slip
from auditor.crawl.consent.word_data import (
    MEANINGS,
    WORD_LANGUAGES,
    frames,
    language_words,
    pair_words,
    region_words,
    way_back_words,
)
from auditor.crawl.consent.words import (
    role_of,
    says,
    speaks_of_consent,
    subject_of_pair,
    toggle_is_necessary,
    way_back_score,
)
from tests.consent.labels.score import read_labels, score

LABELS = Path(__file__).parents[3] / "consent" / "labels"
GROUPS = [(name, meaning, group) for name in WORD_LANGUAGES for meaning, group in language_words(name).groups.items()]
ROLE_EXAMPLES = [
    (text, role) for name in WORD_LANGUAGES for role, texts in language_words(name).roles.items() for text in texts
]


@pytest.mark.parametrize("frame", frames(), ids=lambda frame: frame.name)
def test_every_frame_fits_its_examples_and_no_others(frame) -> None:
    assert frame.matches
    assert [text for text in frame.matches if role_of(text) != frame.role] == []
    assert [text for text in frame.not_ if role_of(text) == frame.role] == []


@pytest.mark.parametrize(
    ("language", "meaning", "group"), GROUPS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_group_of_words_is_read_in_its_examples_and_in_no_others(language, meaning, group) -> None:
    def read(text: str) -> bool:
        return meaning in (lexicon(language).meanings(normal(text)) or ())

    assert group.matches or meaning == "filler"
    if meaning != "block":
        assert [text for text in group.matches if not read(text)] == []
    else:
        assert [text for text in group.matches if role_of(text) != "other"] == []
    assert [text for text in group.not_ if read(text)] == []


@pytest.mark.parametrize(("text", "role"), ROLE_EXAMPLES)
def test_the_examples_of_every_language_have_their_role(text: str, role: str) -> None:
    assert role_of(text) == role
    assert role_of(text.upper()) == role
    assert role_of(f" {text}\u00a0") == role


def test_every_meaning_is_used_by_a_frame_or_keeps_frames_from_fitting() -> None:
    used = {slot for frame in frames() for slots in (frame.needs, frame.may, *frame.one_of) for slot in slots}
    assert set(MEANINGS) - used == {"filler", "block"}


@pytest.mark.parametrize("language", WORD_LANGUAGES)
def test_the_labelled_texts_are_told_apart(language: str) -> None:
    result = score(read_labels(LABELS / f"{language}.tsv"), role_of)
    for role in ("accept", "reject"):
        assert result.of(role).precision >= 0.99, result.wrong
        assert result.of(role).recall >= 0.95, result.wrong


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Alle\u00a0cookies wei\u00adgeren", "reject"),
        ("✓ Alles accepteren (aanbevolen)", "accept"),
        ("Alles accepteren (12)", "accept"),
        ("J’accepte", "accept"),
        ("Don’t allow", "reject"),
        ("SCHLIESSEN", "close"),
        ("x", "close"),
        ("✕", "close"),
        ("✓", "other"),
        ("", "other"),
        ("🍪", "other"),
        ("Alle   cookies\n\n   accepteren", "accept"),
        ("Alles accepteren" + " " * 5000, "accept"),
        ("Abgelehnt", "other"),
        ("Cookies accepted", "other"),
        ("Cookies acceptés", "other"),
        ("Wij gebruiken cookies. U kunt ze accepteren of weigeren.", "other"),
        ("Door op accepteren te klikken gaat u akkoord", "other"),
        ("Als u niet akkoord gaat, kunt u weigeren", "other"),
    ],
)
def test_dirt_is_cleaned_and_sentences_are_no_buttons(text: str, role: str) -> None:
    assert role_of(text) == role


def test_one_slip_of_the_fingers_is_forgiven_but_no_other_form_of_the_word() -> None:
    assert one_slip("accpeteren", "accepteren")
    assert one_slip("weigren", "weigeren")
    assert not one_slip("refused", "refuse")
    assert not one_slip("accepted", "accepter")
    assert not one_slip("accent", "accept")
    assert not one_slip("accepteren", "accepteren")


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    role_of(text)
    speaks_of_consent(text)
    way_back_score(text)
    toggle_is_necessary(text)


@given(st.text(alphabet="bcdfghjklmnpqrstvwz ", min_size=3, max_size=60))
def test_random_letters_have_no_role_that_decides(text: str) -> None:
    assert role_of(text) not in {"accept", "reject", "save", "settings"}


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(["cookies ", "alle ", "niet ", "x", "toestemming voor ", "we use ", "a.", "\u00ad", "? "]))
def test_a_very_long_text_costs_a_bounded_time(part: str) -> None:
    text = part * (100_000 // len(part))
    began = time.perf_counter()
    assert role_of(text) == "other"
    speaks_of_consent(text)
    way_back_score(text)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("text", region_words().matches)
def test_a_banner_speaks_of_consent(text: str) -> None:
    assert speaks_of_consent(text)


@pytest.mark.parametrize("text", region_words().not_)
def test_newsletters_age_gates_and_the_like_do_not(text: str) -> None:
    assert not speaks_of_consent(text)


@pytest.mark.parametrize(
    ("text", "subject"), [(text, subject) for subject, texts in pair_words().matches.items() for text in texts]
)
def test_what_a_pair_of_answers_is_about_is_known_without_the_word_cookie(text: str, subject: str) -> None:
    assert subject_of_pair(text) == subject


@pytest.mark.parametrize("text", [*pair_words().not_, *region_words().not_])
def test_a_pair_of_answers_to_something_else_is_about_neither(text: str) -> None:
    assert subject_of_pair(text) in (None, "statement")


def test_a_button_says_what_its_words_mean() -> None:
    assert says("Tout accepter", "all")
    assert says("Alle Tracker zulassen", "all") is says("Alle Tracker zulassen", "accept")
    assert not says("Ja, graag", "accept")
    assert not says("Accepter", "all")


@pytest.mark.parametrize(
    ("text", "points"), [(text, points) for points, texts in way_back_words().matches.items() for text in texts]
)
def test_links_that_reopen_the_choice_have_points(text: str, points: int) -> None:
    assert way_back_score(text) == points


@pytest.mark.parametrize("text", way_back_words().not_)
def test_links_to_policies_have_none(text: str) -> None:
    assert way_back_score(text) == 0
