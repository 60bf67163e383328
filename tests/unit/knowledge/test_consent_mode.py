"""``gcs`` and ``gcd`` in Google's requests, by examples of what each stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.crawl.redaction import redact
from auditor.knowledge.consent_mode import decode_gcd, decode_gcs

DENIED = dict.fromkeys(("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization"), "denied")
GRANTED = dict.fromkeys(DENIED, "granted")


@pytest.mark.parametrize(
    ("gcs", "signals"),
    [
        ("G100", {"ad_storage": "denied", "analytics_storage": "denied"}),
        ("G111", {"ad_storage": "granted", "analytics_storage": "granted"}),
        ("G101", {"ad_storage": "denied", "analytics_storage": "granted"}),
        ("G110", {"ad_storage": "granted", "analytics_storage": "denied"}),
        ("G1--", {}),
        ("G1-1", {"analytics_storage": "granted"}),
    ],
)
def test_gcs_tells_of_two_signals(gcs: str, signals: dict[str, str]) -> None:
    assert decode_gcs(gcs) == signals


@pytest.mark.parametrize(
    ("gcd", "signals"),
    [
        ("13p3p3p2p5", DENIED),
        ("11p1p1p1p5", DENIED),
        ("11q1q1q1q5", DENIED),
        ("11u1u1u1u5", DENIED),
        ("11m1m1m1m5", DENIED),
        ("13t3t3t2t5", GRANTED),
        ("11r1r1r1r5", GRANTED),
        ("13v3v3v2v5l1", GRANTED),
        ("11n1n1n1n5", GRANTED),
        ("13r3q3p2t5", {**DENIED, "ad_storage": "granted", "ad_personalization": "granted"}),
        ("13l3l3l2l1", {}),
        ("13l3r3l2l5", {"analytics_storage": "granted"}),
    ],
)
def test_gcd_tells_of_four_signals(gcd: str, signals: dict[str, str]) -> None:
    assert decode_gcd(gcd) == signals


@pytest.mark.parametrize("text", ["", "G", "G2", "G1000000", "100", "13", "<b>", "13p3p", "p" * 100])
def test_what_is_neither_tells_nothing(text: str) -> None:
    assert decode_gcs(text) is None
    assert decode_gcd(text) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_decoders(text: str) -> None:
    assert decode_gcs(text) is None or text.startswith("G1")
    assert decode_gcd(text) is None or text.startswith("1")


@pytest.mark.parametrize("parameters", ["gcs=G100", "gcs=G111", "gcs=G1--", "gcd=13p3p3p2p5", "gcd=13v3v3v2v5l1"])
def test_saved_addresses_keep_both(parameters: str) -> None:
    address = f"https://www.google-analytics.com/g/collect?v=2&{parameters}"
    assert redact(address) == address
