"""What a visit gathers while it runs; the collectors read from it, and it outlives any failure."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from auditor.crawl.initiators import InitiatorChains
from auditor.crawl.names import CanonicalNames
from auditor.crawl.network_log import NetworkLog
from auditor.crawl.redaction import REDACTED, redact
from auditor.crawl.values import Fingerprints, identifying_tokens, marks_of
from auditor.crawl.write_log import WriteLog
from auditor.domains import host_of, registrable_domain
from auditor.models.common import Party

#: Longer values are not sought in what is saved; nothing that long travels in an address.
LONGEST_SECRET = 4096

MOST_SECRETS = 5000


def _telling(value: str) -> bool:
    """Whether a value is more than a word, flag or number that occurs everywhere."""
    if len(value) >= 16:
        return True
    return len(value) >= 6 and any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, as origins are written."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


class Parties:
    """First or third, by registrable domain. A site that moved (``.nl`` to ``.com``) has more than one of its own."""

    def __init__(self, own_hosts: Iterable[str]) -> None:
        self._own = {registrable_domain(host) for host in own_hosts if host}

    def add(self, host: str) -> None:
        """``host`` turned out to be the site's own too."""
        if host:
            self._own.add(registrable_domain(host))

    def of_host(self, host: str) -> Party:
        """The party of a host."""
        return "first" if registrable_domain(host) in self._own else "third"

    def of_url(self, url: str) -> Party:
        """The party of a URL's host."""
        return self.of_host(host_of(url))


@dataclass
class VisitEvidence:
    """The logs of one visit, and what is needed to turn them into records.

    ``began``: ``time.monotonic`` of the state's start. ``pages``: as asked for, in order.
    ``foreign``: pages that turned out to be another company's; what happened there does not count.
    ``workers``: origin → its workers' scripts, and whether each is a service worker.
    ``marks``: saved hash of a stored value → its identifying parts, to find them in requests; never saved.
    ``awaits_choice``: the state's choice is still to be made. ``reloaded_at``: ``time.monotonic`` of the reload
    after it, None where the state has no choice.
    """

    fingerprints: Fingerprints
    parties: Parties
    names: CanonicalNames = field(default_factory=lambda: CanonicalNames(None))
    began: float = field(default_factory=time.monotonic)
    network: NetworkLog = field(default_factory=NetworkLog)
    writes: WriteLog = field(default_factory=WriteLog)
    pages: list[str] = field(default_factory=list)
    marks: dict[str, set[str]] = field(default_factory=dict)
    workers: dict[str, dict[str, bool]] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    awaits_choice: bool = False
    reloaded_at: float | None = None

    def __post_init__(self) -> None:
        self.chains = InitiatorChains(self.network, self.redact)
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def note_secret(self, raw: str) -> None:
        """A stored value as it was: it, and what identifies in it, must occur in nothing that is saved."""
        if len(raw) > LONGEST_SECRET or len(self._secrets) > MOST_SECRETS:
            return
        new = {piece for piece in (raw, unquote(raw)) if _telling(piece)} | identifying_tokens(raw)
        if not new <= self._secrets:
            self._secrets |= new
            self._pattern = None

    def redact(self, url: str) -> str:
        """``url`` as it may be saved: see `redaction.redact`; stored values in its path go too."""
        return self.scrub(redact(url))

    def scrub(self, text: str) -> str:
        """``text`` without the stored values noted so far."""
        if self._pattern is None:
            ordered = sorted(self._secrets, key=lambda secret: (-len(secret), secret))
            self._pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
        return self._pattern.sub(REDACTED, text)

    def note_value(self, name: str, raw: str) -> None:
        """Remember what identifies a visitor in a stored value whose saved hash is ``name``."""
        marks = marks_of(raw)
        if marks:
            self.marks.setdefault(name, set()).update(marks)

    def sole_worker(self, origin: str, *, service: bool) -> str | None:
        """The only worker of an origin that can have written what no frame of it wrote.

        All frames are watched from their first moment, but a worker can start before it is watched. ``service``:
        service workers are meant, which alone set cookies and keep caches as a rule; without one, and
        for databases, any worker."""
        found = self.workers.get(origin, {})
        serving = [url for url, is_service in found.items() if is_service]
        candidates = serving if service and serving else list(found)
        return candidates[0] if len(candidates) == 1 and self.network.loaded(candidates[0]) else None

    def at_ms(self, moment: float) -> int:
        """``moment`` in milliseconds since the state began."""
        return max(0, round((moment - self.began) * 1000))

    def after_choice(self, *moments: float) -> bool:
        """Whether any of the moments lies after the state's choice and the reload; always, where it has none."""
        if self.awaits_choice:
            return False
        return self.reloaded_at is None or any(moment >= self.reloaded_at for moment in moments)

    def ordered(self, pages: Iterable[str]) -> tuple[str, ...]:
        """Distinct pages in the order in which they were visited."""
        place = {url: number for number, url in reversed(list(enumerate(self.pages)))}
        return tuple(sorted(dict.fromkeys(pages), key=lambda url: (place.get(url, len(place)), url)))
