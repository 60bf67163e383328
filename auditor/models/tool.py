"""Which release this is, as documents record it."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from auditor.models.common import Tool


@lru_cache(maxsize=1)
def this_tool() -> Tool:
    """Name and version of the installed release; version "0" where the package is not installed."""
    try:
        return Tool(version=version("cookie-declaration-auditor"))
    except PackageNotFoundError:
        return Tool(version="0")
