"""Text folded for matching: lower case, straight quotes, no emphasis marks, each character mapped to its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SAME_LENGTH = str.maketrans(
    {
        "’": "'", "‘": "'", "‛": "'", "`": "'", "´": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"',
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\n": " ", "\t": " ", "\u00a0": " ",
    }
)  # fmt: skip
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,2})(?=[^\s*_])([^*\n]{1,120}?)(?<=[^\s*_])\1(?!\w)")
_REST = re.compile(r"\\|[\u200c\u200d\ufeff]")
#: Longer texts are not kept: they hardly recur.
_LONGEST_KEPT = 2000


@dataclass(frozen=True)
class Folded:
    """``text`` is the folded form of ``source[start:end]`` of a document."""

    text: str
    start: int
    places: tuple[int, ...] | None

    def place(self, index: int) -> int:
        """The offset in the document of character ``index`` of the folded text (its length allowed)."""
        if self.places is None:
            return self.start + index
        if index >= len(self.places):
            return (self.places[-1] + 1) if self.places else self.start
        return self.places[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the document of ``text[start:end]``."""
        if end <= start:
            return self.place(start), self.place(start)
        return self.place(start), self.place(end - 1) + 1


def fold(source: str, start: int, end: int) -> Folded:
    """The folded form of ``source[start:end]``."""
    raw = source[start:end]
    text, places = _kept(raw) if len(raw) <= _LONGEST_KEPT else _folded(raw)
    return Folded(text, start, places if places is None else tuple(start + place for place in places))


def _folded(source: str) -> tuple[str, tuple[int, ...] | None]:
    """The folded form of a text, and the place of each character of it; null where none was dropped."""
    raw = source.translate(_SAME_LENGTH)
    low = raw.lower()
    if len(low) != len(raw):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in raw)
    if "*" not in low and "__" not in low and " _" not in low and not _REST.search(low):
        return low, None
    dropped: set[int] = set()
    for match in _EMPHASIS.finditer(low):
        if match[1].startswith("_") and "_" in match[2]:
            continue
        size = len(match[1])
        dropped.update(range(match.start(), match.start() + size))
        dropped.update(range(match.end() - size, match.end()))
    for match in _REST.finditer(low):
        dropped.update(range(match.start(), match.end()))
    kept = [index for index in range(len(low)) if index not in dropped]
    return "".join(low[index] for index in kept), tuple(kept)


#: What reads a document looks at each block in turn, and documents repeat themselves.
_kept = lru_cache(maxsize=1 << 14)(_folded)
