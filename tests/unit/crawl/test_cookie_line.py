"""Cookie lines are parsed as browsers do, and a date stands for the lifetime that was meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from auditor.crawl.cookie_line import from_cookie_store, parse_cookie_line

EPOCH = datetime.fromtimestamp(1e9, UTC)


@pytest.mark.parametrize(
    ("line", "domain", "host_only", "path", "lifetime"),
    [
        ("a=b", "www.a.example", True, "/nl", None),
        ("a=b; Domain=.a.example; Path=/; Max-Age=60", "a.example", False, "/", 60),
        ("a=b; max-age=0", "www.a.example", True, "/nl", 0),
        ("a=b; Expires=Sun, 09 Sep 2001 02:46:40 GMT", "www.a.example", True, "/nl", 3600),
        ("a=b; Expires=Sun, 09-Sep-2001 02:46:39 GMT; Max-Age=5", "www.a.example", True, "/nl", 5),
        ("a=b; Expires=Sun, 09-Sep-2001 02:46:39 GMT", "www.a.example", True, "/nl", 3600),
        ("a=b; Expires=morgen", "www.a.example", True, "/nl", None),
    ],
)
def test_a_line_asks_for(line: str, domain: str, host_only: bool, path: str, lifetime: int | None) -> None:
    parsed = parse_cookie_line(line, "https://www.a.example/nl/contact", EPOCH)
    assert parsed is not None
    assert (parsed.domain, parsed.host_only, parsed.path, parsed.lifetime) == (domain, host_only, path, lifetime)


def test_an_empty_line_is_no_cookie() -> None:
    assert parse_cookie_line("=; Path=/", "https://a.example/") is None


@pytest.mark.parametrize(
    ("seconds", "lifetime"),
    [
        (86400, 86400),
        (86398.7, 86400),
        (86390, 86390),
        (90.4, 90),
        (59.2, 60),
        (-1, 0),
        (-30, -1),
        (1e9 - 2, 10**9 - 2),
    ],
)
def test_a_date_stands_for_the_lifetime_that_was_meant(seconds: float, lifetime: int) -> None:
    assert (
        from_cookie_store({"name": "a", "expires": (1e9 + seconds) * 1000}, "https://a.example/", EPOCH).lifetime
        == lifetime
    )


def test_an_odd_max_age_is_no_number() -> None:
    line = parse_cookie_line("a=b; Max-Age=²", "https://a.example/", EPOCH)
    assert line is not None
    assert line.lifetime is None
