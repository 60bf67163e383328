"""Several sites in one browser: nothing of the one reaches the other, and no browser stays behind."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any
from urllib.parse import parse_qs, urlsplit

import crawl_processes as processes
import pytest
from crawl_helpers import extract
from crawl_loopback import Reply, Sites

from auditor.crawl.browser_pool import BrowserPool
from auditor.crawl.browser_process import Launch
from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import Crawler
from auditor.models.observation import Observation

pytestmark = pytest.mark.browser

HOST = "bakker.example"

#: Says what the page finds of earlier visits, then leaves everything that a page can leave.
LEAVES = """<!doctype html><title>Bakker</title><p>Welkom bij de bakker.</p><a href="/over">Over ons</a>
<img src="/cached.gif"><script>
(async () => {
  const bases = (await indexedDB.databases()).length, stores = (await caches.keys()).length;
  const workers = (await navigator.serviceWorker.getRegistrations()).length;
  const [cookies, local, session] = [document.cookie, localStorage.length, sessionStorage.length];
  await fetch("/found?" + new URLSearchParams({cookies, local, session, bases, stores, workers}));
  document.cookie = "left=1; max-age=86400";
  localStorage.left = sessionStorage.left = "1";
  indexedDB.open("left");
  await caches.open("left");
  await navigator.serviceWorker.register("/worker.js");
})();
</script>"""


@pytest.fixture
def bakery(sites: Sites) -> Sites:
    for path in ("", "/over"):
        sites.add(HOST + path, Reply(LEAVES, headers=(("Set-Cookie", "served=1; Max-Age=86400"),)))
    sites.add(f"{HOST}/worker.js", "addEventListener('fetch', () => {});", media_type="text/javascript")
    sites.add(f"{HOST}/found", "")
    gif = Reply(b"GIF89a", "image/gif", headers=(("Cache-Control", "public, max-age=86400"),))
    sites.add(f"{HOST}/cached.gif", gif)
    return sites


def options(sites: Sites, **more: Any) -> CrawlOptions:
    return CrawlOptions(resolve=sites.resolve, ignore_https_errors=True, **{"pages": 2, **more})


async def crawl(pool: BrowserPool, url: str, chosen: CrawlOptions) -> Observation:
    async with Crawler(chosen, extract, lambda _: None, browsers=pool) as crawler:
        return await crawler.crawl(url)


def found(sites: Sites) -> list[dict[str, str]]:
    """What the pages found of earlier visits, page by page."""
    asked = [urlsplit(path) for _, host, path in sites.seen if host == HOST and path.startswith("/found")]
    return [{name: values[0] for name, values in parse_qs(parts.query).items()} for parts in asked]


def times_asked(sites: Sites, path: str) -> int:
    return sum(asked == path and host == HOST for _, host, asked in sites.seen)


async def until_asked(sites: Sites, *hosts: str) -> None:
    for _ in range(600):
        if {host for _, host, _ in sites.seen} >= set(hosts):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(sites.seen)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    result = asyncio.run(work)
    assert processes.wait_until_gone() == []
    return result


NOTHING = {"local": "0", "session": "0", "bases": "0", "stores": "0", "workers": "0"}


def test_nothing_of_an_audit_reaches_the_next_in_the_same_browser(bakery: Sites) -> None:
    async def main() -> int:
        async with BrowserPool() as pool:
            for _ in range(2):
                assert (await crawl(pool, f"https://{HOST}/", options(bakery))).outcome == "complete"
            return pool.running

    assert run(main()) == 1
    pages = found(bakery)
    assert len(pages) == 4
    for first, second in (pages[:2], pages[2:]):
        assert {name: value for name, value in first.items() if name != "cookies"} == NOTHING
        # The second page of the same audit finds it all, else the test would see nothing in any case.
        assert {name: int(value) > 0 for name, value in second.items() if name != "cookies"} == dict.fromkeys(
            NOTHING, True
        )
        assert "left=1" in second["cookies"]
    cookies = [head.get("Cookie", "") for host, path, head in bakery.headers_seen if host == HOST and path == "/"]
    assert cookies == ["", ""]


@pytest.mark.long
def test_the_cache_of_an_audit_is_not_that_of_the_next(bakery: Sites) -> None:
    """Without encryption: of a host with a certificate of our own the browser keeps nothing."""

    async def main() -> list[int]:
        asked = []
        async with BrowserPool() as pool:
            for _ in range(2):
                await crawl(pool, f"http://{HOST}/", options(bakery))
                asked.append(times_asked(bakery, "/cached.gif"))
        return asked

    assert run(main()) == [1, 2], "the second page of an audit has it from the cache, the next audit has not"


@pytest.mark.long
def test_two_sites_at_once_share_a_browser_and_nothing_else(sites: Sites) -> None:
    private = f"http://127.0.0.1:{sites.http_port}/"
    sites.add("kwaad.example", Reply(status=302, headers=(("Location", private),)))
    page = "<title>x</title><p>Welkom.</p><iframe src='https://derde.example/'></iframe>"
    for host in ("een.example", "twee.example"):
        sites.add(host, Reply(page, delay=1))
    sites.add("derde.example", Reply("<p>x</p>", headers=(("Set-Cookie", "id=1; SameSite=None; Secure; Max-Age=999"),)))
    named = tuple(rule.replace("*", "*.example", 1) for rule in sites.resolve)
    chosen = CrawlOptions(resolve=named, ignore_https_errors=True, public_only=True, pages=1)

    async def main() -> tuple[list[Observation], int, list[int]]:
        async with BrowserPool() as pool:
            hosts = ("een", "twee", "kwaad")
            work = asyncio.gather(*(crawl(pool, f"https://{host}.example/", chosen) for host in hosts))
            await until_asked(sites, "een.example", "twee.example")
            mains = processes.browser_processes("")
            return await work, pool.running, mains

    (one, two, bad), browsers, mains = run(main())
    assert (browsers, one.outcome, two.outcome, bad.outcome) == (1, "complete", "complete", "failed")
    assert len(mains) == 1
    assert "127.0.0.1 is not on the public internet" in (bad.reason or "")
    assert all("public internet" not in (good.reason or "") for good in (one, two))
    cookies = [head.get("Cookie", "") for host, _, head in sites.headers_seen if host == "derde.example"]
    assert cookies == ["", ""]
    for good, host in ((one, "een.example"), (two, "twee.example")):
        pages = [page.url for state in good.states for page in state.pages]
        assert pages
        assert all(host in url for url in pages)


def test_a_browser_is_replaced_after_some_audits_and_when_it_died(sites: Sites) -> None:
    launch = Launch.of(options(sites))

    async def main() -> None:
        async with BrowserPool(audits=2) as pool:
            first = await pool.borrow(launch)
            second = await pool.borrow(launch)
            assert first is second
            third = await pool.borrow(launch)
            assert third is not first
            await pool.give_back(first)
            assert first.alive, "somebody still uses it"
            await pool.give_back(second)
            assert (first.alive, pool.running) == (False, 1)
            processes.kill("")
            await asyncio.sleep(2)
            assert not third.alive
            await pool.give_back(third)
            fourth = await pool.borrow(launch)
            assert fourth.alive
            await pool.give_back(fourth, clean=False)
            assert (fourth.alive, pool.running) == (False, 0)

    run(main())


@pytest.mark.long
def test_a_browser_that_dies_under_two_sites_is_said_of_both_and_replaced(sites: Sites) -> None:
    for host in ("een.example", "twee.example"):
        sites.add(host, Reply("<p>x</p>", delay=6))

    async def main() -> tuple[list[Observation], Observation]:
        async with BrowserPool() as pool:
            chosen = options(sites, pages=1)
            work = asyncio.gather(*(crawl(pool, f"https://{host}.example/", chosen) for host in ("een", "twee")))
            await until_asked(sites, "een.example", "twee.example")
            processes.kill("")
            both = await work
            sites.add("een.example", "<p>x</p>")
            return both, await crawl(pool, "https://een.example/", chosen)

    both, after = run(main())
    assert ["The browser stopped." in (seen.reason or "") for seen in both] == [True, True]
    assert after.outcome == "complete"
