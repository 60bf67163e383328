"""What scripts wrote, as the recorder in the page reported it: cookies, keys, databases, caches, workers."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import Any

#: Most writes kept of one visit.
MOST_WRITES = 20_000

_STACK_URL = re.compile(r"(?:https?://[^\s()]+?|about:srcdoc)(?=:\d+(?::\d+)?(?:[\s),]|$))")


@dataclass(frozen=True)
class ScriptWrite:
    """One write. ``details``: the recorder's message (raw values in it never leave the process).

    ``stack``: URLs of the scripts on the stack, nearest first."""

    kind: str
    page: str
    frame: str
    origin: str
    at: float
    stack: tuple[str, ...]
    details: dict[str, Any]
    in_main_frame: bool


class WriteLog:
    """Append-only list of writes."""

    def __init__(self) -> None:
        self.writes: list[ScriptWrite] = []

    def add(self, message: dict[str, Any], page: str, in_main_frame: bool) -> ScriptWrite | None:
        """Take in a message of the recorder; None when it is not one (pages can forge them)."""
        kind = message.get("kind")
        if not isinstance(kind, str) or len(self.writes) >= MOST_WRITES:
            return None
        write = ScriptWrite(
            kind=kind,
            page=page,
            frame=_place(message),
            origin=str(message.get("origin", "")),
            at=time.monotonic(),
            stack=tuple(
                _place(message) if url == "about:srcdoc" else url for url in stack_urls(str(message.get("stack", "")))
            ),
            details=message,
            in_main_frame=in_main_frame,
        )
        self.writes.append(write)
        return write


def _stack(message: dict[str, Any]) -> tuple[str, ...]:
    """Code of a frame without an address of its own counts as that of its maker."""
    urls = stack_urls(str(message.get("stack", "")))
    return tuple(_place(message) if url == "about:srcdoc" else url for url in urls)


def _place(message: dict[str, Any]) -> str:
    """The address under which a write counts; a worker made from a blob has only its origin."""
    frame, origin = str(message.get("frame", "")), str(message.get("origin", ""))
    return frame if frame.startswith(("http://", "https://")) else f"{origin}/"


def parse_message(raw: object) -> dict[str, Any] | None:
    """A message as the binding handed it over, or None when it is none of the recorder's."""
    if not isinstance(raw, str):
        return None
    try:
        message = json.loads(raw)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def stack_urls(stack: str) -> tuple[str, ...]:
    """The distinct script URLs in a V8 stack, nearest first; code made by ``eval`` has its maker's."""
    return tuple(dict.fromkeys(_STACK_URL.findall(stack)))
