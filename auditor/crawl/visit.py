"""One visit of a site in a fresh profile: the home page, further pages, and the documents where they are asked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.collector import Collector
from auditor.crawl.collectors import COLLECTORS
from auditor.crawl.consent.records import read_commands, read_on
from auditor.crawl.consent.stage import CHOICES, NO_BANNER, ConsentStage
from auditor.crawl.courtesy import TIME_UP, NotAsked
from auditor.crawl.documents import DocumentFetcher, Extract, Fetched, Wanted, not_fetched
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.interception import Interception
from auditor.crawl.links import normal
from auditor.crawl.navigation import Loaded, load, not_asked, with_answer
from auditor.crawl.options import CrawlOptions, Progress
from auditor.crawl.picture import photograph
from auditor.crawl.place import in_its_place
from auditor.crawl.plan import Plan, VisitRecord
from auditor.crawl.recording import Recording
from auditor.crawl.redaction import redact
from auditor.crawl.site_links import SiteLinks
from auditor.crawl.tab import GONE, Tab, script
from auditor.crawl.values import Fingerprints
from auditor.domains import host_of
from auditor.models.common import ConsentState
from auditor.models.consent import Choice
from auditor.models.observation import CollectorReport, Page, PageOutcome

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
        self._courtesy = plan.courtesy
        self._links = SiteLinks(options, plan)
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
            # All visits see the same pages.
            self._plan.pages = self._links.pages(home.final_url, self._options.pages - 1)
        if self._evidence.awaits_choice:
            return  # no choice was made, so nothing that could still be seen belongs to this state
        reserve = 0.3 * max(0.0, self._deadline - time.monotonic()) if extract is not None else 0.0
        await self._further_pages(home, self._deadline - reserve)
        if extract is not None:
            self._plan.documents = self._links.documents()
            self.record.documents_looked_for = True
            await self._fetch(extract, self._plan.documents)

    async def _home(self) -> Loaded:
        """The home page, at the first of the addresses that answers."""
        loaded: Loaded | None = None
        for address in self._plan.addresses:
            loaded = await self._load(address, self._deadline)
            if loaded.page.outcome != "unreachable" or loaded.refused:
                break
        assert loaded is not None  # noqa: S101 - there is always an address
        loaded = in_its_place(loaded, self._evidence, home=True)
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
        again = await self._load(self._plan.home, self._deadline, pauses=False)
        loaded = in_its_place(again, self._evidence, home=False)
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

    async def _further_pages(self, home: Loaded, deadline: float) -> None:
        visited = {normal(home.final_url)}
        queue = list(self._plan.pages or [])
        while queue:
            url = queue.pop(0)
            if time.monotonic() >= deadline - 1:
                self._incomplete.append(f"{len(queue) + 1} pages were not visited: the time for this audit was up.")
                return
            visited.add(normal(url))
            further = await self._load(url, deadline, referer=home.final_url)
            loaded = in_its_place(further, self._evidence, home=False)
            self._add(loaded)
            if self._courtesy.come_back is not None:
                self._incomplete.append(self._courtesy.come_back.sentence)
                return
            if loaded.page.outcome == "crashed":
                self._incomplete.append("A page crashed.")
            await self._leave()
            if not queue and len(visited) < self._options.pages:
                queue = self._more(visited)
        fewer = self._links.why_fewer(self._plan.home, visited)
        self._incomplete += [fewer] if fewer is not None else []

    def _more(self, visited: set[str]) -> list[str]:
        """Pages that only later pages link to, for sites whose home page links to few."""
        if self._plan.pages is None or len(self._plan.pages) + 1 >= self._options.pages:
            return []
        more = self._links.pages(self._plan.home, self._options.pages - 1 - len(self._plan.pages), visited)
        self._plan.pages += more
        return more

    async def _fetch(self, extract: Extract, documents: list[Wanted]) -> None:
        if not documents:
            return
        for done, wanted in enumerate(documents):
            self._tell("document", wanted.url, done, len(documents))
            if time.monotonic() > self._deadline - 0.5:
                self._incomplete.append(TIME_UP)
                self.record.documents.append(not_fetched(wanted, TIME_UP))
                continue
            fetched = await self._document(extract, wanted)
            self.record.documents.append(fetched)
            if fetched.page is not None:
                self._keep(fetched.page)

    async def _document(self, extract: Extract, wanted: Wanted) -> Fetched:
        """One document, at its turn; not to have opened it is no proof that it says nothing."""

        async def go(answered: Callable[[], None]) -> Fetched:
            tab, limit = await self._begin(wanted.url, self._deadline)
            fetched = await self._fetcher(tab, extract).fetch(wanted, limit, answered)
            if self._plan.parties.of_url(tab.page.url or wanted.url) != "first":
                self._evidence.foreign.add(redact(wanted.url))
            return fetched

        brought = await self._courtesy.load(wanted.url, self._deadline, go)
        if isinstance(brought, NotAsked):
            self._incomplete += [] if brought.unreachable else [brought.reason]
            return not_fetched(wanted, brought.reason)
        refused = self._refused()
        self._incomplete += [wish.sentence] if (wish := self._courtesy.come_back) is not None else []
        return brought if refused is None or brought.data is not None else not_fetched(wanted, refused)

    async def _load(self, url: str, deadline: float, referer: str | None = None, pauses: bool = True) -> Loaded:
        """A page, at its turn; ``pauses`` as in `Pacer.turn`."""
        self._tell("page", url, len(self.record.pages), self._options.pages)

        async def go(answered: Callable[[], None]) -> Loaded:
            tab, limit = await self._begin(url, deadline)
            loaded = await load(tab, url, limit, answered, visit=self.record.number, referer=referer)
            return with_answer(loaded, self._evidence.network)

        brought = await self._courtesy.load(url, deadline, go, pauses=pauses)
        if isinstance(brought, NotAsked):
            outcome: PageOutcome = "unreachable" if brought.unreachable else "timeout"
            return not_asked(url, outcome, brought.reason, self.record.number)
        refused = self._refused()
        if refused is not None and not brought.ok:
            page = brought.page.model_copy(update={"outcome": "unreachable", "reason": refused, "final_url": None})
            return Loaded(page, "", refused=True)
        if self._courtesy.come_back is not None and brought.page.status in (429, 503):
            reason = f"{brought.page.reason} {self._courtesy.come_back.sentence}"
            return Loaded(brought.page.model_copy(update={"reason": reason}), "", headers=brought.headers)
        return brought

    async def _begin(self, url: str, deadline: float) -> tuple[Tab, float]:
        """The tab for ``url``, which is noted, and the ``time.monotonic`` by which it has to be loaded."""
        tab = await self._usable_tab()
        self._evidence.pages.append(redact(url))
        return tab, min(deadline, time.monotonic() + self._options.page_timeout)

    def _refused(self) -> str | None:
        """Why the tab was kept from a page since this was last asked, which is noted; the last of the reasons."""
        reasons = self._interception.refused if self._interception is not None else []
        last = reasons[-1] if reasons else None
        self._incomplete += reasons
        reasons.clear()
        return last

    async def _usable_tab(self) -> Tab:
        """The tab of this visit; a new one where the last page broke it."""
        if self._tab is not None and (self._tab.crashed or self._tab.page.is_closed()):
            with contextlib.suppress(*GONE):
                await asyncio.wait_for(self._tab.page.close(), CLOSING)
            self._tab = None
        if self._tab is None:
            assert self._recording is not None  # noqa: S101 - run() made it
            self._tab = await asyncio.wait_for(self._recording.open_tab(), CLOSING * 2)
            self._interception = Interception(
                self._tab, self._options.sent_headers, self._plan.parties, self._courtesy.guard
            )
            await self._interception.start()
        return self._tab

    def _fetcher(self, tab: Tab, extract: Extract) -> DocumentFetcher:
        assert self._interception is not None  # noqa: S101 - it comes with the tab
        return DocumentFetcher(tab, self._interception, extract, self._evidence, self._leave, self.record.number)

    def _add(self, loaded: Loaded) -> None:
        if not loaded.asked:
            self._incomplete.append(loaded.page.reason or TIME_UP)
            return
        self._keep(loaded.page)
        if loaded.page.settled == "deadline" and not loaded.ok:
            self._incomplete.append(loaded.page.reason or "A page did not load in time.")
        self._incomplete += self._links.add(loaded)

    def _keep(self, page: Page) -> None:
        """Record a page load; a title may repeat a stored value, which is taken out."""
        title = self._evidence.scrub(page.title)
        self._loaded_at.append(time.monotonic() - page.milliseconds / 1000)
        self.record.pages.append(page.model_copy(update={"title": title}))

    async def _leave(self) -> None:
        """Let the page say goodbye, and the collectors look, before it is left."""
        tab = self._tab
        self._refused()
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
