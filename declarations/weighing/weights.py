"""The fitted weights: for each label what each sign is worth. ``python -m tests.policies.train`` writes the file.

A label is a claim type (``no_category``), or a type with the value of a parameter (``no_category|category=analytics``).
Weights are kept as whole numbers of one byte, with a scale for each label; what is not listed weighs nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Each has a threshold of its own: the rules are silent; they say it; they take the sentence for somebody else's.
SITUATIONS = 3
Vector = NDArray[np.float32]

FILE = "weights.npz"
#: The length that the signs of every sentence are brought to, so that long ones do not weigh more.
LENGTH = 12.0
#: What a sign of the rules counts for: each stands for a whole phrase that was found.
RULED = 3.0


def situation(*, ruled: bool, own: bool) -> int:
    """Which threshold counts. ``ruled``: the rules say it. ``own``: they take the sentence for the site's own."""
    return 1 if ruled else 0 if own else 2


class Weights:
    """What each sign is worth for each label, of one kind of thing that is weighed (sentences, or names in them)."""

    def __init__(self, part: dict[str, NDArray[Any]]) -> None:
        self.labels: tuple[str, ...] = tuple(bytes(part["labels"]).decode().split("\n"))
        self.place = {label: index for index, label in enumerate(self.labels)}
        names = bytes(part["features"]).decode().split("\n")
        self._row = {name: index for index, name in enumerate(names)}
        self._matrix = part["matrix"].astype(np.float32) * part["scale"].astype(np.float32)
        self._bias: Vector = part["bias"].astype(np.float32)
        #: From which probability on a label is taken for true, by ``situation``.
        self.threshold: Vector = part["threshold"].astype(np.float32)

    def logits(self, features: Iterable[str], ruled: Iterable[str] = ()) -> Vector:
        """The signs' weights for each label together, as log-odds; unknown signs weigh nothing.

        ``ruled``: the signs of the rules, which are not brought to one length with the others."""
        total = self._bias.copy()
        rows = [row for row in map(self._row.get, features) if row is not None]
        if rows:
            total += self._matrix[rows].sum(axis=0, dtype=np.float32) * np.float32(LENGTH / len(rows) ** 0.5)
        rows = [row for row in map(self._row.get, ruled) if row is not None]
        if rows:
            total += self._matrix[rows].sum(axis=0, dtype=np.float32) * np.float32(RULED)
        return total

    def column(self, label: str) -> dict[str, float]:
        """The weights of one label, for explaining and for tests."""
        place = self.place[label]
        return {name: float(self._matrix[row, place]) for name, row in self._row.items() if self._matrix[row, place]}


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
