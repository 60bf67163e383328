"""Signs on their way to the weights: most come in groups that recur, of which the weights look up the rows once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


class Group:
    """Signs that always come together, such as all those of one word."""

    __slots__ = ("names", "rows")

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        #: The rows of the known ones, by the number of the weights that they were looked up in.
        self.rows: dict[int, tuple[int, ...]] = {}


@dataclass
class Signs:
    """The signs of a sentence: ``groups`` that recur, and ``loose`` ones that hardly do. One may be in several."""

    groups: list[Group] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        """All of them, each once."""
        return set(self.loose).union(*(group.names for group in self.groups))
