from __future__ import annotations

from datetime import UTC, datetime

import pytest

from auditor.crawl.cookie_line import default_path, from_cookie_store, parse_cookie_line

URL = "https://www.voorbeeld.nl/winkel/mand?x=1"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_all_attributes_are_read() -> None:
    line = parse_cookie_line(
        "naam=waarde=met=is; Domain=.Voorbeeld.NL; Path=/; Max-Age=63072000; "
        "Secure; HttpOnly; SameSite=none; Partitioned",
        URL,
        NOW,
    )
    assert line is not None
    assert (line.name, line.value, line.domain, line.host_only, line.path) == (
        "naam", "waarde=met=is", "voorbeeld.nl", False, "/",
    )  # fmt: skip
    assert (line.secure, line.http_only, line.same_site, line.partitioned) == (True, True, "None", True)
    assert line.lifetime == 63072000
    assert not line.deletes


def test_a_bare_cookie_is_a_session_cookie_of_its_host_and_folder() -> None:
    line = parse_cookie_line("a=b", URL, NOW)
    assert line is not None
    assert (line.domain, line.host_only, line.path, line.lifetime, line.same_site) == (
        "www.voorbeeld.nl", True, "/winkel", None, "unset",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "lifetime"),
    [
        ("Expires=Mon, 23 Nov 2026 12:00:00 GMT", 86400),
        ("Expires=Mon, 23-Nov-2026 12:00:00 GMT", 86400),
        ("expires=Thu, 01 Jan 1970 00:00:00 GMT", -1),
        ("Expires=Mon, 23 Nov 2026 12:00:00 GMT; Max-Age=60", 60),
        ("Max-Age=0", 0),
        ("Max-Age=-5", -1),
        ("Max-Age=veel", None),
        ("Expires=ooit", None),
        ("Max-Age=99999999999999999999", 10**11),
    ],
)
def test_lifetimes_are_what_the_write_asks_for(attributes: str, lifetime: int | None) -> None:
    line = parse_cookie_line(f"a=b; {attributes}", URL, NOW)
    assert line is not None
    assert line.lifetime == lifetime
    assert line.deletes == (lifetime is not None and lifetime <= 0)


@pytest.mark.parametrize(
    ("text", "name", "value"), [("alleen", "", "alleen"), (" a = b ;x", "a", "b"), ("=b", "", "b")]
)
def test_odd_pairs(text: str, name: str, value: str) -> None:
    line = parse_cookie_line(text, URL, NOW)
    assert line is not None
    assert (line.name, line.value) == (name, value)


@pytest.mark.parametrize("text", ["", ";", " = ; Path=/"])
def test_what_a_browser_ignores(text: str) -> None:
    assert parse_cookie_line(text, URL, NOW) is None


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://x.nl", "/"),
        ("https://x.nl/", "/"),
        ("https://x.nl/a", "/"),
        ("https://x.nl/a/", "/a"),
        ("https://x.nl/a/b", "/a"),
    ],
)
def test_default_paths(url: str, path: str) -> None:
    assert default_path(url) == path


def test_the_cookie_store_has_defaults_of_its_own() -> None:
    soon = NOW.timestamp() * 1000 + 5000
    line = from_cookie_store({"name": "a", "value": "b", "expires": soon, "sameSite": "lax"}, URL, NOW)
    assert (line.path, line.domain, line.host_only, line.same_site, line.lifetime) == (
        "/",
        "www.voorbeeld.nl",
        True,
        "Lax",
        5,
    )
    assert from_cookie_store({"name": "a", "value": "b"}, URL, NOW).same_site == "Strict"
    assert from_cookie_store({"name": "a", "deletes": True}, URL, NOW).deletes
