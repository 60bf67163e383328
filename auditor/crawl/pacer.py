"""Keeps the page loads of one site apart, over all states and visits of its crawl together: one visitor's worth of
load, however many visits go on beside each other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

#: Page loads of one site that are under way at one time, whatever else is asked for.
MOST_AT_ONCE = 2


class OutOfTime(Exception):
    """The turn would come too late."""


class Pacer:
    """``pause``: seconds without the beginning of a page load after one was answered, and after one was over.

    ``clock`` and ``sleep`` are those of the event loop; tests hand in their own."""

    def __init__(
        self,
        pause: float = 0.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.pause = pause
        self._clock = clock
        self._sleep = sleep
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._door = asyncio.Lock()
        self._last = float("-inf")
        self._held_until = float("-inf")

    def slow_down(self, pause: float) -> None:
        """From now on the pause is ``pause`` seconds at least."""
        self.pause = max(self.pause, pause)

    def hold(self, seconds: float) -> None:
        """Let nobody begin before ``seconds`` have gone by."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @asynccontextmanager
    async def turn(self, until: float, *, pauses: bool = True) -> AsyncIterator[Callable[[], None]]:
        """Enter it for one page load, which is over on leaving; call what it gives when the page has answered. The
        next pause begins then, so that a browser which is slow to ask does not shorten it, and anew on leaving.

        ``pauses``: False for a load that must not wait, such as the reload that proves a choice; it has its place
        among the others all the same. Raises `OutOfTime` where the turn comes after ``until`` (``time.monotonic``)."""
        async with self._places:
            if pauses:
                door = await self._pass_door(until)
            else:
                door = False
                await self._wait(until, lambda: self._held_until)

            def answered() -> None:
                nonlocal door
                self._last = self._clock()
                if door:
                    door = False
                    self._door.release()

            try:
                yield answered
            finally:
                answered()

    async def _pass_door(self, until: float) -> bool:
        """Wait for the end of the pause, one at a time. Whether the door is kept shut: it is where there is a pause."""
        await self._door.acquire()
        try:
            await self._wait(until, lambda: max(self._held_until, self._last + self.pause))
        except BaseException:
            self._door.release()
            raise
        self._last = self._clock()
        if self.pause <= 0:
            self._door.release()
        return self.pause > 0

    async def _wait(self, until: float, begin: Callable[[], float]) -> None:
        while (left := begin() - self._clock()) > 0:
            if self._clock() + left >= until:
                raise OutOfTime
            await self._sleep(left)
