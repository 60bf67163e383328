"""All requests of a visit as DevTools reported them: every hop, with its answer, cookies and initiator."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: Schemes that stay inside the browser.
_INSIDE = ("data:", "blob:", "about:", "chrome:", "chrome-extension:", "javascript:", "devtools:", "filesystem:")

#: Reasons for which the browser sends nothing at all (CDP, ``Network.BlockedReason``).
_REFUSED_INSIDE = ("csp", "mixed-content", "origin", "inspector", "subresource-filter")

#: Most hops kept of one visit; a page in an endless loop makes millions.
MOST_HOPS = 20_000


@dataclass(frozen=True)
class Source:
    """Which DevTools session an event came from. ``worker``/``service_worker``: the script's URL, for theirs."""

    session: str
    main_frame: str
    worker: str | None = None
    service_worker: str | None = None


@dataclass
class SetCookie:
    """One ``Set-Cookie`` line of an answer, with the browser's reasons where it refused it."""

    line: str
    blocked: tuple[str, ...] = ()
    partition_key: str | None = None


@dataclass
class Hop:
    """One request; a redirect is the next hop of the same request. ``url`` is raw and never saved as it is."""

    page: str
    url: str
    method: str
    kind: str
    request_id: str
    source: Source
    initiator: dict[str, Any]
    at: float
    frame: str | None = None
    body: str = ""
    previous: Hop | None = None
    status: int | None = None
    failure: str | None = None
    address: str | None = None
    inside: bool = False  # a cache or service worker answered, or a policy refused it: it did not leave the browser
    has_extra: bool | None = None
    set_cookies: list[SetCookie] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    is_page: bool = False


class NetworkLog:
    """Append-only; survives whatever becomes of the page."""

    def __init__(self) -> None:
        self.hops: list[Hop] = []
        self._current: dict[tuple[str, str], Hop] = {}
        self._extras: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._pages: dict[str, str] = {}
        self._first: dict[str, Hop] = {}
        self._first_on: dict[tuple[str, str], Hop] = {}

    def on_event(self, method: str, event: dict[str, Any], source: Source, page: str) -> Hop | None:
        """Take in a DevTools event of the Network domain; the new hop, if it began one."""
        handler = getattr(self, "_on_" + method.removeprefix("Network."), None)
        hop: Hop | None = handler(event, source, page) if handler else None
        return hop

    def add(self, hop: Hop) -> None:
        """Add a hop that was seen otherwise."""
        if len(self.hops) < MOST_HOPS:
            self.hops.append(hop)
            self._first.setdefault(hop.url, hop)
            self._first_on.setdefault((hop.url, hop.page), hop)

    def find(self, url: str, page: str) -> Hop | None:
        """The request that first loaded ``url``, on this page if there is one."""
        plain = url.partition("#")[0]
        return self._first_on.get((plain, page)) or self._first.get(plain)

    def loaded(self, url: str) -> bool:
        """Whether anything was loaded from ``url``."""
        return url.partition("#")[0] in self._first

    def sent(self) -> Iterator[Hop]:
        """The hops that left the browser, with their cookies filled in."""
        self._distribute_extras()
        return (hop for hop in self.hops if not hop.inside)

    def _on_requestWillBeSent(self, event: dict[str, Any], source: Source, page: str) -> Hop | None:  # noqa: N802
        request = event["request"]
        if request["url"].startswith(_INSIDE):
            return None
        key = (source.session, event["requestId"])
        previous = self._close_redirect(event, key)
        loader = event.get("loaderId", "")
        is_page = loader == event["requestId"] and event.get("frameId") == source.main_frame
        if is_page:
            self._pages[loader] = page
        hop = Hop(
            page=self._pages.get(loader, page),
            url=request["url"],
            method=request["method"],
            kind=event.get("type", "Other"),
            request_id=event["requestId"],
            source=source,
            initiator=event.get("initiator", {}),
            at=time.monotonic(),
            frame=None if is_page or event.get("frameId") == source.main_frame else event.get("documentURL"),
            body=str(request.get("postData", "")),
            previous=previous,
            is_page=is_page,
        )
        self._current[key] = hop
        self.add(hop)
        return hop

    def _close_redirect(self, event: dict[str, Any], key: tuple[str, str]) -> Hop | None:
        redirect = event.get("redirectResponse")
        previous = self._current.get(key)
        if redirect is None or previous is None:
            return None
        _answer(previous, redirect)
        previous.has_extra = bool(event.get("redirectHasExtraInfo", True))
        return previous

    def _on_responseReceived(self, event: dict[str, Any], source: Source, page: str) -> None:  # noqa: N802
        hop = self._current.get((source.session, event["requestId"]))
        if hop is not None:
            _answer(hop, event["response"])
            hop.has_extra = bool(event.get("hasExtraInfo", True))
            hop.kind = hop.kind if hop.kind != "Other" else event.get("type", "Other")

    def _on_requestServedFromCache(self, event: dict[str, Any], source: Source, page: str) -> None:  # noqa: N802
        hop = self._current.get((source.session, event["requestId"]))
        if hop is not None:
            hop.inside = True

    def _on_loadingFailed(self, event: dict[str, Any], source: Source, page: str) -> None:  # noqa: N802
        hop = self._current.get((source.session, event["requestId"]))
        if hop is not None:
            reason = event.get("blockedReason") or event.get("errorText") or "failed"
            hop.failure = "cancelled" if event.get("canceled") else str(reason)[:100]
            hop.inside = hop.inside or event.get("blockedReason") in _REFUSED_INSIDE

    def _on_responseReceivedExtraInfo(self, event: dict[str, Any], source: Source, page: str) -> None:  # noqa: N802
        # A worker's raw answers may come through the session of its page, so the session is no part of the key.
        self._extras[event["requestId"]].append(event)

    def _on_webSocketCreated(self, event: dict[str, Any], source: Source, page: str) -> Hop:  # noqa: N802
        hop = Hop(
            page=page,
            url=event["url"],
            method="GET",
            kind="WebSocket",
            request_id=event["requestId"],
            source=source,
            initiator=event.get("initiator", {}),
            at=time.monotonic(),
        )
        self._current[(source.session, event["requestId"])] = hop
        self.add(hop)
        return hop

    def _on_webSocketHandshakeResponseReceived(self, event: dict[str, Any], source: Source, page: str) -> None:  # noqa: N802
        hop = self._current.get((source.session, event["requestId"]))
        if hop is not None:
            hop.status = event["response"].get("status")
            headers = event["response"].get("headers", {})
            hop.set_cookies += [SetCookie(line) for line in _set_cookie_lines(headers)]

    def _on_webTransportCreated(self, event: dict[str, Any], source: Source, page: str) -> Hop:  # noqa: N802
        hop = self._on_webSocketCreated({**event, "requestId": event["transportId"]}, source, page)
        hop.kind = "WebTransport"
        return hop

    def _distribute_extras(self) -> None:
        """Give each raw answer to its hop: both come in order, but some hops (cache, HSTS) have none."""
        for hop in self.hops:
            queue = self._extras.get(hop.request_id)
            if queue and hop.has_extra is not False:
                extra = queue.pop(0)
                hop.set_cookies += list(_cookies_of(extra))
                hop.status = hop.status or extra.get("statusCode")


def _answer(hop: Hop, response: dict[str, Any]) -> None:
    hop.status = response.get("status")
    hop.address = (response.get("remoteIPAddress") or "").strip("[]") or None
    answered_inside = ("fromDiskCache", "fromPrefetchCache", "fromServiceWorker")
    hop.inside = hop.inside or any(response.get(name) for name in answered_inside)
    hop.headers = {str(name).lower(): str(value) for name, value in response.get("headers", {}).items()}


def _cookies_of(extra: dict[str, Any]) -> Iterator[SetCookie]:
    blocked: dict[str, list[str]] = {}
    for entry in extra.get("blockedCookies", []):
        blocked.setdefault(str(entry.get("cookieLine", "")).strip(), []).extend(entry.get("blockedReasons", []))
    for line in _set_cookie_lines(extra.get("headers", {})):
        yield SetCookie(line, tuple(blocked.get(line.strip(), ())))


def _set_cookie_lines(headers: dict[str, Any]) -> list[str]:
    joined = next((str(value) for name, value in headers.items() if name.lower() == "set-cookie"), "")
    return [line for line in joined.split("\n") if line.strip()]
