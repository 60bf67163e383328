"""Lends running browsers to the crawls of several sites, and replaces them before they grow old.

Crawls that need the same command line share a process; each has contexts of its own in it. A start costs seconds and
memory that a fleet would pay for each site."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from auditor.crawl.browser_process import BrowserProcess, Launch

#: Browsers that nobody uses and that are kept for the next who asks for the same.
MOST_IDLE = 1


@dataclass
class _Lent:
    """A browser of the pool. ``lent``: how often it was; ``users``: who have it now; ``retired``: nobody gets it any
    more."""

    process: BrowserProcess
    lent: int = 0
    users: int = 0
    retired: bool = False


class BrowserPool:
    """Enter it to lend; leaving it ends all browsers. ``audits``: how often a browser is lent before it is replaced.

    To be used on one event loop."""

    def __init__(self, audits: int = 25) -> None:
        self._audits = audits
        self._all: list[_Lent] = []
        self._starting = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def running(self) -> int:
        """How many browsers there are."""
        return len(self._all)

    async def borrow(self, launch: Launch) -> BrowserProcess:
        """A living browser of this kind, to be given back. Raises `BrowserMissing`, or `UsageError` for a wrong resolve
        rule."""
        async with self._starting:  # two who ask at once get the same one
            await self._sort_out()
            found = next((one for one in self._all if one.process.launch == launch and not one.retired), None)
            if found is None:
                process = BrowserProcess(launch)
                await process.start()
                found = _Lent(process)
                self._all.append(found)
            found.lent += 1
            found.users += 1
            found.retired = found.lent >= self._audits
        await self._end_idle(besides=found)
        return found.process

    async def give_back(self, process: BrowserProcess, *, clean: bool = True) -> None:
        """Whoever borrowed it has done with it. ``clean``: nothing of theirs is left in it; else nobody gets it any
        more. Never raises."""
        found = next((one for one in self._all if one.process is process), None)
        if found is None:
            await process.close()
            return
        found.users -= 1
        found.retired |= not clean or not process.alive
        await self._sort_out()

    async def close(self) -> None:
        """End all browsers, also those that are lent. Never raises."""
        ending, self._all = self._all, []
        await asyncio.gather(*(one.process.close() for one in ending), return_exceptions=True)

    async def _sort_out(self) -> None:
        """End the browsers that died, and those that are retired and that nobody uses."""
        await self._end([one for one in self._all if not one.process.alive or (one.retired and one.users <= 0)])

    async def _end_idle(self, besides: _Lent) -> None:
        idle = [one for one in self._all if one.users <= 0 and one is not besides]
        await self._end(idle[: max(0, len(idle) - MOST_IDLE)])

    async def _end(self, ending: list[_Lent]) -> None:
        for one in ending:
            self._all.remove(one)
        await asyncio.gather(*(one.process.close() for one in ending), return_exceptions=True)
