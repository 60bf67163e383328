"""Makes a choice on a consent surface and proves it by its effect after a reload."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.tab import Tab
from auditor.models.consent import Choice, ConsentSurface

#: The states that need a choice.
ChoiceState = Literal["rejected", "accepted", "withdrawn"]


class ChoiceMaker:
    """For one visit, in one profile.

    ``tab``: the tab of the visit, a new one where a page broke it. ``reload``: leaves the page, loads the home page
    anew in the same profile, lets it settle, and says whether it loaded. ``settle``: waits until a tab has come to
    rest, by a ``time.monotonic``. ``now_ms``: milliseconds since the state began."""

    def __init__(
        self,
        tab: Callable[[], Awaitable[Tab]],
        reload: Callable[[], Awaitable[bool]],
        settle: Callable[[Tab, float], Awaitable[object]],
        now_ms: Callable[[], int],
    ) -> None:
        self._tab = tab
        self._reload = reload
        self._settle = settle
        self._now_ms = now_ms

    async def make(
        self, state: ChoiceState, first: Sighting, surface: ConsentSurface | None, deadline: float
    ) -> Choice:
        """Make the choice of ``state`` on what ``first`` saw, by ``deadline`` (``time.monotonic``). Never raises for
        what a page does. ``surface``: the survey of all layers, where there is one."""
        if not first.present:
            return Choice(outcome="no_banner")
        return Choice(outcome="failed", reason="No choice is made yet.")
