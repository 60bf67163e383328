"""Measures what reconciling a large site costs, at three sizes in turn, and prints seconds, ratios and peak memory.

    .venv/bin/python tests/benchmarks/reconcile_speed.py [--rounds 1] [--sizes 0.25,0.5,1]

First only the requests grow, then everything does. Each measurement is a process of its own. Seconds are processor
time, which waits for nobody; beside them stands how slow the machine is at that moment, since a core that is shared is
slower by half: ``loop`` is the time of a fixed loop, taken to be `QUIET_LOOP` on a quiet machine. The memory is the
peak of the whole process, with the invented site and the reading of all vendors. ``--calls``: how many of the requests
differ in more than parameters and page; as many as there are requests is the worst that can be.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from auditor.reconcile.runner import reconcile
from tests.benchmarks.large_site import Size, large_declaration, large_observation

#: Seconds of `loop` on one core of a common machine of today that does nothing else.
QUIET_LOOP = 0.4


@dataclass(frozen=True)
class Cost:
    """What one size cost. ``loop``: seconds of the fixed loop just before and after, their mean."""

    requests: int
    cookies: int
    claims: int
    seconds: float
    loop: float
    megabytes: float

    @property
    def quiet_seconds(self) -> float:
        """The seconds as they would be on a quiet machine; never more than measured."""
        return self.seconds * min(1.0, QUIET_LOOP / self.loop)


def loop() -> float:
    """Processor seconds of a loop that is always the same."""
    start, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - start


def measured(size: Size) -> Cost:
    """The cost in this process. What was built before counts for its memory."""
    observation, declaration = large_observation(size), large_declaration(size)
    # Vendors, laws and words are read once, with whatever audit comes first.
    small = Size(cookies=50, requests=50, claims=40, keys=10, rows=10, calls=20)
    reconcile(large_observation(small), large_declaration(small))
    before = loop()
    start = time.process_time()
    result = reconcile(observation, declaration)
    seconds = time.process_time() - start
    assert result.findings
    assert not [one.reason for one in result.checks if one.result == "errored"]
    return Cost(size.requests, size.cookies, size.claims, seconds, (before + loop()) / 2, _peak())


def _peak() -> float:
    """The most memory that this process had, in megabytes. What the system counts for a process begins, on Linux, with
    what the process had that started it; the high-water mark of its own memory does not."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(size: Size) -> Cost:
    """The cost in a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps(asdict(size))]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return Cost(**json.loads(done.stdout))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=1, help="the quickest of so many counts")
    options.add_argument("--sizes", default="0.25,0.5,1", help="parts of 50,000 requests, rising")
    options.add_argument("--calls", type=int, default=Size.calls)
    options.add_argument("--one", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one is not None:
        print(json.dumps(asdict(measured(Size(**json.loads(given.one))))))
        return
    parts = [float(part) for part in given.sizes.split(",")]
    for requests_only in (True, False):
        print("only requests grow" if requests_only else "everything grows")
        print("requests  cookies  claims  seconds   loop  quiet s  ratio  of size  peak MB")
        former: Cost | None = None
        for part in parts:
            size = Size(calls=given.calls).times(part, requests_only=requests_only)
            cost = min((apart(size) for _ in range(given.rounds)), key=lambda one: one.quiet_seconds)
            ratios = "" if former is None else f"{cost.quiet_seconds / former.quiet_seconds:.2f}"
            grown = "" if former is None else f"{cost.requests / former.requests:.2f}"
            print(
                f"{cost.requests:8d} {cost.cookies:8d} {cost.claims:7d} {cost.seconds:8.2f} {cost.loop:6.2f}"
                f" {cost.quiet_seconds:8.2f} {ratios:>6s} {grown:>8s} {cost.megabytes:8.0f}"
            )
            former = cost


if __name__ == "__main__":
    main()
