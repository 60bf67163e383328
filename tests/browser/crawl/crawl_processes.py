"""The processes that a test started, found by descent and never by name alone (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path


def descendants() -> dict[int, str]:
    """Process id → command line, of all living descendants of this process."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if fields[0] != "Z":
                    parents[int(entry.name)] = int(fields[1])
    found: dict[int, str] = {}
    frontier = {os.getpid()}
    while frontier:
        frontier = {pid for pid, parent in parents.items() if parent in frontier and pid not in found}
        for pid in frontier:
            with contextlib.suppress(OSError):
                found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    return found


def browser_processes(kind: str | None = None) -> list[int]:
    """Browser processes of ours; ``kind`` as in ``--type=``, "" for the main one."""
    browsers = {pid: line for pid, line in descendants().items() if "auditor-profile-" in line or "--type=" in line}
    if kind is None:
        return list(browsers)
    marked = {pid: "--type=" in line for pid, line in browsers.items()}
    if kind == "":
        return [pid for pid, typed in marked.items() if not typed]
    return [pid for pid, line in browsers.items() if f"--type={kind}" in line]


def kill(kind: str) -> None:
    for pid in browser_processes(kind):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_until_gone(seconds: float = 5.0) -> list[int]:
    """Browser processes of ours that are still there after ``seconds``."""
    until = time.monotonic() + seconds
    while (left := browser_processes()) and time.monotonic() < until:
        time.sleep(0.1)
    return left
