"""Finds what asks for consent on the page of a tab: banner, notice or wall; in frames, in shadow roots, and late."""

from __future__ import annotations

import asyncio
import time

from auditor.crawl.consent.judgement import NONE, judge
from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.consent.snapshot import SECONDS, capture
from auditor.crawl.tab import GONE, Tab
from auditor.models.consent import ConsentSurface

#: Seconds between two looks at a page where nothing was yet.
PAUSE = 0.25

#: A look at a large page is dear: the pause is at least this many times what the last one cost.
PAUSE_FOR_COST = 1.5

NOT_SEEN = "The page did not let itself be looked at."


async def find_surface(
    tab: Tab, deadline: float, *, patience: float = 0.0, layer: int = 1, in_content: bool = False
) -> Sighting:
    """What asks for consent on the page now; nothing there: looked for again for ``patience`` seconds, but not
    beyond ``deadline`` (``time.monotonic``). Never raises for what a page does; a page that cannot be looked at
    gives ``kind`` null with a reason.

    ``layer``: recorded with what is found. ``in_content``: also a form in the content, as a settings page has it."""
    began = time.monotonic()
    until = min(deadline, began + patience)
    looked, looks = False, 0
    sighting = Sighting(NONE)
    while True:
        looks += 1
        started = time.monotonic()
        try:
            snapshot = await capture(tab, max(0.3, min(SECONDS, deadline - started)))
            sighting, looked = judge(snapshot, layer, in_content=in_content), True
        except GONE:
            sighting = Sighting(NONE)
        now = time.monotonic()
        if sighting.present or now >= until:
            break
        await asyncio.sleep(min(max(PAUSE, PAUSE_FOR_COST * (now - started)), max(0.0, until - now)))
    if not looked:
        return Sighting(ConsentSurface(kind=None, reason=NOT_SEEN))
    # What the first look saw was there already: how long the look took says nothing of it.
    appeared = round((started - began) * 1000) if sighting.present and looks > 1 else 0
    return Sighting(sighting.surface.model_copy(update={"appeared_ms": appeared}), sighting.root, sighting.controls)
