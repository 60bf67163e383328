"""Fetches documents through the browser: the bytes as served for evidence, and what the page shows for reading."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Frame

from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.consent.surface import find_surface
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.interception import Interception, Served
from auditor.crawl.navigation import Loaded, load
from auditor.crawl.redaction import redact
from auditor.crawl.tab import GONE, Tab, script
from auditor.models.document import Document, DocumentOutcome, DocumentText
from auditor.models.observation import Page

Look = Callable[[], Awaitable[None]]
Extract = Callable[[bytes, str, str], DocumentText]

FoundBy = Literal["link", "deferral", "option", "banner"]
DocumentRole = Literal["privacy", "cookies", "terms", "consent_manager", "other"]

#: Media types that get an ending of their own as evidence; all others are ``.bin``.
ENDINGS = {"text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "txt"}

#: Characters of visible text from which a frame inside a document is read with it.
FRAME_TEXT = 200

#: Seconds that looking for a banner over a document may take.
LOOKING = 3.0


@dataclass(frozen=True)
class Wanted:
    """A document to fetch, and how it was found."""

    url: str
    found_by: FoundBy
    text: str = ""
    on: str | None = None
    role: DocumentRole = "other"


@dataclass(frozen=True)
class Fetched:
    """A document with its page load (None: not even tried) and its bytes as served (None: none came). ``headers``: of
    the answer, names in lower case."""

    document: Document
    page: Page | None
    data: bytes | None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> tuple[int | None, dict[str, str]]:
        """Status and headers of the last answer."""
        return self.document.status, self.headers

    @property
    def ending(self) -> str:
        """The ending of the evidence file's name; ours, not the server's."""
        return ENDINGS.get(self.document.media_type, "bin")


class DocumentFetcher:
    """Fetches documents one after another in one tab.

    ``look``: lets the collectors look at the page. The SHA-256 of a document is that of the bytes as served,
    but for stored values in them, which are replaced first."""

    def __init__(
        self,
        tab: Tab,
        interception: Interception,
        extract: Extract,
        evidence: VisitEvidence,
        look: Look,
        visit: int = 1,
    ) -> None:
        self._tab = tab
        self._evidence = evidence
        self._look = look
        self._interception = interception
        self._extract = extract
        self._visit = visit

    async def fetch(self, wanted: Wanted, deadline: float, answered: Callable[[], None]) -> Fetched:
        """The document, whatever becomes of it; its outcome says so. ``answered``: called when its server did."""
        async with self._interception as caught:
            loaded = await load(self._tab, wanted.url, deadline, answered, visit=self._visit)
            served = caught.served
            markup = await self._rendered(deadline) if served.data is not None and served.is_markup else None
        await self._look()
        served.data = self._scrubbed(served)
        markup = self._evidence.scrub(markup) if markup is not None else None
        content = await asyncio.to_thread(self._read, wanted, served, markup, loaded)
        final = served.url or loaded.final_url or wanted.url
        document = Document(
            url=redact(final),
            requested_url=redact(wanted.url),
            found_by=wanted.found_by,
            found_text=wanted.text[:200],
            found_on=wanted.on,
            role=wanted.role,
            status=served.status or loaded.page.status,
            media_type=served.media_type,
            sha256=hashlib.sha256(served.data).hexdigest() if served.data is not None else None,
            content=content,
        )
        return Fetched(document, self._page(loaded, served), served.data, served.headers or loaded.headers)

    def _scrubbed(self, served: Served) -> bytes | None:
        """The bytes without stored values: a page may print the visitor's own ("your consent number")."""
        if served.data is None or not (served.is_markup or served.media_type.startswith("text/")):
            return served.data
        text = served.data.decode("latin-1")
        scrubbed = self._evidence.scrub(text)
        return served.data if scrubbed == text else scrubbed.encode("latin-1")

    def _page(self, loaded: Loaded, served: Served) -> Page:
        if served.data is None or served.is_markup:
            return loaded.page
        reason = f"The address holds no page but a file ({served.media_type[:60]})."
        return loaded.page.model_copy(update={"outcome": "not_html", "reason": reason, "status": served.status})

    async def _rendered(self, deadline: float) -> str | None:
        """The document as the browser shows it, with the text of its frames; without the banner that lies over it,
        whose words are no part of the policy."""
        try:
            over = await find_surface(self._tab, min(deadline, time.monotonic() + LOOKING))
            markup = await asyncio.wait_for(self._tab.page.content(), max(0.5, min(8.0, deadline - time.monotonic())))
            markup = markup.replace(await self._markup_of(over), "", 1)
            frames = [frame for frame in self._tab.page.frames if frame.parent_frame is not None]
            shown = [frame for frame in frames if not over.present or frame.url != over.surface.frame]
            inner = [await _frame_markup(frame) for frame in shown[:10]]
        except GONE:
            return None
        body_end = markup.lower().rfind("</body>")
        place = body_end if body_end >= 0 else len(markup)
        return markup[:place] + "".join(inner) + markup[place:]

    async def _markup_of(self, over: Sighting) -> str:
        """The markup of what lies over the page, as it stands in the page's own; "" where nothing does, or where it is
        in a frame."""
        if over.root is None or over.surface.frame is not None:
            return ""
        with contextlib.suppress(*GONE):
            return str((await self._tab.call("DOM.getOuterHTML", {"backendNodeId": over.root}))["outerHTML"])
        return ""

    def _read(self, wanted: Wanted, served: Served, markup: str | None, loaded: Loaded) -> DocumentText:
        """Text and blocks; of what is shown where that says something, else of what was served."""
        failure = _failure(served, loaded)
        if failure is not None and served.data is None:
            return DocumentText(text="", blocks=(), outcome=failure[0], reason=failure[1])
        url = served.url or wanted.url
        content = self._extract(markup.encode(), "text/html", url) if markup else None
        if content is None or content.outcome == "empty":
            served_text = self._extract(served.data or b"", served.media_type or "text/html", url)
            content = served_text if content is None or served_text.outcome == "ok" else content
        if failure is not None:
            content = content.model_copy(update={"outcome": failure[0], "reason": failure[1]})
        return content


def not_fetched(wanted: Wanted, reason: str) -> Fetched:
    """A document that is known of, but was not fetched."""
    document = Document(
        url=redact(wanted.url),
        requested_url=redact(wanted.url),
        found_by=wanted.found_by,
        found_text=wanted.text[:200],
        found_on=wanted.on,
        role=wanted.role,
        content=DocumentText(text="", blocks=(), outcome="error", reason=reason),
    )
    return Fetched(document, None, None)


def _failure(served: Served, loaded: Loaded) -> tuple[DocumentOutcome, str] | None:
    status = served.status or loaded.page.status
    if served.too_large:
        return "error", "The file is too large to be a policy."
    if status in (404, 410):
        return "missing", f"The server answered with status {status}."
    if status is not None and status >= 400:
        return "error", f"The server answered with status {status}."
    if served.data is None or loaded.page.outcome in ("challenge", "crashed", "unreachable"):
        return "error", loaded.page.reason or "No document came."
    return None


async def _frame_markup(frame: Frame) -> str:
    """The body of a frame with enough text to matter (policies are often embedded from elsewhere)."""
    try:
        markup = await asyncio.wait_for(frame.evaluate(script("frame_markup.js"), FRAME_TEXT), 3.0)
    except GONE:
        return ""
    return f"<section>{markup}</section>" if markup else ""
