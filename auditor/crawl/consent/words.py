"""What the words of banners mean, in Dutch, English, German and French. Pure: data in ``words/``, nothing else.

A button's text is read word by word. Only when every word is known does it have a role, by the frame that its
meanings fill (`words/frames.yaml`); so a sentence about refusing is no button that refuses. Choices of ours:

- "Alleen analytisch" is a refusal: the least that is offered. "Analytische cookies accepteren" agrees.
- "OK" and "Begrepen" only acknowledge (``close``); with a word of agreement beside them they agree.
- "Selectie toestaan" keeps the boxes as they are (``save``); "Alles toestaan en opslaan" agrees.
- "Ablehnen oder einstellen" leads to the settings. What costs money, asks a question or sells something is ``other``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.crawl.consent.lexicon import LONGEST, lexicon, normal
from auditor.crawl.consent.word_data import (
    WORD_LANGUAGES,
    Meaning,
    PairSubject,
    frames,
    pair_words,
    region_words,
    way_back_words,
)
from auditor.knowledge.purposes import necessary_label
from auditor.models.consent import ButtonRole

#: Longest text of a region, in characters, that is searched: banners of several layers stay below it.
LONGEST_REGION = 20_000
#: Longest text of a link that may lead back to the choice.
LONGEST_LINK = 80
#: Raw characters looked at before a text is made normal (layout adds much white space).
_RAW = 4 * LONGEST

#: Signs that close, on a button without words.
_CROSSES = frozenset("×✕✖✗✘❌⨯╳⨉🗙xX")
_QUESTION = re.compile(r"\?\s*\W*$")


@lru_cache(maxsize=4096)
def _role(text: str) -> ButtonRole:
    if _is_cross(text):
        return "close"
    words = normal(text)
    if not words or len(words) > LONGEST or _QUESTION.search(text):
        return "other"
    roles = {role for role in (_role_in(words, place) for place in range(len(WORD_LANGUAGES))) if role is not None}
    return roles.pop() if len(roles) == 1 else "other"


def _role_in(words: str, place: int) -> ButtonRole | None:
    meanings = lexicon(WORD_LANGUAGES[place]).meanings(words)
    if not meanings:
        return None
    found = frozenset(meanings)
    return next((frame.role for frame in frames() if frame.fits(found)), None)


def _is_cross(text: str) -> bool:
    signs = [sign for sign in text if not sign.isspace() and sign != "\ufe0f"]
    return 0 < len(signs) <= 2 and all(sign in _CROSSES for sign in signs)


def role_of(text: str) -> ButtonRole:
    """Role of a button by its words or accessible name, in any of the four languages.

    ``other`` for what is not wholly understood, and where two languages disagree. Never raises."""
    if len(text) > _RAW:
        text = " ".join(text[: 8 * _RAW].split())
        if len(text) > _RAW:
            return "other"
    return _role(text)


@lru_cache(maxsize=32)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _flat(text: str, longest: int) -> str:
    return re.sub(r"[\s\u00ad\u200b]+", " ", text[:longest].replace("\u00ad", "").replace("’", "'")).casefold().strip()


@lru_cache(maxsize=512)
def _speaks(text: str) -> bool:
    data = region_words()
    spoken = _any(data.documents).sub(" ", text)
    stated = _any(data.statements).search(spoken) is not None
    subjects = len(_any(data.subjects).findall(spoken))
    if _any(data.elsewhere).search(spoken):
        return stated and subjects > 1
    return stated or (subjects > 0 and _any(data.asks).search(spoken) is not None)


def speaks_of_consent(text: str) -> bool:
    """Whether the text of a region tells of, or asks for, consent to cookies or tracking.

    A newsletter, an age gate, a chat, a language chooser or a link to a cookie policy does not. Only the
    first `LONGEST_REGION` characters are searched."""
    return _speaks(_flat(text, LONGEST_REGION))


@lru_cache(maxsize=512)
def _pair_subject(text: str) -> PairSubject | None:
    data, regions = pair_words(), region_words()
    spoken = _any(regions.documents).sub(" ", text)
    if _any(data.elsewhere).search(text) or _any(regions.elsewhere).search(text):
        return None
    if _any(data.following).search(spoken) or all(_any(words).search(spoken) for words in (data.purposes, data.visits)):
        return "purpose"
    if _any(data.consents).search(spoken):
        return "consent"
    return "statement" if spoken != text else None


def subject_of_pair(text: str) -> PairSubject | None:
    """What the text of a layer with a pair of answers is about, where it never says "cookie": being measured or
    followed (``purpose``), only consent or privacy in general (``consent``), no more than the name of a statement on
    these (``statement``), or None.

    A text that also speaks of something else to agree to (messages, a place, a contest, terms) is about none."""
    return _pair_subject(_flat(text, LONGEST_REGION))


def says(text: str, meaning: Meaning) -> bool:
    """Whether a button's words are understood, and this is among what they mean ("Tout accepter": ``all``)."""
    words = normal(text[:_RAW])
    read = (lexicon(language).meanings(words) for language in WORD_LANGUAGES)
    return any(meanings is not None and meaning in meanings for meanings in read)


@lru_cache(maxsize=2048)
def way_back_score(text: str) -> int:
    """How well a link's words say that it reopens the choice: 0 (not at all) to 5 ("Toestemming intrekken").

    A link to a cookie policy scores 0."""
    if len(text) > 2 * LONGEST_LINK:
        return 0
    words = normal(text)
    data = way_back_words()
    if not words or len(words) > LONGEST_LINK or _any(data.never).search(words):
        return 0
    return max((score for score, patterns in data.scores.items() if _any(patterns).search(words)), default=0)


def toggle_is_necessary(label: str) -> bool:
    """Whether a box stands for what needs no consent ("Noodzakelijk (altijd actief)")."""
    return necessary_label(label)
