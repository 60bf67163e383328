"""What runs a fleet's audits: one interface, whatever stands behind it.

Each engine takes audits that wait by `Store.fleet.claim`, runs each by `attempt.run_claim`, and runs the `chores`. So
any number of engines may work on one store at the same time, of whatever kind: no audit is run by two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from auditor.schedule.attempt import Ended


class Engine(Protocol):
    """Runs audits that wait until it is stopped, or, where it was made so, until none waits any more."""

    async def run(self) -> None:
        """Work. Raises `auditor.errors.StoreError` when the store cannot be used, and for nothing that a site does."""

    def stop(self) -> None:
        """No new audits; those that run get their time, then they are queued again. A second time: at once."""


@dataclass
class Tally:
    """How the attempts of an engine ended. ``audited``: kept, with what was seen; ``failed``: the site could not be
    audited, or the audit was given up; ``put_off``: to be tried again later; ``stopped``: queued again because the
    engine stopped; ``lost``: another one took it over."""

    audited: int = 0
    failed: int = 0
    put_off: int = 0
    stopped: int = 0
    lost: int = 0

    def add(self, ended: Ended) -> None:
        """Count an attempt that ended."""
        if ended.state == "done" and ended.outcome != "failed":
            self.audited += 1
        elif ended.state in ("done", "failed"):
            self.failed += 1
        elif ended.state == "again":
            self.put_off += 1
        elif ended.state == "stopped":
            self.stopped += 1
        else:
            self.lost += 1
