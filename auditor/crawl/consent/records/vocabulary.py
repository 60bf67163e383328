"""The words of home-made consent records (``vocabulary.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

import yaml

from auditor.models.common import Model


class Vocabulary(Model):
    """See the comments in ``vocabulary.yaml``."""

    necessary: tuple[str, ...]
    names: tuple[str, ...]
    accepting: tuple[str, ...]
    refusing: tuple[str, ...]
    showing: tuple[str, ...]
    granted: frozenset[str]
    refused: frozenset[str]
    dealt_with: frozenset[str]
    undecided: frozenset[str]

    def needs_no_consent(self, name: str) -> bool:
        """Whether a category of this name is one that needs no consent."""
        low = name.lower()
        return any(word in low for word in self.necessary) and not low.startswith(("non", "not", "un", "niet"))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The shipped words."""
    text = files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    return Vocabulary.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=1)
def _consent_names() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{name})" for name in vocabulary().names))


def plain(name: str) -> str:
    """A cookie's or key's name without case and the signs that part its words."""
    return re.sub(r"[^0-9a-zà-ÿ]", "", name.lower())


def names_consent(name: str) -> bool:
    """Whether a cookie's or key's name says that it records a choice about cookies."""
    return len(name) <= 80 and _consent_names().search(plain(name)) is not None


def necessary_names(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that need no consent."""
    return tuple(name for name in names if vocabulary().needs_no_consent(name))
