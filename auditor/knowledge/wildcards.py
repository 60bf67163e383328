"""Many names with wildcards, asked at once which of them fit a name: found by what stands before the first wildcard, so
that the cost of a look-up does not grow with their number."""

from __future__ import annotations

import re
from typing import Generic, TypeVar

Held = TypeVar("Held")


class Wildcards(Generic[Held]):
    """Names with ``*`` for any characters, each with what is held under it."""

    def __init__(self) -> None:
        self._by_start: dict[str, list[tuple[int, str, int, re.Pattern[str] | None, Held]]] = {}
        self._lengths: tuple[int, ...] = ()
        self._count = 0

    def add(self, name: str, held: Held) -> None:
        """Holds something under a name with wildcards."""
        parts = name.split("*")
        shortest = sum(map(len, parts))
        # Of a name with one wildcard, as nearly all are, its start and end say whether it fits.
        pattern = re.compile(".*".join(map(re.escape, parts)), re.DOTALL) if len(parts) != 2 else None
        self._by_start.setdefault(parts[0], []).append((self._count, parts[-1], shortest, pattern, held))
        self._lengths = tuple(sorted({*self._lengths, len(parts[0])}))
        self._count += 1

    def fitting(self, name: str) -> list[Held]:
        """What is held under every name that fits, in the order in which it was added."""
        found = []
        for length in self._lengths:
            if length > len(name):
                break
            for place, end, shortest, pattern, held in self._by_start.get(name[:length], ()):
                if len(name) < shortest or not name.endswith(end):
                    continue
                if pattern is None or pattern.fullmatch(name):
                    found.append((place, held))
        return [held for _, held in sorted(found, key=lambda entry: entry[0])]
