"""The report's own words, looked up by dotted key: two YAML files a language in ``texts/``, the second for proposals
of another text (``suggestion-nl.yaml``, its keys under ``suggestion``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from markupsafe import Markup, escape

from auditor.models.common import ReportLanguage

#: The languages that reports are written in; each has its file in ``texts/``.
LANGUAGES: tuple[ReportLanguage, ...] = ("nl", "en")


class Texts:
    """The words of one language. A missing key is a fault of ours and raises `KeyError`."""

    def __init__(self, language: ReportLanguage, entries: Mapping[str, str]) -> None:
        self.language = language
        self._entries = entries

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under ``key`` with ``{name}`` filled in."""
        return self._entries[key].format(**values) if values else self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def html(self, key: str, /, **values: object) -> Markup:
        """As a call, for values that are markup already (and any other value is escaped)."""
        return Markup(escape(self._entries[key])).format(**values)  # noqa: S704 - the text is escaped first

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The text under ``key.one`` or ``key.other``, with ``{n}`` as this language writes numbers."""
        form = "one" if number == 1 else "other"
        return self(f"{key}.{form}", n=self.number(number), **values)

    def word(self, group: str, name: str | None) -> str:
        """The word for ``name`` of a closed vocabulary; a name that is not in it, as it stands."""
        if name is None:
            return self("word.unknown")
        return self._entries.get(f"{group}.{name}", name.replace("_", " "))

    def number(self, number: int) -> str:
        """An integer with the thousands separator of the language."""
        return f"{number:,}".replace(",", self._entries["number.thousands"])


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: ReportLanguage) -> Texts:
    """The words of a language."""
    proposals = _flat(_file(f"suggestion-{language}"), "suggestion.")
    letters = _flat(_file(f"letter-{language}"), "letter.")
    return Texts(language, {**dict(_flat(_file(language))), **dict(proposals), **dict(letters)})


def _file(name: str) -> Any:
    return yaml.safe_load(files("reports").joinpath("texts", f"{name}.yaml").read_text(encoding="utf-8"))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
