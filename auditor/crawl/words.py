"""The crawl's word lists: data that a person edits, in YAML, checked when it is read."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeVar

import yaml
from pydantic import Field

from auditor.models.common import Language, Model

M = TypeVar("M", bound=Model)

Role = Literal["privacy", "cookies", "terms"]


class RoleWords(Model):
    """How links to one kind of document are worded.

    ``phrases``: by language, in lower case, found as whole words in a link's text. ``compounds``: parts
    of one word ("privacyverklaring"). ``paths``: parts of an address. ``weak``: the words by which a
    phrase is only a hint, since they have another everyday meaning (cookies are also biscuits)."""

    role: Role
    phrases: dict[Language, tuple[str, ...]]
    compounds: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class DocumentWords(Model):
    """Links to documents. ``fillers``: words that may stand in a link's text besides a phrase and make it no longer.

    ``not_documents``: words that show that a link leads to something else."""

    roles: tuple[RoleWords, ...]
    fillers: tuple[str, ...]
    not_documents: tuple[str, ...]


class PageWords(Model):
    """What is not visited as an ordinary page: path words that act (log out, delete), and endings of files."""

    avoided_words: tuple[str, ...]
    file_endings: tuple[str, ...]


class ChallengeWords(Model):
    """By what a bot wall's page is known. ``headers``: response header → part of its value ("" for any).

    ``titles`` and ``texts``: parts, in lower case, that count only on a page with little text;
    ``markup``: parts of the HTML, likewise."""

    headers: dict[str, str]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    markup: tuple[str, ...]


class LanguageMark(Model):
    """By what a language is told: ``words`` of its prose that no other language here has, and the ``names`` that
    links to its pages bear."""

    language: Language
    words: frozenset[str]
    names: tuple[str, ...]


class LanguageMarks(Model):
    """The languages that a page may be told to be in."""

    languages: tuple[LanguageMark, ...]


class KeptParameter(Model):
    """A parameter whose value says what a request is for and not who the visitor is.

    ``hosts``: only on these and their subdomains (none: anywhere). ``value``: what the value must
    match in full to be kept. ``why``: what it tells."""

    name: str
    hosts: tuple[str, ...] = ()
    value: str = Field(default=r"[A-Za-z0-9_.\-]{1,32}")
    why: str


class KeptParameters(Model):
    """The explicit list of parameters that are kept; all others are redacted."""

    parameters: tuple[KeptParameter, ...]


def _read(name: str, model: type[M]) -> M:
    raw = files("auditor.crawl").joinpath("data", name).read_text(encoding="utf-8")
    return model.model_validate(yaml.safe_load(raw))


@lru_cache(maxsize=1)
def document_words() -> DocumentWords:
    """``data/document_links.yaml``."""
    return _read("document_links.yaml", DocumentWords)


@lru_cache(maxsize=1)
def page_words() -> PageWords:
    """``data/pages.yaml``."""
    return _read("pages.yaml", PageWords)


@lru_cache(maxsize=1)
def challenge_words() -> ChallengeWords:
    """``data/challenges.yaml``."""
    return _read("challenges.yaml", ChallengeWords)


@lru_cache(maxsize=1)
def language_marks() -> LanguageMarks:
    """``data/languages.yaml``."""
    return _read("languages.yaml", LanguageMarks)


@lru_cache(maxsize=1)
def kept_parameters() -> KeptParameters:
    """``data/url_parameters.yaml``."""
    return _read("url_parameters.yaml", KeptParameters)
