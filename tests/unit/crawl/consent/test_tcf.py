"""TCF strings are decoded as IAB's own library does, and whatever is no such string is refused."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.crawl.consent.tcf import LONGEST, decode_tcf

#: Made and read back with @iabtcf/core 1.5.6; vendors as ranges, first and last.
STRINGS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("tcf_strings.json").read_text(encoding="utf-8"))


def numbers(ranges: list[list[int]]) -> tuple[int, ...]:
    return tuple(number for first, last in ranges for number in range(first, last + 1))


@pytest.mark.parametrize("made", STRINGS, ids=[made["name"] for made in STRINGS])
def test_a_string_is_read_as_the_library_of_the_iab_reads_it(made: dict[str, Any]) -> None:
    tcf = decode_tcf(made["text"])
    assert tcf is not None
    assert (tcf.version, tcf.cmp_id) == (2, made["cmp_id"])
    assert list(tcf.purposes_consent) == made["purposes_consent"]
    assert list(tcf.purposes_legitimate_interest) == made["purposes_legitimate_interest"]
    assert list(tcf.special_features) == made["special_features"]
    assert tcf.vendors_consent == numbers(made["vendors_consent"])
    assert tcf.vendors_legitimate_interest == numbers(made["vendors_legitimate_interest"])


def test_both_ways_to_write_vendors_are_among_the_strings() -> None:
    assert any(len(made["vendors_consent"]) > 3 for made in STRINGS)
    assert any(last - first > 100 for made in STRINGS for first, last in made["vendors_legitimate_interest"])


@pytest.mark.parametrize("made", STRINGS, ids=[made["name"] for made in STRINGS])
def test_a_string_that_was_cut_off_is_refused(made: dict[str, Any]) -> None:
    core = made["text"].partition(".")[0]
    assert decode_tcf(core[: len(core) * 2 // 3]) is None


@pytest.mark.parametrize(
    "text", ["", ".", "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA", "not a string", "C", "C" * 5, "é" * 40]
)
def test_what_is_no_version_2_string_is_refused(text: str) -> None:
    assert decode_tcf(text) is None


def bits(*fields: tuple[int, int]) -> str:
    """Numbers in so many bits each, as a string."""
    written = "".join(format(value, f"0{width}b") for value, width in fields)
    data = int(written.ljust(-(-len(written) // 8) * 8, "0"), 2).to_bytes(-(-len(written) // 8), "big")
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


HEAD = ((2, 6), (0, 72), (7, 12), (0, 48), (0, 2), (0, 12), (0, 24), (0, 24), (0, 13))


@pytest.mark.parametrize(("first", "last"), [(5, 4), (0, 3), (9, 11), (11, 11)])
def test_a_range_that_cannot_be_is_refused(first: int, last: int) -> None:
    vendors = ((10, 16), (1, 1), (1, 12), (1, 1), (first, 16), (last, 16))
    assert decode_tcf(bits(*HEAD, *vendors, (0, 16), (0, 1))) is None


def test_as_many_ranges_as_fit_cost_little() -> None:
    ranges = [(65535, 16), (1, 1), (2400, 12)] + [(1, 1), (1, 16), (65535, 16)] * 2400
    text = bits(*HEAD, *ranges, (0, 16), (0, 1))
    began = time.perf_counter()
    assert len(text) <= LONGEST
    tcf = decode_tcf(text)
    assert time.perf_counter() - began < 2
    assert tcf is not None
    assert len(tcf.vendors_consent) == 65535


@given(
    st.text(max_size=200) | st.binary(max_size=200).map(lambda data: base64.urlsafe_b64encode(b"\x08" + data).decode())
)
def test_nothing_that_a_site_writes_breaks_the_decoder(text: str) -> None:
    tcf = decode_tcf(text)
    assert tcf is None or tcf.version == 2
