"""The words of a language: its phrase families, read from ``languages/<code>/*.yaml``, and which language a text is in.

A family is a list of patterns that mean one thing. Pattern notation, on top of regular expressions on folded text
(lower case, straight quotes, single spaces): ``…`` stands for up to six words of the same clause, ``……`` for up to
fourteen, ``~`` for the rest of a word, and ``{name}`` for another family's patterns. Word boundaries are implied.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import Field

from auditor.models.common import Language, Model
from declarations.needles import WORD, Needed, Prefilter, Reader

LANGUAGES: tuple[Language, ...] = ("nl", "en", "de", "fr")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: To read what the families need takes as long as to search this many sentences for them.
_WORTH_IT = 1200

_GAP = r"(?:[ ][^ ;:!?]+){0,6}?[ ]"
_LONG_GAP = r"(?:[ ][^ ;:!?]+){0,14}?[ ]"
_INCLUDE = re.compile(r"\{([a-z_]+)\}")


class Family(Model):
    """Patterns that mean one thing, with texts that they must match, and others that they must not."""

    patterns: tuple[str, ...] = Field(min_length=1)
    matches: tuple[str, ...] = Field(min_length=1)
    misses: tuple[str, ...] = Field(min_length=1)


class LanguageFile(Model):
    """What the files of a language hold together. ``function_words`` tell the language; ``numbers`` are the number
    words; ``units`` in seconds (a month is 30 days, a year 365), ``short_units`` those that only tables abbreviate so;
    ``months`` by name and short name."""

    language: Language
    function_words: str
    numbers: dict[str, float]
    units: dict[str, int]
    short_units: dict[str, int] = {}
    months: dict[str, int] = {}
    families: dict[str, Family]


class Words:
    """A language ready for use: its families compiled on demand."""

    def __init__(self, data: LanguageFile) -> None:
        self.code: Language = data.language
        self.data = data
        self.function_words = frozenset(data.function_words.split())
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._families = tuple(data.families)
        self._needed: dict[str, Needed] = {}
        self._common: dict[str, float] = {}
        self._all = frozenset(data.families)
        #: How many texts were asked about.
        self._asked = 0
        self._reader = Reader(lambda char: self._needs(self._families[ord(char) - 0xE000]), self._commonness)

    def family(self, name: str) -> re.Pattern[str]:
        """The compiled family. Raises KeyError for a name that the language does not have."""
        pattern = self._compiled.get(name)
        if pattern is None:
            pattern = re.compile(rf"(?<!\w)(?:{self._source(name)})(?!\w)")
            self._compiled[name] = pattern
        return pattern

    def opening(self, name: str) -> re.Pattern[str]:
        """A family that continues a word: without the word boundary in front of it."""
        key = name + "+"
        pattern = self._compiled.get(key)
        if pattern is None:
            pattern = self._compiled[key] = re.compile(rf"(?:{self._source(name)})(?!\w)")
        return pattern

    def _source(self, name: str, depth: int = 0) -> str:
        if depth > 6:
            raise ValueError(f"{self.code}: family {name} includes itself")
        family = self.data.families[name]

        def include(match: re.Match[str]) -> str:
            return f"(?:{self._source(match[1], depth + 1)})"

        return "|".join(_INCLUDE.sub(include, _expanded(raw)) for raw in family.patterns)

    def possible(self, text: str) -> frozenset[str]:
        """The families that may occur in a folded text, by its words."""
        if self._asked < _WORTH_IT:
            self._asked += 1
            return self._all
        return self._prefilter.may_occur(text)

    @cached_property
    def _prefilter(self) -> Prefilter:
        gone_through = (
            (name, way)
            for name in self._families
            for pattern in self._patterns(name)
            for way in self._reader.ways(pattern)
        )
        return Prefilter(gone_through, self._reader)

    def _needs(self, name: str) -> Needed:
        found = self._needed.get(name)
        if found is None:
            found = self._needed[name] = self._reader.either(list(map(self._reader.read, self._patterns(name))))
        return found

    def _patterns(self, name: str) -> list[str]:
        """The patterns of a family, with a character for each family that they include."""

        def hold(match: re.Match[str]) -> str:
            return chr(0xE000 + self._families.index(match[1]))

        return [_INCLUDE.sub(hold, _expanded(raw, " .* ", " .* ")) for raw in self.data.families[name].patterns]

    def _commonness(self, piece: str) -> float:
        known = self._common.get(piece)
        if known is None:
            known = self._common[piece] = self._examples.count(piece) + 2.0 ** -len(piece)
        return known

    @cached_property
    def _examples(self) -> str:
        """The words of an example of each family, for which of them are common."""
        told = " ".join(family.matches[0] for family in self.data.families.values()).lower()
        return "".join(f"<{word}>" for word in WORD.findall(told))


def _expanded(raw: str, gap: str = _GAP, long_gap: str = _LONG_GAP) -> str:
    """A pattern as a regular expression, but for the families that it includes."""
    text = raw.replace(" …… ", long_gap).replace(" … ", gap)
    return text.replace("~", r"\w*").replace("$", r"(?=\W*$)")


@lru_cache(maxsize=8)
def words(code: Language) -> Words:
    """The words of a language that is read; Dutch for ``und``."""
    folder = files("declarations.languages").joinpath(code if code in LANGUAGES else "nl")
    merged: dict[str, Any] = {"families": {}}
    for part in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not part.name.endswith(".yaml"):
            continue
        data = yaml.load(part.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, the fast one if built
        repeated = merged["families"].keys() & data["families"].keys()
        if repeated:
            raise ValueError(f"{code}: families twice: {sorted(repeated)}")
        merged["families"].update(data.pop("families"))
        merged.update(data)
    return Words(LanguageFile.model_validate(merged))


_TOKEN = re.compile(r"[^\W\d_]+")


def tell(text: str, otherwise: Language) -> Language:
    """The language of a short text by its function words; ``otherwise`` where they do not decide."""
    counts = dict.fromkeys(LANGUAGES, 0)
    tokens = _TOKEN.findall(text[:4000].lower())
    for code in LANGUAGES:
        known = words(code).function_words
        counts[code] = sum(1 for token in tokens if token in known)
    best = max(LANGUAGES, key=lambda code: counts[code])
    rest = max(counts[code] for code in LANGUAGES if code != best)
    if counts[best] < 2 or counts[best] < 1.5 * rest:
        return otherwise
    if otherwise in counts and counts[best] < 2 * counts[otherwise] + 1:
        return otherwise
    return best


def document_language(text: str, declared: Language | None) -> Language:
    """The language of a whole document: by its words, else what the page says, else ``und``.

    py3langid decides between languages that are read and others where the words are few."""
    told = tell(text[:20000], "und")
    if told != "und":
        return told
    if declared:
        return declared
    if len(text) < 40:
        return "und"
    import py3langid

    guess = py3langid.classify(text[:5000])[0]
    return guess if guess in LANGUAGES else "und"
