"""Parties by registrable domain, never by prefix."""

from __future__ import annotations

import pytest

from auditor.domains import host_of, is_within, party, registrable_domain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.voorbeeld.nl", "voorbeeld.nl"),
        ("shop.voorbeeld.co.uk", "voorbeeld.co.uk"),
        ("a.b.winkel.example", "winkel.example"),
        ("VOORBEELD.NL.", "voorbeeld.nl"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("co.uk", "co.uk"),
        ("klant.github.io", "klant.github.io"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("host", "site", "expected"),
    [
        ("www.voorbeeld.nl", "voorbeeld.nl", "first"),
        ("metrics.voorbeeld.nl", "www.voorbeeld.nl", "first"),
        ("voorbeeld.nl.evil.example", "voorbeeld.nl", "third"),
        ("nietvoorbeeld.nl", "voorbeeld.nl", "third"),
        ("een.github.io", "ander.github.io", "third"),
        ("127.0.0.1", "127.0.0.2", "third"),
    ],
)
def test_party(host: str, site: str, expected: str) -> None:
    assert party(host, site) == expected


def test_is_within_compares_labels() -> None:
    assert is_within("a.voorbeeld.nl", "voorbeeld.nl")
    assert is_within("voorbeeld.nl", ".voorbeeld.nl")
    assert not is_within("nietvoorbeeld.nl", "voorbeeld.nl")


@pytest.mark.parametrize(("url", "host"), [("https://A.nl:8443/x", "a.nl"), ("data:,x", ""), ("https://[::1", "")])
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host
