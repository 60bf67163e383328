"""The processes of a fleet as their users have them: the application with its schedule, a timer's run, signals."""

from __future__ import annotations

import json
import os
import re
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_process import Fleet, assert_nothing_left, assert_once_and_whole, fleet, named

pytestmark = [pytest.mark.browser, pytest.mark.long]

#: Short audits: what is tested is who runs them, and how that ends.
SHORT = 'states = ["before"]\npages = 1\nformat = ["html"]'

#: Seconds for a process to end in good order, its audits with it.
ENDING = 90


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Fleet]:
    with fleet(tmp_path, named(1)[:3], SHORT) as made:
        yield made


def _page(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status, answer.read().decode("utf-8")


def test_serve_audits_what_is_due_and_ends_in_good_order(three: Fleet) -> None:
    serving = three.start("serve", "--port", "0")
    try:
        three.until(lambda: "Review application: http://" in three.told(), serving)
        found = re.search(r"http://127\.0\.0\.1:\d+", three.told())
        assert found is not None
        status, health = _page(f"{found[0]}/healthz")
        assert (status, json.loads(health)["status"]) == (200, "ok")
        three.until(lambda: three.done() == 3, serving)
        status, overview = _page(f"{found[0]}/")
        assert status == 200
        assert all(site.host in overview for site in three.store.sites())
        status, figures = _page(f"{found[0]}/fleet")
        assert (status, "<h1" in figures) == (200, True)
    finally:
        serving.send_signal(signal.SIGTERM)
        code = serving.wait(ENDING)
    assert code in (0, -signal.SIGTERM), three.told()
    assert_once_and_whole(three.store, 3)
    assert_nothing_left(three)


def test_serve_without_its_schedule_audits_nothing(three: Fleet) -> None:
    serving = three.start("serve", "--port", "0", "--no-schedule")
    three.until(lambda: "Review application: http://" in three.told(), serving)
    with pytest.raises(AssertionError):
        three.until(lambda: bool(three.store.fleet.running()), serving, seconds=6)
    serving.send_signal(signal.SIGTERM)
    serving.wait(ENDING)
    assert (three.done(), three.store.fleet.running(), three.store.fleet.count_due()) == (0, (), 3)


def test_two_runs_at_the_same_time_share_the_work(three: Fleet) -> None:
    runs = [three.start(), three.start()]
    assert [run.wait(300) for run in runs] == [0, 0], three.told()
    assert_once_and_whole(three.store, 3)
    assert_nothing_left(three)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_lets_the_running_audits_end(three: Fleet, number: signal.Signals, code: int) -> None:
    running = three.start("run-due", "--parallel", "1")
    three.until(lambda: bool(three.store.fleet.running()), running)
    running.send_signal(number)
    assert running.wait(ENDING) == code, three.told()
    assert (three.done(), len(three.store.fleet.waiting())) == (1, 2), three.told()
    assert "half a minute" in three.told()
    assert three.start().wait(300) == 0
    assert_once_and_whole(three.store, 3)
    assert_nothing_left(three)


def test_a_second_signal_stops_them_at_once(three: Fleet) -> None:
    running = three.start()
    three.until(lambda: bool(three.store.fleet.running()), running)
    running.send_signal(signal.SIGTERM)
    three.until(lambda: "half a minute" in three.told(), running)
    running.send_signal(signal.SIGTERM)
    running.wait(ENDING)
    waits = len(three.store.fleet.waiting())
    assert (three.done(), waits, three.store.fleet.running()) == (0, 3, ()), three.told()
    assert three.start().wait(300) == 0
    assert_once_and_whole(three.store, 3)
    assert_nothing_left(three)


def test_a_power_cut_leaves_an_audit_to_the_next_run(three: Fleet) -> None:
    """The whole group is killed, browsers and all, as when the power fails."""
    running = three.start()
    three.until(lambda: bool(three.store.fleet.running()), running)
    for process in [running.pid, *_descendants(running.pid)]:
        os.kill(process, signal.SIGKILL)
    running.wait()
    assert len(three.store.fleet.running()) >= 1
    assert three.start().wait(300) == 0, three.told()
    assert_once_and_whole(three.store, 3)
    assert_nothing_left(three)


def _descendants(process: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == process:
                found += [*_descendants(int(entry.name)), int(entry.name)]
    return found
