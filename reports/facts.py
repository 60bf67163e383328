"""The facts that the documents hold in plain English, said in the language of the report.

Reasons, remarks and failures come from the stages as short English sentences. Another language has a
file of sentence patterns; a sentence that none fits stays as it is, and is marked as English.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

from auditor.models.common import ReportLanguage
from reports.text import Texts

#: Parts of a sentence that are facts themselves; all others are names and numbers and stay.
_NESTED = frozenset({"what", "when", "why", "kind", "time"})

#: Of these the pattern fits only where they are known: ``{one} or {other}`` would fit any sentence with an "or" in it.
_KNOWN = frozenset({"one", "other"})


class Facts:
    """Says facts in one language. ``patterns``: English pattern and its translation; a sentence that is there word for
    word wins, then the first pattern that fits."""

    def __init__(self, patterns: list[tuple[str, str]]) -> None:
        self._whole = {english: translation for english, translation in patterns if "{" not in english}
        self._patterns = [(_expression(english), said) for english, said in patterns if "{" in english]

    def __call__(self, fact: str) -> str | None:
        """The fact in this language, or None when there is no pattern for it. Parts joined by ``; `` are separate."""
        parts = [self._say(part) for part in fact.split("; ")]
        return None if None in parts else "; ".join(part for part in parts if part is not None)

    def _say(self, *forms: str) -> str | None:
        """The translation by the first pattern that fits any of the forms of one fact."""
        known = next((self._whole[form] for form in forms if form in self._whole), None)
        if known is not None:
            return known
        for expression, translation in self._patterns:
            match = next(filter(None, map(expression.fullmatch, forms)), None)
            if match is not None:
                parts = {name: self._part(name, text) for name, text in match.groupdict().items()}
                if None not in parts.values():
                    return translation.format(**parts)
        return None

    def _part(self, name: str, text: str) -> str | None:
        if name not in _NESTED | _KNOWN:
            return text
        whole = self._say(text, text[:1].upper() + text[1:])
        if whole is None:  # a sentence within a sentence has lost its full stop
            whole = (self._say(f"{text}.", f"{text[:1].upper()}{text[1:]}.") or "").removesuffix(".")
        return whole or (None if name in _KNOWN else text)


def _expression(pattern: str) -> re.Pattern[str]:
    """``No {what} seen.`` as an expression; a name is anything, a number (``{n}``) digits."""
    parts = re.split(r"\{(\w+)\}", pattern)
    texts = [re.escape(part) for part in parts[::2]]
    groups = [rf"(?P<{name}>\d+)" if name == "n" else rf"(?P<{name}>.+?)" for name in parts[1::2]]
    return re.compile("".join(text + group for text, group in zip(texts, [*groups, ""], strict=True)), re.DOTALL)


class _English:
    """English facts are said as they stand."""

    def __call__(self, fact: str) -> str | None:
        return fact


@lru_cache(maxsize=4)
def facts(language: ReportLanguage) -> Facts | _English:
    """The facts in a language."""
    if language == "en":
        return _English()
    return Facts(patterns(language))


def said(fact: str, t: Texts) -> str:
    """The fact in the language of ``t`` where that can be, else as it stands."""
    return facts(t.language)(fact) or fact


def patterns(language: ReportLanguage) -> list[tuple[str, str]]:
    """The English patterns with their translations, in the order in which they are tried."""
    raw = files("reports").joinpath("texts", f"facts-{language}.yaml").read_text(encoding="utf-8")
    return [(str(entry["en"]), str(entry[language])) for entry in yaml.safe_load(raw)]
