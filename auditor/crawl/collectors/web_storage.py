"""localStorage and sessionStorage of every frame, with the script that wrote each key."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, get_args

from playwright.async_api import BrowserContext

from auditor.crawl.collector import Collected
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.storage_records import LONGEST_KEY, UNKNOWN, first_writes, in_order, script_setter
from auditor.crawl.tab import GONE, Tab
from auditor.crawl.write_log import ScriptWrite
from auditor.models.common import CollectorKind
from auditor.models.observation import StorageEntry

Kind = Literal["local", "session"]
_KINDS: tuple[Kind, ...] = get_args(Kind)

#: Seconds for asking what the storages of a page hold.
ASKING = 3.0


@dataclass
class _Item:
    """A key: its latest value, when it was first and last written, whether it is there now, and on which pages."""

    value: str
    at: float
    last: float = 0.0
    there: bool = True
    kept: bool = False
    pages: list[str] = field(default_factory=list)


class WebStorageCollector:
    """Keys that were there when a page was left, and whether they still were at the end. What a script sets and takes
    away at once (a test) is none."""

    kind: ClassVar[CollectorKind] = "web_storage"
    events: ClassVar[tuple[str, ...]] = (
        "DOMStorage.domStorageItemAdded",
        "DOMStorage.domStorageItemUpdated",
        "DOMStorage.domStorageItemRemoved",
        "DOMStorage.domStorageItemsCleared",
    )

    def __init__(self, evidence: VisitEvidence) -> None:
        self._evidence = evidence
        self._items: dict[tuple[Kind, str, str], _Item] = {}

    def on_event(self, method: str, event: dict[str, Any], page: str) -> bool:
        """Keep the state of each storage; a new key is news."""
        storage = event["storageId"]
        kind: Kind = "local" if storage.get("isLocalStorage") else "session"
        origin = _origin(storage)
        if method.endswith("ItemsCleared"):
            for (other_kind, other_origin, _), item in self._items.items():
                item.there = item.there and (other_kind, other_origin) != (kind, origin)
            return False
        key = (kind, origin, str(event["key"]))
        if method.endswith("ItemRemoved"):
            if key in self._items:
                self._items[key].there = False
            return False
        return self._written(key, str(event.get("newValue", "")), page)

    def _written(self, key: tuple[Kind, str, str], value: str, page: str) -> bool:
        self._evidence.note_secret(value)
        item = self._items.get(key)
        if item is None:
            now = time.monotonic()
            self._items[key] = _Item(value, now, now, pages=[page])
            return True
        item.value, item.there, item.last = value, True, time.monotonic()
        if page not in item.pages:
            item.pages.append(page)
        return False

    async def at_page_end(self, tab: Tab) -> None:
        """What is there now counts."""
        self._keep()
        held: dict[tuple[Kind, str], set[str]] = {}
        with contextlib.suppress(*GONE):  # then what the browser told by itself stands
            held = await asyncio.wait_for(self._held(tab), ASKING)
        for (kind, origin, key), item in self._items.items():
            item.there = item.there and key in held.get((kind, origin), {key})

    async def at_visit_end(self, context: BrowserContext) -> None:
        """Once more, for what came in the last moment."""
        self._keep()

    async def _held(self, tab: Tab) -> dict[tuple[Kind, str], set[str]]:
        """The keys that the frames' storages hold, of those in which something was seen: that keys were taken away
        is not always told (``Clear-Site-Data``). One origin in several partitions counts as one."""
        known = {(kind, origin) for kind, origin, _ in self._items}
        held: dict[tuple[Kind, str], set[str]] = {}
        for storage_key, origin in (await tab.storage_keys()).items() if known else ():
            for kind in (one for one in _KINDS if (one, origin) in known):
                storage = {"storageKey": storage_key, "isLocalStorage": kind == "local"}
                answer = await tab.call("DOMStorage.getDOMStorageItems", {"storageId": storage})
                held.setdefault((kind, origin), set()).update(str(entry[0]) for entry in answer["entries"])
        return held

    def _keep(self) -> None:
        for item in self._items.values():
            item.kept = item.kept or item.there

    def collect(self) -> Collected:
        """One record a key."""
        self._keep()
        writes = first_writes(self._evidence, "local", "session")
        return Collected(
            storage=in_order(
                self._entry(kind, origin, key, item, writes.get((kind, origin, key)))
                for (kind, origin, key), item in self._items.items()
                if item.kept and not self._evidence.foreign.issuperset(item.pages)
            )
        )

    def _entry(self, kind: Kind, origin: str, key: str, item: _Item, write: ScriptWrite | None) -> StorageEntry:
        value = self._evidence.fingerprints.measure(item.value)
        self._evidence.note_value(value.hash, item.value)
        return StorageEntry(
            kind=kind,
            origin=origin,
            key=self._evidence.scrub(key)[:LONGEST_KEY],
            size=len(item.value),
            party=self._evidence.parties.of_url(origin),
            setter=script_setter(self._evidence, write) if write else UNKNOWN,
            outcome="stored" if item.there else "deleted",
            value=value,
            pages=self._evidence.ordered(item.pages),
            at_ms=self._evidence.at_ms(min(item.at, write.at) if write else item.at),
            after_choice=self._evidence.after_choice(item.last),
        )


def _origin(storage: dict[str, Any]) -> str:
    """The origin, also where only the partitioned storage key (``https://frame.example/^0https://…``) is told."""
    text = str(storage.get("securityOrigin") or storage.get("storageKey", ""))
    return text.partition("^")[0].rstrip("/")
