"""Settings of a crawl, the visitor it plays, and what becomes of it when things go wrong."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import crawl_processes as processes
import pytest
from crawl_company import SITE, build
from crawl_helpers import Crawl, extract
from crawl_loopback import Reply, Sites

from auditor.crawl import browser_process as browser_module
from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import Crawler
from auditor.errors import BrowserMissing, UsageError


@pytest.mark.browser
def test_the_visitor_is_an_ordinary_desktop_chrome(sites: Sites, crawl: Crawl) -> None:
    probe = (
        "document.title = [navigator.webdriver, navigator.language, Intl.DateTimeFormat().resolvedOptions().locale,"
        "Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.plugins.length > 0, !!window.chrome, innerWidth]"
    )
    sites.add("www.bedrijf.example/", f"<p>x</p><script>{probe}</script>")
    observation = crawl(f"{SITE}/")
    assert observation.states[0].pages[0].title == "false,nl-NL,nl-NL,Europe/Amsterdam,true,true,1366"
    sent = next(headers for host, path, headers in sites.headers_seen if path == "/")
    assert sent["Accept-Language"] == "nl-NL,nl;q=0.9,en-US;q=0.8,en;q=0.7"
    assert "Headless" not in sent["User-Agent"] + sent["sec-ch-ua"]
    major = observation.browser.version.partition(".")[0]
    assert f"Chrome/{major}.0.0.0" in sent["User-Agent"] == observation.browser.user_agent
    assert observation.browser.build == "full"
    assert observation.browser.third_party_cookies == "allowed"


@pytest.mark.browser
def test_the_canary_notices_a_browser_that_refuses_third_party_cookies(
    sites: Sites, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    monkeypatch.setattr(browser_module, "PREFERENCES", refusing)
    sites.add("www.bedrijf.example/", '<p>x</p><img src="https://tel.meter.example/p">')
    sites.pixel("tel.meter.example/p", "third=1; SameSite=None; Secure")
    observation = crawl(f"{SITE}/")
    assert observation.browser.third_party_cookies == "refused"
    assert observation.browser.third_party_cookies_reason == "UserPreferences"
    cookie = next(cookie for cookie in observation.states[0].cookies if cookie.name == "third")
    assert (cookie.outcome, cookie.blocked_reason) == ("blocked", "UserPreferences")


@pytest.mark.browser
def test_a_given_policy_is_the_only_document(sites: Sites, crawl: Crawl) -> None:
    build(sites)
    observation = crawl(f"{SITE}/", policy_url=f"{SITE}/verklaring")
    assert [(d.url, d.found_by) for d in observation.documents] == [(f"{SITE}/verklaring", "option")]


@pytest.mark.long
@pytest.mark.browser
def test_visits_are_merged_with_their_numbers(sites: Sites, crawl: Crawl) -> None:
    count = iter(range(100))
    sites.add("www.bedrijf.example/", lambda _: Reply("<p>x</p>", headers=(("Set-Cookie", f"v{next(count) // 2}=1"),)))
    sites.script("tel.meter.example/t.js", "")
    observation = crawl(f"{SITE}/", visits=4, parallel=2)
    state = observation.states[0]
    assert {cookie.name: len(cookie.visits) for cookie in state.cookies} == {"v0": 2, "v1": 2}
    home = next(r for r in state.requests if r.url == f"{SITE}/")
    assert home.visits == (1, 2, 3, 4)
    assert [page.visit for page in state.pages] == [1, 2, 3, 4]


@pytest.mark.browser
def test_what_is_not_to_be_visited_is_not_opened_and_said(sites: Sites, crawl: Crawl) -> None:
    build(sites)
    body = '<a href="/account/in">Account</a> <a href="/nieuws">Nieuws</a> <a href="/verklaring">Privacyverklaring</a>'
    sites.add("www.bedrijf.example/", Reply(body))
    observation = crawl(f"{SITE}/", pages=3, never_visit=("/account", "/verklaring"))
    asked = {urlsplit(request.url).path for request in observation.states[0].requests}
    assert not {"/account/in", "/verklaring"} & asked
    assert "/nieuws" in asked
    assert observation.states[0].outcome == "partial"
    assert "not to be visited" in (observation.states[0].reason or "")


@pytest.mark.browser
def test_visits_end_when_two_in_a_row_bring_nothing_new(sites: Sites, crawl: Crawl) -> None:
    count = iter(range(100))
    sites.add(
        "www.bedrijf.example/", lambda _: Reply("<p>x</p>", headers=(("Set-Cookie", f"v{min(1, next(count))}=1"),))
    )
    observation = crawl(f"{SITE}/", visits=9)
    settings = observation.settings
    assert (settings.visits, settings.visits_wanted) == (4, 9)
    assert settings.visits_reason == "4 of 9 visits were made: the last two brought nothing new."
    assert {cookie.name: cookie.visits for cookie in observation.states[0].cookies} == {"v0": (1,), "v1": (2, 3, 4)}


@pytest.mark.browser
def test_a_missing_browser_is_one_sentence(tmp_path: Path) -> None:
    async def start() -> None:
        async with Crawler(CrawlOptions(browser_path=tmp_path / "geen"), extract, lambda _: None):
            pass

    with pytest.raises(BrowserMissing, match=r"There is no browser at .*geen that can be started"):
        asyncio.run(start())


@pytest.mark.browser
def test_what_is_no_address_is_refused(sites: Sites, crawl: Crawl) -> None:
    with pytest.raises(UsageError, match="is no web address"):
        crawl("ftp://bedrijf.example")
    assert sites.seen == []


@pytest.mark.browser
def test_cancelling_leaves_no_process_and_no_profile(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sites.add("www.bedrijf.example/", Reply("<p>x</p>", delay=20))

    async def main() -> None:
        options = CrawlOptions(resolve=sites.resolve, ignore_https_errors=True)
        async with Crawler(options, extract, lambda _: None) as crawler:
            crawling = asyncio.create_task(crawler.crawl(f"{SITE}/"))
            await asyncio.sleep(1.5)
            assert processes.browser_processes()
            crawling.cancel()
            await asyncio.gather(crawling, return_exceptions=True)
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())
    assert processes.wait_until_gone() == []
    assert list(tmp_path.glob("auditor-profile-*")) == []


@pytest.mark.long
@pytest.mark.browser
def test_a_browser_that_died_is_started_anew_for_the_next_site(sites: Sites) -> None:
    sites.add("www.bedrijf.example/", "<p>x</p>")

    async def main() -> list[str]:
        options = CrawlOptions(resolve=sites.resolve, ignore_https_errors=True, pages=1)
        outcomes = []
        async with Crawler(options, extract, lambda _: None) as crawler:
            for _ in range(2):
                outcomes.append((await crawler.crawl(f"{SITE}/")).outcome)
                processes.kill("")
                await asyncio.sleep(0.5)
        return outcomes

    assert asyncio.run(main()) == ["complete", "complete"]
    assert processes.wait_until_gone() == []


@pytest.mark.long
@pytest.mark.browser
def test_polling_and_an_answer_that_nobody_reads_cost_little(sites: Sites, crawl: Crawl) -> None:
    plain = "<!doctype html><title>x</title><p>Tekst</p><script src=/a.js></script>"
    busy = plain + (
        "<script>setInterval(() => fetch('/poll?t=' + Date.now()), 250);"
        "const again = () => setTimeout(() => { fetch('/poll2'); again() }, 400); again();"
        "fetch('/unread', {method: 'POST', body: 'x', keepalive: true}); navigator.sendBeacon('/unread', 'y')</script>"
    )
    sites.script("www.bedrijf.example/a.js", "")
    sites.script("www.traag.example/a.js", "")
    sites.add("www.bedrijf.example/", plain)
    sites.add("www.traag.example/", busy)
    for path in ("poll", "poll2"):
        sites.add(f"www.traag.example/{path}", Reply("{}", "application/json"))
    sites.add("www.traag.example/unread", Reply("begin", "text/plain", hang=20))
    quick = crawl(f"{SITE}/").states[0].pages[0]
    slow = crawl("https://www.traag.example/").states[0].pages[0]
    assert (quick.settled, slow.settled) == ("quiet", "quiet")
    assert slow.milliseconds - quick.milliseconds < 5000


@pytest.mark.browser
def test_what_a_policy_forbids_was_not_sent_and_what_is_sent_on_leaving_was(sites: Sites, crawl: Crawl) -> None:
    body = (
        '<p>x</p><img src="https://verboden.example/p"><img src="/mag"><script>'
        "addEventListener('pagehide', () => navigator.sendBeacon('/dag')); document.cookie = 'kind=dag'</script>"
    )
    policy = (("Content-Security-Policy", "img-src 'self'"),)
    sites.add("www.bedrijf.example/", body, headers=policy)
    sites.pixel("www.bedrijf.example/mag")
    sites.pixel("www.bedrijf.example/dag", "gezien=1")
    state = crawl(f"{SITE}/").states[0]
    urls = {r.url: r for r in state.requests}
    assert f"{SITE}/mag" in urls
    assert not any("verboden" in url for url in urls)
    assert urls[f"{SITE}/dag"].page == f"{SITE}/"
    assert urls[f"{SITE}/dag"].type == "beacon"
    assert {cookie.name for cookie in state.cookies} == {"kind", "gezien"}


@pytest.mark.browser
def test_closed_parts_and_frames_of_a_policy_are_read(sites: Sites, crawl: Crawl) -> None:
    sites.add("www.bedrijf.example/", '<p>x</p><footer><a href="/privacy">Privacy</a></footer>')
    words = "Deze tekst staat in een kader van een ander bedrijf. " * 6
    sites.add("www.bedrijf.example/privacy", "<h1>Privacy</h1><details><summary>Meer</summary><p>Verstopte tekst</p>"
              '</details><div hidden>Tabblad</div><iframe src="https://beleid.anders.example/"></iframe>')  # fmt: skip
    sites.add("beleid.anders.example/", f"<p>{words}</p><script>document.cookie='x=1'</script>")
    text = crawl(f"{SITE}/").documents[0].text
    assert "Verstopte tekst" in text
    assert "Tabblad" in text
    assert "kader van een ander bedrijf" in text
    assert "document.cookie" not in text


class _Proxy(threading.Thread):
    """A forward proxy that leads every tunnel to one address and notes for whom."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.target, self.asked = port, []  # type: ignore[var-annotated]
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        head = client.recv(65536).decode("latin-1")
        self.asked.append(head.split(" ")[1])
        server = socket.create_connection(("127.0.0.1", self.target))
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@pytest.mark.long
@pytest.mark.browser
def test_a_proxy_carries_the_site_and_the_canary_works_beside_it(sites: Sites, crawl: Crawl) -> None:
    sites.add("www.bedrijf.example/", "<p>x</p>")
    proxy = _Proxy(sites.https_port)
    proxy.start()
    observation = crawl(f"{SITE}/", resolve=(), proxy=f"http://127.0.0.1:{proxy.port}")
    proxy.socket.close()
    assert observation.states[0].pages[0].outcome == "ok"
    assert set(proxy.asked) == {"www.bedrijf.example:443"}
    assert observation.browser.third_party_cookies == "allowed"
    assert observation.settings.proxy


@pytest.mark.long
@pytest.mark.browser
def test_a_site_that_moved_and_a_gate_that_leads_back_are_the_site(sites: Sites, crawl: Crawl) -> None:
    sites.add("www.verhuisd.example/", Reply("", status=301, headers=(("Location", "https://www.verhuisd.test/"),)))
    sites.add("www.verhuisd.test/", "<p>nieuw adres</p>", headers=(("Set-Cookie", "a=1"),))
    gate = "https://toestemming.groep.example/poort?terug=https%3A%2F%2Fwww.krant.example%2F"
    sites.add("www.krant.example/", Reply("", status=302, headers=(("Location", gate),)))
    sites.add("toestemming.groep.example/poort", "<p>Mogen wij cookies plaatsen?</p>")
    moved = crawl("https://www.verhuisd.example/")
    assert (moved.states[0].pages[0].outcome, moved.site.host) == ("ok", "www.verhuisd.test")
    assert [cookie.party for cookie in moved.states[0].cookies] == ["first"]
    gated = crawl("https://www.krant.example/")
    assert gated.states[0].pages[0].outcome == "ok"
    assert gated.states[0].requests[-1].party == "first"


@pytest.mark.browser
def test_without_a_banner_no_choice_is_claimed(sites: Sites, crawl: Crawl) -> None:
    sites.add("www.bedrijf.example/", '<p>x</p><a href="/b">b</a>', headers=(("Set-Cookie", "a=1"),))
    sites.add("www.bedrijf.example/b", "<p>y</p>")
    observation = crawl(f"{SITE}/", states=("before", "rejected", "accepted", "withdrawn"), parallel=1)
    assert (observation.outcome, observation.consent.kind) == ("complete", "none")
    for state in observation.states[1:]:
        assert state.choice is not None
        assert (state.choice.outcome, state.choice.method, state.choice.clicks) == ("no_banner", None, 0)
        assert (state.pages, state.cookies) == ((), ())
        assert not any(report.looked for report in state.collectors if report.collector not in ("documents", "consent"))


@pytest.mark.browser
@pytest.mark.long
def test_pages_that_hang_leave_time_for_the_policy(sites: Sites, crawl: Crawl) -> None:
    menu = '<p>x</p><nav><a href="/a">a</a><a href="/b/1">b</a><a href="/c/1">c</a><a href="/d/1">d</a></nav>'
    sites.add("www.bedrijf.example/", f'{menu}<footer><a href="/privacy">Privacy</a></footer>')
    for path in ("a", "b/1", "c/1", "d/1"):
        sites.add(f"www.bedrijf.example/{path}", Reply("<p>traag</p>", delay=30))
    sites.add("www.bedrijf.example/privacy", "<p>Wij gebruiken cookies</p>")
    began = time.monotonic()
    observation = crawl(f"{SITE}/", pages=5, timeout=16.0, page_timeout=5.0)
    assert time.monotonic() - began < 16 + 8  # starting and ending a browser comes on top
    assert observation.documents[0].text == "Wij gebruiken cookies"
    assert observation.outcome == "partial"
    assert "not visited: the time for this audit was up" in str(observation.reason)
    assert {page.outcome for page in observation.states[0].pages[1:-1]} == {"timeout"}
