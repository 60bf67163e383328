"""The state ``gpc``: a visitor whose browser asks not to be tracked, to servers and to scripts alike."""

from __future__ import annotations

import asyncio

import pytest
from crawl_company import SITE
from crawl_helpers import Crawl, extract
from crawl_loopback import Sites

from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import Crawler

PROBE = "<p>x</p><script>document.title = [navigator.globalPrivacyControl, navigator.doNotTrack].join()</script>"


@pytest.mark.browser
def test_signals_reach_servers_and_scripts_in_that_state_only(sites: Sites, crawl: Crawl) -> None:
    sites.add("www.bedrijf.example/", PROBE + '<img src="https://tel.meter.example/p">')
    sites.pixel("tel.meter.example/p", "t=1")
    observation = crawl(f"{SITE}/", states=("before", "gpc"), pages=1)
    titles = {state.state: state.pages[0].title for state in observation.states}
    assert titles == {"before": ",", "gpc": "true,1"}
    for host in ("www.bedrijf.example", "tel.meter.example"):
        sent = [
            headers.get("Sec-GPC")
            for name, path, headers in sites.headers_seen
            if name == host and path != "/favicon.ico"
        ]
        assert sorted(sent, key=str) == ["1", None], host


@pytest.mark.browser
def test_the_state_can_be_added_after_the_policy_was_read(sites: Sites) -> None:
    sites.add("www.bedrijf.example/", PROBE)

    async def main() -> list[str]:
        options = CrawlOptions(resolve=sites.resolve, ignore_https_errors=True, pages=1)
        async with Crawler(options, extract, lambda step: None) as crawler:
            observation = await crawler.visit_with_signals(await crawler.crawl(f"{SITE}/"))
            again = await crawler.visit_with_signals(observation)
        assert again is observation
        assert observation.settings.states == ("before", "gpc")
        return [state.pages[0].title for state in observation.states]

    assert asyncio.run(main()) == [",", "true,1"]
