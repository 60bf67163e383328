"""The review application behind a real port of loopback, and the browser of pytest-playwright."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.crawl.browser_choice import find_browser

_UNIT = Path(__file__).parents[2] / "unit"
sys.path[:0] = [str(_UNIT / "reports"), str(_UNIT / "review" / "web"), str(Path(__file__).parents[1] / "crawl")]

from review_serving import serving  # noqa: E402
from review_site import keep  # noqa: E402

from auditor.store.store import Store, open_store  # noqa: E402


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Any) -> dict[str, Any]:
    """Chromium as the program itself finds it; without a sandbox only because tests may run as root."""
    path = find_browser(None, playwright.chromium.executable_path)
    return {**browser_type_launch_args, "executable_path": str(path), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB"}


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a store with one audit, made once: each test gets a copy."""
    place = tmp_path_factory.mktemp("kept")
    with open_store(None, place / "data") as opened:
        keep(opened, place / "first")
    return place / "data"


@pytest.fixture
def store(tmp_path: Path, kept: Path) -> Iterator[Store]:
    shutil.copytree(kept, tmp_path / "data")
    with open_store(None, tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def served(store: Store) -> Iterator[Callable[..., str]]:
    """Serves the store under settings; gives the address to begin with."""
    with serving(store) as serve:
        yield serve
