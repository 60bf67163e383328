"""What reconciling costs: linear in the requests, and bounded at the size that the tool is made for.

Processor time, held against a fixed loop, since the machine may be busy with other things. The table of
``tests/benchmarks/reconcile_speed.py`` says more.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.benchmarks.large_site import Size
from tests.benchmarks.reconcile_speed import apart

#: The most that the whole of `Size` may cost, in processor seconds on a quiet machine and in megabytes: the goal.
#: About 4 s are measured; the rest is left for cores that share their memory with others, which the fixed loop does not
#: feel, and the quicker of some runs counts.
MOST_SECONDS, MOST_MEGABYTES = 5.0, 1000

#: How much more than its share a doubling may cost before it is no noise.
NOISE = 1.4


def test_the_cost_grows_no_faster_than_the_requests() -> None:
    small = Size(cookies=500, requests=5_000, claims=60, keys=100, rows=50)
    costs = [apart(replace(small, requests=small.requests * times)) for times in (1, 2, 4)]
    quickest = [one.seconds / one.loop for one in costs]
    assert quickest[1] < 2 * NOISE * quickest[0], costs
    assert quickest[2] < 2 * NOISE * quickest[1], costs
    assert quickest[2] < 4 * NOISE * quickest[0], costs


@pytest.mark.long
def test_ten_thousand_cookies_fifty_thousand_requests_and_five_hundred_claims() -> None:
    cost = min((apart(Size()) for _ in range(3)), key=lambda one: one.quiet_seconds)
    assert cost.quiet_seconds < MOST_SECONDS, cost
    assert cost.megabytes < MOST_MEGABYTES, cost
