"""Finds a Chrome or Chromium on this machine."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from auditor.errors import BrowserMissing

#: What to say when there is none.
INSTALL_HINT = (
    "Install Google Chrome or Chromium, or run 'playwright install chromium', or name one with --browser PATH."
)

#: Commands under which Chrome and Chromium are installed, the truest visitor first.
COMMANDS = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome")

#: The fixed platforms in Chrome's user agent.
PLATFORMS = {
    "linux": "X11; Linux x86_64",
    "darwin": "Macintosh; Intel Mac OS X 10_15_7",
    "win32": "Windows NT 10.0; Win64; x64",
}

_VERSION = re.compile(r"\b(\d+)(?:\.\d+){2,3}\b")

#: The usual places per platform, where the command is not in PATH.
PLACES: dict[str, tuple[str, ...]] = {
    "linux": (
        "/opt/google/chrome/chrome",
        "/usr/bin/google-chrome",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/lib/chromium/chromium",
        "/snap/bin/chromium",
    ),
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    "win32": (
        "%PROGRAMFILES%/Google/Chrome/Application/chrome.exe",
        "%PROGRAMFILES(X86)%/Google/Chrome/Application/chrome.exe",
        "%LOCALAPPDATA%/Google/Chrome/Application/chrome.exe",
        "%LOCALAPPDATA%/Chromium/Application/chrome.exe",
    ),
}


def find_browser(asked_for: Path | None, own: str | None) -> Path:
    """The browser to use: ``asked_for`` (``--browser``), else an installed one, else ``own``, Playwright's.

    Raises `BrowserMissing` when there is none, or ``asked_for`` is no file that can be started."""
    if asked_for is not None:
        path = asked_for.expanduser()
        if path.is_file() and os.access(path, os.X_OK):
            return path
        raise BrowserMissing(f"There is no browser at {path} that can be started. {INSTALL_HINT}")
    for candidate in _candidates(own):
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    raise BrowserMissing(f"No Chrome or Chromium was found on this machine. {INSTALL_HINT}")


def is_root() -> bool:
    """Whether this process may do anything; Chromium's sandbox refuses to start for such a one."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def build_of(path: Path) -> Literal["full", "headless_shell", "unknown"]:
    """Whether it is a whole browser or the headless shell, which shows itself to sites as what it is."""
    name = path.resolve().name.lower()
    if "headless" in name:
        return "headless_shell"
    return "full" if "chrom" in name else "unknown"


async def desktop_user_agent(path: Path) -> str | None:
    """The user agent of this build with a window, or None when its version cannot be learned without starting it.

    It is needed before the start: what the browser process itself fetches, such as the script of a
    service worker, bears the browser's own user agent and not that of a page. Chrome gives only its
    major version and a fixed platform (user agent reduction, since version 107)."""
    version = await _major_version(path)
    if version is None:
        return None
    platform = PLATFORMS.get(sys.platform, PLATFORMS["linux"])
    return f"Mozilla/5.0 ({platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"


async def _major_version(path: Path) -> str | None:
    if sys.platform == "win32":  # chrome.exe does not print its version; its folder has a folder named by it
        folders = sorted(entry.name for entry in path.parent.iterdir() if _VERSION.fullmatch(entry.name))
        return folders[-1].partition(".")[0] if folders else None
    try:
        process = await asyncio.create_subprocess_exec(
            str(path), "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return None
    try:
        output, _ = await asyncio.wait_for(process.communicate(), 5.0)
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    match = _VERSION.search(output.decode("utf-8", "replace"))
    return match.group(1) if match else None


def _candidates(own: str | None) -> Iterator[Path]:
    for command in COMMANDS:
        found = shutil.which(command)
        if found:
            yield Path(found)
    for place in PLACES.get(sys.platform, ()):
        yield Path(os.path.expandvars(place)).expanduser()
    if own:
        yield Path(own)
        yield from _headless_shells(Path(own))


def _headless_shells(own: Path) -> Iterator[Path]:
    """Playwright's headless shell stands beside its full build, which may not have been installed."""
    root = next((parent for parent in own.parents if parent.name == "ms-playwright"), None)
    if root is not None and root.is_dir():
        yield from sorted(root.glob("chromium_headless_shell-*/*/*headless*shell*"), reverse=True)
