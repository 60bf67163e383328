"""What a text must hold for a pattern to match it: pieces of words, read off the pattern itself.

Most phrase families do not occur in most sentences. Which pieces a sentence has is known from its words, once for each
word; only a family whose pieces are all there has to be searched for. This never changes what is found: a pattern of
which no piece is certain is always searched for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from re import _parser  # type: ignore[attr-defined]  # the only exact reading of a pattern; no public one exists
from typing import Any

#: One of these pieces is in every text that matches. ``<`` and ``>`` stand for the ends of a word.
Clause = frozenset[str]

#: The words that pieces are parts of.
WORD = re.compile(r"\w+")
_PIECE = re.compile(r"(?P<opens>(?<=\W))?(?P<piece>\w+)(?P<ends>(?=\W))?")
#: Pieces shorter than this, the ends of the word included, are in nearly every text.
_SHORTEST = 2
#: Stands for whatever parts two words.
_SPACE = (_parser.LITERAL, ord(" "))
#: More spellings than these are not listed one by one.
_MOST = 120


class Needed:
    """What is known of the texts that a part of a pattern matches: all of them (``exact``), and pieces they hold."""

    def __init__(self, exact: frozenset[str] | None, clauses: tuple[Clause, ...]) -> None:
        self.exact = exact
        self.clauses = clauses

    def all(self) -> tuple[Clause, ...]:
        """The clauses, those of the listed texts included."""
        told = _told(self.exact) if self.exact is not None else None
        return self.clauses if told is None else (*self.clauses, told)


_ANYTHING = Needed(None, ())


class Reader:
    """Reads what patterns need. ``included``: what a family needs whose place a private character holds."""

    def __init__(self, included: Callable[[str], Needed], cost: Callable[[str], float]) -> None:
        self._included = included
        self._cost = cost

    def read(self, pattern: str) -> Needed:
        """What every match of ``pattern`` holds."""
        return self._sequence(_parser.parse(pattern))

    def ways(self, pattern: str) -> list[Needed]:
        """What the matches of each alternative of ``pattern`` hold, where words end at its begin and end."""
        nodes = list(_parser.parse(pattern))
        ways = nodes[0][1][1] if len(nodes) == 1 and nodes[0][0] is _parser.BRANCH else [nodes]
        return [self._sequence([_SPACE, *way, _SPACE]) for way in ways]

    def either(self, ways: Sequence[Needed]) -> Needed:
        """What is needed where one of several things matches."""
        exact: set[str] | None = set()
        for way in ways:
            exact = None if exact is None or way.exact is None else exact | way.exact
        if exact is not None and len(exact) <= _MOST:
            return Needed(frozenset(exact), ())
        best = [self.best(way) for way in ways]
        joined: set[str] = set()
        for clause in best:
            if clause is None:
                return _ANYTHING
            joined |= clause
        return Needed(None, (_least(joined),))

    def best(self, needed: Needed) -> Clause | None:
        """The clause that holds in the fewest texts."""
        return min(needed.all(), key=self.rarity, default=None)

    def rarity(self, clause: Clause) -> tuple[float, list[str]]:
        """An estimate of how often a text has a piece of the clause, with what decides between equals."""
        return sum(map(self._cost, clause)), sorted(clause)

    def _sequence(self, nodes: Iterable[Any]) -> Needed:
        clauses: list[Clause] = []
        run: frozenset[str] | None = frozenset({""})
        whole = True
        for operation, argument in nodes:
            needed = self._node(str(operation), argument)
            texts = needed.exact
            if texts is not None and run is not None and len(texts) * len(run) <= _MOST:
                run = frozenset(first + second for first, second in product(run, texts))
                continue
            whole = False
            told = _told(run) if run is not None else None
            clauses += [told] if told is not None else []
            clauses += needed.clauses
            run = texts if texts is not None else frozenset({""})
        if whole:
            return Needed(run, tuple(clauses))
        told = _told(run) if run is not None else None
        return Needed(None, (*clauses, told) if told is not None else tuple(clauses))

    def _node(self, operation: str, argument: Any) -> Needed:
        match operation:
            case "LITERAL":
                char = chr(argument)
                return self._included(char) if "\ue000" <= char <= "\uf8ff" else Needed(frozenset({char}), ())
            case "IN":
                chars = [chr(value) for kind, value in argument if str(kind) == "LITERAL"]
                listed = len(chars) == len(argument) and len(chars) <= 8
                return Needed(frozenset(chars), ()) if listed else _ANYTHING
            case "BRANCH":
                return self.either([self._sequence(way) for way in argument[1]])
            case "SUBPATTERN":
                return _ANYTHING if argument[1] or argument[2] else self._sequence(argument[3])
            case "AT" | "ASSERT" | "ASSERT_NOT":
                return Needed(frozenset({""}), ())
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeated(*argument)
        return _ANYTHING

    def _repeated(self, least: int, most: Any, nodes: Any) -> Needed:
        once = self._sequence(nodes)
        if most == 1 and once.exact is not None:
            return once if least else Needed(once.exact | {""}, ())
        return Needed(None, once.all()) if least else _ANYTHING


def _told(texts: frozenset[str]) -> Clause | None:
    pieces = set()
    for text in texts:
        piece = max(map(_bounded, _PIECE.finditer(text)), key=len, default="")
        if len(piece) < _SHORTEST:
            return None
        pieces.add(piece)
    return _least(pieces)


def _bounded(match: re.Match[str]) -> str:
    opens, ends = match["opens"] is not None, match["ends"] is not None
    return f"{'<' if opens else ''}{match['piece']}{'>' if ends else ''}"


def _least(pieces: Iterable[str]) -> Clause:
    """Without pieces that hold another."""
    kept: list[str] = []
    for piece in sorted(pieces, key=lambda piece: (len(piece), piece)):
        if not any(other in piece for other in kept):
            kept.append(piece)
    return frozenset(kept)


@dataclass
class _Piece:
    """What a piece of a word tells: the ``families`` of which it is all that is needed, the clauses of others that it
    meets as bits, and the ways whose rarest clause it is in."""

    families: set[str] = field(default_factory=set)
    met: int = 0
    opened: set[int] = field(default_factory=set)


class Prefilter:
    """Tells from the words of a text which families may occur in it. ``ways``: what each pattern of each needs."""

    def __init__(self, ways: Iterable[tuple[str, Needed]], reader: Reader) -> None:
        self._always: frozenset[str] = frozenset()
        #: For each way with several clauses: its family, and its clauses as bits.
        self._ways: list[tuple[str, int]] = []
        self._bits: dict[Clause, int] = {}
        self._pieces: dict[str, _Piece] = {}
        for family, needed in ways:
            self._add(family, needed.all(), reader.best(needed))
        self._longest = max(map(len, self._pieces), default=0)
        self._of_word = lru_cache(maxsize=1 << 16)(self._signs_of_word)

    def _add(self, family: str, clauses: Sequence[Clause], best: Clause | None) -> None:
        if best is None:
            self._always |= {family}
            return
        if len(set(clauses)) == 1:
            for piece in best:
                self._pieces.setdefault(piece, _Piece()).families.add(family)
            return
        needs = 0
        for clause in clauses:
            bit = self._bits.setdefault(clause, 1 << len(self._bits))
            needs |= bit
            for piece in clause:
                self._pieces.setdefault(piece, _Piece()).met |= bit
        for piece in best:
            self._pieces[piece].opened.add(len(self._ways))
        self._ways.append((family, needs))

    def may_occur(self, text: str) -> frozenset[str]:
        """The families that the words of a folded text leave possible."""
        met = 0
        opened: set[int] = set()
        found = set(self._always)
        for word in set(WORD.findall(text)):
            families, clauses, ways = self._of_word(word)
            found |= families
            if clauses:
                met |= clauses
                opened |= ways
        for index in opened:
            family, needs = self._ways[index]
            if family not in found and met & needs == needs:
                found.add(family)
        return frozenset(found)

    def _signs_of_word(self, word: str) -> tuple[frozenset[str], int, frozenset[int]]:
        whole = f"<{word}>"
        families: set[str] = set()
        met = 0
        opened: set[int] = set()
        for start in range(len(whole)):
            for end in range(start + _SHORTEST, min(len(whole), start + self._longest) + 1):
                piece = self._pieces.get(whole[start:end])
                if piece is not None:
                    families |= piece.families
                    met |= piece.met
                    opened |= piece.opened
        return frozenset(families), met, frozenset(opened)
