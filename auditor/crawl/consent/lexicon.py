"""Reads the words of a button as meanings, in one language; what is not wholly understood means nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from auditor.crawl.consent.word_data import Meaning, WordLanguage, language_words

#: Longest text, in characters, that is read as a button's; the longest of real banners stay below it.
LONGEST = 140

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′＇"), "'")
#: Soft hyphen and other characters that only steer how a line breaks.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f"))
_COUNTER = re.compile(r"\(\s*\d{1,4}\s*\)\s*$")
_NOT_WORD = re.compile(r"[^\w€$£%+]+|_+")


def normal(text: str) -> str:
    """Words in lower case with single spaces; apostrophes, hyphens, icons and a trailing counter are gone.

    ``+`` and signs of money and percent stay, since they show what the button is about."""
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES).translate(_INVISIBLE))
    return _NOT_WORD.sub(" ", _COUNTER.sub("", plain).casefold()).strip()


def without_accents(word: str) -> str:
    """The word as people type it who leave accents out."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark))


def _spellings(phrase: str) -> set[str]:
    stars = " ".join(normal(word.removesuffix("*")) + ("*" if word.endswith("*") else "") for word in phrase.split())
    umlauts = stars.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return {stars, without_accents(stars), umlauts}


class Lexicon:
    """The words of one language, ready to look up."""

    def __init__(self, language: WordLanguage) -> None:
        data = language_words(language)
        self._heads, self._tails = data.heads, data.tails
        self._exact: dict[str, Meaning] = {}
        self._endings: list[tuple[re.Pattern[str], Meaning]] = []
        self._split: list[tuple[str, str, Meaning]] = []
        self._guessable: list[tuple[str, Meaning]] = []
        self._longest = 1
        for meaning, group in data.groups.items():
            for phrase in group.words:
                for spelling in sorted(_spellings(phrase)):
                    self._add(spelling, meaning)
            self._split += [(*_parts(verb), meaning) for verb in group.split]
            if meaning in data.typos:
                self._guessable += [(word, meaning) for word in _guessable(group.words)]

    def _add(self, phrase: str, meaning: Meaning) -> None:
        self._longest = max(self._longest, phrase.count(" ") + 1)
        if "*" in phrase:
            self._endings.append((re.compile(re.escape(phrase).replace(r"\*", r"\w*")), meaning))
        elif self._exact.setdefault(phrase, meaning) != meaning:
            raise ValueError(f"two meanings for {phrase!r}: {self._exact[phrase]} and {meaning}")

    def meanings(self, text: str) -> tuple[Meaning, ...] | None:
        """Meanings of the words of a normal text, in their order; None when a word is not known."""
        words = text.split()
        found: list[Meaning] = self._take_split_verbs(words)
        place = 0
        while place < len(words):
            size, meanings = self._at(words, place)
            if not size:
                return None
            found += meanings
            place += size
        return tuple(meaning for meaning in found if meaning != "filler")

    def _take_split_verbs(self, words: list[str]) -> list[Meaning]:
        for first, last, meaning in self._split:
            if first in words and last in words[words.index(first) + 2 :]:
                words.remove(first)
                place = len(words) - 1 - words[::-1].index(last)
                del words[place]
                return [meaning]
        return []

    def _at(self, words: list[str], place: int) -> tuple[int, list[Meaning]]:
        """Longest phrase that begins here: its number of words, and what it means."""
        for size in range(min(self._longest, len(words) - place), 0, -1):
            meaning = self._phrase(" ".join(words[place : place + size]))
            if meaning is not None:
                return size, [meaning]
        meanings = self._joined(words[place]) or self._misspelt(words[place])
        return (1, meanings) if meanings else (0, [])

    def _phrase(self, phrase: str) -> Meaning | None:
        if phrase in self._exact:
            return self._exact[phrase]
        return next((meaning for pattern, meaning in self._endings if pattern.fullmatch(phrase)), None)

    def _joined(self, word: str) -> list[Meaning]:
        """Meanings of the parts of a joined word ("marketingcookies")."""
        for head in self._heads:
            rest = self._phrase(word.removeprefix(head)) if word.startswith(head) and word != head else None
            known = self._phrase(head)
            if rest is not None and known is not None:
                return [known, rest]
        for tail in self._tails:
            rest = self._phrase(word.removesuffix(tail)) if word.endswith(tail) and word != tail else None
            known = self._phrase(tail)
            if rest is not None and known is not None:
                return [rest, known]
        return []

    def _misspelt(self, word: str) -> list[Meaning]:
        if len(word) < 5 or not (word.isascii() and word.isalpha()):  # an accent tells "accepte" from "accepté"
            return []
        return next(([meaning] for known, meaning in self._guessable if one_slip(word, known)), [])


def _parts(verb: str) -> tuple[str, str]:
    first, _, last = verb.partition("…")
    return normal(first), normal(last)


def _guessable(words: tuple[str, ...]) -> list[str]:
    """Single words long enough to be known again when misspelt, stems with their commonest endings."""
    stems = [normal(word.removesuffix("*")) + ending for word in words for ending in _endings(word)]
    return [word for word in stems if word.isalpha() and len(word) >= 6]


def _endings(word: str) -> tuple[str, ...]:
    return ("", "e", "en") if word.endswith("*") else ("",)


def one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, doubled or wrong, or letters are swapped: never the first or the last.

    The ends of a word tell "refuse" from "refused". A wrong letter in a short word makes another word
    ("accent"), so it counts in words of eight letters or more only."""
    if word == known or abs(len(word) - len(known)) > 1 or word[0] != known[0] or word[-1] != known[-1]:
        return False
    start = next((place for place, pair in enumerate(zip(word, known, strict=False)) if pair[0] != pair[1]), 0)
    if len(word) != len(known):
        longer, shorter = (word, known) if len(word) > len(known) else (known, word)
        return longer[:start] + longer[start + 1 :] == shorter
    if sorted(word) == sorted(known):
        return True
    return len(known) >= 8 and word[start + 1 :] == known[start + 1 :]


@lru_cache(maxsize=8)
def lexicon(language: WordLanguage) -> Lexicon:
    """The shipped words of a language."""
    return Lexicon(language)
