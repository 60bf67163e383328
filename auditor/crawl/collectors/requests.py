"""Requests: all that left the browser, who led to each, and which stored identifiers travelled in it."""

from __future__ import annotations

from typing import Any, ClassVar

from playwright.async_api import BrowserContext

from auditor.crawl.collector import Collected
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.network_log import Hop
from auditor.crawl.tab import Tab
from auditor.crawl.values import shared, tokens
from auditor.domains import host_of
from auditor.knowledge.vendors import vendors
from auditor.models.common import CollectorKind
from auditor.models.observation import Request

#: DevTools' names of what a request is for, in the field's words.
TYPES = {"Fetch": "fetch", "XHR": "xhr", "Ping": "beacon", "Document": "document", "Image": "image", "Script": "script"}


class RequestCollector:
    """Requests sorted by page, address, method and type, so that two visits give the same order."""

    kind: ClassVar[CollectorKind] = "requests"
    events: ClassVar[tuple[str, ...]] = ()

    def __init__(self, evidence: VisitEvidence) -> None:
        self._evidence = evidence

    def on_event(self, method: str, event: dict[str, Any], page: str) -> bool:
        """Requests are in the network log that all share."""
        return False

    async def at_page_end(self, tab: Tab) -> None:
        """Nothing to look at."""

    async def at_visit_end(self, context: BrowserContext) -> None:
        """Nothing to look at."""

    def collect(self) -> Collected:
        """One record a request."""
        place = {url: number for number, url in reversed(list(enumerate(self._evidence.pages)))}
        hops = [hop for hop in self._evidence.network.sent() if hop.page not in self._evidence.foreign]
        marks = list(self._evidence.marks.items())
        requests = [(place.get(hop.page, len(place)), self._request(hop, marks)) for hop in hops]
        requests.sort(key=lambda entry: (entry[0], entry[1].url, entry[1].method, entry[1].type, entry[1].at_ms))
        return Collected(requests=tuple(request for _, request in requests))

    def _request(self, hop: Hop, marks: list[tuple[str, set[str]]]) -> Request:
        host = host_of(hop.url)
        canonical = self._evidence.names.get(host)
        return Request(
            url=self._evidence.redact(hop.url),
            host=host,
            method=hop.method[:16],
            type=TYPES.get(hop.kind, hop.kind.lower()),
            party=self._evidence.parties.of_host(host),
            vendor=_vendor(hop.url, canonical),
            page=hop.page,
            frame=self._evidence.redact(hop.frame) if hop.frame else None,
            initiators=self._evidence.chains.of_request(hop),
            service_worker=hop.source.service_worker is not None,
            status=hop.status or None,
            failure=hop.failure,
            server_address=hop.address,
            canonical_host=canonical,
            redirected_from=self._evidence.redact(hop.previous.url) if hop.previous else None,
            identifiers=shared(marks, tokens(hop.url) | tokens(hop.body)) if marks else (),
            at_ms=self._evidence.at_ms(hop.at),
            after_choice=self._evidence.after_choice(hop.at),
        )


def _vendor(url: str, canonical: str | None) -> str | None:
    """The product that answers. An alias tells only of trackers and analytics: a shop on a hosting company's
    platform is still the shop."""
    product = vendors().by_url(url)
    if product is None and canonical is not None:
        aliased = vendors().by_canonical_name(canonical)
        product = aliased if aliased and (aliased.tracker or aliased.purpose == "analytics") else None
    return product.id if product else None
