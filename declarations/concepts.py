"""What the words of a sentence stand for, in any of the languages: ``lexicons/<code>.yaml`` lists the words of each
concept ("set" is placing, storing, leaving behind; "third" is others, partners, suppliers).

A listed word may begin or end with ``*`` for the rest of a word; ``_`` joins words that only count together. Concepts
overlap on purpose: a word stands for all that it may mean, and the sentence as a whole is weighed afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import yaml

from auditor.models.common import Language
from declarations.language import LANGUAGES

#: A word with its inner apostrophes, dots and hyphens, or one sign that parts a sentence.
TOKEN = re.compile(r"\w+(?:['.-]\w+)*|[?:;,.!()]")
#: Signs that part what is said together.
PARTING = frozenset(",;:.!?()")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Lexicon:
    """The concepts of a language."""

    def __init__(self, code: Language, listed: dict[str, str]) -> None:
        self.code = code
        self.names = tuple(listed)
        self._exact: dict[str, set[str]] = {}
        self._openings: dict[str, set[str]] = {}
        self._inner: list[tuple[str, str]] = []
        self._endings: list[tuple[str, str]] = []
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for concept, words in listed.items():
            for word in words.split():
                self._add(concept, word)
        self._longest = max((len(opening) for opening in self._openings), default=0)
        self.of_word = lru_cache(maxsize=1 << 16)(self._of_word)

    def _add(self, concept: str, word: str) -> None:
        if "_" in word:
            parts = tuple(word.split("_"))
            self._phrases.setdefault(parts[0], []).append((parts, concept))
        elif word.startswith("*"):
            kind = self._inner if word.endswith("*") else self._endings
            kind.append((word.strip("*"), concept))
        elif word.endswith("*"):
            self._openings.setdefault(word[:-1], set()).add(concept)
        else:
            self._exact.setdefault(word, set()).add(concept)

    def _of_word(self, word: str) -> frozenset[str]:
        """The concepts that a single folded word may stand for."""
        found = set(self._exact.get(word, ()))
        for length in range(2, min(len(word), self._longest) + 1):
            found |= self._openings.get(word[:length], set())
        found.update(concept for part, concept in self._inner if part in word)
        found.update(concept for part, concept in self._endings if word.endswith(part))
        head, apostrophe, tail = word.partition("'")
        if apostrophe and len(tail) > 2:
            found |= self.of_word(tail)
            found |= self._exact.get(head + "'", set())
        return frozenset(found)

    def of(self, tokens: Sequence[str]) -> list[frozenset[str]]:
        """The concepts of each token; those of a phrase stand with its first word."""
        found = list(map(self.of_word, tokens))
        for index, token in enumerate(tokens):
            for parts, concept in self._phrases.get(token, ()):
                here = tokens[index : index + len(parts)]
                if len(here) == len(parts) and all(map(_fits, here, parts)):
                    found[index] |= {concept}
        return found


def _fits(token: str, part: str) -> bool:
    return token.startswith(part[:-1]) if part.endswith("*") else token == part


@lru_cache(maxsize=8)
def lexicon(code: Language) -> Lexicon:
    """The lexicon of a language that is read; Dutch for any other."""
    known = code if code in LANGUAGES else "nl"
    text = files("declarations").joinpath("lexicons", f"{known}.yaml").read_text(encoding="utf-8")
    return Lexicon(known, yaml.load(text, Loader=_LOADER))  # noqa: S506 - a safe loader, the fast one if built
