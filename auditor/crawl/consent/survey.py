"""Looks behind the settings of a consent surface (being written)."""

from __future__ import annotations

from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.tab import Tab
from auditor.models.consent import ConsentSurface


async def survey(tab: Tab, first: Sighting, deadline: float) -> ConsentSurface:
    """Nothing yet."""
    return first.surface
