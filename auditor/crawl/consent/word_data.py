"""The consent words: data that a person edits, in YAML, checked when it is read."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeVar, get_args

import yaml

from auditor.models.common import Model
from auditor.models.consent import ButtonRole

M = TypeVar("M", bound=Model)

#: What a word or phrase of a button means. ``filler`` means nothing by itself ("graag", "the"); ``block`` never
#: stands on a button that decides on cookies ("abonnement", "18", "why").
Meaning = Literal[
    "yes", "no", "ok", "fine", "close", "accept", "refuse", "withdraw", "off", "on", "tick", "untick", "not",
    "none", "without", "with", "only", "except", "all", "object", "scope", "banner", "consent", "privacy", "necessary",
    "minimal", "analytics", "optional", "ads", "recommended", "settings", "manage", "details", "show", "save",
    "selection", "continue", "or", "use", "give", "info", "filler", "block",
]  # fmt: skip
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)

WordLanguage = Literal["nl", "en", "de", "fr"]
WORD_LANGUAGES: tuple[WordLanguage, ...] = get_args(WordLanguage)


class WordGroup(Model):
    """The words of one meaning. ``words``: words and phrases, ``*`` at the end of a word for any ending.

    ``split``: verbs whose parts stand apart ("sta … toe"). ``matches``: button texts in which the meaning is
    read; ``not``: some in which it is not."""

    words: tuple[str, ...]
    split: tuple[str, ...] = ()
    matches: tuple[str, ...]
    not_: tuple[str, ...] = ()


class LanguageWords(Model):
    """The words of a language. ``heads``, ``tails``: parts by which words are joined ("cookievoorkeuren").

    ``typos``: meanings whose words are also read with one slip of the fingers. ``roles``: further button texts
    with their role."""

    groups: dict[Meaning, WordGroup]
    heads: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    typos: tuple[Meaning, ...] = ()
    roles: dict[ButtonRole, tuple[str, ...]]


class Frame(Model):
    """A pattern with slots: which meanings together make a role, in any order.

    ``needs``: all must occur; ``one_of``: at least one of each list; ``may``: may occur besides. A meaning in none
    of these keeps the frame from fitting. ``matches``, ``not``: texts for which ``role`` is, or is not, the answer."""

    name: str
    role: ButtonRole
    needs: tuple[Meaning, ...] = ()
    one_of: tuple[tuple[Meaning, ...], ...] = ()
    may: tuple[Meaning, ...] = ()
    matches: tuple[str, ...]
    not_: tuple[str, ...] = ()

    def fits(self, meanings: frozenset[Meaning]) -> bool:
        """Whether these meanings fill the frame and nothing is left over."""
        if not meanings.issuperset(self.needs) or not all(meanings.intersection(slot) for slot in self.one_of):
            return False
        slots = {meaning for slot in self.one_of for meaning in slot}
        return meanings <= slots.union(self.needs, self.may)


class Frames(Model):
    """The frames in the order of trial: the first that fits gives the role."""

    frames: tuple[Frame, ...]


class RegionWords(Model):
    """By what a region that asks for consent is known, in all languages; regular expressions on lower-case text.

    ``statements``: only a consent surface says this. ``subjects`` together with ``asks`` say it too.
    ``documents``: names of documents, no subject. ``elsewhere``: a newsletter, an age gate, a chat, …: then a
    statement is needed, and the subject more than once."""

    statements: tuple[str, ...]
    subjects: tuple[str, ...]
    asks: tuple[str, ...]
    documents: tuple[str, ...]
    elsewhere: tuple[str, ...]
    matches: tuple[str, ...]
    not_: tuple[str, ...]


#: What a layer beside a pair of answers speaks of.
PairSubject = Literal["purpose", "consent", "statement"]


class PairWords(Model):
    """By what a layer is known that offers to agree and to refuse and never says "cookie", in all languages.

    ``following``: being measured or followed, and nothing else. ``purposes``: what may be meant so, if ``visits`` are
    spoken of too, or those who get to know of them. ``consents``: consent or privacy in general.
    ``elsewhere``: something else that one can agree to; then it is no consent surface. ``matches``, ``not``: texts for
    which the subject that is the key, or none, is the answer."""

    following: tuple[str, ...]
    purposes: tuple[str, ...]
    visits: tuple[str, ...]
    consents: tuple[str, ...]
    elsewhere: tuple[str, ...]
    matches: dict[PairSubject, tuple[str, ...]]
    not_: tuple[str, ...]


class WayBackWords(Model):
    """How links that reopen the choice are worded: ``scores``: points → regular expressions on the whole text.

    ``never``: links that lead elsewhere, whatever else they say."""

    scores: dict[int, tuple[str, ...]]
    never: tuple[str, ...]
    matches: dict[int, tuple[str, ...]]
    not_: tuple[str, ...]


def _read(name: str, model: type[M]) -> M:
    raw = files("auditor.crawl.consent").joinpath("words", name).read_text(encoding="utf-8")
    return model.model_validate(_renamed(yaml.safe_load(raw)))


def _renamed(raw: object) -> object:
    """``not`` is a key of the data, but no name in Python."""
    if isinstance(raw, dict):
        return {
            "not_" if key == "not" and isinstance(value, list) else key: _renamed(value) for key, value in raw.items()
        }
    return [_renamed(item) for item in raw] if isinstance(raw, list) else raw


@lru_cache(maxsize=len(WORD_LANGUAGES))
def language_words(language: WordLanguage) -> LanguageWords:
    """``words/<language>.yaml``."""
    return _read(f"{language}.yaml", LanguageWords)


@lru_cache(maxsize=1)
def frames() -> tuple[Frame, ...]:
    """``words/frames.yaml``."""
    return _read("frames.yaml", Frames).frames


@lru_cache(maxsize=1)
def region_words() -> RegionWords:
    """``words/regions.yaml``."""
    return _read("regions.yaml", RegionWords)


@lru_cache(maxsize=1)
def pair_words() -> PairWords:
    """``words/pairs.yaml``."""
    return _read("pairs.yaml", PairWords)


@lru_cache(maxsize=1)
def way_back_words() -> WayBackWords:
    """``words/way_back.yaml``."""
    return _read("way_back.yaml", WayBackWords)
