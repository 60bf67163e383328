"""The meaning of a sentence as a vector, and the network that weighs it together with the signs."""

from __future__ import annotations

import socket
from typing import Any

import numpy as np
import pytest
from placed import placed

from declarations.weighing import meaning
from declarations.weighing.features import signs_of
from declarations.weighing.judgement import judged, judgements
from declarations.weighing.meaning import MAX_CHARS, SIZE, meanings
from declarations.weighing.network import PREFIX, Network, packed_network
from declarations.weighing.weights import SITUATIONS, Weights, packed, weights


def _near(first: str, second: str) -> float:
    one, other = meanings([first, second])
    return float(one @ other) / SIZE


@pytest.mark.parametrize(
    ("first", "second", "other"),
    [
        ("Wij plaatsen advertentiecookies.", "We place advertising cookies.", "Our office is closed on Sundays."),
        ("Wir setzen Werbe-Cookies.", "Nous déposons des cookies publicitaires.", "Notre bureau est fermé."),
        ("De bezoekcijfers tonen geen personen.", "The statistics show no persons.", "The soup is hot."),
    ],
)
def test_what_says_alike_lies_near_in_any_language(first, second, other):
    assert _near(first, second) > 0.5 > _near(first, other)


def test_a_vector_depends_on_its_text_alone():
    texts = ["Wij plaatsen cookies.", "", "…", "Nous ne déposons rien.", "Wij plaatsen cookies."]
    together = meanings(texts)
    meaning._known.clear()
    alone = [meanings([text])[0] for text in reversed(texts)][::-1]
    assert all(vector.shape == (SIZE,) and vector.dtype == np.float32 for vector in together)
    assert np.array_equal(together[0], together[4])
    assert all(np.allclose(first, second, atol=1e-4) for first, second in zip(together, alone, strict=True))
    assert np.linalg.norm(together[0]) == pytest.approx(SIZE**0.5, rel=1e-3)
    assert meanings([]) == []


def test_of_a_text_without_end_the_beginning_is_read():
    text = "cookies " * 100_000
    assert np.array_equal(meanings([text])[0], meanings([text[:MAX_CHARS]])[0])


def test_only_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr(meaning, "_KEPT", 3)
    meanings([f"cookie {number}" for number in range(10)])
    assert len(meaning._known) == 3


def test_nothing_is_fetched(monkeypatch):
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the meaning of a sentence is nobody else's business")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    meaning._encoder.cache_clear()
    assert len(meanings(["Wij plaatsen hier een nieuwe zin."])) == 1


def _network(signs: int = 5, labels: int = 2, width: int = 4, hidden: int = 3) -> tuple[dict[str, Any], Network]:
    chance = np.random.default_rng(7)
    found = {
        "vectors": chance.normal(0, 1, (signs, width)),
        "into": chance.normal(0, 0.3, (width + SIZE, hidden)),
        "into_bias": chance.normal(0, 0.3, hidden),
        "out": chance.normal(0, 0.3, (hidden, labels)),
        "straight": chance.normal(0, 0.05, (width + SIZE, labels)),
        "bias": np.array([-1.0, 0.5]),
    }
    return found, Network(packed_network(np.arange(2, 2 + signs), found), rows=10)


class TestNetwork:
    def test_it_says_what_was_fitted_within_the_rounding(self):
        found, network = _network()
        vector = meanings(["Wij plaatsen cookies."])[0]
        seen = np.concatenate([(found["vectors"][0] + found["vectors"][3]) / 2**0.5, vector])
        expected = np.maximum(seen @ found["into"] + found["into_bias"], 0) @ found["out"]
        expected += seen @ found["straight"] + found["bias"]
        assert network.logits(np.array([2, 5]), vector) == pytest.approx(expected, abs=0.05)

    def test_signs_that_it_does_not_know_say_nothing(self):
        _, network = _network()
        vector = meanings(["Wij plaatsen cookies."])[0]
        known = network.logits(np.array([3]), vector)
        assert np.array_equal(network.logits(np.array([3, 8, 9, 1]), vector), known)
        assert np.isfinite(network.logits(np.array([], dtype=np.int64), vector)).all()

    def test_it_has_half_of_the_say(self):
        found, _ = _network(signs=2)
        part = packed(("one", "two"), ("a", "b"), np.ones((2, 2)), np.zeros(2), np.full((SITUATIONS, 2), 0.5))
        alone, both = Weights(part), Weights(part | packed_network(np.array([1, 2]), found))
        vector = meanings(["Wij plaatsen cookies."])[0]
        total = both.total(["a", "b"])
        linear = both.weighed(total)
        assert np.array_equal(linear, alone.weighed(alone.total(["a", "b"]), meaning=vector))
        second = Network(packed_network(np.array([1, 2]), found), rows=3).logits(total.rows, vector)
        assert both.weighed(total, meaning=vector) == pytest.approx((linear + second) / 2)

    @pytest.mark.parametrize("kind", ["sentence", "name"])
    def test_the_shipped_weights_have_one(self, kind):
        weighing = weights(kind)
        passage, place = placed("Wij plaatsen geen marketingcookies.", "nl")
        total = weighing.total_of(signs_of(passage, place))
        vector = meanings([passage.text])[0]
        assert not np.array_equal(weighing.weighed(total), weighing.weighed(total, meaning=vector))
        assert PREFIX == "net_"


def test_passages_are_judged_together_as_alone():
    sentences = [
        "Wij plaatsen geen cookies.",
        "Onze soep is heet.",
        "Wij gebruiken Matomo.",
        "Wij plaatsen geen cookies.",
    ]
    passages = [placed(sentence, "nl") for sentence in sentences]
    together = judgements(passages)
    assert [[claim.type for claim in found] for found in together] == [
        [claim.type for claim in judged(*each)] for each in passages
    ]
    assert together[0]
    assert not together[1]
    assert judgements([]) == []
