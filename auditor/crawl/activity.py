"""Counts what a page does, so that it can be left when it has come to rest.

The browser's own "network idle" fails both ways: polling and answers that nobody reads keep it from
coming, and after a click it is already true. So quiet is counted here: no new request, cookie or storage
key for a moment, no answer outstanding that is worth waiting for, no timer about to run."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds without anything new after which a page is at rest.
QUIET_SECONDS = 0.5

#: Seconds at rest after which a page is taken as it is though its end never came: endless pages, and
#: pages that turned into a download while they were read.
UNPARSED_SECONDS = 3.0

#: The same address asked for, or the same key written, more often than this is repetition, not news.
NEWS_TIMES = 2

#: Seconds that an unanswered request is waited for, by what it is; others, such as beacons, not at all.
PATIENCE = {"Document": 6.0, "Script": 5.0, "XHR": 4.0, "Fetch": 4.0, "Stylesheet": 4.0, "Image": 2.5, "Preflight": 2.5}

#: Seconds ahead within which a timer must be due to hold the page.
TIMER_HORIZON = 5.2


class Activity:
    """The pulse of one tab. All times are those of ``time.monotonic``.

    ``known_timers``: texts of timers that were waited for before; shared by the tabs of a visit."""

    def __init__(self, known_timers: set[str] | None = None) -> None:
        self._times: Counter[str] = Counter()
        self._pending: dict[str, float] = {}
        self._timers: dict[str, float] = {}
        self._known_timers = known_timers if known_timers is not None else set()
        self.last = time.monotonic()
        self.loaded = False
        self.parsed = False

    def begin_page(self) -> None:
        """A new page load: what was pending for the old one no longer counts; what is known stays known."""
        self._pending.clear()
        self._timers.clear()
        self._times.clear()
        self.loaded = self.parsed = False
        self.last = time.monotonic()

    def news(self, key: str) -> bool:
        """Something happened; it counts unless the same happened `NEWS_TIMES` before. Whether it counted."""
        self._times[key] += 1
        if self._times[key] > NEWS_TIMES:
            return False
        self.last = time.monotonic()
        return True

    def started(self, request: str, kind: str) -> None:
        """A request of a DevTools type left whose answer may bring something new; not one of a poll."""
        patience = PATIENCE.get(kind)
        if patience is not None:
            self._pending[request] = time.monotonic() + patience

    def answered(self, request: str) -> None:
        """An answer, or failure, arrived."""
        if self._pending.pop(request, None) is not None:
            self.last = max(self.last, time.monotonic() - QUIET_SECONDS / 2)

    def timer(self, number: str, text: str, delay_seconds: float) -> None:
        """A script set a timer. One that an earlier page of the site set as well is its daily routine."""
        if text not in self._known_timers and delay_seconds <= TIMER_HORIZON:
            self._known_timers.add(text)
            self._timers[number] = time.monotonic() + delay_seconds + 0.1

    @contextmanager
    def all_timers(self) -> Iterator[None]:
        """Wait for every timer, also for those that earlier pages set, while the ``with`` block lasts: what is said not
        to come must not have been left before it could."""
        known, self._known_timers = self._known_timers, set()
        try:
            yield
        finally:
            known |= self._known_timers
            self._known_timers = known

    def timer_cleared(self, number: str) -> None:
        """A script took a timer back."""
        self._timers.pop(number, None)

    def at_rest(self) -> bool:
        """Whether nothing is new, outstanding or about to run."""
        now = time.monotonic()
        if now - self.last < QUIET_SECONDS:
            return False
        return not any(until > now for until in (*self._pending.values(), *self._timers.values()))

    async def rest(self, deadline: float) -> bool:
        """Wait until the page is at rest; False when ``deadline`` came first."""
        while not self.at_rest():
            if time.monotonic() >= deadline:
                return False
            await asyncio.sleep(0.04)
        return True

    async def load(self, deadline: float) -> bool:
        """Wait for the load event; without one, a page that stays at rest will do. False at ``deadline``."""
        while not self.loaded:
            now = time.monotonic()
            patience = 3 * QUIET_SECONDS if self.parsed else UNPARSED_SECONDS
            if now - self.last > patience and self.at_rest():
                return True
            if now >= deadline:
                return False
            await asyncio.sleep(0.02)
        return True
