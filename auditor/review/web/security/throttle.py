"""Slows down guessing of passwords: failures are counted by name and by where they come from, for a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

#: How long a failure counts, in seconds.
WINDOW = 15 * 60
#: Keys that are remembered; beyond these the one that failed longest ago is forgotten.
MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``failures`` of one kind of key within the window."""

    kind: str
    failures: int


#: One person mistyping; one machine trying many names; many machines trying one name. The last is high, since it can
#: shut a person out.
BOTH, CLIENT, NAME = Limit("both", 5), Limit("client", 30), Limit("name", 100)


class Throttle:
    """Counts failed sign-ins. In memory: a restart forgives, which costs an attacker nothing worth having."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()
        self._lock = Lock()

    def begin(self, name: str, client: str) -> bool:
        """Count an attempt, before its password is checked, so that simultaneous ones count too. False when there were
        too many: then nothing is checked."""
        now = self._clock()
        with self._lock:
            keys = tuple(self._keys(name, client))
            if any(len(self._recent(key, now)) >= limit.failures for limit, key in keys):
                return False
            for _, key in keys:
                self._failures.setdefault(key, []).append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > MOST_KEYS:
                self._failures.popitem(last=False)
        return True

    def succeeded(self, name: str, client: str) -> None:
        """The attempt was right: it was no failure, and that person's earlier slips from there are forgiven."""
        with self._lock:
            for limit, key in self._keys(name, client):
                if limit is BOTH:
                    self._failures.pop(key, None)
                elif self._failures.get(key):
                    self._failures[key].pop()

    def _recent(self, key: tuple[str, str], now: float) -> list[float]:
        recent = [moment for moment in self._failures.get(key, ()) if now - moment < WINDOW]
        if key in self._failures:
            self._failures[key] = recent
        return recent

    @staticmethod
    def _keys(name: str, client: str) -> Iterable[tuple[Limit, tuple[str, str]]]:
        folded = name.casefold()
        yield BOTH, (BOTH.kind, f"{client}\0{folded}")
        yield CLIENT, (CLIENT.kind, client)
        yield NAME, (NAME.kind, folded)
