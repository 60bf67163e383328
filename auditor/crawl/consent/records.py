"""Reads consent managers' own records (being written)."""

from __future__ import annotations

from typing import Any

from auditor.crawl.tab import Tab
from auditor.models.consent import ConsentCommand, ConsentRecord


async def read_records(tab: Tab, cookies: list[dict[str, Any]]) -> tuple[ConsentRecord, ...]:
    """Nothing yet."""
    return ()


async def read_commands(tab: Tab, after_choice: bool) -> tuple[ConsentCommand, ...]:
    """Nothing yet."""
    return ()
