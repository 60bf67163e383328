"""``/healthz``: whether the application and its store answer, for a load balancer or a monitor. No sign-in, no site.

It costs the store one question in `KEPT` seconds, however often it is asked. 200 with ``ok`` or ``degraded``, 503 with
``unavailable`` when the store does not answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from auditor.store.store import Store

PATH = "/healthz"
#: Seconds that an answer is given again.
KEPT = 2.0
#: Seconds that the store has.
PATIENCE = 5.0
#: Seconds that something may be due before that is a fault. Engines look twice a minute.
LATE = 15 * 60


class Probe:
    """The answer. ``engine``: whether the engine that runs audits in this process is alive; None: none does."""

    def __init__(
        self, store: Store, engine: Callable[[], bool | None] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.engine = engine
        self._store = store
        self._clock = clock
        self._task: asyncio.Task[dict[str, Any]] | None = None
        self._asked = float("-inf")

    @property
    def route(self) -> Route:
        """Its address."""
        return Route(PATH, self._answer, methods=["GET"])

    async def _answer(self, request: Request) -> Response:
        # The same look for all who ask at once; one that hangs is waited for, not asked again.
        if self._task is None or (self._task.done() and self._clock() - self._asked >= KEPT):
            self._asked = self._clock()
            self._task = asyncio.create_task(asyncio.to_thread(self._look))
        if self._task.done():
            return _told(self._task.result())
        try:
            found = await asyncio.wait_for(asyncio.shield(self._task), PATIENCE)
        except TimeoutError:
            found = {"status": "unavailable", "store": "silent"}
        return _told(found)

    def _look(self) -> dict[str, Any]:
        """Blocks, and never raises: why the store fails is for the log of others, not for whoever asks."""
        try:
            due_since = self._store.insight.due_since()
        except Exception:
            return {"status": "unavailable", "store": "unreachable"}
        lag = max(0, int((datetime.now(UTC) - due_since).total_seconds())) if due_since is not None else 0
        alive = None if self.engine is None else self.engine()
        engine = "none" if alive is None else "running" if alive else "stopped"
        status = "degraded" if alive is False or lag > LATE else "ok"
        return {"status": status, "store": "ok", "engine": engine, "due_lag_seconds": lag}


def _told(found: dict[str, Any]) -> Response:
    return JSONResponse(found, 503 if found["status"] == "unavailable" else 200)
