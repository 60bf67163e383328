"""Builds the chain of initiators: which script, tag or stylesheet led to a request or a write, back to the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from auditor.crawl.network_log import Hop, NetworkLog
from auditor.models.observation import Initiator

#: No real chain is longer; a loop would be.
LONGEST_CHAIN = 25


class InitiatorChains:
    """Chains over the requests of one visit. Nearest link first, the page last."""

    def __init__(self, log: NetworkLog, redact: Callable[[str], str]) -> None:
        self._log = log
        self._redact = redact

    def of_request(self, hop: Hop) -> tuple[Initiator, ...]:
        """What led to a request; empty for the page itself."""
        return _tidy(self._links(hop, {id(hop)}))

    def of_script(self, stack: tuple[str, ...], page: str, frame: str) -> tuple[Initiator, ...]:
        """What led to the script with this stack (nearest first) running: what loaded it, back to the page."""
        writer = self.writer(stack)
        if writer is None:
            return _tidy(self._document(frame, page, set()))
        others = [url for url in stack if url != writer and self._log.loaded(url)]
        links = [*self._script_links(others, page), *self._loading(writer, page, set())]
        return _tidy(iter(links))

    def writer(self, stack: tuple[str, ...]) -> str | None:
        """The nearest URL of a stack that was really loaded: names given in ``sourceURL`` comments do not count."""
        return next((url for url in stack if self._log.loaded(url)), None)

    def _links(self, hop: Hop, seen: set[int]) -> Iterator[Initiator]:
        if hop.previous is not None:
            yield Initiator(kind="redirect", url=self._redact(hop.previous.url))
            yield from self._links(hop.previous, seen | {id(hop.previous)})
            return
        if hop.source.service_worker is not None:
            yield Initiator(kind="service_worker", url=self._redact(hop.source.service_worker))
            yield from self._loading(hop.source.service_worker, hop.page, seen)
            return
        if hop.is_page:
            return
        yield from self._initiated(hop, seen)

    def _initiated(self, hop: Hop, seen: set[int]) -> Iterator[Initiator]:
        kind = hop.initiator.get("type")
        stack = tuple(dict.fromkeys(stack_of(hop.initiator)))
        if stack:
            known = [url for url in stack if self._log.loaded(url)]
            yield from self._script_links(known, hop.page)
            if known:
                yield from self._loading(known[0], hop.page, seen)
            else:
                yield from self._document(self._place(hop), hop.page, seen)
        elif hop.source.worker is not None and hop.url != hop.source.worker:
            yield Initiator(kind="script", url=self._redact(hop.source.worker))
            yield from self._loading(hop.source.worker, hop.page, seen)
        elif kind == "preload":
            yield Initiator(kind="preload", url=self._redact(str(hop.initiator.get("url") or self._place(hop))))
            yield from self._document(self._place(hop), hop.page, seen)
        else:
            yield from self._document(str(hop.initiator.get("url") or self._place(hop)), hop.page, seen)

    def _place(self, hop: Hop) -> str:
        """The document that a request was made in. A frame's own document was asked for by its parent, unknown here."""
        return hop.frame if hop.frame and hop.kind != "Document" else hop.page

    def _script_links(self, urls: list[str], page: str) -> Iterator[Initiator]:
        for url in urls:
            loaded = self._log.find(url, page)
            if loaded is not None and loaded.kind != "Document":
                yield Initiator(kind="script", url=self._redact(url))

    def _loading(self, url: str, page: str, seen: set[int]) -> Iterator[Initiator]:
        """What led to ``url`` being loaded; for a document, the document itself comes first."""
        hop = self._log.find(url, page)
        if hop is None:
            yield from self._document(page, page, seen)
        elif hop.kind == "Document":
            yield from self._document(url, page, seen)
        elif id(hop) not in seen and len(seen) < LONGEST_CHAIN:
            yield from self._links(hop, seen | {id(hop)})

    def _document(self, url: str, page: str, seen: set[int]) -> Iterator[Initiator]:
        """A document or stylesheet as the initiator, and what led to it."""
        hop = self._log.find(url, page)
        kind = "css" if hop is not None and hop.kind == "Stylesheet" else "html"
        yield Initiator(kind="css" if kind == "css" else "html", url=self._redact(url))
        if hop is not None and not hop.is_page and id(hop) not in seen and len(seen) < LONGEST_CHAIN:
            yield from self._links(hop, seen | {id(hop)})


def stack_of(initiator: dict[str, Any]) -> Iterator[str]:
    """The URLs on a DevTools stack, nearest first, its asynchronous parents included."""
    stack = initiator.get("stack")
    depth = 0
    while isinstance(stack, dict) and depth < 40:
        for frame in stack.get("callFrames", []):
            url = str(frame.get("url", ""))
            if url.startswith(("http://", "https://")):
                yield url
        stack, depth = stack.get("parent"), depth + 1


def _tidy(links: Iterator[Initiator]) -> tuple[Initiator, ...]:
    return tuple(dict.fromkeys(links))[:LONGEST_CHAIN]
