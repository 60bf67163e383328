"""Fetches a robots.txt by the browser, so that it goes the way that pages go: the same proxy or gateway, the same rules
for names, the same headers. In a profile of its own, so that nothing of it is part of a visit."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import Callable
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.failures import unreachable
from auditor.crawl.robots import LARGEST, Answer
from auditor.crawl.tab import GONE
from auditor.domains import host_of

#: Seconds for one robots.txt, its redirects among them, and for putting the profile away.
LONGEST = 15.0
CLOSING = 5.0

#: Redirects that are followed (RFC 9309 §2.3.1.2).
MOST_REDIRECTS = 5

_EVERYTHING = [{"urlPattern": "*", "requestStage": stage} for stage in ("Request", "Response")]
_CHUNK = 64 * 1024


class RobotsFile:
    """``browser`` gives the one that is running. ``headers``: what is sent along to an address. ``refusal``: why an
    address must not be asked at all, None where it may be."""

    def __init__(
        self,
        browser: Callable[[], ManagedBrowser],
        headers: Callable[[str], tuple[tuple[str, str], ...]],
        refusal: Callable[[str], str | None],
    ) -> None:
        self._browser = browser
        self._headers = headers
        self._refusal = refusal

    async def fetch(self, url: str) -> Answer:
        """What came of asking for ``url``. Never raises for what a site does; Playwright's Error when the browser is
        gone."""
        context = await self._browser().new_context()
        try:
            async with asyncio.timeout(LONGEST):
                page = await context.new_page()
                catch = _Catch(await context.new_cdp_session(page), self._headers, self._refusal)
                await catch.start()
                try:
                    await page.goto(url, wait_until="commit", timeout=LONGEST * 1000)
                except PlaywrightError as error:
                    late = isinstance(error, TimeoutError) or "Timeout" in str(error)
                    return catch.answer or Answer(failure=unreachable(str(error), host_of(url)), late=late)
                return catch.answer or Answer(failure=f"{host_of(url)} gave no answer.")
        except TimeoutError:
            return Answer(late=True)
        finally:
            with contextlib.suppress(*GONE):
                await asyncio.wait_for(context.close(), CLOSING)


class _Catch:
    """Takes the answer from the browser before anything is made of it: nothing is shown, run or downloaded."""

    def __init__(
        self,
        session: CDPSession,
        headers: Callable[[str], tuple[tuple[str, str], ...]],
        refusal: Callable[[str], str | None],
    ) -> None:
        self._session = session
        self._headers = headers
        self._refusal = refusal
        self._redirects = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.answer: Answer | None = None

    async def start(self) -> None:
        """From now on every request of the tab is looked at."""
        self._session.on("Fetch.requestPaused", self._paused)
        await self._session.send("Fetch.enable", {"patterns": _EVERYTHING})

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._handle(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, event: dict[str, Any]) -> None:
        with contextlib.suppress(*GONE):
            if "responseStatusCode" in event or "responseErrorReason" in event:
                await self._answered(event)
            else:
                await self._asked(event)

    async def _asked(self, event: dict[str, Any]) -> None:
        request, url = str(event["requestId"]), str(event["request"]["url"])
        reason = self._refusal(url)
        if reason is not None:
            await self._end(request, Answer(refusal=reason))
            return
        going: dict[str, Any] = {"requestId": request}
        more = self._headers(url)
        if more:
            names = {name.lower() for name, _ in more}
            kept = [(n, v) for n, v in event["request"]["headers"].items() if n.lower() not in names]
            going["headers"] = [{"name": name, "value": value} for name, value in (*kept, *more)]
        await self._session.send("Fetch.continueRequest", going)

    async def _answered(self, event: dict[str, Any]) -> None:
        request, status = str(event["requestId"]), event.get("responseStatusCode")
        headers = {str(one["name"]).lower(): str(one["value"]) for one in event.get("responseHeaders", [])}
        if status is None:  # the network's failure: the browser names it
            await self._session.send("Fetch.continueRequest", {"requestId": request})
        elif status in range(300, 400) and "location" in headers:
            self._redirects += 1
            if self._redirects > MOST_REDIRECTS:
                await self._end(request, Answer(status=status, lost=True))
            else:
                await self._session.send("Fetch.continueRequest", {"requestId": request})
        else:
            data = await self._body(request) if 200 <= status < 300 else b""
            await self._end(request, Answer(status=status, data=data, headers=headers))

    async def _end(self, request: str, answer: Answer) -> None:
        self.answer = answer
        await self._session.send("Fetch.failRequest", {"requestId": request, "errorReason": "Aborted"})

    async def _body(self, request: str) -> bytes:
        """The first `LARGEST` bytes and a few more, as they stand behind any compression."""
        stream = (await self._session.send("Fetch.takeResponseBodyAsStream", {"requestId": request}))["stream"]
        data, ended = b"", False
        while len(data) <= LARGEST and not ended:
            part = await self._session.send("IO.read", {"handle": stream, "size": _CHUNK})
            piece, ended = str(part["data"]), bool(part.get("eof"))
            data += base64.b64decode(piece) if part.get("base64Encoded") else piece.encode()
        with contextlib.suppress(PlaywrightError):
            await self._session.send("IO.close", {"handle": stream})
        return data
