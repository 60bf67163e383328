"""Canonical names of the site's own hosts: ``metrics.example.nl`` may be an alias of a tracker's host."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable

from auditor.domains import host_of

#: Gives the canonical name of a host, or None; it may block. Tests hand in their own.
CanonicalName = Callable[[str], str | None]

#: Hosts looked up in one crawl; wildcard domains could have a site invent them without end.
MOST_HOSTS = 60

#: Seconds that the end of a visit waits for look-ups under way.
PATIENCE = 2.0


def system_canonical_name(host: str) -> str | None:
    """What the system's resolver says; None where it knows no other name, or does not answer."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    except (OSError, UnicodeError):
        return None
    name = next((str(entry[3]) for entry in found if entry[3]), "").rstrip(".").lower()
    return name if name and name != host else None


class CanonicalNames:
    """Looks names up beside the crawl, each once, in threads that hold nothing up."""

    def __init__(self, resolver: CanonicalName | None) -> None:
        self._resolver = resolver
        self._names: dict[str, str | None] = {}
        self._asked: set[str] = set()

    def ask(self, host: str) -> None:
        """Begin to look ``host`` up, unless that was done."""
        if self._resolver is None or not host or host in self._asked or len(self._asked) >= MOST_HOSTS:
            return
        self._asked.add(host)
        threading.Thread(target=self._look_up, args=(self._resolver, host), daemon=True).start()

    def get(self, host: str) -> str | None:
        """The canonical name, None where it is the same, unknown or still being looked up."""
        return self._names.get(host)

    async def settle(self) -> None:
        """Wait a moment for what is being looked up."""
        until = time.monotonic() + PATIENCE
        while len(self._names) < len(self._asked) and time.monotonic() < until:  # noqa: ASYNC110 - threads answer
            await asyncio.sleep(0.02)

    def _look_up(self, resolver: CanonicalName, host: str) -> None:
        name = resolver(host)
        self._names[host] = name if name != host else None


def resolver_for(proxy: str | None, rules: tuple[str, ...]) -> CanonicalName | None:
    """The system's resolver, for hosts that it is asked for anyway.

    None behind a proxy, which does the looking up; hosts under a resolve rule have no name out there."""
    if proxy is not None:
        return None
    ruled = {host_of(f"//{rule.partition('=')[0]}") for rule in rules}
    if "*" in {rule.partition(":")[0] for rule in rules}:
        return None

    def look_up(host: str) -> str | None:
        return None if host in ruled else system_canonical_name(host)

    return look_up
