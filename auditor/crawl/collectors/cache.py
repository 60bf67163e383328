"""Cache Storage and service workers of every frame's origin."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from playwright.async_api import BrowserContext

from auditor.crawl.collector import Collected
from auditor.crawl.evidence import VisitEvidence, origin_of
from auditor.crawl.storage_records import LONGEST_KEY, UNKNOWN, first_writes, gone_now, in_order, setter_of
from auditor.crawl.tab import Tab
from auditor.crawl.write_log import ScriptWrite
from auditor.models.common import CollectorKind
from auditor.models.observation import StorageEntry


class CacheCollector:
    """Named caches (``size``: entries) and registered service workers (``key``: the script's address, ``size`` 0)."""

    kind: ClassVar[CollectorKind] = "cache"
    events: ClassVar[tuple[str, ...]] = (
        "ServiceWorker.workerRegistrationUpdated",
        "ServiceWorker.workerVersionUpdated",
    )

    def __init__(self, evidence: VisitEvidence) -> None:
        self._evidence = evidence
        self._caches: dict[tuple[str, str], tuple[int, float, str]] = {}
        self._gone: set[tuple[str, str]] = set()
        self._scopes: dict[str, str] = {}
        self._workers: dict[str, tuple[float, str]] = {}

    def on_event(self, method: str, event: dict[str, Any], page: str) -> bool:
        """Note service workers as the browser tells of them."""
        news = False
        for registration in event.get("registrations", []):
            self._scopes[registration["registrationId"]] = str(registration.get("scopeURL", ""))
        for version in event.get("versions", []):
            url = str(version.get("scriptURL", ""))
            if url and url not in self._workers:
                self._workers[url] = (time.monotonic(), page)
                news = True
        return news

    async def at_page_end(self, tab: Tab) -> None:
        """Ask for the caches of all frames."""
        there: set[tuple[str, str]] = set()
        keys = await tab.storage_keys()
        for storage_key, origin in keys.items():
            answer = await tab.call("CacheStorage.requestCacheNames", {"storageKey": storage_key})
            for cache in answer["caches"]:
                entries = await tab.call("CacheStorage.requestEntries", {"cacheId": cache["cacheId"], "pageSize": 1})
                key = (origin, str(cache["cacheName"]))
                _, since, page = self._caches.get(key, (0, time.monotonic(), tab.page_url))
                self._caches[key] = (int(entries["returnCount"]), since, page)
                there.add(key)
        self._gone = gone_now(self._gone, self._caches, there, keys.values())

    async def at_visit_end(self, context: BrowserContext) -> None:
        """Nothing more."""

    def collect(self) -> Collected:
        """One record a cache, one a service worker."""
        writes = first_writes(self._evidence, "cache")
        caches = [
            self._entry("cache", origin, name, size, since, page, writes.get(("cache", origin, name)))
            for (origin, name), (size, since, page) in self._caches.items()
        ]
        workers = [
            self._entry(
                "service_worker", origin_of(url), self._evidence.redact(url), 0, since, page, self._registration(url)
            )
            for url, (since, page) in self._workers.items()
        ]
        foreign = self._evidence.foreign
        return Collected(storage=in_order(e for e in (*caches, *workers) if not foreign.issuperset(e.pages)))

    def _registration(self, url: str) -> ScriptWrite | None:
        """The call that registered a worker; scripts name it by a relative address."""
        path = url.partition("?")[0].rpartition("/")[2]
        return next(
            (
                write
                for write in self._evidence.writes.writes
                if write.kind == "service_worker" and path in str(write.details.get("key", ""))
            ),
            None,
        )

    def _entry(
        self, kind: Any, origin: str, key: str, size: int, since: float, page: str, write: ScriptWrite | None
    ) -> StorageEntry:
        return StorageEntry(
            kind=kind,
            origin=origin,
            key=key[:LONGEST_KEY],
            size=size,
            party=self._evidence.parties.of_url(origin),
            setter=setter_of(self._evidence, write, origin, service=True) if kind == "cache" or write else UNKNOWN,
            outcome="deleted" if kind == "cache" and (origin, key) in self._gone else "stored",
            pages=self._evidence.ordered([write.page if write else page]),
            at_ms=self._evidence.at_ms(write.at if write else since),
            after_choice=self._evidence.after_choice(write.at if write else since),
        )
