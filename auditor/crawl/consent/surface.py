"""Finds what asks for consent on a page (being written)."""

from __future__ import annotations

from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.tab import Tab
from auditor.models.consent import ConsentSurface


async def find_surface(tab: Tab, deadline: float, *, patience: float = 0.0, layer: int = 1) -> Sighting:
    """Nothing yet."""
    return Sighting(ConsentSurface(kind=None, reason="Nobody looked."))
