"""What a site's robots.txt says to a crawl, by RFC 9309.

``Crawl-delay`` is no part of the RFC, but many sites state it; it is honoured up to `MOST_DELAY`. A robots.txt is
hostile input like everything of a site: its size, its groups and the time of looking at it are bounded."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from protego import Protego

from auditor.crawl.retry_after import ComeBack, come_back

#: The name that a robots.txt may call us by; else what it says to all (``*``) holds.
PRODUCT = "CookieDeclarationAuditor"

#: Bytes of a robots.txt that are read (RFC 9309 §2.5: 500 KiB at least).
LARGEST = 500 * 1024

#: Seconds between two page loads that a ``Crawl-delay`` can make it: with more, an audit would never be over.
MOST_DELAY = 10.0

#: Seconds for judging the links of one page. Those that are left are taken for disallowed.
JUDGING = 1.0

_AGENT = re.compile(r"\s*user[- ]?agent\s*(?::|\s)\s*(?P<name>[^#]*)(#.*)?", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_-]+|\*(?=\s|$)")


@dataclass(frozen=True)
class Answer:
    """What came of asking for a robots.txt. ``status`` None: no answer, and ``failure`` says why in one sentence.

    ``lost``: more redirects than are followed. ``refusal``: it was not asked for, or a redirect of it was not
    followed, and why. ``headers``: names in lower case."""

    status: int | None = None
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None
    late: bool = False
    lost: bool = False
    refusal: str | None = None


@dataclass(frozen=True)
class Robots:
    """What holds for one origin. ``rules`` None: everything is allowed, but where ``closed`` says why nothing is;
    ``unreachable``: why the origin gave no answer at all, as a page of it would have given none."""

    rules: Protego | None = None
    closed: str | None = None
    unreachable: str | None = None
    come_back: ComeBack | None = None

    def allows(self, url: str) -> bool:
        """Whether an address of the origin may be opened."""
        if self.closed is not None or self.unreachable is not None:
            return False
        return self.rules is None or self.rules.can_fetch(url.partition("#")[0], PRODUCT)

    @property
    def delay(self) -> float:
        """Seconds that it wants between two page loads, `MOST_DELAY` at most."""
        asked = self.rules.crawl_delay(PRODUCT) if self.rules is not None else None
        return min(asked or 0.0, MOST_DELAY)


def origin(url: str) -> str:
    """Scheme, host and port of a URL, without a user's name; what a robots.txt holds for."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"


def read_rules(data: bytes) -> Protego:
    """The rules of a robots.txt. The groups of others are thrown into one: what they say does not matter, and a file
    that gives ten thousand names ten thousand rules each must not cost more than its size."""
    text = data[:LARGEST].decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.splitlines()
    if len(data) > LARGEST and lines:
        lines.pop()  # half a rule says something else
    return Protego.parse("\n".join(map(_with_known_agent, lines)))


def _with_known_agent(line: str) -> str:
    match = _AGENT.fullmatch(line)
    if match is None:
        return line
    product = _NAME.match(match.group("name").strip())
    name = product.group(0) if product is not None else ""
    return f"User-agent: {name if name == '*' else PRODUCT if name.lower() == PRODUCT.lower() else 'others'}"


def judge(answer: Answer, host: str, now: datetime) -> Robots:
    """What an answer means (RFC 9309 §2.3.1): a file that is not there allows everything, one that cannot be had
    nothing. That a server is overloaded (429) is no word on its rules, and taken for a wish to be left alone."""
    if answer.refusal is not None:
        return Robots(closed=answer.refusal)
    if answer.lost:
        return Robots()
    why = f"The robots.txt of {host[:200]}"
    if answer.status is None:
        if not answer.late:
            return Robots(unreachable=answer.failure or f"{host[:200]} gave no answer.")
        return Robots(closed=f"{why} did not come in time, and a site whose rules are not known is not visited.")
    wish = come_back(host, answer.status, answer.headers, now)
    if wish is not None:
        return Robots(closed=wish.sentence, come_back=wish)
    if answer.status >= 500:
        status = f"answered with status {answer.status}"
        return Robots(closed=f"{why} {status}, and a site whose rules are not known is not visited.")
    if 200 <= answer.status < 300:
        return Robots(rules=read_rules(answer.data))
    return Robots()


class RobotsBook:
    """The robots.txt of every origin that a crawl meets, each fetched once. ``fetch`` never raises for what a site
    does; ``met`` is called with each and its origin as it comes in."""

    def __init__(self, fetch: Callable[[str], Awaitable[Answer]], met: Callable[[str, Robots], None]) -> None:
        self._fetch = fetch
        self._met = met
        self._known: dict[str, Robots] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def of(self, url: str) -> Robots:
        """What holds for the origin of an address."""
        place = origin(url)
        async with self._locks.setdefault(place, asyncio.Lock()):
            if place not in self._known:
                answer = await self._fetch(f"{place}/robots.txt")
                host = urlsplit(place).hostname or ""
                robots = await asyncio.to_thread(judge, answer, host, datetime.now(UTC))
                self._known[place] = robots
                self._met(place, robots)
        return self._known[place]

    def disallowed(self, urls: Iterable[str]) -> set[str]:
        """Which of the addresses are known by now to be disallowed; an origin that was not met yet says nothing."""
        until = time.monotonic() + JUDGING
        found = set()
        for url in urls:
            robots = self._known.get(origin(url))
            if robots is not None and (time.monotonic() > until or not robots.allows(url)):
                found.add(url)
        return found
