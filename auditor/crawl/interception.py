"""Stands between a tab and the network where that is needed: adds the audit's own headers to requests to the
audited site, and catches documents as the server gave them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from auditor.crawl.evidence import Parties
from auditor.crawl.tab import GONE, Tab

#: A document larger than this is no policy.
MOST_BYTES = 20_000_000

MARKUP_TYPES = ("", "text/html", "application/xhtml+xml")

_DOCUMENTS = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Response"}
_REQUESTS = {"urlPattern": "*", "requestStage": "Request"}
_NAVIGATIONS = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Request"}

#: Says in one sentence why a page must not be gone to; None where it may be.
Guard = Callable[[str], Awaitable[str | None]]


@dataclass
class Served:
    """The last answer to a navigation of the main frame. ``data`` is None where none came, or too much; ``headers``:
    names in lower case."""

    url: str = ""
    status: int | None = None
    media_type: str = ""
    data: bytes | None = None
    too_large: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_markup(self) -> bool:
        """Whether it is a page."""
        return self.media_type in MARKUP_TYPES


class Interception:
    """The interception of one tab. Nothing is paused unless there are headers to add, documents to catch, or a
    ``guard`` to ask before the tab goes to another page.

    Headers go to hosts of the audited site only, and a redirect to elsewhere does not take them along. Where the guard
    refuses, the page that is open stays, and the reason is added to ``refused``."""

    def __init__(
        self, tab: Tab, headers: tuple[tuple[str, str], ...], parties: Parties, guard: Guard | None = None
    ) -> None:
        self._tab = tab
        self._guard = guard
        self.refused: list[str] = []
        self._headers = headers
        self._parties = parties
        self._tasks: set[asyncio.Task[None]] = set()
        self._catching = False
        self.served = Served()
        tab.session.on("Fetch.requestPaused", self._paused)

    async def start(self) -> None:
        """Begin to add headers and to guard, if there is anything to add or to guard."""
        if self._patterns():
            await self._enable()

    async def __aenter__(self) -> Self:
        """Catch documents: HTML goes on to the page; of anything else the tab shows an empty page instead."""
        self._catching, self.served = True, Served()
        await self._enable()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._catching = False
        with contextlib.suppress(*GONE):
            await (self._enable() if self._patterns() else self._tab.call("Fetch.disable"))

    def _patterns(self) -> list[dict[str, str]]:
        patterns = [_REQUESTS] if self._headers else [_NAVIGATIONS] if self._guard is not None else []
        return patterns + ([_DOCUMENTS] if self._catching else [])

    async def _enable(self) -> None:
        await self._tab.call("Fetch.enable", {"patterns": self._patterns()})

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._handle(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, event: dict[str, Any]) -> None:
        request = str(event["requestId"])
        try:
            if "responseStatusCode" not in event and "responseErrorReason" not in event:
                if await self._may_go(event):
                    await self._send_on(event, request)
                else:
                    # "Aborted", unlike "BlockedByClient", leaves the page that is open as it is.
                    await self._tab.call("Fetch.failRequest", {"requestId": request, "errorReason": "Aborted"})
            elif self._catching and event.get("frameId") == self._tab.main_frame and _final(event):
                await self._take(event, request)
            else:
                await self._tab.call("Fetch.continueRequest", {"requestId": request})
        except GONE:
            with contextlib.suppress(*GONE):
                await self._tab.call("Fetch.continueRequest", {"requestId": request})

    async def _may_go(self, event: dict[str, Any]) -> bool:
        """Whether the guard lets the request pass; it is asked about pages of the tab only, with their redirects."""
        is_page = event.get("resourceType") == "Document" and event.get("frameId") == self._tab.main_frame
        if self._guard is None or not is_page:
            return True
        try:
            reason = await self._guard(str(event["request"]["url"]))
        except Exception as error:  # what cannot be judged is not gone to
            reason = f"This tool failed ({type(error).__name__})."
        if reason is not None:
            self.refused.append(reason)
        return reason is None

    async def _send_on(self, event: dict[str, Any], request: str) -> None:
        going: dict[str, Any] = {"requestId": request}
        if self._parties.of_url(str(event["request"]["url"])) == "first":
            names = {name.lower() for name, _ in self._headers}
            kept = [(n, v) for n, v in event["request"]["headers"].items() if n.lower() not in names]
            going["headers"] = [{"name": name, "value": value} for name, value in (*kept, *self._headers)]
        await self._tab.call("Fetch.continueRequest", going)

    async def _take(self, event: dict[str, Any], request: str) -> None:
        headers = {entry["name"].lower(): entry["value"] for entry in event.get("responseHeaders", [])}
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        url, status = str(event["request"]["url"]), event.get("responseStatusCode")
        served = self.served = Served(url, status, media_type, headers=headers)
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > MOST_BYTES:
            served.too_large = True
            await self._show_nothing(request)
            return
        body = await self._tab.call("Fetch.getResponseBody", {"requestId": request}, 20.0)
        text = str(body["body"])
        served.data = base64.b64decode(text) if body.get("base64Encoded") else text.encode("utf-8", "surrogatepass")
        if served.is_markup and "attachment" not in headers.get("content-disposition", "").lower():
            await self._tab.call("Fetch.continueRequest", {"requestId": request})
        else:
            await self._show_nothing(request)

    async def _show_nothing(self, request: str) -> None:
        answer = {
            "requestId": request,
            "responseCode": 200,
            "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
            "body": base64.b64encode(b"<!doctype html><title></title>").decode(),
        }
        await self._tab.call("Fetch.fulfillRequest", answer)


def _final(event: dict[str, Any]) -> bool:
    status = event.get("responseStatusCode")
    return status is not None and status not in range(300, 400)
