"""Catches the bytes of a document as the server gave them, and keeps files from being downloaded or shown."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from dataclasses import dataclass, field
from typing import Any

from auditor.crawl.recording import GONE
from auditor.crawl.tab import Tab

#: A document larger than this is no policy.
MOST_BYTES = 20_000_000


@dataclass
class Served:
    """The last answer to a navigation of the main frame."""

    url: str = ""
    status: int | None = None
    media_type: str = ""
    data: bytes | None = None
    too_large: bool = False


@dataclass
class Catcher:
    """While entered, answers to navigations of the tab's main frame pass through here.

    HTML goes on to the page; anything else ends here, and the tab shows an empty page instead."""

    tab: Tab
    served: Served = field(default_factory=Served)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _listening: bool = False

    async def __aenter__(self) -> Catcher:
        if not self._listening:
            self.tab.session.on("Fetch.requestPaused", self._paused)
            self._listening = True
        pattern = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Response"}
        await self.tab.call("Fetch.enable", {"patterns": [pattern]})
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(*GONE):
            await self.tab.call("Fetch.disable")
        for task in self._tasks:
            task.cancel()

    def clear(self) -> None:
        """Forget what the last document was."""
        self.served = Served()

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._handle(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, event: dict[str, Any]) -> None:
        request = event["requestId"]
        try:
            if event.get("frameId") != self.tab.main_frame or not self._final(event):
                await self.tab.call("Fetch.continueRequest", {"requestId": request})
                return
            await self._take(event, request)
        except GONE:
            with contextlib.suppress(*GONE):
                await self.tab.call("Fetch.continueRequest", {"requestId": request})

    def _final(self, event: dict[str, Any]) -> bool:
        status = event.get("responseStatusCode")
        return status is not None and status not in range(300, 400)

    async def _take(self, event: dict[str, Any], request: str) -> None:
        headers = {entry["name"].lower(): entry["value"] for entry in event.get("responseHeaders", [])}
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        served = Served(str(event["request"]["url"]), event.get("responseStatusCode"), media_type)
        self.served = served
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > MOST_BYTES:
            served.too_large = True
            await self._show_nothing(request)
            return
        body = await self.tab.call("Fetch.getResponseBody", {"requestId": request}, 20.0)
        text = str(body["body"])
        served.data = base64.b64decode(text) if body.get("base64Encoded") else text.encode("utf-8", "surrogatepass")
        is_page = media_type in ("", "text/html", "application/xhtml+xml")
        if is_page and "attachment" not in headers.get("content-disposition", "").lower():
            await self.tab.call("Fetch.continueRequest", {"requestId": request})
        else:
            await self._show_nothing(request)

    async def _show_nothing(self, request: str) -> None:
        await self.tab.call(
            "Fetch.fulfillRequest",
            {
                "requestId": request,
                "responseCode": 200,
                "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
                "body": base64.b64encode(b"<!doctype html><title></title>").decode(),
            },
        )
