"""One visit of a site in a fresh profile: the home page, further pages, and the documents where they are asked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import unquote

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.collector import Collector
from auditor.crawl.collectors import COLLECTORS
from auditor.crawl.consent.records import read_commands, read_on
from auditor.crawl.consent.stage import CHOICES, NO_BANNER, ConsentStage
from auditor.crawl.document_links import find_documents
from auditor.crawl.documents import DocumentFetcher, Extract, Wanted, not_fetched
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.interception import Interception
from auditor.crawl.links import Link, choose_pages, lies_below, normal, read_links
from auditor.crawl.navigation import Loaded, load
from auditor.crawl.options import CrawlOptions, Progress
from auditor.crawl.picture import photograph
from auditor.crawl.plan import Plan, VisitRecord
from auditor.crawl.recording import Recording
from auditor.crawl.redaction import redact
from auditor.crawl.tab import GONE, Tab, script
from auditor.crawl.values import Fingerprints
from auditor.domains import host_of, registrable_domain
from auditor.models.common import ConsentState
from auditor.models.consent import Choice
from auditor.models.observation import CollectorReport, Page

TIME_UP = "The time for this audit was up."
NOT_OPENED = "A document was not opened: its path is one that is not to be visited."

_LOG = logging.getLogger(__name__)

#: Seconds left to the last page for what it sends when it is left.
LAST_MOMENT = 0.15

#: Seconds for asking a page about consent records before it is left.
READING = 2.0

#: Seconds that taking down a profile may take.
CLOSING = 5.0


class Visit:
    """Run it once. ``deadline``: ``time.monotonic`` by which it has to be over."""

    def __init__(
        self,
        browser: ManagedBrowser,
        options: CrawlOptions,
        plan: Plan,
        fingerprints: Fingerprints,
        deadline: float,
        state: ConsentState = "before",
        number: int = 1,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._browser = browser
        self._options = options
        self._plan = plan
        self._deadline = deadline
        self._progress = progress
        self._links: list[Link] = []
        self._failures: dict[str, str] = {}
        self._incomplete: list[str] = []
        self._evidence = VisitEvidence(fingerprints, plan.parties, plan.names)
        self._collectors: list[Collector] = [kind(self._evidence) for kind in COLLECTORS]
        self._tab: Tab | None = None
        self._recording: Recording | None = None
        self._interception: Interception | None = None
        self._loaded_at: list[float] = []
        self._stage = ConsentStage(plan.consent, self._evidence, self._usable_tab, self._again, deadline)
        self._evidence.awaits_choice = state in CHOICES
        self.record = VisitRecord(state, number, datetime.now(UTC))

    async def run(self, extract: Extract | None = None, wanted: list[Wanted] | None = None) -> VisitRecord:
        """Visit. With ``extract``, also find and fetch documents; with ``wanted``, fetch those and visit nothing else.

        Whatever goes wrong, the record holds what was gathered, and says what is missing."""
        context: BrowserContext | None = None
        if self.record.state in CHOICES and self._plan.consent.nothing_there:
            return self._without_banner()
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + self._deadline - time.monotonic() + 5):
                context = await self._browser.new_context(signals=self.record.state == "gpc")
                timers = set() if wanted is None else self._plan.known_timers
                self._recording = Recording(context, self._evidence, self._collectors, timers, self._options.locale)
                await self._recording.prepare()
                if wanted is not None and extract is not None:
                    await self._fetch(extract, wanted)
                else:
                    await self._pages(extract)
                await asyncio.sleep(LAST_MOMENT)
                await self._look(lambda collector: collector.at_visit_end(context))
                await self._plan.names.settle()
                self._plan.known_timers |= timers
        except TimeoutError:
            self._incomplete.append(TIME_UP)
        except (PlaywrightError, OSError) as error:
            stopped = not self._browser.alive
            self._incomplete.append(
                "The browser stopped." if stopped else f"The browser failed ({type(error).__name__})."
            )
        except Exception as error:  # what was gathered is worth more than a clean end
            _LOG.debug("a fault of this tool during a visit", exc_info=True)
            self._incomplete.append(f"This tool failed ({type(error).__name__}).")
        finally:
            await self._take_down(context)
        self._conclude()
        return self.record

    async def _pages(self, extract: Extract | None) -> None:
        home = await self._home()
        if not home.ok:
            self._incomplete.append(home.page.reason or "The home page could not be visited.")
            if extract is not None and self._options.policy_url:
                await self._fetch(extract, [Wanted(self._options.policy_url, "option")])
            return
        if self._plan.pages is None:
            self._plan.home = home.final_url
            self._decide(home)
        if self._evidence.awaits_choice:
            return  # no choice was made, so nothing that could still be seen belongs to this state
        reserve = 0.3 * max(0.0, self._deadline - time.monotonic()) if extract is not None else 0.0
        await self._further_pages(home, self._deadline - reserve)
        if extract is not None:
            self._plan.documents = self._wanted()
            self.record.documents_looked_for = True
            await self._fetch(extract, self._plan.documents)

    async def _home(self) -> Loaded:
        """The home page, at the first of the addresses that answers."""
        loaded: Loaded | None = None
        for address in self._plan.addresses:
            loaded = await self._load(address, self._deadline)
            if loaded.page.outcome != "unreachable":
                break
        assert loaded is not None  # noqa: S101 - there is always an address
        loaded = self._check_place(loaded, home=True)
        self._add(loaded)
        self.record.final_url = loaded.page.final_url
        if loaded.ok:
            await self._at_home(loaded)
            await self._leave()
        return loaded

    async def _at_home(self, home: Loaded) -> None:
        """On the open home page: a picture, and what asks for consent; in a state of choice, the choice itself."""
        state, first = self.record.state, self.record.number == 1
        if state == "before" and first:
            if self._tab is not None:
                self.record.shot = await photograph(self._tab)
            await self._stage.look(home.facts.get("language"))
        if state in ("rejected", "accepted", "withdrawn"):
            self._plan.home = self._plan.home or home.final_url
            choice = await self._stage.choose(state, home.facts.get("language"))
            self.record.choice = choice
            self._evidence.awaits_choice = choice.outcome != "verified"

    async def _again(self) -> bool:
        """Leave the page and load the home page anew in the same profile. What comes from here on is new: the old
        page is gone before the new one is asked for."""
        await self._leave()
        tab = await self._usable_tab()
        with contextlib.suppress(*GONE):
            await asyncio.wait_for(tab.page.goto("about:blank"), CLOSING)
        self._evidence.reloaded_at = time.monotonic()
        self.record.records = ()  # what stood there before the choice says nothing of the time after it
        loaded = self._check_place(await self._load(self._plan.home, self._deadline), home=False)
        self._add(loaded)
        return loaded.ok

    def _without_banner(self) -> VisitRecord:
        """Another visit of this run looked and found nothing to choose on: the state before a choice stands."""
        record = self.record
        record.choice = Choice(outcome="no_banner", reason=NO_BANNER)
        record.finished_at, record.outcome = datetime.now(UTC), "complete"
        for collector in self._collectors:
            record.reports.append(CollectorReport(collector=collector.kind, looked=False, reason=NO_BANNER))
        return record

    def _decide(self, home: Loaded) -> None:
        """Choose the pages to visit, so that all visits see the same."""
        documents = [wanted.url for wanted in self._wanted()]
        own = [link for link in self._links if self._plan.parties.of_url(link.url) == "first"]
        self._plan.pages = choose_pages(
            own, home.final_url, [*documents, *self._plan.addresses], self._options.pages - 1
        )

    async def _further_pages(self, home: Loaded, deadline: float) -> None:
        visited = {normal(home.final_url)}
        queue = list(self._plan.pages or [])
        while queue:
            url = queue.pop(0)
            if time.monotonic() >= deadline - 1:
                self._incomplete.append(f"{len(queue) + 1} pages were not visited: the time for this audit was up.")
                return
            visited.add(normal(url))
            loaded = self._check_place(await self._load(url, deadline, referer=home.final_url), home=False)
            self._add(loaded)
            if loaded.page.outcome == "crashed":
                self._incomplete.append("A page crashed.")
            await self._leave()
            if not queue and len(visited) < self._options.pages:
                queue = self._more(visited)

    def _more(self, visited: set[str]) -> list[str]:
        """Pages that only later pages link to, for sites whose home page links to few."""
        if self._plan.pages is None or len(self._plan.pages) + 1 >= self._options.pages:
            return []
        own = [link for link in self._links if self._plan.parties.of_url(link.url) == "first"]
        taken = [*visited, *(wanted.url for wanted in self._wanted()), *self._plan.addresses]
        more = choose_pages(own, self._plan.home, taken, self._options.pages - 1 - len(self._plan.pages))
        self._plan.pages += more
        return more

    def _wanted(self) -> list[Wanted]:
        if self._options.policy_url:
            return [Wanted(self._options.policy_url, "option")]
        found = find_documents(self._links, lambda host: self._plan.parties.of_host(host) == "first")
        return [
            Wanted(link.url, "banner" if link.region == "banner" else "link", link.text, link.page, link.role)
            for link in found
        ]

    async def _fetch(self, extract: Extract, documents: list[Wanted]) -> None:
        if not documents:
            return
        for done, wanted in enumerate(documents):
            self._tell("document", wanted.url, done, len(documents))
            if time.monotonic() > self._deadline - 0.5:
                self._incomplete.append(TIME_UP)
                self.record.documents.append(not_fetched(wanted, TIME_UP))
                continue
            tab = await self._usable_tab()
            self._evidence.pages.append(redact(wanted.url))
            deadline = min(self._deadline, time.monotonic() + self._options.page_timeout)
            fetched = await self._fetcher(tab, extract).fetch(wanted, deadline)
            if self._plan.parties.of_url(tab.page.url or wanted.url) != "first":
                self._evidence.foreign.add(redact(wanted.url))
            self.record.documents.append(fetched)
            if fetched.page is not None:
                self._keep(fetched.page)

    async def _load(self, url: str, deadline: float, referer: str | None = None) -> Loaded:
        self._tell("page", url, len(self.record.pages), self._options.pages)
        tab = await self._usable_tab()
        self._evidence.pages.append(redact(url))
        limit = min(deadline, time.monotonic() + self._options.page_timeout)
        return await load(tab, url, limit, visit=self.record.number, referer=referer)

    async def _usable_tab(self) -> Tab:
        """The tab of this visit; a new one where the last page broke it."""
        if self._tab is not None and (self._tab.crashed or self._tab.page.is_closed()):
            with contextlib.suppress(*GONE):
                await asyncio.wait_for(self._tab.page.close(), CLOSING)
            self._tab = None
        if self._tab is None:
            assert self._recording is not None  # noqa: S101 - run() made it
            self._tab = await asyncio.wait_for(self._recording.open_tab(), CLOSING * 2)
            self._interception = Interception(self._tab, self._options.headers, self._plan.parties)
            await self._interception.start()
        return self._tab

    def _fetcher(self, tab: Tab, extract: Extract) -> DocumentFetcher:
        assert self._interception is not None  # noqa: S101 - it comes with the tab
        return DocumentFetcher(tab, self._interception, extract, self._evidence, self._leave, self.record.number)

    def _check_place(self, loaded: Loaded, home: bool) -> Loaded:
        """Notice a page that turned out to be another company's."""
        host = host_of(loaded.final_url)
        if not host or self._plan.parties.of_host(host) == "first" or not loaded.ok:
            return loaded
        if home and (_same_name(host, loaded.page.url) or _leads_back(loaded.final_url, loaded.page.url)):
            self._plan.parties.add(host if _same_name(host, loaded.page.url) else "")
            return loaded
        self._evidence.foreign.add(loaded.page.url)
        reason = f"The address leads to {host}, which is another site."
        return Loaded(loaded.page.model_copy(update={"outcome": "elsewhere", "reason": reason}), loaded.final_url)

    def _add(self, loaded: Loaded) -> None:
        self._keep(loaded.page)
        if loaded.page.settled == "deadline" and not loaded.ok:
            self._incomplete.append(loaded.page.reason or "A page did not load in time.")
        links = read_links(loaded.facts, loaded.page.url)
        closed = [link for link in links if lies_below(link.url, self._options.never_visit)]
        self._links += [link for link in links if link not in closed]
        # Not to have opened a statement is no proof that there is none.
        own = self._plan.parties.of_host
        if find_documents(closed, lambda host: own(host) == "first") and NOT_OPENED not in self._incomplete:
            self._incomplete.append(NOT_OPENED)

    def _keep(self, page: Page) -> None:
        """Record a page load; a title may repeat a stored value, which is taken out."""
        title = self._evidence.scrub(page.title)
        self._loaded_at.append(time.monotonic() - page.milliseconds / 1000)
        self.record.pages.append(page.model_copy(update={"title": title}))

    async def _leave(self) -> None:
        """Let the page say goodbye, and the collectors look, before it is left."""
        tab = self._tab
        if tab is not None and not tab.crashed:
            if self.record.pages and self.record.pages[-1].outcome == "timeout":
                with contextlib.suppress(*GONE):  # a page that is still awaited keeps the old one from answering
                    await tab.call("Page.stopLoading", seconds=1.0)
            with contextlib.suppress(*GONE):
                await tab.evaluate(script("depart.js"), 1.0)
            if self.record.pages and self.record.pages[-1].outcome in ("ok", "empty"):
                with contextlib.suppress(*GONE):
                    await asyncio.wait_for(self._read_consent(tab), READING)
            await self._look(lambda collector: collector.at_page_end(tab))

    async def _read_consent(self, tab: Tab) -> None:
        """What consent managers have on record on this page, and what Google's consent mode was told."""
        self.record.commands += await read_commands(tab, self._evidence.after_choice(time.monotonic()))
        cookies = [dict(cookie) for cookie in await tab.context.cookies()]
        records = await read_on(tab, cookies, self.record.records)
        self.record.records = self.record.records if records is None else records

    async def _look(self, look: Callable[[Collector], object]) -> None:
        results = await asyncio.gather(
            *(asyncio.wait_for(look(collector), 8.0) for collector in self._collectors),  # type: ignore[arg-type]
            return_exceptions=True,
        )
        for collector, result in zip(self._collectors, results, strict=True):
            if isinstance(result, Exception):
                self._failures.setdefault(collector.kind, f"The browser did not tell ({type(result).__name__}).")

    async def _take_down(self, context: BrowserContext | None) -> None:
        if self._recording is not None:
            with contextlib.suppress(*GONE):
                await asyncio.wait_for(self._recording.finish(), CLOSING)
        if context is not None:
            with contextlib.suppress(*GONE):
                await asyncio.wait_for(context.close(), CLOSING)

    def _conclude(self) -> None:
        record = self.record
        record.finished_at = datetime.now(UTC)
        for collector in self._collectors:
            try:
                record.collected.append(collector.collect())
            except Exception as error:  # one kind must not take the others with it
                _LOG.debug("a fault of this tool while collecting", exc_info=True)
                self._failures[collector.kind] = f"This tool failed ({type(error).__name__})."
            reason = self._failures.get(collector.kind)
            record.reports.append(CollectorReport(collector=collector.kind, looked=reason is None, reason=reason))
        record.pages = [
            page.model_copy(update={"after_choice": self._evidence.after_choice(at)})
            for page, at in zip(record.pages, self._loaded_at, strict=True)
        ]
        usable = any(page.outcome in ("ok", "empty") for page in record.pages)
        record.outcome = "failed" if not usable else "partial" if self._incomplete else "complete"
        record.reason = " ".join(dict.fromkeys(self._incomplete)) or None

    def _tell(self, stage: Literal["page", "document"], url: str, done: int, total: int) -> None:
        self._progress(
            Progress(
                site=host_of(self._plan.addresses[0]),
                stage=stage,
                state=self.record.state,
                visit=self.record.number,
                url=redact(url),
                done=done,
                total=total,
            )
        )


def _same_name(host: str, asked_for: str) -> bool:
    """Whether two domains differ only in their public suffix: a company that moved from ``.nl`` to ``.com``."""
    return registrable_domain(host).partition(".")[0] == registrable_domain(host_of(asked_for)).partition(".")[0]


def _leads_back(final_url: str, asked_for: str) -> bool:
    """Whether the address names the site it came from: a consent wall or log-in of the site on another host."""
    return host_of(asked_for) in unquote(unquote(final_url.partition("?")[2])).lower()
