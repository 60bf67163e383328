"""The second scale: a small network that weighs the signs of a sentence together with its meaning.

It has one hidden layer. Each of its signs has a vector; their sum, brought to one length, and the vector of the
meaning are what it sees. ``python -m tests.policies.train`` fits it. It does not know what the rules say."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations.weighing.meaning import Meaning

Vector = NDArray[np.float32]
#: The names of its arrays in the file of weights begin so.
PREFIX = "net_"


class Network:
    """The network of one kind of thing that is weighed: what it says of each label, as log-odds."""

    def __init__(self, part: dict[str, NDArray[Any]], rows: int) -> None:
        """``rows``: how many rows the weights have; the network knows some of their signs."""
        signs = part[PREFIX + "signs"]
        #: The vector of each row; 0 for a sign that it does not know.
        self._place = np.zeros(rows, np.int64)
        self._place[signs] = np.arange(1, len(signs) + 1)
        vectors = part[PREFIX + "vectors"]
        self._vectors: NDArray[np.int8] = np.concatenate([np.zeros_like(vectors[:1]), vectors])
        self._scale: Vector = part[PREFIX + "scale"].astype(np.float32)
        self._into: Vector = part[PREFIX + "into"].astype(np.float32)
        self._into_bias: Vector = part[PREFIX + "into_bias"].astype(np.float32)
        self._out: Vector = part[PREFIX + "out"].astype(np.float32)
        self._straight: Vector = part[PREFIX + "straight"].astype(np.float32)
        self._bias: Vector = part[PREFIX + "bias"].astype(np.float32)

    def logits(self, rows: NDArray[np.int64], meaning: Meaning) -> Vector:
        """The log-odds of each label, of the signs in ``rows`` of the weights and the meaning of the sentence."""
        places = self._place[rows]
        places = places[places > 0]
        summed = np.add.reduce(self._vectors.take(places, axis=0), axis=0, dtype=np.int32)
        signs = summed * (self._scale / np.float32(max(1, len(places)) ** 0.5))
        seen = np.concatenate([signs, meaning]).astype(np.float32)
        hidden = np.maximum(seen @ self._into + self._into_bias, 0)
        result: Vector = hidden @ self._out + seen @ self._straight + self._bias
        return result


def packed_network(signs: NDArray[np.int64], found: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """A network as it is kept: the vectors of the signs (``signs``: their rows) in one byte a number."""
    scale = np.maximum(np.abs(found["vectors"]).max(axis=0), 1e-6) / 127.0
    kept = {name: found[name].astype(np.float16) for name in ("into", "into_bias", "out", "straight")}
    kept["bias"] = found["bias"].astype(np.float32)
    kept["signs"] = signs.astype(np.int32)
    kept["vectors"] = np.rint(found["vectors"] / scale).astype(np.int8)
    kept["scale"] = scale.astype(np.float32)
    return {PREFIX + name: value for name, value in kept.items()}
