"""IndexedDB databases of every frame's origin."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from playwright.async_api import BrowserContext

from auditor.crawl.collector import Collected
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.storage_records import LONGEST_KEY, first_writes, gone_now, in_order, setter_of
from auditor.crawl.tab import Tab
from auditor.models.common import CollectorKind
from auditor.models.observation import StorageEntry


class IndexedDbCollector:
    """Databases by name. ``size``: number of records in all object stores when it was last there."""

    kind: ClassVar[CollectorKind] = "indexed_db"
    events: ClassVar[tuple[str, ...]] = ()

    def __init__(self, evidence: VisitEvidence) -> None:
        self._evidence = evidence
        self._found: dict[tuple[str, str], tuple[int, float, list[str]]] = {}
        self._gone: set[tuple[str, str]] = set()

    def on_event(self, method: str, event: dict[str, Any], page: str) -> bool:
        """Wants no events."""
        return False

    async def at_page_end(self, tab: Tab) -> None:
        """Ask for the databases of all frames."""
        there: set[tuple[str, str]] = set()
        keys = await tab.storage_keys()
        for storage_key, origin in keys.items():
            answer = await tab.call("IndexedDB.requestDatabaseNames", {"storageKey": storage_key})
            for name in answer["databaseNames"]:
                records = await _count(tab, storage_key, name)
                _, since, pages = self._found.get((origin, name), (0, time.monotonic(), []))
                self._found[(origin, name)] = (records, since, [*pages, tab.page_url])
                there.add((origin, name))
        self._gone = gone_now(self._gone, self._found, there, keys.values())

    async def at_visit_end(self, context: BrowserContext) -> None:
        """Nothing more."""

    def collect(self) -> Collected:
        """One record a database."""
        writes = first_writes(self._evidence, "indexed_db")
        entries = []
        for (origin, name), (records, since, pages) in self._found.items():
            write = writes.get(("indexed_db", origin, name))
            entries.append(
                StorageEntry(
                    kind="indexed_db",
                    origin=origin,
                    key=name[:LONGEST_KEY],
                    size=records,
                    party=self._evidence.parties.of_url(origin),
                    setter=setter_of(self._evidence, write, origin, service=False),
                    outcome="deleted" if (origin, name) in self._gone else "stored",
                    pages=self._evidence.ordered([write.page] if write else pages[:1]),
                    at_ms=self._evidence.at_ms(write.at if write else since),
                    after_choice=self._evidence.after_choice(write.at if write else since),
                )
            )
        foreign = self._evidence.foreign
        return Collected(storage=in_order(entry for entry in entries if not foreign.issuperset(entry.pages)))


async def _count(tab: Tab, storage_key: str, name: str) -> int:
    """Records in all object stores of one database."""
    place = {"storageKey": storage_key, "databaseName": name}
    database = (await tab.call("IndexedDB.requestDatabase", place))["databaseWithObjectStores"]
    total = 0
    for store in database.get("objectStores", [])[:50]:
        answer = await tab.call("IndexedDB.getMetadata", {**place, "objectStoreName": store["name"]})
        total += int(answer["entriesCount"])
    return total
