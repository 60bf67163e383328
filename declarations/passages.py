"""A document as passages: its sentences in reading order, each with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from auditor.models.document import Block, Document
from declarations.folding import Folded, fold
from declarations.language import Words, tell, words
from declarations.naming import Mention, names
from declarations.sentences import clauses, sentences

_PROSE = frozenset({"paragraph", "list_item", "definition", "table_cell"})
_HEADING_LEVEL = {"summary": 7, "caption": 9}
#: A text of more characters tells its language by itself.
_TELLING = 60


@dataclass(frozen=True)
class Hit:
    """Where a family occurs: offsets in the block's folded text."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=1 << 14)
def _possible(words: Words, text: str) -> frozenset[str]:
    return words.possible(text)


@lru_cache(maxsize=1 << 17)
def _search(words: Words, family: str, text: str) -> tuple[int, int] | None:
    """Sentences recur, in a document and over a site's documents: each is searched once."""
    match = words.family(family).search(text)
    return match.span() if match else None


def _splits(text: str, place: int) -> bool:
    """Whether a cut at ``place`` goes through a word."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return (before.isalnum() or before == "_") and (after.isalnum() or after == "_")


@dataclass(frozen=True)
class _Looked:
    """What a block's text alone tells: its language and its sentences, each with the vendors that it names."""

    words: Words
    sentences: tuple[tuple[int, int, tuple[Mention, ...]], ...]


def _looked_at(source: str, language: Words) -> _Looked:
    """What a block's text tells in a document in ``language``."""
    folded = fold(source, 0, len(source))
    mentions = names().find(folded.text, lambda index: source[folded.place(index)].isupper())
    if len(folded.text) > _TELLING:
        language = words(tell(folded.text, language.code))
    spans = sentences(folded.text, lambda index: source[folded.place(index)].islower())
    found = (
        (start, end, tuple(mention for mention in mentions if start <= mention.start < end)) for start, end in spans
    )
    return _Looked(language, tuple(found))


#: Blocks recur, in a document and over a site's documents; long ones hardly do.
_kept = lru_cache(maxsize=1 << 13)(_looked_at)
_LONGEST_KEPT = 2000


@dataclass(eq=False)
class Stretch:
    """A piece of a block's folded text, asked for the phrase families of its language."""

    block: Folded
    start: int
    end: int
    words: Words
    _seen: dict[str, Hit | None] = field(default_factory=dict, repr=False)
    #: The stretch that this one is a part of, all words whole: what cannot occur there cannot occur here.
    _whole: Stretch | None = field(default=None, repr=False)

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return self.block.text[self.start : self.end]

    @cached_property
    def _possible(self) -> frozenset[str]:
        """The families that may occur: what cannot occur in a stretch cannot occur in its parts."""
        if self._whole is not None:
            return self._whole._possible
        return _possible(self.words, self.text)

    def find(self, *families: str) -> Hit | None:
        """The first match of the first family that occurs."""
        possible = self._possible
        for name in families:
            if name not in possible:
                continue
            if name not in self._seen:
                span = _search(self.words, name, self.text)
                self._seen[name] = (
                    Hit(self.start + span[0], self.start + span[1], self.text[slice(*span)]) if span else None
                )
            found = self._seen[name]
            if found is not None:
                return found
        return None

    def has(self, *families: str) -> bool:
        """Whether any of the families occurs."""
        return not self._possible.isdisjoint(families) and self.find(*families) is not None

    def _hit(self, match: re.Match[str]) -> Hit:
        return Hit(self.start + match.start(), self.start + match.end(), match[0])

    def all(self, family: str) -> Iterator[Hit]:
        """All matches of a family."""
        if family not in self._possible:
            return iter(())
        return (self._hit(match) for match in self.words.family(family).finditer(self.text))

    def before(self, place: int, most: int = 80) -> Stretch:
        """What stands before ``place``, up to ``most`` characters, without the space at its end."""
        end = place
        while end > self.start and self.block.text[end - 1].isspace():
            end -= 1
        return self.part(max(self.start, end - most), end)

    def part(self, start: int, end: int) -> Stretch:
        """A smaller stretch of the same block."""
        within = self.start <= start and end <= self.end
        whole = within and not _splits(self.block.text, start) and not _splits(self.block.text, end)
        return Stretch(self.block, start, end, self.words, _whole=self if whole else None)


@dataclass(eq=False)
class Passage(Stretch):
    """A sentence with its surroundings. ``headings``: folded, outermost first. ``lead``: the sentence that opens
    the list this one is an item of. ``previous``: the sentence before it in the same section."""

    document: Document | None = None
    source: Block | None = None
    headings: tuple[str, ...] = ()
    heading: str | None = None
    lead: Passage | None = None
    previous: Passage | None = None
    first_in_block: bool = False
    mentions: tuple[Mention, ...] = ()
    #: The words of the site's own name.
    site: frozenset[str] = frozenset()

    @cached_property
    def is_own(self) -> bool:
        """Whether it speaks of the site: by "we", "this site", the passive, or the site's name."""
        if self.has("own", "passive"):
            return True
        return any(len(word) > 3 and word in self.site for word in re.findall(r"\w+", self.text[:60]))

    @cached_property
    def clauses(self) -> tuple[Stretch, ...]:
        """The sentence's clauses."""
        coordination = self.words.family("coordination")
        return tuple(self.part(*span) for span in clauses(self.block.text, self.start, self.end, coordination))

    @property
    def is_item(self) -> bool:
        """Whether it stands in a list."""
        return self.source is not None and self.source.kind == "list_item"

    @property
    def under(self) -> str:
        """The nearest heading, folded; "" without one."""
        return self.headings[-1] if self.headings else ""

    def clause_at(self, place: int) -> Stretch:
        """The clause that holds character ``place`` of the block."""
        return next((clause for clause in self.clauses if clause.start <= place < clause.end), self)

    def heading_has(self, *families: str, depth: int = 1) -> bool:
        """Whether one of the ``depth`` nearest headings has one of the families."""
        for text in self.headings[-depth:]:
            possible = _possible(self.words, text)
            if not possible.isdisjoint(families) and any(
                name in possible and _search(self.words, name, text) for name in families
            ):
                return True
        return False

    def back(self, count: int) -> Iterator[Passage]:
        """Up to ``count`` earlier sentences of the section, nearest first."""
        passage = self.previous
        while passage is not None and count > 0:
            yield passage
            passage, count = passage.previous, count - 1


def passages(document: Document, language_words: Words, site: frozenset[str] = frozenset()) -> list[Passage]:
    """The sentences of a document. Menus, page headers, buttons, headings and table cells without prose give none."""
    reader = _Reader(document, language_words, site)
    for index, block in enumerate(document.blocks):
        reader.read(index, block)
    return reader.found


class _Reader:
    def __init__(self, document: Document, language_words: Words, site: frozenset[str]) -> None:
        self.document = document
        self.words = language_words
        self.site = site
        self.found: list[Passage] = []
        self._headings: list[tuple[int, str, str]] = []
        self._previous: Passage | None = None
        self._lead: Passage | None = None
        self._term: str | None = None

    def read(self, index: int, block: Block) -> None:
        text = self.document.text
        if block.kind in ("heading", "summary", "caption") and block.region == "body":
            self._open(_HEADING_LEVEL.get(block.kind, block.level), text[block.start : block.end])
            return
        if block.kind == "term":
            self._term = text[block.start : block.end]
            return
        if block.kind not in _PROSE or block.region in ("nav", "header"):
            return
        if block.kind == "table_cell" and not re.search(r"\w\S* \S+ \S+ \S.*[.!]$", text[block.start : block.end]):
            return
        if block.kind != "list_item" and self._lead is not None and block.kind != "table_cell":
            self._lead = None
        self._sentences(block)

    def _open(self, level: int, text: str) -> None:
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, fold(text, 0, len(text)).text, text))
        self._previous = self._lead = None
        self._term = None

    def _sentences(self, block: Block) -> None:
        source = self.document.text
        folded = fold(source, block.start, block.end)
        raw = source[block.start : block.end]
        looked = _kept(raw, self.words) if len(raw) <= _LONGEST_KEPT else _looked_at(raw, self.words)
        headings = tuple(entry[1] for entry in self._headings)
        nearest = self._headings[-1][2] if self._headings else None
        if self._term is not None and block.kind == "definition":
            headings = (*headings, fold(self._term, 0, len(self._term)).text)
            nearest = self._term
        first = True
        for start, end, mentions in looked.sentences:
            passage = Passage(
                folded, start, end, looked.words, document=self.document, source=block,
                headings=headings, heading=nearest,
                lead=self._lead if block.kind == "list_item" else None,
                previous=self._previous, first_in_block=first, site=self.site,
                mentions=mentions,
            )  # fmt: skip
            first = False
            self.found.append(passage)
            self._previous = passage
            if block.kind != "list_item":
                self._lead = passage if passage.text.endswith(":") else None


def section_mentions(passage: Passage, reach: int = 12) -> Sequence[Mention]:
    """The vendors named before ``passage`` in its section, nearest first."""
    return [mention for earlier in passage.back(reach) for mention in reversed(earlier.mentions)]
