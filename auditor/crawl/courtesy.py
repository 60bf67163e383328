"""What the crawl of a site owes it: pauses between its pages, an ear for "not now", its robots.txt, and the list of the
sites that are never visited. One for all states and visits of the crawl.

The reload that proves a choice has no pause before it, nor has a page that a choice itself leads to: what a press
starts must be cut off after the same time in every audit, or audits could not be compared. The browser stays an
ordinary visitor's, also in its name: what is measured must be what visitors get. The header From says who it is, where
that is set.

Popups and frames are not held against robots.txt or the list: they are what the page itself loads."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.evidence import Parties
from auditor.crawl.never_sites import NeverSites, never_sites
from auditor.crawl.options import CrawlOptions
from auditor.crawl.pacer import OutOfTime, Pacer
from auditor.crawl.retry_after import MOST_WAITED, ComeBack, come_back
from auditor.crawl.robots import Robots, RobotsBook
from auditor.crawl.robots_file import RobotsFile
from auditor.domains import host_of

DISALLOWED_PAGE = "The robots.txt of {host} does not allow this page to be visited."
TIME_UP = "The time for this audit was up."
NEVER_OPENED = "A document was not opened: it lies on a site that no audit may visit."
DISALLOWED = "A document was not opened: the robots.txt of the site does not allow it."

#: Seconds that must be left for a page after the wait that its site asked for.
WORTH_WAITING = 5.0


class Brought(Protocol):
    """What asking for a page brought: the status of the last answer, and its headers with their names in lower case."""

    @property
    def answer(self) -> tuple[int | None, dict[str, str]]: ...  # noqa: D102


T = TypeVar("T", bound=Brought)


@dataclass(frozen=True)
class NotAsked:
    """An address that was not asked for. ``unreachable``: its origin gave no answer when asked for its robots.txt."""

    reason: str
    unreachable: bool = False


class Courtesy:
    """``browser`` gives the one that is running, to fetch robots.txt with. Raises `UsageError` for an entry of
    ``never_sites`` that is no host."""

    def __init__(self, options: CrawlOptions, parties: Parties, browser: Callable[[], ManagedBrowser]) -> None:
        self._parties = parties
        self._headers = options.sent_headers
        self._never: NeverSites = never_sites(options.never_sites)
        self._robots: RobotsBook | None = None
        self.pacer = Pacer(options.pause)
        #: The site's wish to be left alone, once it has one.
        self.come_back: ComeBack | None = None
        if options.robots:
            file = RobotsFile(browser, self._headers_for, self._never.refusal)
            self._robots = RobotsBook(file.fetch, self._met)

    async def refusal(self, url: str) -> NotAsked | None:
        """Why an address is not to be asked for; None where it may be. It may have to ask for a robots.txt."""
        reason = self._left_alone(url) or self._never.refusal(url)
        if reason is not None:
            return NotAsked(reason)
        if self._robots is None or not url.startswith(("http://", "https://")):
            return None
        robots = await self._robots.of(url)
        if robots.allows(url):
            return None
        if robots.unreachable is not None:
            return NotAsked(robots.unreachable, unreachable=True)
        return NotAsked(robots.closed or DISALLOWED_PAGE.format(host=host_of(url)[:200]))

    @property
    def guard(self) -> Callable[[str], Awaitable[str | None]] | None:
        """Why a page must not be gone to, for what pages and redirects lead to; None where everything may be."""
        return self._guarded if self._never or self._robots is not None else None

    async def _guarded(self, url: str) -> str | None:
        refused = await self.refusal(url)
        return refused.reason if refused is not None and not refused.unreachable else None

    def closed(self, urls: Iterable[str]) -> dict[str, str]:
        """Which links of a page are known not to be opened, and in one sentence why no document among them is."""
        links = list(dict.fromkeys(urls))
        found = {url: NEVER_OPENED for url in links if self._never.refusal(url)}
        if self._robots is not None:
            found |= dict.fromkeys(self._robots.disallowed(url for url in links if url not in found), DISALLOWED)
        return found

    async def load(
        self, url: str, until: float, go: Callable[[Callable[[], None]], Awaitable[T]], *, pauses: bool = True
    ) -> T | NotAsked:
        """What ``go`` brought, which loads ``url`` and calls what it is given when that has answered, at its turn; once
        more where the site asks to wait a little.

        ``until``: ``time.monotonic`` by which it has to begin. ``pauses`` as in `Pacer.turn`. Where the site asks for
        more patience than there is, nothing more of it is loaded in this crawl."""
        for more in (True, False):
            refused = await self.refusal(url)
            if refused is not None:
                return refused
            try:
                async with self.pacer.turn(until, pauses=pauses) as answered:
                    reason = self._left_alone(url)  # said to another visit while this one waited
                    if reason is not None:
                        return NotAsked(reason)
                    brought = await go(answered)
            except OutOfTime:
                return NotAsked(TIME_UP)
            wish = self._wish(url, brought)
            if wish is None:
                break
            if not (more and wish.seconds <= MOST_WAITED and time.monotonic() + wish.seconds + WORTH_WAITING < until):
                self.come_back = self.come_back or wish
                break
            self.pacer.hold(wish.seconds)
        return brought

    def _wish(self, url: str, brought: Brought) -> ComeBack | None:
        """The wish in an answer of the site itself; a document of somebody else's is that one's concern."""
        if self._parties.of_url(url) != "first":
            return None
        status, headers = brought.answer
        return come_back(host_of(url), status, headers, datetime.now(UTC))

    def _left_alone(self, url: str) -> str | None:
        own = self.come_back is not None and self._parties.of_url(url) == "first"
        return self.come_back.sentence if own and self.come_back is not None else None

    def _met(self, url: str, robots: Robots) -> None:
        if self._parties.of_url(url) == "first":
            self.pacer.slow_down(robots.delay)
            self.come_back = self.come_back or robots.come_back

    def _headers_for(self, url: str) -> tuple[tuple[str, str], ...]:
        return self._headers if self._parties.of_url(url) == "first" else ()
