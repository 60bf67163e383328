"""Measures whether third-party cookies are effectively allowed, with two sites of our own on loopback.

Many builds refuse them silently, and then a clean jar proves nothing."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser, BrowserContext
from playwright.async_api import Error as PlaywrightError

#: Seconds within which the canary must have answered.
PATIENCE = 10.0

_COOKIE = "canary=1; SameSite=None; Secure; Path=/"


@dataclass(frozen=True)
class CookieCanary:
    """The answer; ``reason`` is the browser's own word where it refused, or why nothing was learned."""

    answer: Literal["allowed", "refused", "unknown"]
    reason: str | None = None


async def measure_third_party_cookies(browser: Browser) -> CookieCanary:
    """Load a page of 127.0.0.1 that embeds localhost, which sets a cookie, and see whether it comes back.

    The two are different sites to the browser, and both are trustworthy without a certificate. The context has no
    proxy, and resolver rules name other ports, so neither stands between. Never raises."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await _measure(browser)
    except (TimeoutError, PlaywrightError, OSError) as error:
        return CookieCanary("unknown", f"The test page on loopback could not be loaded ({type(error).__name__}).")


@dataclass
class _Server:
    """Two hosts of one small server: ``/`` embeds ``/set`` of the other host; ``/check`` notes what comes back."""

    port: int = 0
    cookies_seen: list[bool] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            writer.write(self._response(path, head))
            await writer.drain()
        writer.close()

    def _response(self, path: str, head: str) -> bytes:
        other = f"http://localhost:{self.port}"
        body, extra = "", ""
        if path == "/":
            body = f'<!doctype html><title>canary</title><iframe src="{other}/set"></iframe>'
        elif path == "/set":
            body, extra = '<!doctype html><img src="/check">', f"Set-Cookie: {_COOKIE}\r\n"
        elif path == "/check":
            self.cookies_seen.append("canary=1" in head)
        data = body.encode()
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(data)}\r\n{extra}"
            "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
        ).encode() + data


async def _measure(browser: Browser) -> CookieCanary:
    server = _Server()
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    context = await browser.new_context()
    try:
        reasons = await _visit(context, f"http://127.0.0.1:{server.port}/")
        kept = any(cookie.get("name") == "canary" for cookie in await context.cookies())
    finally:
        listening.close()
        with contextlib.suppress(PlaywrightError):
            await context.close()
    if kept and any(server.cookies_seen):
        return CookieCanary("allowed")
    if server.cookies_seen or reasons:
        return CookieCanary("refused", ", ".join(sorted(set(reasons))) or "The cookie was not sent back.")
    return CookieCanary("unknown", "The embedded test page was not loaded.")


async def _visit(context: BrowserContext, url: str) -> list[str]:
    """Load the page; the reasons that the browser gives for refusing its cookie."""
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    reasons: list[str] = []

    def note(event: dict[str, list[dict[str, list[str]]]]) -> None:
        for blocked in event.get("blockedCookies", []):
            reasons.extend(blocked.get("blockedReasons", []))

    session.on("Network.responseReceivedExtraInfo", note)
    await session.send("Network.enable")
    await page.goto(url, wait_until="load")
    return reasons
