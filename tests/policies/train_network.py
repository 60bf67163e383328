"""Fits the network of ``declarations.weighing.network`` (jax; ``requirements/train.txt``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from declarations.weighing.meaning import meanings
from tests.policies.examples import Example

#: The numbers of a sign's vector and of the hidden layer, and how many signs of an example are seen at most.
VECTOR, HIDDEN, SIGNS = 96, 512, 400
#: A sign that is rarer than this has no vector.
RAREST = 12
#: Signs that the meaning makes needless: pieces of words, headings far above, three words in a row.
_LEFT_OUT = ("c:", "h2:", "kH", "st:")
#: Of the hidden layer, and of the signs, so many are dropped at each step, lest it learns pages by heart.
DROPPED, DROPPED_SIGNS = 0.5, 0.4
ROUNDS, BATCH, RATE, DECAY = 14, 256, 2e-3, 0.05

Parameters = dict[str, Any]
Meanings = NDArray[np.float32]


def network_signs(rows: Sequence[Example]) -> list[str]:
    """The signs that have a vector."""
    counts = Counter(name for row in rows for name in set(row.features))
    return sorted(name for name, count in counts.items() if count >= RAREST and not name.startswith(_LEFT_OUT))


def meaning_of(rows: Sequence[Example]) -> Meanings:
    """The meaning of each example."""
    found: dict[str, NDArray[np.float32]] = {}
    # In parts: the examples hold more texts than the reader remembers.
    texts = sorted({row.text for row in rows}, key=len)
    for start in range(0, len(texts), 512):
        part = texts[start : start + 512]
        found.update(zip(part, meanings(part), strict=True))
    return np.stack([found[row.text] for row in rows])


def sign_numbers(rows: Sequence[Example], names: Sequence[str]) -> NDArray[np.int32]:
    """The numbers of the signs of each example, from 1 on."""
    place = {name: number for number, name in enumerate(names, start=1)}
    signs = np.zeros((len(rows), SIGNS), np.int32)
    for index, row in enumerate(rows):
        known = sorted(place[name] for name in set(row.features) if name in place)[:SIGNS]
        signs[index, : len(known)] = known
    return signs


def fit_network(
    rows: Sequence[Example], meaning: Meanings, labels: Sequence[str], names: Sequence[str], seed: int = 1
) -> dict[str, NDArray[np.float32]]:
    """The fitted numbers, by the names that ``packed_network`` takes."""
    truth, counts = _truth(rows, labels)
    signs = sign_numbers(rows, names)
    chance = np.random.default_rng(seed)
    start = _start(chance, len(names), meaning.shape[1], len(labels))
    steps = ROUNDS * (len(rows) // BATCH)
    optimiser = optax.adamw(optax.cosine_decay_schedule(RATE, steps), weight_decay=DECAY)

    @jax.jit
    def step(state: tuple[Parameters, Any], batch: tuple[Any, ...], key: Any) -> tuple[Parameters, Any]:
        def loss(parameters: Parameters) -> Any:
            logits = _forward(parameters, batch[0], batch[1], key)
            return (batch[3] * optax.sigmoid_binary_cross_entropy(logits, batch[2])).sum() / BATCH

        parameters, memory = state
        updates, memory = optimiser.update(jax.grad(loss)(parameters), memory, parameters)
        return optax.apply_updates(parameters, updates), memory

    state: tuple[Parameters, Any] = (start, optimiser.init(start))
    key = jax.random.PRNGKey(seed)
    for _ in range(ROUNDS):
        order = chance.permutation(len(rows))
        for at in range(0, len(rows) - BATCH + 1, BATCH):
            chosen = order[at : at + BATCH]
            key, now = jax.random.split(key)
            state = step(state, (signs[chosen], meaning[chosen], truth[chosen], counts[chosen]), now)
    found = {name: np.asarray(value) for name, value in state[0].items()}
    return {**found, "vectors": found["vectors"][1:]}


def says_after(
    rows: Sequence[Example],
    meaning: Meanings,
    labels: Sequence[str],
    asked: Sequence[Example],
    asked_meaning: Meanings,
) -> NDArray[np.float32]:
    """The log-odds of the labels of each example of ``asked``, by a network that is fitted to ``rows``."""
    names = network_signs(rows)
    found = fit_network(rows, meaning, labels, names)
    vectors = np.concatenate([np.zeros_like(found["vectors"][:1]), found["vectors"]])
    parameters = {name: jnp.asarray(value) for name, value in {**found, "vectors": vectors}.items()}
    signs = sign_numbers(asked, names)
    forward = jax.jit(lambda first, second: _forward(parameters, first, second, None))
    parts = [slice(at, at + 1024) for at in range(0, len(asked), 1024)]
    return np.concatenate([np.asarray(forward(signs[part], asked_meaning[part])) for part in parts])


def _truth(rows: Sequence[Example], labels: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each example and label whether it has it, and whether that counts."""
    truth = np.array([[label in row.labels for label in labels] for row in rows], np.float32)
    left = np.array([[label in row.open and label not in row.labels for label in labels] for row in rows], np.float32)
    return truth, 1 - left


def _start(chance: np.random.Generator, signs: int, meaning: int, labels: int) -> Parameters:
    width = VECTOR + meaning
    numbers = {
        "vectors": chance.normal(0, 0.1, (signs + 1, VECTOR)),
        "into": chance.normal(0, width**-0.5, (width, HIDDEN)),
        "into_bias": np.zeros(HIDDEN),
        "out": chance.normal(0, 0.02, (HIDDEN, labels)),
        "straight": np.zeros((width, labels)),
        "bias": np.full(labels, -4.0),
    }
    return {name: jnp.asarray(value, jnp.float32) for name, value in numbers.items()}


def _forward(parameters: Parameters, signs: Any, meaning: Any, key: Any) -> Any:
    """The log-odds of a batch; with ``key``, with parts of it dropped by chance."""
    there = (signs > 0).astype(jnp.float32)
    number = jnp.maximum(there.sum(1), 1)
    if key is not None:
        key, other = jax.random.split(key)
        there = there * jax.random.bernoulli(other, 1 - DROPPED_SIGNS, there.shape) / (1 - DROPPED_SIGNS)
    summed = (parameters["vectors"][signs] * there[:, :, None]).sum(1) / jnp.sqrt(number)[:, None]
    both = jnp.hstack([summed, meaning])
    hidden = jax.nn.relu(both @ parameters["into"] + parameters["into_bias"])
    if key is not None:
        hidden = hidden * jax.random.bernoulli(key, 1 - DROPPED, hidden.shape) / (1 - DROPPED)
    return hidden @ parameters["out"] + both @ parameters["straight"] + parameters["bias"]
