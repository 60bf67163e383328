from __future__ import annotations

import time

import pytest

from auditor.crawl.values import Fingerprints, looks_like_identifier, marks_of, shared, tokens


@pytest.mark.parametrize(
    "value",
    [
        "GA1.1.412345678.987654321",
        "fb.1.1763780000000.1098115397342112",
        "550e8400-e29b-41d4-a716-446655440000",
        "a8f3b2c9d1e0f7a6",
        "%7B%22id%22%3A%22k3J9xQ2mPz71Lw%22%7D",
        "CPxyz0AAbQ2Zk9mN3pRt5Uw",
        "sessie-k3J9xQ2mPz71Lw",
    ],
)
def test_values_that_tell_visitors_apart(value: str) -> None:
    assert looks_like_identifier(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "true",
        "nl-NL",
        "accepted",
        "functional-analytics-marketing",
        "2026-11-22",
        "20261122",
        "20261122134500",
        pytest.param(str(int(time.time())), id="seconds"),
        pytest.param(str(int(time.time() * 1000)), id="milliseconds"),
        "1.12.7",
        "necessary:yes|statistics:no|preferences:no",
        "light_theme_with_large_letters",
        "50%25",
    ],
)
def test_values_that_do_not(value: str) -> None:
    assert not looks_like_identifier(value)


def test_a_measure_holds_no_value_and_equal_values_are_equal() -> None:
    prints = Fingerprints()
    first, second = prints.measure("a8f3b2c9d1e0f7a6"), prints.measure("a8f3b2c9d1e0f7a6")
    assert first == second
    assert first.length == 16
    assert "a8f3" not in first.model_dump_json()
    assert Fingerprints().measure("a8f3b2c9d1e0f7a6").hash != first.hash, "another audit, another salt"


def test_a_part_of_a_value_is_found_again_in_an_address() -> None:
    marks = [("h1", marks_of("GA1.1.412345678.987654321")), ("h2", marks_of("nl-NL"))]
    assert shared(marks, tokens("https://x.example/collect?cid=412345678.987654321&ul=nl-NL")) == ("h1",)
    assert shared(marks, tokens("https://x.example/collect?cid%3D412345678")) == ("h1",)
    assert shared(marks, tokens("https://x.example/collect?cid=412345679")) == ()


def test_a_value_that_is_only_a_word_is_sought_nowhere() -> None:
    assert marks_of("homepage") == set()
    assert marks_of("geheime-waarde-4711") == {"geheime-waarde-4711"}
