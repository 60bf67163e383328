"""One tab of a fresh profile on a loopback site, wired as a visit wires it, for tests of consent choices."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from crawl_loopback import Sites

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.consent.choice_maker import ChoiceMaker, ChoiceState
from auditor.crawl.consent.surface import find_surface
from auditor.crawl.evidence import Parties, VisitEvidence
from auditor.crawl.navigation import load, settle
from auditor.crawl.options import CrawlOptions
from auditor.crawl.recording import Recording
from auditor.crawl.tab import Tab
from auditor.crawl.values import Fingerprints
from auditor.models.consent import Choice


@dataclass
class Bench:
    """``tab``: has the page at ``url`` open, settled."""

    tab: Tab
    url: str
    began: float

    async def reload(self) -> bool:
        return (await load(self.tab, self.url, time.monotonic() + 20)).ok

    async def node(self, expression: str) -> int:
        """The backend node id of what an expression of the page gives."""
        answer = await self.tab.call("Runtime.evaluate", {"expression": expression})
        described = await self.tab.call("DOM.describeNode", {"objectId": answer["result"]["objectId"]})
        return int(described["node"]["backendNodeId"])

    async def choose(self, state: ChoiceState, seconds: float = 30.0) -> Choice:
        async def tab() -> Tab:
            return self.tab

        deadline = time.monotonic() + seconds
        first = await find_surface(self.tab, deadline, patience=1.0)
        maker = ChoiceMaker(tab, self.reload, settle, lambda: round((time.monotonic() - self.began) * 1000))
        return await maker.make(state, first, deadline)


@contextlib.asynccontextmanager
async def _bench(browser: ManagedBrowser, host: str, url: str) -> AsyncIterator[Bench]:
    context = await browser.new_context()
    began = time.monotonic()
    recording = Recording(context, VisitEvidence(Fingerprints(), Parties([host])), [], set(), "nl-NL")
    await recording.prepare()
    tab = await recording.open_tab()
    await load(tab, url, time.monotonic() + 20)
    try:
        yield Bench(tab, url, began)
    finally:
        await context.close()


def on_pages(sites: Sites, urls: list[str], act: Callable[[Bench], Awaitable[Any]]) -> list[Any]:
    """What ``act`` gives on each of the pages, each in a fresh profile of one browser."""

    async def main() -> list[Any]:
        options = CrawlOptions(resolve=sites.resolve, ignore_https_errors=True)
        async with ManagedBrowser(options) as browser:
            places = asyncio.Semaphore(3)

            async def one(url: str) -> Any:
                async with places, _bench(browser, url.split("/")[2], url) as bench:
                    return await act(bench)

            return await asyncio.gather(*map(one, urls))

    return asyncio.run(main())
