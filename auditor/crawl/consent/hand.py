"""The hand that presses: what it pressed, what came of it, and the time it took beyond the page loads."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request

from auditor.crawl.consent.press import is_on, press
from auditor.crawl.consent.records import read_records
from auditor.crawl.consent.sighting import Control, Sighting
from auditor.crawl.consent.surface import find_surface
from auditor.crawl.tab import GONE, Tab
from auditor.models.consent import Box, ButtonRole, ConsentRecord, Step

#: Seconds that one press may take, the waiting for a thing that moves among it.
PRESSING = 2.5

#: Seconds after a press before the page is looked at: its scripts answer a click at once, and what they write or ask
#: for follows in the next frames.
FIRST_REACTION = 0.2

#: Seconds that a surface may take to go, or to show its next layer, which may come over the network.
REACTING = 3.0

#: Seconds of quiet waited for at most after a choice, for what it sends.
RESTING = 1.5

#: Seconds that a page load which a press started may take to settle.
LOADING = 8.0

#: Keys of local storage looked at for whether a press wrote something.
MOST_KEYS = 300

_STORED = f"() => JSON.stringify(Object.entries(window.localStorage).slice(0, {MOST_KEYS}))"


@dataclass
class Hand:
    """For one choice. ``steps``: what was pressed. ``loading``: seconds spent in page loads. ``rule_clicks``: presses
    that others' rules made. ``touched``: whether something was pressed since the page was loaded.

    ``tab``, ``reload``, ``settle``: as of `ChoiceMaker`."""

    tab: Callable[[], Awaitable[Tab]]
    reload_page: Callable[[], Awaitable[bool]]
    settle: Callable[[Tab, float], Awaitable[object]]
    deadline: float
    began: float = field(default_factory=time.monotonic)
    loading: float = 0.0
    steps: list[Step] = field(default_factory=list)
    rule_clicks: int = 0
    touched: bool = False

    @property
    def seconds(self) -> float:
        """Seconds since the choice began, without page loads."""
        return round(time.monotonic() - self.began - self.loading, 2)

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    @property
    def clicks(self) -> int:
        """Presses made."""
        return len(self.steps) + self.rule_clicks

    def begin(self) -> None:
        """Count anew, for another choice."""
        self.steps.clear()
        self.rule_clicks, self.loading, self.began = 0, 0.0, time.monotonic()

    async def press(self, control: Control, role: ButtonRole | Literal["way_back"] | None = None) -> bool:
        """Press a button or switch a box. Whether a click reached it, and, for a box, whether it changed."""
        tab = await self.tab()
        was = await is_on(tab, control.node) if control.box is not None else None
        moved = _Moves(tab)
        with moved:
            reached = await press(tab, control.node, min(self.deadline, time.monotonic() + PRESSING))
            if not reached:
                return False
            self.touched = True
            self.steps.append(_step(control, role))
            if control.box is not None:
                return await self._switched(tab, control.node, was)
            await asyncio.sleep(FIRST_REACTION)
        if moved.navigated:
            await self._load(tab)
        return True

    async def _switched(self, tab: Tab, node: int, was: bool | None) -> bool:
        if was is None:
            return True
        for _ in range(8):
            if await is_on(tab, node) is not was:
                return True
            await asyncio.sleep(0.05)
        return False

    async def look(self, layer: int = 1, patience: float = 0.0, in_content: bool = False) -> Sighting:
        """What is on the page now; ``in_content``: a form in the page's own content too."""
        tab = await self.tab()
        return await find_surface(tab, self.deadline, patience=patience, layer=layer, in_content=in_content)

    async def look_after(self, was: Sighting, layer: int, steady: float = 0.0, reacting: float = REACTING) -> Sighting:
        """What is on the page once the surface is gone, or has shown something else for ``steady`` seconds (one that
        fades away, or saves first, changes before it goes); as it was, where it does not change in ``reacting``
        seconds."""
        until = min(self.deadline, time.monotonic() + reacting)
        tab = await self.tab()
        moved = _Moves(tab)
        last, since = shows(was), time.monotonic()
        with moved:
            while True:
                seen = await self.look(layer)
                now = time.monotonic()
                if shows(seen) != last:
                    last, since = shows(seen), now
                changed = last != shows(was) and now - since >= steady
                if not seen.present or changed or now > until:
                    break
                await asyncio.sleep(0.15)
        if moved.navigated:
            await self._load(tab)
            return await self.look(layer, patience=1.0)
        return seen

    async def rest(self) -> None:
        """Wait until what a press started is over."""
        tab = await self.tab()
        moved = _Moves(tab)
        with moved:
            await tab.activity.rest(min(self.deadline, time.monotonic() + RESTING))
        if moved.navigated:
            await self._load(tab)

    async def reload(self) -> bool:
        """Load the home page anew. Whether it loaded; its time does not count as the choice's."""
        began = time.monotonic()
        self.touched = False
        try:
            with (await self.tab()).activity.all_timers():
                return await self.reload_page()
        except GONE:
            return False
        finally:
            self.loading += time.monotonic() - began

    async def go(self, url: str) -> bool:
        """Follow a link of the page that is open. Whether a page came."""
        tab = await self.tab()
        began = time.monotonic()
        try:
            limit = max(0.1, min(LOADING, self.left))
            await asyncio.wait_for(tab.page.goto(url, wait_until="commit", referer=tab.page.url), limit)
        except GONE:
            return False
        finally:
            self.loading += time.monotonic() - began
        await self._load(tab)
        return True

    async def url(self) -> str:
        """Address of the page that is open, without its fragment."""
        return (await self.tab()).page.url.partition("#")[0]

    async def _load(self, tab: Tab) -> None:
        """A press led to a page load, of which many managers make use: let it settle."""
        began = time.monotonic()
        with contextlib.suppress(*GONE):
            await self.settle(tab, min(self.deadline, began + LOADING))
        self.loading += time.monotonic() - began

    async def records(self) -> tuple[ConsentRecord, ...]:
        """The managers' own records as they stand."""
        tab = await self.tab()
        return await read_records(tab, await _cookies(tab))

    async def stored(self) -> dict[str, str]:
        """Name of each cookie and key → a digest of its value, to see whether one changes; kept in memory only."""
        tab = await self.tab()
        found = {f"cookie {cookie['domain']} {cookie['name']}": str(cookie["value"]) for cookie in await _cookies(tab)}
        with contextlib.suppress(*GONE, ValueError):
            entries = json.loads(str(await tab.evaluate(_STORED, 2.0)))
            found |= {f"key {entry[0]}": str(entry[1]) for entry in entries}
        return {name: hashlib.sha256(value.encode(errors="replace")).hexdigest() for name, value in found.items()}


class _Moves:
    """Notices that the main frame of a tab goes to another document while it is watched."""

    def __init__(self, tab: Tab) -> None:
        self._page = tab.page
        self.navigated = False

    def _note(self, request: Request) -> None:
        with contextlib.suppress(PlaywrightError):
            if request.is_navigation_request():
                known, self.navigated = self.navigated, True  # until its frame tells that it is but a part of the page
                self.navigated = known or request.frame == self._page.main_frame

    def __enter__(self) -> Self:
        self._page.on("request", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        self._page.remove_listener("request", self._note)


def shows(sighting: Sighting) -> tuple[str, ...]:
    """What can be pressed on a surface, in words: the same as long as it looks the same, though its nodes change."""
    return tuple(_words(control) for control in sighting.controls)


def _words(control: Control) -> str:
    if control.button is not None:
        return f"{control.button.role} {control.button.text}"
    return f"box {control.box.label} {control.box.checked}" if control.box is not None else ""


def _step(control: Control, role: ButtonRole | Literal["way_back"] | None) -> Step:
    if control.button is not None:
        return Step(text=control.button.text, role=role or control.button.role, layer=control.button.layer)
    box = control.box or Box(label="", checked=False)
    return Step(text=box.label, role="toggle", layer=box.layer)


async def _cookies(tab: Tab) -> list[dict[str, Any]]:
    try:
        return [dict(cookie) for cookie in await asyncio.wait_for(tab.context.cookies(), 5.0)]
    except GONE:
        return []
