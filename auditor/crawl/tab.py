"""One tab of the browser with its DevTools session. Every call is bounded: a page can keep its tab from answering."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from auditor.crawl.activity import Activity

#: Errors of a browser that is gone, busy or closing while it is being asked.
GONE = (PlaywrightError, TimeoutError, asyncio.TimeoutError)

#: Seconds for one question to a tab.
ANSWER = 5.0


@dataclass
class Tab:
    """``page_url``: the page being visited, as asked for; popups bear that of the page that opened them."""

    context: BrowserContext
    page: Page
    session: CDPSession
    main_frame: str
    page_url: str = ""
    popup: bool = False
    crashed: bool = False
    activity: Activity = field(default_factory=Activity)

    async def call(
        self, method: str, parameters: dict[str, Any] | None = None, seconds: float = ANSWER
    ) -> dict[str, Any]:
        """A DevTools command. Raises TimeoutError or Playwright's Error."""
        answer: dict[str, Any] = await asyncio.wait_for(self.session.send(method, parameters or {}), seconds)
        return answer

    async def evaluate(self, script: str, seconds: float = ANSWER) -> Any:
        """Run a function in the main frame. Raises TimeoutError or Playwright's Error."""
        return await asyncio.wait_for(self.page.evaluate(script), seconds)

    async def storage_keys(self) -> dict[str, str]:
        """The storage keys of all frames, with the origin of each."""
        tree = (await self.call("Page.getFrameTree"))["frameTree"]
        keys: dict[str, str] = {}
        for frame in _frames(tree):
            origin = str(frame.get("securityOrigin", ""))
            if origin.startswith(("http://", "https://")):
                answer = await self.call("Storage.getStorageKey", {"frameId": frame["id"]})
                keys[str(answer["storageKey"])] = origin
        return keys


def _frames(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [tree["frame"], *(frame for child in tree.get("childFrames", []) for frame in _frames(child))]


@lru_cache(maxsize=16)
def script(name: str) -> str:
    """The text of ``scripts/<name>``."""
    return files("auditor.crawl").joinpath("scripts", name).read_text(encoding="utf-8")
