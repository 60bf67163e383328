"""The review application behind a real port of loopback, and the browser of pytest-playwright."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from auditor.crawl.browser_choice import find_browser

_UNIT = Path(__file__).parents[2] / "unit"
sys.path[:0] = [str(_UNIT / "reports"), str(_UNIT / "review" / "web")]

from review_site import keep  # noqa: E402

from auditor.review.web.app import create_app  # noqa: E402
from auditor.review.web.settings import ReviewSettings  # noqa: E402
from auditor.store.store import Store, open_store  # noqa: E402


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Any) -> dict[str, Any]:
    """Chromium as the program itself finds it; without a sandbox only because tests may run as root."""
    path = find_browser(None, playwright.chromium.executable_path)
    return {**browser_type_launch_args, "executable_path": str(path), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    with open_store(None, tmp_path / "data") as opened:
        keep(opened, tmp_path / "first")
        yield opened


@pytest.fixture
def served(store: Store) -> Iterator[Callable[..., str]]:
    """Serves the store under settings; gives the address to begin with."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(settings: ReviewSettings | None = None) -> str:
        config = uvicorn.Config(
            create_app(store, settings or ReviewSettings(local_name="bo")), port=0, log_level="error"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        while not server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield serve
    for server, thread in servers:
        server.should_exit = True
        thread.join(10)
