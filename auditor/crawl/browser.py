"""The browser as the visits to one site have it: fresh contexts of an ordinary desktop visitor, and one way out.

The process behind it is its own, or one that a `BrowserPool` lends to several sites at once. Contexts share no cookies,
storage, cache, workers or connections; the way out, and what it refused, is each site's own."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from playwright.async_api import Browser, BrowserContext, ProxySettings

from auditor.crawl.browser_pool import BrowserPool
from auditor.crawl.browser_process import CLOSING, BrowserProcess, Launch, within
from auditor.crawl.gateway import Gateway
from auditor.crawl.options import VIEWPORT, CrawlOptions
from auditor.crawl.targets import Targets
from auditor.errors import MachineError, UsageError
from auditor.models.observation import Browser as BrowserFacts

#: What a visitor's browser sends who asks not to be tracked, and what it tells scripts.
#: Source: W3C, Global Privacy Control; W3C, Tracking Preference Expression (DNT).
SIGNAL_HEADERS = {"Sec-GPC": "1", "DNT": "1"}
SIGNAL_PROPERTIES = """
for (const [name, value] of [["globalPrivacyControl", true], ["doNotTrack", "1"]]) {
  Object.defineProperty(Navigator.prototype, name, { get: () => value, configurable: true, enumerable: true });
}
"""


class ManagedBrowser:
    """A browser for one site at a time. Enter it to start or borrow one; leaving it leaves nothing behind.

    ``pool``: where to borrow; None: a process of its own."""

    def __init__(self, options: CrawlOptions, pool: BrowserPool | None = None) -> None:
        self._options = options
        self._pool = pool
        self._process: BrowserProcess | None = None
        self._gateway: Gateway | None = None
        self._contexts: list[BrowserContext] = []
        #: Hosts that were refused because they are not of the public internet.
        self.refused: list[str] = []

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def browser(self) -> Browser:
        """Playwright's handle."""
        return self._running.browser

    @property
    def alive(self) -> bool:
        """Whether it still answers."""
        return self._process is not None and self._process.alive

    @property
    def user_agent(self) -> str:
        """The user agent of the same build with a window."""
        return self._running.user_agent

    async def new_context(self, signals: bool = False) -> BrowserContext:
        """A fresh, isolated profile of an ordinary desktop visitor in the options' locale and time zone.

        ``signals``: one that asks not to be tracked (see `SIGNAL_HEADERS`)."""
        options = self._options
        context = await self.browser.new_context(
            user_agent=self.user_agent,
            timezone_id=options.timezone,
            viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]},
            screen={"width": VIEWPORT[0], "height": VIEWPORT[1] + 120},
            accept_downloads=False,
            ignore_https_errors=options.ignore_https_errors,
            proxy=self._proxy(),
            extra_http_headers=SIGNAL_HEADERS if signals else None,
        )
        self._contexts.append(context)
        context.on("close", self._closed)
        if signals:
            await context.add_init_script(SIGNAL_PROPERTIES)
        return context

    async def facts(self) -> BrowserFacts:
        """What the observation records of the browser; waits for the canary."""
        return await self._running.facts()

    @property
    def _running(self) -> BrowserProcess:
        if self._process is None:
            raise MachineError("The browser is not running.")
        return self._process

    def _proxy(self) -> ProxySettings | None:
        """The way out of a context. By default Chromium goes to loopback without a proxy; not past the gateway."""
        if self._gateway is not None:
            return {"server": self._gateway.url, "bypass": "<-loopback>"}
        return proxy_settings(self._options.proxy) if self._options.proxy else None

    def _closed(self, context: BrowserContext) -> None:
        if context in self._contexts:
            self._contexts.remove(context)

    async def _start(self) -> None:
        if self._options.public_only:
            if self._options.proxy:
                raise UsageError("Behind a proxy it cannot be told where a name leads; leave out proxy or public_only.")
            self._gateway = Gateway(Targets(self._options.allow_targets), self._options.resolve)
            self._gateway.refused = self.refused
            await self._gateway.__aenter__()
        launch = Launch.of(self._options)
        if self._pool is not None:
            self._process = await self._pool.borrow(launch)
        else:
            self._process = BrowserProcess(launch)
            await self._process.start()

    async def close(self) -> None:
        """End everything, also when the browser no longer answers, or while being cancelled. Never raises."""
        closing = asyncio.ensure_future(self._close())
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await asyncio.wait([closing], timeout=2 * CLOSING)
            raise

    async def _close(self) -> None:
        process, self._process = self._process, None
        if process is not None and self._pool is not None:
            clean = await self._leave(process)
            await self._pool.give_back(process, clean=clean)
        elif process is not None:
            await process.close()
        if self._gateway is not None:
            await self._gateway.close()
            self._gateway = None

    async def _leave(self, process: BrowserProcess) -> bool:
        """Close the contexts that are still open in a browser that goes on; whether that worked."""
        if process.alive:
            left = list(self._contexts)
            await asyncio.gather(*(within(CLOSING, context.close()) for context in left))
        return not self._contexts


def proxy_settings(url: str) -> ProxySettings:
    """A proxy's URL as the browser wants it, its name and password apart."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if not parts.hostname:
        raise UsageError(f"'{url}' is no address of a proxy; write http://HOST:PORT.")
    server = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    if parts.username is None:
        return {"server": server}
    return {"server": server, "username": unquote(parts.username), "password": unquote(parts.password or "")}
