"""A fleet whose process is killed again and again: each site audited once and whole, and nothing left behind.

What is killed is the process alone, as the kernel does when memory runs out; the browsers have to end by themselves."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from fleet_process import LONGEST_RUN, assert_nothing_left, assert_once_and_whole, fleet, named

pytestmark = pytest.mark.browser


@pytest.mark.long
def test_a_killed_process_is_made_up_for_by_the_next(tmp_path: Path) -> None:
    more = 'states = ["before"]\npages = 1\nformat = ["html"]'
    with fleet(tmp_path, named(2)[:6], more) as few:
        few.kill_when(1, 1.5)
        assert few.store.fleet.running() != (), "it was killed in the middle of something"
        assert few.start().wait(LONGEST_RUN) == 0, few.told()
        assert_once_and_whole(few.store, 6)
        assert_nothing_left(few)
        assert "0 failed, 0 put off." in few.told()


@pytest.mark.long
def test_forty_sites_and_three_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("FLEET_SEED", random.randrange(10**6)))
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(1, 36), 3))
    began = time.monotonic()
    with fleet(tmp_path, named(8), "pages = 2") as forty:
        assert len(forty.store.sites()) == 40
        for done in moments:
            forty.kill_when(done, chance.uniform(0, 8))
        assert forty.start().wait(LONGEST_RUN) == 0, forty.told()
        assert_once_and_whole(forty.store, 40)
        assert_nothing_left(forty)
        crashes = [audit.crashes for site in forty.store.sites() for audit in forty.store.audits(site)]
        second = forty.start()
        assert second.wait(LONGEST_RUN) == 0
        assert forty.told().rstrip().endswith("0 audited, 0 failed, 0 put off.")
        assert forty.done() == 40
    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\nseed {seed}: killed after {moments} audits; {sum(crashes)} begun again; {took:.0f} s")
