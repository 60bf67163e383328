"""The interface of a collector: one kind of thing that a site leaves or sends, gathered during a visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from playwright.async_api import BrowserContext

from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.tab import Tab
from auditor.models.common import CollectorKind
from auditor.models.observation import Cookie, Request, Script, StorageEntry


@dataclass(frozen=True)
class Collected:
    """What one collector has to show of a visit, in a fixed order."""

    cookies: tuple[Cookie, ...] = ()
    storage: tuple[StorageEntry, ...] = ()
    requests: tuple[Request, ...] = ()
    scripts: tuple[Script, ...] = ()


class Collector(Protocol):
    """Made anew for each visit. What it raises is caught and makes that kind "not looked at" with the reason.

    ``kind``: what it gathers, as checks ask for it. ``events``: DevTools events it wants of each tab,
    besides those of the Network domain, which all share.
    ``at_page_end`` is called before a page is left, ``at_visit_end`` before the profile is thrown away;
    ``collect`` afterwards, also when the browser died."""

    kind: ClassVar[CollectorKind]
    events: ClassVar[tuple[str, ...]]

    def __init__(self, evidence: VisitEvidence) -> None: ...

    def on_event(self, method: str, event: dict[str, Any], page: str) -> bool:
        """Take in one of its events; True when it is news that a settling page has to wait for."""
        ...

    async def at_page_end(self, tab: Tab) -> None:
        """Look at what the page leaves."""
        ...

    async def at_visit_end(self, context: BrowserContext) -> None:
        """Look at what the visit leaves."""
        ...

    def collect(self) -> Collected:
        """All that was gathered."""
        ...
