"""The browser of pytest-playwright, led to the installed one; its event loop needs a run of its own (``page``)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from auditor.crawl.browser_choice import find_browser

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "reports"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Any) -> dict[str, Any]:
    """Chromium as the program itself finds it; without a sandbox only because tests may run as root."""
    path = find_browser(None, playwright.chromium.executable_path)
    return {**browser_type_launch_args, "executable_path": str(path), "args": ["--no-sandbox"]}
