"""Scripts that the browser ran, by address, on each page."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from playwright.async_api import BrowserContext

from auditor.crawl.collector import Collected
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.tab import Tab
from auditor.knowledge.vendors import vendors
from auditor.models.common import CollectorKind
from auditor.models.observation import Initiator, Script


class ScriptCollector:
    """One record a page and address; all inline scripts of one page together are one record without address.
    Workers' scripts stand under the page that started them."""

    kind: ClassVar[CollectorKind] = "scripts"
    events: ClassVar[tuple[str, ...]] = ("Debugger.scriptParsed",)

    def __init__(self, evidence: VisitEvidence) -> None:
        self._evidence = evidence
        self._parsed: dict[tuple[str, str], float] = {}

    def on_event(self, method: str, event: dict[str, Any], page: str) -> bool:
        """Note what was compiled to run; a name from a ``sourceURL`` comment is no address."""
        url = "" if event.get("hasSourceURL") else str(event.get("url", ""))
        if url.startswith(("http://", "https://")) and len(self._parsed) < 10_000:
            self._parsed[(page, url)] = time.monotonic()
        return False

    async def at_page_end(self, tab: Tab) -> None:
        """Nothing to look at."""

    async def at_visit_end(self, context: BrowserContext) -> None:
        """Nothing to look at."""

    def collect(self) -> Collected:
        """Scripts by page in the order of the visit, then by address."""
        place = {url: number for number, url in reversed(list(enumerate(self._evidence.pages)))}
        found: dict[tuple[str, str | None], Script] = {}
        began = self._evidence.began
        workers = [((None, url), began) for scripts in self._evidence.workers.values() for url in scripts]
        for (known_page, url), at in [*self._parsed.items(), *workers]:
            page = known_page if known_page is not None else self._page_of(url)
            script = None if page in self._evidence.foreign else self._script(page, url, at)
            if script is not None:
                found.setdefault((script.page, script.url), script)
        ordered = sorted(found.values(), key=lambda script: (place.get(script.page, len(place)), script.url or ""))
        return Collected(scripts=tuple(ordered))

    def _page_of(self, url: str) -> str:
        """The page that started a worker."""
        hop = self._evidence.network.find(url, "")
        return hop.page if hop is not None else ""

    def _script(self, page: str, url: str, at: float) -> Script | None:
        hop = self._evidence.network.find(url, page)
        if hop is None:
            return None
        inline = hop.kind == "Document"
        product = None if inline else vendors().by_url(url)
        initiators: tuple[Initiator, ...] = () if inline else self._evidence.chains.of_request(hop)
        return Script(
            url=None if inline else self._evidence.redact(url),
            party=self._evidence.parties.of_url(url),
            vendor=product.id if product else None,
            page=page,
            initiators=initiators,
            after_choice=self._evidence.after_choice(at),
        )
