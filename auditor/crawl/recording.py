"""Wires a browser profile to the logs: every tab, popup and worker is watched from its first moment."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Dialog, Page, Request
from playwright.async_api import Error as PlaywrightError

from auditor.crawl.activity import Activity
from auditor.crawl.collector import Collector
from auditor.crawl.evidence import VisitEvidence, origin_of
from auditor.crawl.network_log import Hop, SetCookie, Source
from auditor.crawl.tab import GONE, Tab, script
from auditor.crawl.workers import Workers
from auditor.crawl.write_log import parse_message
from auditor.domains import host_of

NETWORK_EVENTS = (
    "requestWillBeSent",
    "requestServedFromCache",
    "responseReceived",
    "responseReceivedExtraInfo",
    "loadingFinished",
    "loadingFailed",
    "webSocketCreated",
    "webSocketHandshakeResponseReceived",
    "webTransportCreated",
)

#: Popups that are let live for a moment; a page that opens more of them opens them without end.
MOST_POPUPS = 5

#: Seconds that a popup is watched before it is closed.
POPUP_LIFE = 2.0

#: Seconds for asking the browser about requests that were missed.
LAST_ANSWERS = 2.0

#: Frames of an asynchronous stack that are kept: an image made by a timer made by a script still has its script.
ASYNC_DEPTH = 32


@dataclass(frozen=True)
class _Answer:
    """What Playwright knows of the answer to a request that no session of ours saw."""

    status: int | None
    cookies: list[str]
    address: str | None


class Recording:
    """The recording of one visit: attach it to a fresh context, then open tabs through it."""

    def __init__(
        self,
        context: BrowserContext,
        evidence: VisitEvidence,
        collectors: Sequence[Collector],
        known_timers: set[str],
        locale: str,
    ) -> None:
        self._locale = locale
        self._known_timers = known_timers
        self._context = context
        self._evidence = evidence
        self._collectors = collectors
        self._binding = "_" + secrets.token_hex(6)
        self._script = script("recorder.js").replace("$BINDING", self._binding)
        self._tabs: dict[Page, Tab] = {}
        self._opening = asyncio.Lock()
        self._popups = 0
        self._claimed: set[str] = set()
        self._watched: set[Page] = set()
        self._answers: dict[Request, _Answer] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen_by_playwright: list[tuple[str, float, Request]] = []
        self._main: Tab | None = None

    async def prepare(self) -> None:
        """Install the recorder for all pages to come."""
        await self._context.expose_binding(self._binding, self._on_message)
        await self._context.add_init_script(self._script)
        self._context.on("request", self._on_request)
        self._context.on("dialog", lambda dialog: self._spawn(_dismiss(dialog)))
        self._context.on("page", self._on_page)

    async def open_tab(self) -> Tab:
        """A new tab, watched before it goes anywhere."""
        async with self._opening:
            page = await self._context.new_page()
            tab = await self._attach(page, popup=False)
        self._main = tab
        return tab

    async def finish(self) -> None:
        """Stop what still runs on our side, and add what only the browser's list of requests knows."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._add_missed()

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_page(self, page: Page) -> None:
        self._spawn(self._watch_popup(page))

    async def _watch_popup(self, page: Page) -> None:
        """Let a popup do its work for a moment, recorded under the page that opened it; then close it."""
        if self._opening.locked():
            async with self._opening:
                pass  # the page may be the tab that is just being opened
        if page in self._tabs:
            return
        self._popups += 1
        with contextlib.suppress(*GONE):
            if self._popups <= MOST_POPUPS:
                if self._main is not None:
                    self._main.activity.news(f"popup {self._popups}")
                tab = await asyncio.wait_for(self._attach(page, popup=True), POPUP_LIFE)
                await tab.activity.rest(time.monotonic() + POPUP_LIFE)
                for collector in self._collectors:
                    await asyncio.wait_for(collector.at_page_end(tab), POPUP_LIFE)
            await asyncio.wait_for(page.close(run_before_unload=False), POPUP_LIFE)

    async def _attach(self, page: Page, popup: bool) -> Tab:
        session = await self._context.new_cdp_session(page)
        target = (await session.send("Target.getTargetInfo"))["targetInfo"]["targetId"]
        activity = Activity(self._known_timers)
        tab = Tab(self._context, page, session, str(target), popup=popup, activity=activity)
        tab.page_url = self._main.page_url if popup and self._main else ""
        if popup and self._main:
            tab.activity = self._main.activity
        self._tabs[page] = tab
        page.on("crash", lambda _: setattr(tab, "crashed", True))
        if not popup:
            page.on("domcontentloaded", lambda _: setattr(tab.activity, "parsed", True))
            page.on("load", lambda _: setattr(tab.activity, "loaded", True))
        self._listen(tab)
        await self._enable(session)
        with contextlib.suppress(PlaywrightError):  # it holds for a whole renderer, and may be set there already
            await session.send("Emulation.setLocaleOverride", {"locale": self._locale})
        self._watched.add(page)
        return tab

    def _listen(self, tab: Tab) -> None:
        source = Source(session=str(id(tab.session)), main_frame=tab.main_frame)
        for name in NETWORK_EVENTS:
            tab.session.on(f"Network.{name}", self._network_handler(f"Network.{name}", source, tab))
        for collector in self._collectors:
            for method in collector.events:
                tab.session.on(method, self._collector_handler(collector, method, tab))
        workers = Workers(
            tab,
            self._script,
            self._binding,
            self._claim,
            self._on_worker,
            lambda method, event, source: self.on_network(method, event, source, tab),
            lambda message, worker: self._on_write(message, tab, f"{worker.worker or worker.service_worker}", False),
        )
        tab.session.on("Target.attachedToTarget", lambda event: self._spawn(workers.attach(event)))
        tab.session.on("Target.receivedMessageFromTarget", workers.receive)

    async def _enable(self, session: CDPSession) -> None:
        domains = {event.partition(".")[0] for collector in self._collectors for event in collector.events}
        await asyncio.gather(
            session.send("Network.enable", {"maxPostDataSize": 65536}),
            session.send("Debugger.enable"),
            session.send("Debugger.setSkipAllPauses", {"skip": True}),
            session.send("Debugger.setAsyncCallStackDepth", {"maxDepth": ASYNC_DEPTH}),
            session.send(
                "Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False}
            ),
            *(session.send(f"{domain}.enable") for domain in sorted(domains - {"Debugger", "Network"})),
        )

    def _network_handler(self, method: str, source: Source, tab: Tab) -> Callable[[dict[str, Any]], None]:
        return lambda event: self.on_network(method, event, source, tab)

    def on_network(self, method: str, event: dict[str, Any], source: Source, tab: Tab) -> None:
        """Log an event of the Network domain, and feel the tab's pulse."""
        hop = self._evidence.network.on_event(method, event, source, tab.page_url)
        request = f"{source.session} {event.get('requestId', '')}"
        if hop is not None:
            host = host_of(hop.url)
            if self._evidence.parties.of_host(host) == "first":
                self._evidence.names.ask(host)
            if tab.activity.news(f"{hop.method} {hop.url.partition('?')[0]}"):
                tab.activity.started(request, hop.kind)
        elif method.endswith(("responseReceived", "loadingFailed", "loadingFinished", "ServedFromCache")):
            tab.activity.answered(request)

    def _collector_handler(self, collector: Collector, method: str, tab: Tab) -> Callable[[dict[str, Any]], None]:
        def handle(event: dict[str, Any]) -> None:
            if collector.on_event(method, event, tab.page_url):
                tab.activity.news(f"{collector.kind} {method}")

        return handle

    def _on_message(self, source: Any, raw: object) -> None:
        """A message of the recorder in some frame."""
        message = parse_message(raw)
        tab = self._tabs.get(source["page"]) or self._main
        if message is None or tab is None:
            return
        in_main = source["frame"].parent_frame is None and not tab.popup
        self._on_write(message, tab, source["frame"].url, in_main)

    def _on_write(self, message: dict[str, Any], tab: Tab, place: str, in_main: bool) -> None:
        kind = message.get("kind")
        if kind == "timer":
            delay = _seconds(message.get("delay"))
            tab.activity.timer(f"{place} {message.get('id')}", str(message.get("text")), delay)
        elif kind == "timer_cleared":
            tab.activity.timer_cleared(f"{place} {message.get('id')}")
        elif (write := self._evidence.writes.add(message, tab.page_url, in_main)) is not None:
            key = message.get("key") or message.get("name") or str(message.get("line", "")).partition("=")[0]
            tab.activity.news(f"{write.kind} {key}")

    def _on_worker(self, url: str, service: bool) -> None:
        self._evidence.workers.setdefault(origin_of(url), {})[url] = service

    def _claim(self, target: str) -> bool:
        new = target not in self._claimed
        self._claimed.add(target)
        return new

    def _on_request(self, request: Request) -> None:
        page = self._main.page_url if self._main else ""
        self._seen_by_playwright.append((page, time.monotonic(), request))
        if not self._is_watched(request):
            self._spawn(self._note_answer(request))

    def _is_watched(self, request: Request) -> bool:
        """Whether a session of ours sees the request; the first ones of a popup come before there is one."""
        if request.service_worker is not None:
            return True
        try:
            return request.frame.page in self._watched
        except PlaywrightError:
            return False  # the answer to a navigation that has not begun to show

    async def _note_answer(self, request: Request) -> None:
        """Keep status and cookies while the popup is there to be asked."""
        with contextlib.suppress(*GONE):
            response = await request.response()
            if response is not None:
                lines, place = await asyncio.gather(response.header_values("set-cookie"), response.server_addr())
                cookies = [line for value in lines for line in value.split("\n")]
                self._answers[request] = _Answer(response.status, cookies, place["ipAddress"] if place else None)

    async def _add_missed(self) -> None:
        """Requests that no session of ours saw, such as the first ones of a popup, are in the browser's own list."""
        known = Counter((hop.url, hop.method) for hop in self._evidence.network.hops)
        missed = []
        for page, at, request in self._seen_by_playwright:
            key = (request.url.partition("#")[0], request.method)
            if known[key] > 0:
                known[key] -= 1
            elif key[0].startswith(("http://", "https://", "ws://", "wss://")):
                missed.append((page, at, request))
        unanswered = [request for _, _, request in missed if request not in self._answers][:200]
        with contextlib.suppress(*GONE):
            await asyncio.wait_for(asyncio.gather(*map(self._note_answer, unanswered)), LAST_ANSWERS)
        for page, at, request in missed:
            self._evidence.network.add(self._missed(request, page, at))

    def _missed(self, request: Request, page: str, at: float) -> Hop:
        """A request as Playwright knows it: without initiator, and with cookies that may have been refused."""
        worker = request.service_worker
        source = Source(session="playwright", main_frame="", service_worker=worker.url if worker else None)
        answer = self._answers.get(request, _Answer(None, [], None))
        return Hop(
            page=page,
            url=request.url.partition("#")[0],
            method=request.method,
            kind=request.resource_type.capitalize(),
            request_id="",
            source=source,
            initiator={},
            at=at,
            has_extra=False,
            failure=request.failure,
            status=answer.status,
            address=answer.address,
            set_cookies=[SetCookie(line) for line in answer.cookies],
        )


async def _dismiss(dialog: Dialog) -> None:
    """Refuse what a page asks, but let it be left."""
    with contextlib.suppress(*GONE):
        await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())


def _seconds(milliseconds: object) -> float:
    return float(milliseconds) / 1000 if isinstance(milliseconds, int | float) else 0.0
