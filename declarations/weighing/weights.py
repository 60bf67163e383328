"""The fitted weights: for each label what each sign is worth. ``python -m tests.policies.train`` writes the file.

A label is a claim type (``no_category``), or a type with the value of a parameter (``no_category|category=analytics``).
Weights are kept as whole numbers of one byte, with a scale for each label; what is not listed weighs nothing."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from declarations.weighing.meaning import Meaning
from declarations.weighing.network import PREFIX, Network
from declarations.weighing.signs import Signs

#: Each has a threshold of its own: the rules are silent; they say it; they take the sentence for somebody else's.
SITUATIONS = 3
RULED_SITUATION = 1
Vector = NDArray[np.float32]

FILE = "weights.npz"
#: The length that the signs of every sentence are brought to, so that long ones do not weigh more.
LENGTH = 12.0
#: What a sign of the rules counts for: each stands for a whole phrase that was found.
RULED = 3.0


def situation(*, ruled: bool, own: bool) -> int:
    """Which threshold counts. ``ruled``: the rules say it. ``own``: they take the sentence for the site's own."""
    return RULED_SITUATION if ruled else 0 if own else 2


_NUMBERS = count()


class Total(NamedTuple):
    """The weights of the signs in ``rows`` together, before they are brought to one length."""

    weights: NDArray[np.int32]
    rows: NDArray[np.int64]

    def __add__(self, other: Total) -> Total:  # type: ignore[override]  # two totals, not two tuples
        return Total(self.weights + other.weights, np.concatenate([self.rows, other.rows]))

    @property
    def number(self) -> int:
        """How many signs they are."""
        return len(self.rows)


class Weights:
    """What each sign is worth for each label, of one kind of thing that is weighed (sentences, or names in them)."""

    def __init__(self, part: dict[str, NDArray[Any]]) -> None:
        self.labels: tuple[str, ...] = tuple(bytes(part["labels"]).decode().split("\n"))
        self.place = {label: index for index, label in enumerate(self.labels)}
        names = bytes(part["features"]).decode().split("\n")
        self._number = next(_NUMBERS)
        #: From 1 on, so that every known sign's row is true.
        self._row = {name: index for index, name in enumerate(names, start=1)}
        matrix = part["matrix"]
        self._matrix: NDArray[np.int8] = np.concatenate([np.zeros_like(matrix[:1]), matrix])
        self._scale: Vector = part["scale"].astype(np.float32)
        self._bias: Vector = part["bias"].astype(np.float32)
        #: From which probability on a label is taken for true, by ``situation``.
        self.threshold: Vector = part["threshold"].astype(np.float32)
        self._network = Network(part, len(names) + 1) if PREFIX + "signs" in part else None

    def logits(self, features: Iterable[str], ruled: Iterable[str] = ()) -> Vector:
        """The signs' weights for each label together, as log-odds; unknown signs weigh nothing.

        ``ruled``: the signs of the rules, which are not brought to one length with the others."""
        return self.weighed(self.total(features), ruled)

    def total(self, features: Iterable[str]) -> Total:
        """The weights of some signs together, to which others can be added: whole numbers, so in any order."""
        return self._total(filter(None, map(self._row.get, features)))

    def total_of(self, signs: Signs) -> Total:
        """``total`` of the signs of a sentence, each counted once."""
        rows = set(map(self._row.get, signs.loose))
        number = self._number
        for group in signs.groups:
            known = group.rows.get(number)
            if known is None:
                known = group.rows[number] = tuple(filter(None, map(self._row.get, group.names)))
            rows.update(known)
        rows.discard(None)
        return self._total(rows)  # type: ignore[arg-type]  # None has just been taken out

    def _total(self, found: Iterable[int]) -> Total:
        rows = np.frombuffer(array("q", found), dtype=np.int64)
        return Total(self._sum(rows), rows)

    def weighed(self, total: Total, ruled: Iterable[str] = (), meaning: Meaning | None = None) -> Vector:
        """The log-odds that the signs in ``total`` and those of the rules make; with ``meaning``, half of them are the
        network's, where there is one."""
        logits = self._weighed(total, ruled)
        if meaning is not None and self._network is not None:
            logits = (logits + self._network.logits(total.rows, meaning)) / np.float32(2)
        return logits

    def _weighed(self, total: Total, ruled: Iterable[str]) -> Vector:
        logits = self._bias.copy()
        if total.number:
            logits += total.weights * (self._scale * np.float32(LENGTH / total.number**0.5))
        rows = np.frombuffer(array("q", filter(None, map(self._row.get, ruled))), dtype=np.int64)
        if len(rows):
            logits += self._sum(rows) * (self._scale * np.float32(RULED))
        return logits

    def _sum(self, rows: NDArray[np.int64]) -> NDArray[np.int32]:
        taken = self._matrix.take(rows, axis=0)
        result: NDArray[np.int32] = np.add.reduce(taken, axis=0, dtype=np.int32)
        return result

    def column(self, label: str) -> dict[str, float]:
        """The weights of one label, for explaining and for tests."""
        place = self.place[label]
        scale = float(self._scale[place])
        return {name: scale * int(worth) for name, row in self._row.items() if (worth := self._matrix[row, place])}


def probability(logits: Vector) -> Vector:
    """Log-odds as probabilities."""
    result: Vector = (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
    return result


def packed(
    labels: Sequence[str], features: Sequence[str], matrix: NDArray[Any], bias: NDArray[Any], threshold: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    """Weights as they are kept: one byte each, and a scale a label."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-6) / 127.0
    return {
        "labels": np.frombuffer("\n".join(labels).encode(), dtype=np.uint8),
        "features": np.frombuffer("\n".join(features).encode(), dtype=np.uint8),
        "matrix": np.rint(matrix / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": bias.astype(np.float32),
        "threshold": threshold.astype(np.float32),
    }


@lru_cache(maxsize=4)
def weights(kind: str) -> Weights:
    """The shipped weights of ``sentence`` or ``name``."""
    data = files("declarations.weighing").joinpath(FILE).read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        prefix = kind + "_"
        return Weights({name[len(prefix) :]: stored[name] for name in stored.files if name.startswith(prefix)})


def corpus() -> str:
    """The hash of the labelled texts that the weights were fitted to."""
    data = files("declarations.weighing").joinpath(FILE).read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return bytes(stored["corpus"]).decode()
