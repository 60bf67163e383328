"""What a site notices of a crawl: pauses, who visits, Retry-After, robots.txt, and the sites that are never visited."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from crawl_company import SITE, build
from crawl_helpers import Crawl, crawl_site
from crawl_loopback import Reply, Sites

from auditor.crawl.pacer import Pacer
from auditor.crawl.robots import PRODUCT
from auditor.models.observation import Observation

HOST = "www.bedrijf.example"


def longer(*values: object) -> Any:
    """One more case of the same, for the long batteries: each is a crawl of its own."""
    return pytest.param(*values, marks=pytest.mark.long)


@dataclass
class Watched:
    """Pages that note when they were asked for, and how many were under way together."""

    moments: list[float] = field(default_factory=list)
    most: int = 0
    _under_way: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, body: str, delay: float = 0.0) -> Callable[[Any], Reply]:
        def answer(_: Any) -> Reply:
            with self._lock:
                self.moments.append(time.monotonic())
                self._under_way += 1
                self.most = max(self.most, self._under_way)
            time.sleep(delay)
            with self._lock:
                self._under_way -= 1
            return Reply(body)

        return answer

    @property
    def shortest(self) -> float:
        return min(later - earlier for earlier, later in zip(self.moments, self.moments[1:], strict=False))


def menu(sites: Sites, watched: Watched, count: int, delay: float = 0.0) -> None:
    """A home page with ``count`` pages in its menu, and pictures of its own."""
    links = "".join(f'<a href="/deel{number}/">Deel {number}</a>' for number in range(count))
    body = f"<!doctype html><html lang=nl><title>x</title><nav>{links}</nav><p>Tekst</p><img src=/beeld>"
    for path in ("", *(f"deel{number}/" for number in range(count))):
        sites.add(f"{HOST}/{path}", watched.page(body, delay))
    sites.pixel(f"{HOST}/beeld")


def asked(sites: Sites, path: str, host: str = HOST) -> int:
    return sum(1 for _, name, place in sites.seen if (name, place) == (host, path))


def reason(observation: Observation) -> str:
    return observation.reason or ""


@pytest.mark.browser
def test_a_pause_lies_between_the_pages_of_all_states_and_visits(sites: Sites, crawl: Crawl) -> None:
    watched = Watched()
    menu(sites, watched, 1)
    observation = crawl(f"{SITE}/", pages=2, visits=2, states=("before", "gpc"), parallel=4, pause=0.6)
    assert (observation.outcome, len(watched.moments)) == ("complete", 8)
    assert watched.shortest >= 0.55
    assert observation.settings.pause_seconds == 0.6


@pytest.mark.browser
def test_never_more_than_two_pages_are_under_way_and_without_a_pause_nobody_waits(sites: Sites, crawl: Crawl) -> None:
    watched = Watched()
    menu(sites, watched, 1, delay=0.4)
    observation = crawl(f"{SITE}/", pages=2, visits=2, states=("before", "gpc"), parallel=8)
    assert observation.outcome == "complete"
    assert watched.most <= 2
    assert len(watched.moments) == 8
    assert watched.shortest < 0.3


@pytest.mark.long
@pytest.mark.browser
def test_a_pause_counts_in_the_time_of_the_audit(sites: Sites, crawl: Crawl) -> None:
    watched = Watched()
    menu(sites, watched, 4)
    observation = crawl(f"{SITE}/", pages=5, pause=4.0, timeout=8.0)
    assert (observation.finished_at - observation.started_at).total_seconds() < 8 + 8  # ending a visit comes on top
    assert 1 <= len(watched.moments) < 5
    assert observation.outcome == "partial"
    assert "time for this audit was up" in reason(observation)


BANNER = """<!doctype html><html lang=nl><title>x</title><p>Tekst</p><div id=b role=dialog
style="position:fixed;bottom:0;left:0;right:0;background:#fff;padding:20px"><p>Wij gebruiken cookies. Mogen wij cookies
plaatsen?</p><button onclick="document.cookie='toestemming=ja;max-age=9999';b.remove()">Alles accepteren</button>
<button onclick="document.cookie='toestemming=nee;max-age=9999';b.remove()">Alles weigeren</button></div>
<script>if (document.cookie.includes('toestemming')) b.remove()</script>"""


@pytest.mark.long
@pytest.mark.browser
def test_a_choice_is_proved_as_quickly_with_a_pause(
    sites: Sites, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[tuple[bool, float]] = []
    turn = Pacer.turn

    @asynccontextmanager
    async def noted(pacer: Pacer, until: float, *, pauses: bool = True) -> AsyncIterator[Callable[[], None]]:
        began = time.monotonic()
        async with turn(pacer, until, pauses=pauses) as answered:
            waited.append((pauses, time.monotonic() - began))
            yield answered

    monkeypatch.setattr(Pacer, "turn", noted)
    watched = Watched()
    sites.add(f"{HOST}/", watched.page(BANNER))
    observation = crawl(f"{SITE}/", states=("before", "rejected"), parallel=1, pause=3.0)
    choice = observation.states[1].choice
    assert choice is not None
    assert choice.outcome == "verified"
    assert watched.moments[1] - watched.moments[0] >= 3
    assert [pauses for pauses, _ in waited] == [True, True, False]
    assert waited[2][1] < 1  # the reload that proves the choice


@pytest.mark.long
@pytest.mark.browser
def test_who_visits_is_told_to_the_site_alone(sites: Sites, crawl: Crawl) -> None:
    build(sites)
    observation = crawl(f"{SITE}/", contact="audits@toezicht.example", robots=True)
    own = [sent for host, _, sent in sites.headers_seen if host == HOST]
    others = [sent for host, _, sent in sites.headers_seen if host != HOST]
    assert asked(sites, "/robots.txt") == 1
    assert own
    assert others
    assert all(sent.get("From") == "audits@toezicht.example" for sent in own)
    assert not any("From" in sent for sent in others)
    assert not any(PRODUCT in sent["User-Agent"] for sent in own)
    assert observation.settings.contact == "audits@toezicht.example"
    sites.headers_seen.clear()
    crawl(f"{SITE}/")
    assert not any("From" in sent for _, _, sent in sites.headers_seen)


def busy(times: int, then: str, body: str = "bezet", status: int = 429, **headers: str) -> Callable[[Any], Reply]:
    """Answers with ``status`` for the first ``times``."""
    count = iter(range(1000))
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda _: Reply(body, status=status, headers=fields) if next(count) < times else Reply(then)


@pytest.mark.browser
@pytest.mark.parametrize(("body", "status"), [("bezet", 429), longer("", 429), longer("", 503)])
def test_a_site_that_asks_for_a_moment_gets_it(sites: Sites, crawl: Crawl, body: str, status: int) -> None:
    sites.add(f"{HOST}/", busy(1, "<p>welkom</p>", body, status, Retry_After="2"))
    observation = crawl(f"{SITE}/", timeout=60.0)
    assert (observation.outcome, observation.retry_after_seconds) == ("complete", None)
    assert asked(sites, "/") == 2
    assert [page.outcome for page in observation.states[0].pages] == ["ok"]


@pytest.mark.browser
@pytest.mark.parametrize(("body", "status"), [longer("bezet", 429), ("", 429), longer("bezet", 503)])
def test_a_site_that_asks_for_an_hour_is_left(sites: Sites, crawl: Crawl, body: str, status: int) -> None:
    sites.add(f"{HOST}/", busy(99, "", body, status, Retry_After="3600"))
    observation = crawl(f"{SITE}/", pages=3, states=("before", "rejected", "accepted"), parallel=1)
    assert observation.outcome == "failed"
    assert f"{HOST} asked visitors to come back after" in reason(observation)
    assert 3500 < (observation.retry_after_seconds or 0) <= 3600
    assert asked(sites, "/") == 1
    assert observation.states[0].pages[0].status == status


@pytest.mark.long
@pytest.mark.browser
def test_a_second_no_is_the_last_and_a_503_without_a_word_is_a_fault(sites: Sites, crawl: Crawl) -> None:
    sites.add(f"{HOST}/", busy(99, "", Retry_After="1"))
    observation = crawl(f"{SITE}/", timeout=60.0)
    assert (observation.outcome, asked(sites, "/")) == ("failed", 2)
    assert observation.retry_after_seconds is not None
    sites.add("www.stuk.example/", busy(99, "", status=503))
    broken = crawl("https://www.stuk.example/")
    assert (broken.outcome, broken.retry_after_seconds) == ("failed", None)
    assert "status 503" in reason(broken)
    sites.add("www.vol.example/", busy(99, ""))
    full = crawl("https://www.vol.example/")
    assert 800 < (full.retry_after_seconds or 0) <= 900
    assert "asked for fewer visits, without saying for how long" in reason(full)


@pytest.mark.long
@pytest.mark.browser
def test_a_further_page_that_says_not_now_ends_the_crawl_of_the_site(sites: Sites, crawl: Crawl) -> None:
    links = '<nav><a href="/a/">A</a><a href="/b/">B</a></nav><footer><a href="/privacy">Privacyverklaring</a></footer>'
    sites.add(f"{HOST}/", f"<p>x</p>{links}")
    sites.add(f"{HOST}/a/", busy(99, "", Retry_After="600"))
    observation = crawl(f"{SITE}/", pages=3)
    assert observation.outcome == "partial"
    assert "asked visitors to come back after" in (observation.states[0].reason or "")
    assert (asked(sites, "/b/"), asked(sites, "/privacy")) == (0, 0)
    assert 500 < (observation.retry_after_seconds or 0) <= 600
    document = observation.documents[0]
    assert (document.content.outcome, "come back after" in (document.content.reason or "")) == ("error", True)


def rules(sites: Sites, text: str, host: str = HOST, **more: Any) -> None:
    sites.add(f"{host}/robots.txt", Reply(text, "text/plain", **more))


@pytest.mark.browser
def test_a_home_page_that_is_disallowed_is_not_opened(sites: Sites, crawl: Crawl) -> None:
    build(sites)
    rules(sites, f"User-agent: *\nAllow: /\n\nUser-agent: {PRODUCT}\nDisallow: /")
    observation = crawl(f"{SITE}/", robots=True, states=("before", "rejected"))
    assert (observation.outcome, observation.states[0].pages) == ("failed", ())
    assert reason(observation) == f"The robots.txt of {HOST} does not allow this page to be visited."
    assert {place for _, host, place in sites.seen} == {"/robots.txt"}
    assert asked(sites, "/robots.txt") == 1
    assert observation.settings.robots
    assert crawl(f"{SITE}/").outcome == "complete"


@pytest.mark.browser
def test_what_is_disallowed_is_not_opened_and_is_no_silence(sites: Sites, crawl: Crawl) -> None:
    build(sites)
    rules(sites, "User-agent: *\nDisallow: /diensten/\nDisallow: /privacy\nCrawl-delay: 0.5")
    observation = crawl(f"{SITE}/", robots=True, pages=4)
    state = observation.states[0]
    paths = {place for _, host, place in sites.seen if host == HOST}
    assert "/over" in paths
    assert not {"/diensten/a", "/diensten/b", "/privacy"} & paths
    assert state.outcome == "partial"
    assert "A document was not opened: the robots.txt of the site does not allow it." in (state.reason or "")
    assert "Pages were not opened: the robots.txt of the site does not allow it." in (state.reason or "")
    assert not any("robots.txt" in request.url for request in state.requests)
    assert observation.settings.pause_seconds == 0.5


@pytest.mark.long
@pytest.mark.browser
def test_a_redirect_to_what_is_disallowed_is_not_followed(sites: Sites, crawl: Crawl) -> None:
    rules(sites, "User-agent: *\nDisallow: /geheim")
    rules(sites, "User-agent: *\nDisallow: /", "winkel.bedrijf.example")
    sites.add(f"{HOST}/", '<p>x</p><nav><a href="/a/">A</a><a href="/b/">B</a></nav>')
    sites.add(f"{HOST}/a/", Reply("", status=302, headers=(("Location", "/geheim"),)))
    sites.add(f"{HOST}/b/", '<p>b</p><script>location = "https://winkel.bedrijf.example/"</script>')
    observation = crawl(f"{SITE}/", robots=True, pages=3)
    assert (asked(sites, "/geheim"), asked(sites, "/", "winkel.bedrijf.example")) == (0, 0)
    assert asked(sites, "/robots.txt", "winkel.bedrijf.example") == 1
    assert [page.outcome for page in observation.states[0].pages] == ["ok", "unreachable", "ok"]
    assert observation.outcome == "partial"
    for host in (HOST, "winkel.bedrijf.example"):
        assert f"The robots.txt of {host} does not allow this page to be visited." in reason(observation)


@pytest.mark.long
@pytest.mark.browser
def test_a_document_elsewhere_is_asked_for_by_the_rules_of_its_host(sites: Sites, crawl: Crawl) -> None:
    sites.add(f"{HOST}/", '<p>x</p><footer><a href="https://beleid.derde.example/p">Privacyverklaring</a></footer>')
    sites.add("beleid.derde.example/p", "<p>Wij gebruiken cookies</p>")
    rules(sites, "User-agent: *\nDisallow: /", "beleid.derde.example")
    observation = crawl(f"{SITE}/", robots=True)
    assert asked(sites, "/p", "beleid.derde.example") == 0
    assert observation.documents[0].content.outcome == "error"
    assert "robots.txt of beleid.derde.example" in (observation.documents[0].content.reason or "")
    assert observation.outcome == "partial"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("reply", "outcome", "why"),
    [
        (Reply("nee", status=404), "complete", ""),
        longer(Reply("nee", status=403), "complete", ""),
        longer(Reply("", status=404), "complete", ""),
        (Reply("stuk", status=500), "failed", "answered with status 500"),
        longer(Reply("", status=502), "failed", "answered with status 502"),
        (Reply("bezet", status=503, headers=(("Retry-After", "120"),)), "failed", "come back after"),
        longer(Reply("<p>Welkom", "text/html"), "complete", ""),
        longer(Reply("User-agent: *\nDisallow: /", "application/octet-stream"), "failed", "does not allow"),
        longer(Reply(gzip.compress(b"User-agent: *\nDisallow: /\n"), "text/plain",
                     headers=(("Content-Encoding", "gzip"),)), "failed", "does not allow"),
        longer(Reply(gzip.compress(b"User-agent: *\nDisallow: /x\n" + b"# x\n" * 5_000_000), "text/plain",
                     headers=(("Content-Encoding", "gzip"),)), "complete", ""),
    ],
    ids=["404", "403", "empty 404", "500", "empty 502", "503 with a time", "page", "download", "gzip", "bomb"],
)  # fmt: skip
def test_what_the_answer_for_a_robots_txt_means(
    sites: Sites, crawl: Crawl, reply: Reply, outcome: str, why: str
) -> None:
    sites.add(f"{HOST}/", "<p>x</p>")
    sites.add(f"{HOST}/robots.txt", reply)
    observation = crawl(f"{SITE}/", robots=True)
    assert (observation.outcome, asked(sites, "/robots.txt")) == (outcome, 1)
    assert asked(sites, "/") == (outcome == "complete")
    assert why in reason(observation)


@pytest.mark.long
@pytest.mark.browser
def test_redirects_of_a_robots_txt_are_followed_five_times(sites: Sites, crawl: Crawl) -> None:
    for host, times in (("vijf.example", 5), ("zes.example", 6)):
        for number in range(times):
            path = f"r{number}" if number else "robots.txt"
            sites.add(f"{host}/{path}", Reply("", status=301, headers=(("Location", f"/r{number + 1}"),)))
        sites.add(f"{host}/r{times}", Reply("User-agent: *\nDisallow: /", "text/plain"))
        sites.add(f"{host}/", "<p>x</p>")
    assert crawl("https://vijf.example/", robots=True).outcome == "failed"
    assert crawl("https://zes.example/", robots=True).outcome == "complete"
    assert asked(sites, "/r6", "zes.example") == 0


@pytest.mark.long
@pytest.mark.browser
def test_a_robots_txt_that_does_not_come_closes_the_site_in_bounded_time(
    sites: Sites, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.crawl.robots_file.LONGEST", 2.0)
    sites.add(f"{HOST}/", "<p>x</p>")
    sites.add(f"{HOST}/robots.txt", Reply("User-agent: *", "text/plain", hang=20))
    observation = crawl(f"{SITE}/", robots=True)
    assert (observation.outcome, asked(sites, "/")) == ("failed", 0)
    assert "did not come in time" in reason(observation)
    took = observation.finished_at - observation.started_at
    assert took.total_seconds() < 10


@pytest.mark.long
@pytest.mark.browser
def test_an_address_that_does_not_answer_leads_to_the_next_also_with_robots(sites: Sites) -> None:
    sites.add("bedrijf.example/", "<p>zonder slot</p>")
    plain = (next(rule for rule in sites.resolve if rule.startswith("*:80=")), "*:443=127.0.0.1:9")
    observation = crawl_site(sites, "bedrijf.example", robots=True, resolve=plain)
    assert (observation.outcome, observation.site.final_url) == ("complete", "http://bedrijf.example/")
    gone = crawl_site(sites, "weg.example", robots=True, resolve=("*:80=127.0.0.1:9", "*:443=127.0.0.1:9"))
    assert gone.outcome == "failed"
    assert "refuses connections" in reason(gone)


@pytest.mark.long
@pytest.mark.browser
def test_a_site_of_the_list_is_not_visited_whatever_leads_there(sites: Sites, crawl: Crawl) -> None:
    never = ("verboden.example", "intern.bedrijf.example")
    sites.add("www.verboden.example/", "<p>x</p>")
    direct = crawl("https://www.verboden.example/", never_sites=never)
    assert (direct.outcome, reason(direct)) == ("failed", "www.verboden.example is a site that no audit may visit.")
    assert direct.states[0].pages == ()
    sites.add("www.weg.example/", Reply("", status=302, headers=(("Location", "https://www.verboden.example/"),)))
    led = crawl("https://www.weg.example/", never_sites=never)
    assert (led.outcome, reason(led)) == ("failed", "www.verboden.example is a site that no audit may visit.")
    sites.add(f"{HOST}/", '<p>x</p><nav><a href="https://intern.bedrijf.example/">Intern</a><a href="/a/">A</a></nav>'
              '<footer><a href="https://verboden.example/p">Privacyverklaring</a></footer>')  # fmt: skip
    sites.add(f"{HOST}/a/", '<p>x</p><script>location = "https://intern.bedrijf.example/"</script>')
    observation = crawl(f"{SITE}/", pages=3, never_sites=never)
    assert not [host for _, host, _ in sites.seen if host.endswith(("verboden.example", "intern.bedrijf.example"))]
    assert observation.outcome == "partial"
    assert "A document was not opened: it lies on a site that no audit may visit." in reason(observation)
    assert "intern.bedrijf.example is a site that no audit may visit." in reason(observation)
