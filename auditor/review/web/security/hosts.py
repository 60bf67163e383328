"""Refuses requests for names that are not ours: a foreign page whose name was pointed at this machine."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from auditor.review.web.probe import PATH
from auditor.review.web.settings import ReviewSettings

_HOST = re.compile(r"(?P<name>[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?", re.IGNORECASE)

#: A proxy sets these. Where nobody signs in there is none, or the pages were put on a network by mistake.
_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class HostCheck:
    """Answers 400 to any ``Host`` that is malformed or not among the settings' ``hosts``."""

    def __init__(self, app: ASGIApp, settings: ReviewSettings) -> None:
        self._app = app
        self._hosts = settings.hosts
        self._refuse_proxies = not settings.sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == PATH:
            # A load balancer asks by address, and through a proxy; the answer holds nothing of any site.
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._ours(hosts[0]):
            await PlainTextResponse("This server does not answer to that name.\n", 400)(scope, receive, send)
        elif self._refuse_proxies and any(name in headers for name in _OF_PROXIES):
            text = "This server runs without sign-in, so it answers no proxy. Start it with --address.\n"
            await PlainTextResponse(text, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _ours(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        return self._hosts is None or match["name"].strip("[]").lower() in self._hosts
