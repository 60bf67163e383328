"""Presses an element as a visitor does: with the mouse, where nothing lies on top of it; else by keyboard or script.

Source: Chrome DevTools Protocol, domains DOM (getContentQuads, getNodeForLocation) and Input."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import Any

from auditor.crawl.tab import GONE, Tab

#: Seconds that an element which slides into place is waited for.
STEADY_SECONDS = 0.8

#: Seconds that a page is given to react to the mouse before the press.
HOVER = 0.06

#: Where an element is tried, as shares of its width and height: its middle first, then off the middle, where a
#: part of it is covered.
POINTS = ((0.5, 0.5), (0.25, 0.5), (0.75, 0.5), (0.5, 0.25), (0.5, 0.75), (0.12, 0.2), (0.88, 0.8))

#: Whether what lies at a point is the element, is in it, or belongs to a label of it that is no link.
_IS_PART = """function (hit) {
  const labels = this.labels ? Array.from(this.labels) : [];
  for (let node = hit; node; node = node.parentNode || node.host) {
    if (node === this || labels.includes(node)) return true;
    if (node.nodeName === 'A' && !this.contains(node)) return false;
  }
  return false;
}"""

#: Tells of the first click that reaches the element.
_WATCH = """function () {
  const seen = { clicked: false };
  const note = () => { seen.clicked = true; };
  this.addEventListener('click', note, { capture: true, once: true });
  return seen;
}"""

_IS_INPUT = "function () { return this.nodeName === 'INPUT' && ['checkbox', 'radio'].includes(this.type); }"
_IS_ON = """function () {
  if (this.type === 'radio' || this.getAttribute('role') === 'radio') return null;
  if (this.nodeName === 'INPUT') return this.checked;
  const told = this.getAttribute('aria-checked') || this.getAttribute('aria-pressed');
  return told ? told === 'true' : null;
}"""
_CLICK = "function () { this.click(); }"
_HAS_FOCUS = "function () { return this.getRootNode().activeElement === this; }"


@dataclass(frozen=True)
class _Target:
    """An element to press. ``seen``: the handle of the object that tells whether a click reached it."""

    tab: Tab
    node: int
    handle: str
    seen: str
    is_input: bool
    deadline: float

    def seconds(self) -> float:
        """Seconds for one question."""
        return max(0.05, min(2.0, self.deadline - time.monotonic()))

    async def run(self, function: str, *arguments: str) -> Any:
        """What a function gives, called on the element."""
        return await _run(self.tab, self.handle, function, arguments, self.seconds())


async def press(tab: Tab, node: int, deadline: float) -> bool:
    """Press the element with a backend node id, in whatever frame or shadow root, by ``deadline``
    (``time.monotonic``). Whether a click reached it; never raises for what a page does.

    The mouse is used where the element is what lies on top; the keyboard, or a click by script, where something
    covers it. An element that takes no room on the page is not pressed, but for a box behind its label."""
    try:
        target = await _target(tab, node, deadline)
        if target is None:
            return False
        for way in (_by_mouse, _by_keyboard, _by_script):
            if time.monotonic() >= deadline:
                return False
            if await way(target) and await _reached(target):
                return True
    except GONE:
        pass
    return False


async def is_on(tab: Tab, node: int) -> bool | None:
    """Whether a box or toggle is on now; None where it is gone or does not tell, and for a radio button, which is
    pressed to be on, whatever it stands for."""
    try:
        answer = await tab.call("DOM.resolveNode", {"backendNodeId": node}, 2.0)
        found = await _run(tab, str(answer["object"]["objectId"]), _IS_ON, (), 2.0)
    except (*GONE, KeyError):
        return None
    return found if isinstance(found, bool) else None


async def _target(tab: Tab, node: int, deadline: float) -> _Target | None:
    seconds = max(0.05, min(2.0, deadline - time.monotonic()))
    answer = await tab.call("DOM.resolveNode", {"backendNodeId": node}, seconds)
    handle = str(answer["object"].get("objectId", ""))
    if not handle:
        return None
    seen = await tab.call("Runtime.callFunctionOn", {"functionDeclaration": _WATCH, "objectId": handle}, seconds)
    told = str(seen["result"].get("objectId", ""))
    is_input = bool(await _run(tab, handle, _IS_INPUT, (), seconds))
    return _Target(tab, node, handle, told, is_input, deadline)


async def _run(tab: Tab, handle: str, function: str, arguments: tuple[str, ...], seconds: float) -> Any:
    answer = await tab.call(
        "Runtime.callFunctionOn",
        {
            "functionDeclaration": function,
            "objectId": handle,
            "arguments": [{"objectId": argument} for argument in arguments],
            "returnByValue": True,
        },
        seconds,
    )
    return answer["result"].get("value")


async def _reached(target: _Target) -> bool:
    """Whether a click came; a page that left because of it can no longer be asked."""
    try:
        for _ in range(6):
            if await _run(target.tab, target.seen, "function () { return this.clicked; }", (), target.seconds()):
                return True
            await asyncio.sleep(0.03)
    except GONE:
        return True
    return False


async def _by_mouse(target: _Target) -> bool:
    point = await _free_point(target)
    if point is None:
        return False
    x, y = point
    await target.tab.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y}, target.seconds())
    await asyncio.sleep(HOVER)
    point = await _free_point(target)  # many a page draws a button anew, or moves it, when the mouse comes to it
    if point is None:
        return False
    x, y = point
    for kind, buttons in (("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)):
        event: dict[str, Any] = {"type": kind, "x": x, "y": y, "buttons": buttons}
        if kind != "mouseMoved":
            event |= {"button": "left", "clickCount": 1}
        try:
            await target.tab.call("Input.dispatchMouseEvent", event, target.seconds())
        except GONE:
            if kind != "mouseReleased":  # a click that opens a dialog, or leaves the page, may never be answered
                raise
    return True


async def _by_keyboard(target: _Target) -> bool:
    """Put the focus on the element and press Enter; on a box, the space bar."""
    try:
        if await _box(target) is None:
            return False
        await target.tab.call("DOM.focus", {"backendNodeId": target.node}, target.seconds())
        if not await target.run(_HAS_FOCUS):
            return False
        key = {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "}
        if not target.is_input:
            key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        await target.tab.call("Input.dispatchKeyEvent", {"type": "keyDown", **key}, target.seconds())
        await target.tab.call("Input.dispatchKeyEvent", {"type": "keyUp", **key}, target.seconds())
    except GONE:
        return False
    return True


async def _by_script(target: _Target) -> bool:
    """Click by script: where something covers the element, and for boxes that only their label shows."""
    if not target.is_input and await _box(target) is None:
        return False
    with contextlib.suppress(*GONE):
        await target.run(_CLICK)
    return True


async def _free_point(target: _Target) -> tuple[float, float] | None:
    """A point of the window, in CSS pixels, where the element lies on top; None: nowhere."""
    box = await _steady_box(target)
    if box is None:
        return None
    left, top, right, bottom = box
    view = (await target.tab.call("Page.getLayoutMetrics", {}, target.seconds()))["cssLayoutViewport"]
    for across, down in POINTS:
        x, y = left + (right - left) * across, top + (bottom - top) * down
        inside = 0 <= x < view["clientWidth"] and 0 <= y < view["clientHeight"]
        if inside and await _on_top(target, x + view["pageX"], y + view["pageY"]):
            return x, y
    return None


async def _steady_box(target: _Target) -> tuple[float, float, float, float] | None:
    """The place of the element in the window once it has stopped moving."""
    with contextlib.suppress(*GONE):
        await target.tab.call("DOM.scrollIntoViewIfNeeded", {"backendNodeId": target.node}, target.seconds())
    until = min(target.deadline, time.monotonic() + STEADY_SECONDS)
    last = await _box(target)
    while last is not None and time.monotonic() < until:
        await asyncio.sleep(0.05)
        now = await _box(target)
        if now is not None and all(abs(one - other) < 1 for one, other in zip(now, last, strict=True)):
            return now
        last = now
    return last


async def _box(target: _Target) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom of the largest piece of the element in the window; None: it takes no room."""
    try:
        answer = await target.tab.call("DOM.getContentQuads", {"backendNodeId": target.node}, target.seconds())
    except GONE:
        return None
    boxes = [(min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2])) for quad in answer["quads"]]
    boxes = [box for box in boxes if box[2] - box[0] >= 1 and box[3] - box[1] >= 1]
    return max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)


async def _on_top(target: _Target, x: float, y: float) -> bool:
    """Whether the element is what a click at a point of the document would meet."""
    try:
        found = await target.tab.call("DOM.getNodeForLocation", {"x": round(x), "y": round(y)}, target.seconds())
        node = {"backendNodeId": found["backendNodeId"]}
        hit = await target.tab.call("DOM.resolveNode", node, target.seconds())
        return bool(await target.run(_IS_PART, str(hit["object"]["objectId"])))
    except (*GONE, KeyError):
        return False
