"""Photographs a page from top to bottom."""

from __future__ import annotations

import base64
import contextlib
from dataclasses import dataclass

from auditor.crawl.tab import GONE, Tab

#: Highest part of a page that is photographed, in CSS pixels.
HIGHEST = 10_000

#: Seconds for a picture.
PATIENCE = 6.0

#: JPEG quality at which text stays legible.
QUALITY = 80


@dataclass(frozen=True)
class Shot:
    """A picture of a page, JPEG. ``page``: the page as asked for."""

    data: bytes
    page: str
    width: int
    height: int


async def photograph(tab: Tab) -> Shot | None:
    """The whole page in the tab; None where it cannot be photographed."""
    with contextlib.suppress(*GONE):
        size = (await tab.call("Page.getLayoutMetrics"))["cssContentSize"]
        width, height = max(1, round(size["width"])), max(1, min(round(size["height"]), HIGHEST))
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        settings = {"format": "jpeg", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
        picture = await tab.call("Page.captureScreenshot", settings, PATIENCE)
        return Shot(base64.b64decode(picture["data"]), tab.page_url, width, height)
    return None


async def photograph_window(tab: Tab) -> Shot | None:
    """What the window shows now, without scrolling; None where it cannot be photographed."""
    with contextlib.suppress(*GONE):
        view = (await tab.call("Page.getLayoutMetrics"))["cssVisualViewport"]
        picture = await tab.call("Page.captureScreenshot", {"format": "jpeg", "quality": QUALITY}, PATIENCE)
        data = base64.b64decode(picture["data"])
        return Shot(data, tab.page_url, round(view["clientWidth"]), round(view["clientHeight"]))
    return None
