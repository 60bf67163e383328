"""The links that a visit met on its pages: which pages and documents they lead to, and which must not be opened."""

from __future__ import annotations

from collections.abc import Set

from auditor.crawl.document_links import find_documents
from auditor.crawl.documents import Wanted
from auditor.crawl.links import Link, choose_pages, lies_below, read_links
from auditor.crawl.navigation import Loaded
from auditor.crawl.options import CrawlOptions
from auditor.crawl.plan import Plan

NOT_OPENED = "A document was not opened: its path is one that is not to be visited."
PAGES_DISALLOWED = "Pages were not opened: the robots.txt of the site does not allow it."


class SiteLinks:
    """The links of one visit."""

    def __init__(self, options: CrawlOptions, plan: Plan) -> None:
        self._options = options
        self._plan = plan
        self._open: list[Link] = []
        self._closed: list[Link] = []

    def add(self, loaded: Loaded) -> list[str]:
        """Take in the links of a page. The reasons for which documents among them are not opened: not to have opened a
        statement is no proof that there is none."""
        links = read_links(loaded.facts, loaded.page.url)
        why = self._plan.courtesy.closed(link.url for link in links)
        self._closed += [link for link in links if link.url in why]
        why |= {link.url: NOT_OPENED for link in links if lies_below(link.url, self._options.never_visit)}
        self._open += [link for link in links if link.url not in why]
        closed = find_documents([link for link in links if link.url in why], self._is_own)
        return [why[found.url] for found in closed]

    def documents(self) -> list[Wanted]:
        """The documents to fetch: the one that was named, or else those that the links lead to."""
        if self._options.policy_url:
            return [Wanted(self._options.policy_url, "option")]
        return [
            Wanted(link.url, "banner" if link.region == "banner" else "link", link.text, link.page, link.role)
            for link in find_documents(self._open, self._is_own)
        ]

    def pages(self, home: str, count: int, visited: Set[str] = frozenset()) -> list[str]:
        """Up to ``count`` pages of the site to visit besides ``home`` and ``visited``."""
        return self._choose(self._open, home, visited, count)

    def why_fewer(self, home: str, visited: Set[str]) -> str | None:
        """Why fewer pages were ``visited`` than were asked for, where that is because they must not be opened."""
        wanting = len(visited) < self._options.pages and self._choose(self._closed, home, visited, 1)
        return PAGES_DISALLOWED if wanting else None

    def _choose(self, links: list[Link], home: str, visited: Set[str], count: int) -> list[str]:
        own = [link for link in links if self._plan.parties.of_url(link.url) == "first"]
        taken = [*visited, *(wanted.url for wanted in self.documents()), *self._plan.addresses]
        return choose_pages(own, home, taken, count)

    def _is_own(self, host: str) -> bool:
        return self._plan.parties.of_host(host) == "first"
