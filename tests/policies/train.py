"""Fits the weights of the reader to the labelled policies and writes them: ``python -m tests.policies.train``.

One logistic regression a label (scikit-learn; ``requirements/train.txt``), and a network of all labels together. The
threshold of a label is chosen on pages that neither was fitted to, in three rounds: the lowest that still keeps the
precision asked for."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from declarations.standing import ACCUSING
from declarations.weighing import weights as kept
from declarations.weighing.judgement import BY_NAME
from declarations.weighing.network import packed_network
from tests.policies.examples import Example, corpus_hash, examples
from tests.policies.train_network import fit_network, meaning_of, network_signs, says_after

Result = TypeVar("Result")
FOLDS = 3
#: A sign that is rarer than this is left out, a label that is rarer too.
RAREST_SIGN, RAREST_LABEL = 7, 8
STRENGTH = 1.5
#: No label is taken for true below this probability, or below the second one where the rules say it: what is likely
#: wrong is not claimed, however well the surer ones of its type do. And the precision that is asked of claims that
#: accuse.
LOWEST, LOWEST_RULED, ACCUSED = 0.35, 0.3, 0.94
#: Of names less is asked, and lower probabilities count: a text names a service more than once, and the surest place
#: tells whether it is used.
NAMED, LOWEST_NAMED, LOWEST_NAMED_RULED = 0.86, 0.25, 0.1
#: No precision is told by fewer examples than these; a threshold that nothing reaches.
FEWEST, NEVER = 5, 0.9999


def matrix(rows: list[Example], place: dict[str, int]) -> sparse.csr_matrix:
    """The signs of each example, brought to one length."""
    ends, columns, values = [0], [], []
    for row in rows:
        known = sorted(place[name] for name in set(row.features) if name in place)
        told = sorted(place[name] for name in set(row.ruled) if name in place)
        columns += known + told
        values += [kept.LENGTH / max(1, len(known)) ** 0.5] * len(known) + [kept.RULED] * len(told)
        ends.append(len(columns))
    return sparse.csr_matrix((np.array(values, np.float32), columns, ends), shape=(len(rows), len(place)))


def vocabulary(rows: list[Example]) -> list[str]:
    """The signs that are weighed."""
    counts = Counter(name for row in rows for name in {*row.features, *row.ruled})
    return sorted(name for name, count in counts.items() if count >= RAREST_SIGN)


def fit(rows: list[Example], names: list[str], labels: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The weights (sign × label) and the bias of each label."""
    signs = matrix(rows, {name: index for index, name in enumerate(names)})
    with ProcessPoolExecutor(mp_context=get_context("fork"), initializer=_share, initargs=(signs, rows)) as pool:
        columns = list(pool.map(_fitted, labels))
    return np.stack([weights for weights, _ in columns], axis=1), np.array([bias for _, bias in columns])


def apart(work: Callable[..., Result], *given: Any) -> Result:
    """What ``work`` gives in a process of its own: jax starts threads, after which no process should be forked."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


_SHARED: dict[str, Any] = {}


def _share(signs: sparse.csr_matrix, rows: list[Example]) -> None:
    _SHARED.update(signs=signs, rows=rows)


def _fitted(label: str) -> tuple[NDArray[np.float64], float]:
    signs, rows = _SHARED["signs"], _SHARED["rows"]
    truth = np.array([label in row.labels for row in rows])
    counts = np.array([0.0 if label in row.open else 1.0 for row in rows])
    if truth.sum() < 2:
        return np.zeros(signs.shape[1]), -9.0
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=1, tol=1e-3)
    model.fit(signs, truth, sample_weight=counts)
    return model.coef_[0], float(model.intercept_[0])


def _fold(page: str) -> int:
    """The round in which a page is not fitted to. Pages of one number in several languages may say the same, and share
    theirs."""
    number = page.partition("_")[2] or page
    return int(hashlib.sha256(("fold" + number).encode()).hexdigest(), 16) % FOLDS


def out_of_fold(
    rows: list[Example], meaning: NDArray[np.float32], labels: list[str], kinds: list[str]
) -> NDArray[np.float64]:
    """For each example the log-odds of the claim types by weights, and a network, that were not fitted to its page."""
    folds = np.array([_fold(row.page) for row in rows])
    logits = np.zeros((len(rows), len(kinds)))
    columns = [labels.index(kind) for kind in kinds]
    for number in range(FOLDS):
        inside = [row for row, fold in zip(rows, folds, strict=True) if fold != number]
        outside = np.flatnonzero(folds == number)
        names = vocabulary(inside)
        found, bias = fit(inside, names, kinds)
        place = {name: index for index, name in enumerate(names)}
        asked = [rows[index] for index in outside]
        network = apart(says_after, inside, meaning[folds != number], labels, asked, meaning[outside])[:, columns]
        logits[outside] = (matrix(asked, place) @ found + bias + network) / 2
    return logits


def thresholds(
    rows: list[Example], labels: list[str], logits: NDArray[np.float64], wanted: float
) -> NDArray[np.float64]:
    """For each label, by what the rules say of the example, the lowest probability that keeps its precision."""
    found = np.full((kept.SITUATIONS, len(labels)), 0.5)
    chance = 1 / (1 + np.exp(-logits))
    for column, label in enumerate(labels):
        asked = max(wanted, ACCUSED) if label in ACCUSING and not is_name(rows[0]) else wanted
        if label == "uses_vendor" and is_name(rows[0]):
            asked = NAMED
        situations = np.array([situation(row, label) for row in rows])
        counts = np.array([row.counts(label) for row in rows])
        truth = np.array([label in row.labels for row in rows])
        for number in range(kept.SITUATIONS):
            here = (situations == number) & counts
            ruled = number == kept.RULED_SITUATION
            least = LOWEST_RULED if ruled else LOWEST
            if is_name(rows[0]):
                least = LOWEST_NAMED_RULED if ruled else LOWEST_NAMED
            found[number, column] = _lowest(chance[here, column], truth[here], asked, least)
    return found


def is_name(row: Example) -> bool:
    """Whether the example is a name in a sentence: its label hangs on the id too, on which labellers differ."""
    return any(name.startswith("m:") for name in row.features)


def situation(row: Example, label: str) -> int:
    """What the rules say of an example: see ``kept.situation``."""
    prefix = "rn:" if is_name(row) else "r:"
    return kept.situation(ruled=prefix + label in row.ruled, own={"own:True", "bear:own"} <= set(row.features))


def _lowest(chance: NDArray[np.float64], truth: NDArray[np.bool_], asked: float, least: float) -> float:
    order = np.argsort(-chance)
    precision = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= asked)
    # Where no threshold keeps the precision, the label is never taken for true.
    return float(np.clip(chance[order][good[-1]], least, 0.95)) if len(good) >= FEWEST else NEVER


def main() -> int:
    """Fits, says how well, and writes the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--precision", type=float, default=0.91, help="what a type's threshold is to keep")
    wanted = options.parse_args().precision
    started = time.monotonic()
    stored: dict[str, NDArray[np.generic]] = {}
    for kind, rows in zip(("sentence", "name"), examples(), strict=True):
        counts = Counter(label for row in rows for label in row.labels)
        labels = sorted(label for label, count in counts.items() if count >= RAREST_LABEL)
        if kind == "name":
            labels = [label for label in labels if label in BY_NAME]
        kinds = [label for label in labels if "|" not in label]
        meaning = meaning_of(rows)
        logits = out_of_fold(rows, meaning, labels, kinds)
        chosen = np.full((kept.SITUATIONS, len(labels)), 0.5)
        chosen[:, [labels.index(kind) for kind in kinds]] = thresholds(rows, kinds, logits, wanted)
        names = vocabulary(rows)
        found, bias = fit(rows, names, labels)
        signs = network_signs(rows)
        at = {name: row for row, name in enumerate(names, start=1)}
        network = packed_network(
            np.array([at[name] for name in signs]), apart(fit_network, rows, meaning, labels, signs)
        )
        packed = kept.packed(labels, names, found, bias, chosen) | network
        stored |= {f"{kind}_{name}": value for name, value in packed.items()}
        took = time.monotonic() - started
        print(f"{kind}: {len(rows)} examples, {len(labels)} labels, {len(names)} signs, {took:.0f} s")
        _report(rows, kinds, logits, chosen[:, [labels.index(kind) for kind in kinds]])
    stored["corpus"] = np.frombuffer(corpus_hash().encode(), dtype=np.uint8)
    path = Path(kept.__file__).with_name(kept.FILE)
    np.savez_compressed(path, **stored)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


def _report(rows: list[Example], labels: list[str], logits: NDArray[np.float64], chosen: NDArray[np.float64]) -> None:
    total = [0, 0, 0]
    for column, label in enumerate(labels):
        bound = np.array([chosen[situation(row, label), column] for row in rows])
        said = 1 / (1 + np.exp(-logits[:, column])) >= bound
        truth = np.array([label in row.labels for row in rows])
        counted = np.array([row.counts(label) for row in rows])
        right, wrong, missed = (said & truth).sum(), (said & ~truth & counted).sum(), (~said & truth).sum()
        total = [total[0] + right, total[1] + wrong, total[2] + missed]
        print(f"  {label:22s} P {right / max(1, right + wrong):.2f} R {right / max(1, right + missed):.2f}"
              f" ({right}/{wrong}/{missed}) at {' '.join(f'{value:.2f}' for value in chosen[:, column])}")  # fmt: skip
    print(f"  all: P {total[0] / (total[0] + total[1]):.3f} R {total[0] / (total[0] + total[2]):.3f}")


if __name__ == "__main__":
    sys.exit(main())
