"""Starts and ends the browser's process: an ordinary desktop Chrome in a throw-away profile that accepts third-party
cookies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from auditor.crawl.browser_choice import INSTALL_HINT, build_of, desktop_user_agent, find_browser, is_root
from auditor.crawl.canary import CookieCanary, measure_third_party_cookies
from auditor.crawl.options import VIEWPORT, CrawlOptions
from auditor.crawl.own_folder import PROFILE, OwnFolder
from auditor.errors import BrowserMissing, MachineError, UsageError
from auditor.models.observation import Browser as BrowserFacts

#: Third-party cookies are refused by default in automated profiles; these preferences allow them as
#: an ordinary Dutch visitor's Chrome does (measured with Chromium 156; the canary tells per run).
PREFERENCES = {
    "profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False},
    "signin": {"allowed": False, "allowed_on_next_startup": False},
    "safebrowsing": {"enabled": False},
    "search": {"suggest_enabled": False},
    "translate": {"enabled": False},
    "credentials_enable_service": False,
}

#: Chromium obeys the last ``--disable-features``, so Playwright's own list is repeated as far as it
#: matters here. Without IsolateOrigins and site-per-process one DevTools session sees all frames of a
#: page from their first request. Storage partitioning stays on, as in an ordinary Chrome.
DISABLED_FEATURES = (
    "IsolateOrigins", "site-per-process", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch", "Translate", "AutofillServerCommunication",
    "AvoidCorsURLLoaderRestartOnRedirect", "LensOverlay",
)  # fmt: skip

_RULE = re.compile(r"(\*|[A-Za-z0-9_.\-*]+):(\d{1,5})=(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.\-]+):(\d{1,5})")

#: Seconds that closing may take before the process is ended by its number.
CLOSING = 8.0

NO_CANARY = "The canary was not started."


@dataclass(frozen=True)
class Launch:
    """What a browser is started with: crawls that agree in this can share one. ``resolve``: empty with ``public_only``,
    where the gateway looks names up."""

    locale: str
    public_only: bool
    resolve: tuple[str, ...]
    ignore_https_errors: bool
    browser_path: Path | None

    @classmethod
    def of(cls, options: CrawlOptions) -> Launch:
        """The launch that a crawl's options ask for."""
        rules = () if options.public_only else options.resolve
        return cls(options.locale, options.public_only, rules, options.ignore_https_errors, options.browser_path)


def flags(launch: Launch) -> list[str]:
    """The browser's command line, besides what Playwright passes.

    Raises `UsageError` for a resolve rule that is none."""
    found = [
        "--disable-blink-features=AutomationControlled",
        "--disable-site-isolation-trials",
        f"--disable-features={','.join(DISABLED_FEATURES)}",
        "--disable-background-networking",
        "--disable-sync",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--no-first-run",
        # What the browser would still ask on its own account goes to a port that it refuses to use.
        "--gaia-url=https://127.0.0.1:9",
        "--component-updater=url-source=https://127.0.0.1:9/",
        "--no-default-browser-check",
        f"--lang={launch.locale}",
        f"--window-size={VIEWPORT[0]},{VIEWPORT[1]}",
    ]
    if launch.public_only:
        # All goes through the gateway, and it does the looking up.
        found += ["--disable-quic", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"]
    elif launch.resolve:
        found.append(f"--host-resolver-rules={resolver_rules(launch.resolve)}")
    if launch.ignore_https_errors:
        # The context's own option does not reach service workers.
        found.append("--ignore-certificate-errors")
    return found


def resolver_rules(rules: tuple[str, ...]) -> str:
    """``HOST:PORT=ADDRESS:PORT`` rules in Chromium's words. Raises `UsageError` for what is none."""
    mapped = []
    for rule in rules:
        match = _RULE.fullmatch(rule.strip())
        if match is None:
            raise UsageError(f"'{rule}' is no resolve rule; write HOST:PORT=ADDRESS:PORT, with * for any host.")
        host, port, address, to_port = match.groups()
        mapped.append(f"MAP {host}:{port} {address}:{to_port}")
    return ",".join(mapped)


class BrowserProcess:
    """A running browser and its profile. `start` it; `close` leaves no process and no file behind."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self._playwright: Playwright | None = None
        self._root: BrowserContext | None = None
        self._profile: OwnFolder | None = None
        self._process: int | None = None
        self._path: Path | None = None
        self._version = ""
        self._user_agent = ""
        self._canary: asyncio.Task[CookieCanary] | None = None

    @property
    def browser(self) -> Browser:
        """Playwright's handle."""
        browser = self._root.browser if self._root else None
        if browser is None:
            raise MachineError("The browser is not running.")
        return browser

    @property
    def alive(self) -> bool:
        """Whether it still answers."""
        return self._root is not None and self._root.browser is not None and self._root.browser.is_connected()

    @property
    def user_agent(self) -> str:
        """The user agent of the same build with a window."""
        return self._user_agent

    async def facts(self) -> BrowserFacts:
        """What the observation records of the browser; waits for the canary."""
        # Not cancelled with one of those who wait for it.
        canary = await asyncio.shield(self._canary) if self._canary else CookieCanary("unknown", NO_CANARY)
        return BrowserFacts(
            name="Chromium" if self._path and "chromium" in self._path.name.lower() else "Chrome",
            version=self._version,
            build=build_of(self._path) if self._path else "unknown",
            user_agent=self._user_agent,
            third_party_cookies=canary.answer,
            third_party_cookies_reason=canary.reason,
        )

    async def start(self) -> None:
        """Start it. Raises `BrowserMissing`, or `UsageError` for a wrong resolve rule."""
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise

    async def _start(self) -> None:
        self._playwright = await async_playwright().start()
        self._path = find_browser(self.launch.browser_path, self._playwright.chromium.executable_path)
        self._profile = _seeded_profile(self.launch.locale)
        arguments = flags(self.launch)
        agent = await desktop_user_agent(self._path)
        if agent is not None:
            arguments.append(f"--user-agent={agent}")
        try:
            self._root = await self._playwright.chromium.launch_persistent_context(
                str(self._profile.path),
                executable_path=str(self._path),
                headless=True,
                args=arguments,
                chromium_sandbox=not is_root(),
                timeout=30_000,
            )
        except PlaywrightError as error:
            raise BrowserMissing(
                f"The browser at {self._path} could not be started ({_first_line(error)}). {INSTALL_HINT}"
            ) from error
        await self._introduce()
        self._canary = asyncio.create_task(measure_third_party_cookies(self.browser))

    async def _introduce(self) -> None:
        session = await self.browser.new_browser_cdp_session()
        version = await session.send("Browser.getVersion")
        self._version = str(version["product"]).rpartition("/")[2]
        self._user_agent = str(version["userAgent"]).replace("HeadlessChrome", "Chrome")
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        self._process = next((int(entry["id"]) for entry in processes if entry["type"] == "browser"), None)
        await session.detach()

    async def close(self) -> None:
        """End everything, also when the browser no longer answers, or while being cancelled. Never raises."""
        closing = asyncio.ensure_future(self._close())
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await asyncio.wait([closing], timeout=2 * CLOSING)
            raise

    async def _close(self) -> None:
        if self._canary is not None:
            self._canary.cancel()
            await asyncio.gather(self._canary, return_exceptions=True)
            self._canary = None
        if self._root is not None:
            await within(CLOSING, self._root.close())
            self._root = None
        if self._process is not None:
            await _end_process(self._process)
            self._process = None
        if self._playwright is not None:
            await within(CLOSING, self._playwright.stop())
            self._playwright = None
        if self._profile is not None:
            await asyncio.to_thread(self._profile.remove)
            self._profile = None


def languages(locale: str) -> str:
    """The languages of a Chrome in this locale: its own, then English. Set in the profile, they hold for pages,
    workers and the browser's own fetches alike, and the header gets its weights from the browser."""
    return ",".join(dict.fromkeys([locale, locale.split("-", maxsplit=1)[0], "en-US", "en"]))


def _seeded_profile(locale: str) -> OwnFolder:
    profile = OwnFolder(PROFILE)
    (profile.path / "Default").mkdir()
    wanted = languages(locale)
    preferences = {**PREFERENCES, "intl": {"accept_languages": wanted, "selected_languages": wanted}}
    (profile.path / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
    return profile


def _first_line(error: Exception) -> str:
    """The part of Playwright's message that says why, without its box of advice and call log."""
    text = str(error)
    for pattern in (
        r"No usable sandbox[^\n]*",
        r"error while loading shared libraries: [^\n]*",
        r"Missing X server[^\n]*",
    ):
        match = re.search(pattern, text)
        if match:
            return match.group(0).strip(" .!")
    return text.strip().splitlines()[0][:200].strip(" .")


async def within(seconds: float, work: Coroutine[Any, Any, Any]) -> None:
    """Let the browser do it for so long; a browser that is gone, or does not answer, has nothing to do any more."""
    with contextlib.suppress(PlaywrightError, asyncio.TimeoutError, OSError, RuntimeError):
        await asyncio.wait_for(work, seconds)


async def _end_process(number: int) -> None:
    """End the browser's main process, which takes its children with it, if closing did not."""
    for attempt in range(20):
        try:
            os.kill(number, 0)
        except (ProcessLookupError, PermissionError, OSError):
            return
        if attempt == 10:
            with contextlib.suppress(OSError):
                os.kill(number, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        await asyncio.sleep(0.1)
