"""Courtesy without a browser: Retry-After, the pacer, robots.txt and the sites that are never visited."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.crawl.never_sites import NeverSites
from auditor.crawl.options import CrawlOptions
from auditor.crawl.pacer import MOST_AT_ONCE, OutOfTime, Pacer
from auditor.crawl.retry_after import DEFAULT, LONGEST, come_back, parse_retry_after
from auditor.crawl.robots import LARGEST, MOST_DELAY, Answer, Robots, RobotsBook, judge, origin
from auditor.errors import UsageError

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("99999999999999999999999", LONGEST),
        ("9" * 5000, LONGEST),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90),
        ("Sunday, 01-Mar-26 12:01:30 GMT", 90),
        ("Sun Mar  1 12:01:30 2026", 90),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ("-5", None),
        ("1.5", None),
        ("5, 10", None),
        ("٣", None),
        ("soon", None),
        ("Sun, 99 Mar 2026 12:00:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@given(st.text(max_size=400))
def test_no_retry_after_breaks_the_parser(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST


@given(st.integers(min_value=0, max_value=LONGEST))
def test_a_date_says_what_its_seconds_say(seconds: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert parse_retry_after(date, NOW) == parse_retry_after(str(seconds), NOW) == seconds


def test_only_429_and_503_ask_to_come_back() -> None:
    asked = {"retry-after": "30"}
    assert come_back("a.example", 200, asked, NOW) is None
    assert come_back("a.example", 404, asked, NOW) is None
    assert come_back("a.example", 503, {}, NOW) is None
    wish = come_back("a.example", 503, asked, NOW)
    assert wish is not None
    assert wish.sentence == "a.example asked visitors to come back after 2026-03-01 12:00:30 UTC."
    assert wish.seconds_from(NOW + timedelta(seconds=10)) == 20
    assert wish.seconds_from(NOW + timedelta(seconds=99)) == 0
    unstated = come_back("a.example", 429, {}, NOW)
    assert unstated is not None
    assert (unstated.seconds, unstated.stated) == (DEFAULT, False)
    assert unstated.sentence == "a.example asked for fewer visits, without saying for how long."


class FakeTime:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


async def loads(pacer: Pacer, clock: FakeTime, count: int, lasting: float) -> list[tuple[float, float]]:
    """Begin ``count`` loads at once, each ``lasting`` seconds; when each began and was over."""
    spans: list[tuple[float, float]] = []

    async def one() -> None:
        async with pacer.turn(float("inf")) as answered:
            began = clock.now
            await clock.sleep(lasting / 2)
            answered()
            await clock.sleep(lasting / 2)
            spans.append((began, clock.now))

    await asyncio.gather(*(one() for _ in range(count)))
    return sorted(spans)


@given(st.floats(min_value=0.0, max_value=10.0), st.integers(min_value=2, max_value=6), st.floats(0.1, 5.0))
def test_page_loads_keep_apart_and_never_more_than_two_are_under_way(pause: float, count: int, lasting: float) -> None:
    clock = FakeTime()
    spans = asyncio.run(loads(Pacer(pause, clock=clock, sleep=clock.sleep), clock, count, lasting))
    for began, _ in spans[1:]:
        quiet = [moment for start, end in spans for moment in (start + lasting / 2, end) if start < began]
        assert pause == 0 or all(not began - pause + 1e-6 < moment < began for moment in quiet)
    for began, _ in spans:
        assert sum(start <= began < end for start, end in spans) <= MOST_AT_ONCE


def test_without_a_pause_nobody_waits() -> None:
    clock = FakeTime()
    spans = asyncio.run(loads(Pacer(clock=clock, sleep=clock.sleep), clock, 2, 1.0))
    assert [began for began, _ in spans] == [100.0, 100.0]


def test_a_turn_that_comes_too_late_is_none_and_takes_no_place() -> None:
    clock = FakeTime()
    pacer = Pacer(5.0, clock=clock, sleep=clock.sleep)

    async def main() -> None:
        async with pacer.turn(200.0):
            pass
        for _ in range(3):
            with pytest.raises(OutOfTime):
                async with pacer.turn(104.0):
                    raise AssertionError
        async with pacer.turn(200.0):
            assert clock.now == 105.0

    asyncio.run(main())


def test_a_reload_does_not_pause_but_waits_where_the_site_asked_for_it() -> None:
    clock = FakeTime()
    pacer = Pacer(5.0, clock=clock, sleep=clock.sleep)

    async def main() -> None:
        async with pacer.turn(200.0):
            pass
        async with pacer.turn(200.0, pauses=False):
            assert clock.now == 100.0
        pacer.hold(3.0)
        async with pacer.turn(200.0, pauses=False):
            assert clock.now == 103.0
        pacer.slow_down(8.0)
        pacer.slow_down(1.0)
        async with pacer.turn(200.0):
            assert clock.now == 111.0

    asyncio.run(main())


RULES = """\
User-agent: *
Disallow: /privé/
Disallow: /*?sort=
Allow: /privé/beleid$
Crawl-delay: 2
"""


def robots(text: str | bytes, status: int = 200, **headers: str) -> Robots:
    data = text.encode() if isinstance(text, str) else text
    return judge(Answer(status=status, data=data, headers=headers), "a.example", NOW)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        (RULES, "/", True),
        (RULES, "/priv%C3%A9/geheim", False),
        (RULES, "/privé/beleid", True),
        (RULES, "/privé/beleid/meer", False),
        (RULES, "/lijst?sort=naam", False),
        (RULES, "/lijst?naam=sort", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow:", "/", True),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("User-agent: Googlebot\nDisallow: /", "/", True),
        # Our own group wins over that for all, in whichever spelling, and several of them are one.
        ("User-agent: *\nDisallow: /\n\nUser-agent: cookiedeclarationauditor\nDisallow: /x", "/", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: CookieDeclarationAuditor/2.0\nDisallow: /x", "/x", False),
        ("User-agent: CookieDeclarationAuditor\nDisallow: /x\n\nUser-agent: Bing\nAllow: /\n\n"
         "User-agent: CookieDeclarationAuditor\nDisallow: /y", "/y", False),
        ("User-agent: Bing\nUser-agent: CookieDeclarationAuditor\nDisallow: /x", "/x", False),
        # A name that ours begins with is another's.
        ("User-agent: Cookie\nDisallow: /", "/", True),
        # What is no robots.txt at all rules nothing.
        ("<!doctype html><title>Niet gevonden</title><p>User-agent: *", "/", True),
        ("", "/", True),
    ],
)  # fmt: skip
def test_what_a_robots_txt_allows(text: str, path: str, allowed: bool) -> None:
    assert robots(text).allows(f"https://a.example{path}") is allowed


@pytest.mark.parametrize(
    ("status", "allowed"), [(200, False), (204, True), (401, True), (403, True), (404, True), (410, True),
                            (500, False), (502, False), (503, False)],
)  # fmt: skip
def test_what_the_status_of_a_robots_txt_means(status: int, allowed: bool) -> None:
    body = "User-agent: *\nDisallow: /" if status == 200 else ""
    assert robots(body, status).allows("https://a.example/") is allowed


def test_a_robots_txt_that_cannot_be_had_closes_the_site_and_says_why() -> None:
    assert "answered with status 500" in str(robots("", 500).closed)
    assert "did not come in time" in str(judge(Answer(late=True), "a.example", NOW).closed)
    gone = judge(Answer(failure="The name a.example could not be found."), "a.example", NOW)
    assert (gone.unreachable, gone.allows("https://a.example/")) == ("The name a.example could not be found.", False)
    assert judge(Answer(status=302, lost=True), "a.example", NOW).allows("https://a.example/")
    assert judge(Answer(refusal="Nee."), "a.example", NOW).closed == "Nee."
    busy = robots("", 429, **{"retry-after": "60"})
    assert busy.come_back is not None
    assert "come back after" in str(busy.closed)


def test_the_delay_is_bounded_and_our_own() -> None:
    assert robots(RULES).delay == 2
    assert robots("User-agent: *\nCrawl-delay: 86400").delay == MOST_DELAY
    assert robots("User-agent: *\nCrawl-delay: nan").delay == 0
    assert robots("User-agent: *\nCrawl-delay: 1e400").delay == 0
    assert robots("User-agent: *\nCrawl-delay: -1").delay == 0
    assert robots("User-agent: Bing\nCrawl-delay: 5").delay == 0
    assert robots("", 404).delay == 0


def test_what_is_too_long_is_cut_at_a_line() -> None:
    long = b"User-agent: *\n" + b"# " + b"x" * (LARGEST - 40) + b"\nAllow: /a\nDisallow: /" + b"b" * 100
    assert robots(long[: LARGEST + 1]).allows("https://a.example/b")
    assert not robots("User-agent: *\nDisallow: /" + "b" * 10).allows("https://a.example/" + "b" * 10)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"User-agent: a{number}" for number in range(25_000)) + "\nDisallow: /x" * 15_000,
        "User-agent: *\n" + "Disallow: /*a*b*c$\n" * 25_000,
        "User-agent: *\nDisallow: /" + "*a" * 240_000,
        "User-agent" + " " * 500_000,
        " " * 500_000 + "x",
    ],
    ids=["names", "wildcards", "one line", "spaces", "blank"],
)
def test_a_hostile_robots_txt_costs_bounded_time(text: str) -> None:
    began = time.process_time()
    found = robots(text)
    book = RobotsBook(_never, lambda *_: None)
    book._known["https://a.example"] = found
    book.disallowed(f"https://a.example/{'abc' * 300}{number}" for number in range(3000))
    assert time.process_time() - began < 8


async def _never(_: str) -> Answer:
    raise AssertionError


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    found = robots(b"User-agent: *\n" + data)
    assert found.allows("https://a.example/x") in (True, False)
    assert 0 <= found.delay <= MOST_DELAY


def test_a_robots_txt_is_asked_for_once_an_origin() -> None:
    asked: list[str] = []

    async def fetch(url: str) -> Answer:
        asked.append(url)
        await asyncio.sleep(0)
        return Answer(status=200, data=b"User-agent: *\nDisallow: /x")

    async def main() -> None:
        book = RobotsBook(fetch, lambda *_: None)
        urls = ["https://A.example/", "https://a.example/x", "https://me:pw@a.example/y", "https://a.example:8443/"]
        found = await asyncio.gather(*(book.of(url) for url in urls))
        assert [one.allows(url) for one, url in zip(found, urls, strict=True)] == [True, False, True, True]
        assert book.disallowed([*urls, "https://b.example/x"]) == {"https://a.example/x"}

    asyncio.run(main())
    assert sorted(asked) == ["https://a.example/robots.txt", "https://a.example:8443/robots.txt"]
    assert origin("https://me:pw@A.example:8443/x?y") == "https://a.example:8443"


@pytest.mark.parametrize(
    ("entry", "host", "held"),
    [
        ("example.nl", "example.nl", True),
        ("example.nl", "www.example.nl", True),
        ("example.nl", "WWW.Example.NL.", True),
        ("example.nl", "notexample.nl", False),
        ("example.nl", "example.nl.evil.example", False),
        ("www.example.nl", "example.nl", False),
        ("*.example.nl", "a.example.nl", True),
        (".example.nl.", "a.example.nl", True),
        ("https://example.nl/pad", "example.nl", True),
        ("example.nl:8443", "example.nl", True),
        ("bücher.example", "xn--bcher-kva.example", True),
        ("BÜCHER.example", "shop.xn--bcher-kva.example", True),
        ("xn--bcher-kva.example", "bücher.example", True),
        ("straße.example", "xn--strae-oqa.example", True),
        ("straße.example", "strasse.example", True),
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.10", False),
        ("[2001:db8::1]", "2001:db8::1", True),
    ],
)
def test_a_site_that_is_never_visited_is_known_by_its_labels(entry: str, host: str, held: bool) -> None:
    assert NeverSites([entry]).has(host) is held


def test_what_is_no_host_is_refused_and_a_long_list_is_quick() -> None:
    for entry in ("", "https://", "een host"):
        with pytest.raises(UsageError, match="in never_sites is no host"):
            NeverSites([entry])
    assert not NeverSites()
    many = NeverSites(f"site{number}.example" for number in range(100_000))
    began = time.process_time()
    assert sum(many.has(f"www.site{number}.example") for number in range(1000)) == 1000
    assert time.process_time() - began < 1
    assert many.refusal("https://www.site5.example/x") == "www.site5.example is a site that no audit may visit."


def test_who_visits_is_told_once() -> None:
    assert CrawlOptions().sent_headers == ()
    assert CrawlOptions(contact="ik@a.example").sent_headers == (("From", "ik@a.example"),)
    own = CrawlOptions(contact="ik@a.example", headers=(("from", "jij@a.example"),))
    assert own.sent_headers == (("from", "jij@a.example"),)
