from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from auditor.crawl import activity as module
from auditor.crawl.activity import QUIET_SECONDS, TIMER_HORIZON, Activity


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(module.time, "monotonic", clock)
    return clock  # type: ignore[return-value]


def test_rest_is_a_moment_without_news(clock: Clock) -> None:
    pulse = Activity()
    clock.now += QUIET_SECONDS - 0.1
    assert not pulse.at_rest()
    assert pulse.news("GET https://x/a")
    clock.now += QUIET_SECONDS - 0.1
    assert not pulse.at_rest()
    clock.now += 0.2
    assert pulse.at_rest()


def test_repetition_is_no_news(clock: Clock) -> None:
    pulse = Activity()
    for _ in range(5):
        clock.now += QUIET_SECONDS
        pulse.news("GET https://x/poll")
    assert pulse.at_rest()
    assert not pulse.news("GET https://x/poll")


def test_an_answer_outstanding_holds_for_a_while_and_a_beacon_never(clock: Clock) -> None:
    pulse = Activity()
    pulse.started("1", "Ping")
    pulse.started("2", "Script")
    clock.now += QUIET_SECONDS + 0.1
    assert not pulse.at_rest()
    pulse.answered("2")
    clock.now += QUIET_SECONDS
    assert pulse.at_rest()
    pulse.started("3", "Script")
    clock.now += module.PATIENCE["Script"] + 0.1
    assert pulse.at_rest(), "an answer that never comes holds nothing up for ever"


def test_a_timer_holds_until_it_ran_and_a_known_one_does_not(clock: Clock) -> None:
    pulse = Activity()
    pulse.timer("f 1", "3000 late()", 3.0)
    clock.now += 2.9
    assert not pulse.at_rest()
    clock.now += 0.3
    assert pulse.at_rest()
    pulse.timer("f 2", "3000 late()", 3.0)
    assert pulse.at_rest(), "the same timer on the next page is its routine"
    pulse.timer("f 3", "60000 much_later()", TIMER_HORIZON + 1)
    assert pulse.at_rest()
    pulse.timer("f 4", "2000 cleared()", 2.0)
    pulse.timer_cleared("f 4")
    assert pulse.at_rest()


def test_a_new_page_starts_afresh(clock: Clock) -> None:
    pulse = Activity()
    pulse.started("1", "Script")
    pulse.timer("f 1", "3000 x()", 3.0)
    pulse.loaded = True
    pulse.begin_page()
    assert not pulse.loaded
    clock.now += QUIET_SECONDS + 0.1
    assert pulse.at_rest()


def test_waiting_ends_at_the_deadline() -> None:
    async def main() -> tuple[bool, bool]:
        pulse = Activity()
        pulse.started("1", "Document")
        deadline = module.time.monotonic() + 0.2
        return await pulse.load(deadline), await pulse.rest(deadline)

    assert asyncio.run(main()) == (False, False)
