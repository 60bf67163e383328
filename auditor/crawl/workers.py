"""Watches a tab's workers and service workers through the tab's own session, from before their first line runs."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from auditor.crawl.network_log import Source
from auditor.crawl.tab import GONE, Tab
from auditor.crawl.write_log import parse_message

OnNetwork = Callable[[str, dict[str, Any], Source], None]
#: Called with a target's id; False when another tab has it already (a service worker serves all tabs of its origin).
Claim = Callable[[str], bool]

OnWorker = Callable[[str, bool], None]
OnWrite = Callable[[dict[str, Any], Source], None]


class Workers:
    """``recorder``: the recorder's script, which tells through the binding named ``binding``."""

    def __init__(
        self,
        tab: Tab,
        recorder: str,
        binding: str,
        claim: Claim,
        on_worker: OnWorker,
        on_network: OnNetwork,
        on_write: OnWrite,
    ) -> None:
        self._tab = tab
        self._claim = claim
        self._on_worker = on_worker
        self._recorder = recorder
        self._binding = binding
        self._on_network = on_network
        self._on_write = on_write
        self._sources: dict[str, Source] = {}
        self._numbers = 0

    async def attach(self, event: dict[str, Any]) -> None:
        """Record a worker, and let it go on: it waits for us."""
        session, info = str(event["sessionId"]), event["targetInfo"]
        url, kind = str(info.get("url", "")), str(info.get("type", ""))
        if not self._claim(str(info.get("targetId", ""))):
            with contextlib.suppress(*GONE):
                await self._send(session, "Runtime.runIfWaitingForDebugger", {})
            return
        serving = kind == "service_worker"
        self._on_worker(url, serving)
        self._sources[session] = Source(
            session=session,
            main_frame="",
            worker=None if serving else url,
            service_worker=url if serving else None,
        )
        with contextlib.suppress(*GONE):
            await asyncio.gather(
                self._send(session, "Network.enable", {"maxPostDataSize": 65536}),
                self._send(session, "Runtime.enable", {}),
                self._send(session, "Runtime.addBinding", {"name": self._binding}),
                self._send(session, "Runtime.evaluate", {"expression": self._recorder}),
                self._send(session, "Runtime.runIfWaitingForDebugger", {}),
            )

    async def _send(self, session: str, method: str, parameters: dict[str, Any]) -> None:
        self._numbers += 1
        message = json.dumps({"id": self._numbers, "method": method, "params": parameters})
        await self._tab.call("Target.sendMessageToTarget", {"sessionId": session, "message": message})

    def receive(self, event: dict[str, Any]) -> None:
        """An event of a worker's session."""
        source = self._sources.get(str(event.get("sessionId", "")))
        message = parse_message(event.get("message"))
        if source is None or message is None:
            return
        method, parameters = str(message.get("method", "")), message.get("params", {})
        if method.startswith("Network."):
            self._on_network(method, parameters, source)
        elif method == "Runtime.bindingCalled" and parameters.get("name") == self._binding:
            write = parse_message(parameters.get("payload"))
            if write is not None:
                self._on_write(write, source)
