"""Fits the weights of the reader to the labelled policies and writes them: ``python -m tests.policies.train``.

One logistic regression a label (scikit-learn; ``requirements/train.txt``). The threshold of a label is chosen on pages
that the weights were not fitted to, in three rounds: the lowest that still keeps the precision asked for."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from declarations.standing import ACCUSING
from declarations.weighing import weights as kept
from tests.policies.examples import Example, corpus_hash, examples

FOLDS = 3
#: A sign that is rarer than this is left out, a label that is rarer too.
RAREST_SIGN, RAREST_LABEL = 5, 8
STRENGTH = 0.5


def matrix(rows: list[Example], place: dict[str, int]) -> sparse.csr_matrix:
    """The signs of each example as ones."""
    ends, columns = [0], []
    for row in rows:
        columns += sorted(place[name] for name in set(row.features) if name in place)
        ends.append(len(columns))
    return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), len(place)))


def vocabulary(rows: list[Example]) -> list[str]:
    """The signs that are weighed."""
    counts = Counter(name for row in rows for name in set(row.features))
    return sorted(name for name, count in counts.items() if count >= RAREST_SIGN)


def fit(rows: list[Example], names: list[str], labels: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The weights (sign × label) and the bias of each label."""
    signs = matrix(rows, {name: index for index, name in enumerate(names)})
    found = np.zeros((len(names), len(labels)))
    bias = np.zeros(len(labels))
    for column, label in enumerate(labels):
        truth = np.array([label in row.labels for row in rows])
        counts = np.array([0.0 if label in row.open else 1.0 for row in rows])
        if truth.sum() < 2:
            bias[column] = -9.0
            continue
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=1)
        model.fit(signs, truth, sample_weight=counts)
        found[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return found, bias


def out_of_fold(rows: list[Example], labels: list[str]) -> NDArray[np.float64]:
    """For each example the log-odds by weights that were not fitted to its page."""
    folds = np.array([int(hashlib.sha256(("fold" + row.page).encode()).hexdigest(), 16) % FOLDS for row in rows])
    logits = np.zeros((len(rows), len(labels)))
    for number in range(FOLDS):
        inside = [row for row, fold in zip(rows, folds, strict=True) if fold != number]
        outside = np.flatnonzero(folds == number)
        names = vocabulary(inside)
        found, bias = fit(inside, names, labels)
        place = {name: index for index, name in enumerate(names)}
        logits[outside] = matrix([rows[index] for index in outside], place) @ found + bias
    return logits


def thresholds(rows: list[Example], labels: list[str], logits: NDArray[np.float64], wanted: float) -> NDArray[np.float64]:
    """For each label the lowest probability that keeps its precision."""
    found = np.full(len(labels), 0.5)
    chance = 1 / (1 + np.exp(-logits))
    for column, label in enumerate(labels):
        if "|" in label:
            continue
        asked = max(wanted, 0.9) if label in ACCUSING else wanted
        counted = [index for index, row in enumerate(rows) if row.counts(label)]
        truth = np.array([label in rows[index].labels for index in counted])
        order = np.argsort(-chance[counted, column])
        right = np.cumsum(truth[order])
        precision = right / np.arange(1, len(order) + 1)
        good = np.flatnonzero(precision >= asked)
        last = good[-1] if len(good) else 0
        found[column] = float(np.clip(chance[counted, column][order][last], 0.25, 0.9))
    return found


def main() -> int:
    """Fits, says how well, and writes the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--precision", type=float, default=0.85, help="what a type's threshold is to keep")
    wanted = options.parse_args().precision
    started = time.monotonic()
    stored: dict[str, NDArray[np.generic]] = {}
    for kind, rows in zip(("sentence", "name"), examples(), strict=True):
        counts = Counter(label for row in rows for label in row.labels)
        labels = sorted(label for label, count in counts.items() if count >= RAREST_LABEL)
        logits = out_of_fold(rows, labels)
        chosen = thresholds(rows, labels, logits, wanted)
        names = vocabulary(rows)
        found, bias = fit(rows, names, labels)
        found[np.abs(found) < 0.01] = 0.0
        used = np.flatnonzero(np.abs(found).max(axis=1) > 0)
        packed = kept.packed(labels, [names[index] for index in used], found[used], bias, chosen)
        stored |= {f"{kind}_{name}": value for name, value in packed.items()}
        print(f"{kind}: {len(rows)} examples, {len(labels)} labels, {len(used)} signs, {time.monotonic() - started:.0f} s")
        _report(rows, labels, logits, chosen)
    stored["corpus"] = np.frombuffer(corpus_hash().encode(), dtype=np.uint8)
    path = Path(kept.__file__).with_name(kept.FILE)
    np.savez_compressed(path, **stored)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


def _report(rows: list[Example], labels: list[str], logits: NDArray[np.float64], chosen: NDArray[np.float64]) -> None:
    total = [0, 0, 0]
    for column, label in enumerate(labels):
        if "|" in label:
            continue
        said = 1 / (1 + np.exp(-logits[:, column])) >= chosen[column]
        truth = np.array([label in row.labels for row in rows])
        counted = np.array([row.counts(label) for row in rows])
        right, wrong, missed = (said & truth).sum(), (said & ~truth & counted).sum(), (~said & truth).sum()
        total = [total[0] + right, total[1] + wrong, total[2] + missed]
        print(f"  {label:22s} P {right / max(1, right + wrong):.2f} R {right / max(1, right + missed):.2f}"
              f" ({right}/{wrong}/{missed}) at {chosen[column]:.2f}")  # fmt: skip
    print(f"  all: P {total[0] / (total[0] + total[1]):.3f} R {total[0] / (total[0] + total[2]):.3f}")


if __name__ == "__main__":
    sys.exit(main())
