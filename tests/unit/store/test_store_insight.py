"""The figures of the fleet, counted by hand, in both databases."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from auditor.store.fleet_records import ScheduleRecord
from auditor.store.insight_records import Week
from auditor.store.store import Store
from tests.unit.store.insight_builders import put_audit, put_lease, put_notice, put_worker
from tests.unit.store.store_builders import NOON, audit_result, write_audit

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SILENT = dt.timedelta(minutes=5)


@pytest.fixture
def now(store: Store) -> dt.datetime:
    """A Wednesday; the clock stands."""
    moment = NOON + 3 * DAY
    assert moment.weekday() == 2
    store._clock = store.insight._clock = store.fleet._clock = lambda: moment
    return moment


def sites_of(store: Store, *names: str) -> list[int]:
    return [store.add_site(f"https://{name}.example/").id for name in names]


def schedule(site: int, due: dt.datetime | None, paused: dt.datetime | None = None) -> ScheduleRecord:
    return ScheduleRecord(
        site_id=site, rule="every week", zone="Europe/Amsterdam", added_at=NOON, next_due_at=due, paused_at=paused
    )


def test_an_empty_store_has_an_answer_to_everything(store: Store, now: dt.datetime) -> None:
    state, found = store.insight.state(SILENT), store.insight.findings()
    assert (state.sites.listed, state.sites.due, state.sites.due_since) == (0, 0, None)
    assert (state.queue.ready, state.running, state.failed, state.workers) == (0, (), (), ())
    assert (state.day.done, state.day.median_seconds, state.day.slowest) == (0, None, ())
    assert (state.notices.waiting, state.notices.given_up) == (0, 0)
    assert (found.sites, found.severities, found.checks, found.moved.worse) == (0, {}, (), 0)
    assert [(week.sites, week.grave, week.other) for week in found.weeks] == [(0, 0, 0)] * 12
    assert store.insight.due_since() is None


def test_sites_are_counted_by_their_schedules(store: Store, now: dt.datetime) -> None:
    one, two, three, four, gone = sites_of(store, "een", "twee", "drie", "vier", "weg")
    store.fleet.schedule(
        schedule(one, now - 2 * HOUR), schedule(two, now - HOUR), schedule(three, now + HOUR),
        schedule(four, None, paused=now - DAY), schedule(gone, now - DAY),
    )  # fmt: skip
    store.remove_site(gone)
    put_audit(store, one, now - DAY, "a/minor/1")
    put_audit(store, two, now - DAY, state="failed")
    put_audit(store, three, now, state="queued")
    counts = store.insight.state(SILENT).sites
    assert (counts.listed, counts.scheduled, counts.paused, counts.due) == (4, 4, 1, 2)
    assert counts.due_since == store.insight.due_since() == now - 2 * HOUR
    assert counts.never_audited == 2


def test_the_queue_tells_ready_from_put_off(store: Store, now: dt.datetime) -> None:
    one, two, three, four = sites_of(store, "een", "twee", "drie", "vier")
    put_audit(store, one, now - 3 * HOUR, state="queued")
    put_audit(store, two, now - 2 * HOUR, state="queued", not_before=now - HOUR)
    put_audit(store, three, now - 9 * HOUR, state="queued", not_before=now + 2 * HOUR)
    put_audit(store, four, now - 9 * HOUR, state="queued", not_before=now + HOUR)
    queue = store.insight.state(SILENT).queue
    assert (queue.ready, queue.ready_since) == (2, now - 3 * HOUR)
    assert (queue.put_off, queue.put_off_until) == (2, now + HOUR)


def test_what_runs_is_told_with_whose_it_is_and_whether_that_is_alive(store: Store, now: dt.datetime) -> None:
    one, two, three = sites_of(store, "een", "twee", "drie")
    first, second = (put_audit(store, site, now - HOUR, state="running") for site in (one, two))
    put_lease(store, first, "een.example", "ada-1", now - HOUR, now - dt.timedelta(seconds=9))
    put_lease(store, second, "twee.example", "bo-2", now - HOUR / 2, now - HOUR / 4)
    put_audit(store, three, now - HOUR / 4, state="running")
    put_worker(store, "ada-1", now - dt.timedelta(seconds=20))
    put_worker(store, "bo-2", now - HOUR / 4)
    put_worker(store, "cor-3", now - DAY, stopped_at=now - DAY)
    state = store.insight.state(SILENT)
    told = [(run.site.host, run.worker, now - run.since, run.silent) for run in state.running]
    assert told == [
        ("een.example", "ada-1", HOUR, False),
        ("twee.example", "bo-2", HOUR / 2, True),
        ("drie.example", "", HOUR / 4, True),
    ]
    silent = [(each.worker.name, each.silent) for each in state.workers]
    assert silent == [("ada-1", False), ("bo-2", True), ("cor-3", False)]


def test_a_day_and_a_week_are_summed_up(store: Store, now: dt.datetime) -> None:
    one, two, three = sites_of(store, "een", "twee", "drie")
    put_audit(store, one, now - 2 * HOUR, minutes=1)
    put_audit(store, two, now - 3 * HOUR, minutes=4)
    longest = put_audit(store, three, now - 4 * HOUR, minutes=6)
    put_audit(store, one, now - 5 * HOUR, outcome="failed")
    put_audit(store, one, now - 6 * HOUR, state="failed")
    put_audit(store, one, now - 7 * HOUR, state="interrupted")
    put_audit(store, two, now - 3 * DAY, minutes=10)
    put_audit(store, two, now - 8 * DAY, minutes=50)
    # Read again now: it has the beginning of its visit, which is no duration.
    put_audit(store, three, now - HOUR, started_at=now - 2 * DAY)
    state = store.insight.state(SILENT)
    day, week = state.day, state.week
    assert (day.done, day.failed, day.interrupted, day.median_seconds) == (4, 2, 1, 240)
    assert [(one.site.host, one.seconds) for one in day.slowest] == [
        ("drie.example", 360), ("twee.example", 240), ("een.example", 60),
    ]  # fmt: skip
    assert day.slowest[0].audit_id == longest
    assert (week.done, week.failed, week.interrupted, week.median_seconds) == (5, 2, 1, 300)
    assert week.slowest[0].seconds == 600
    assert (now - day.since, now - week.since) == (DAY, 7 * DAY)


def test_a_site_has_failed_since_the_first_failure_after_its_last_result(store: Store, now: dt.datetime) -> None:
    one, two, three, four, gone = sites_of(store, "een", "twee", "drie", "vier", "weg")
    put_audit(store, one, now - 9 * DAY, state="failed", error="Long ago.")
    put_audit(store, one, now - 8 * DAY)
    put_audit(store, one, now - 2 * DAY, state="failed", error="No answer.")
    newest = put_audit(store, one, now - DAY, outcome="failed", error="The site gave no page.")
    put_audit(store, one, now, state="queued")
    put_audit(store, two, now - HOUR, state="interrupted", error="It stopped.")
    put_audit(store, three, now - DAY, state="failed")
    put_audit(store, three, now - HOUR)
    put_audit(store, gone, now - HOUR, state="failed")
    store.remove_site(gone)
    state = store.insight.state(SILENT)
    assert state.failed_sites == 2
    told = [(site.site.id, site.audit.error, site.times, site.since) for site in state.failed]
    assert told == [
        (two, "It stopped.", 1, now - HOUR + dt.timedelta(minutes=1)),
        (one, "The site gave no page.", 2, now - 2 * DAY + dt.timedelta(minutes=1)),
    ]
    assert state.failed[1].audit.id == newest
    assert four not in {site.site.id for site in state.failed}


def test_findings_are_those_of_the_newest_audit_of_each_listed_site(store: Store, now: dt.datetime) -> None:
    one, two, three, gone = sites_of(store, "een", "twee", "drie", "weg")
    put_audit(store, one, now - 9 * DAY, "old_check/critical/5")
    put_audit(store, one, now - 2 * DAY, "a_check/serious/2 a_check/minor/1 b_check/minor/1")
    put_audit(store, one, now - DAY, state="failed")
    put_audit(store, two, now - DAY, "a_check/minor/1")
    put_audit(store, three, now - DAY)
    put_audit(store, gone, now - DAY, "a_check/critical/7")
    store.remove_site(gone)
    found = store.insight.findings()
    assert found.sites == 3
    assert found.severities == {"serious": 2, "minor": 3}
    counted = [(each.check, each.severity, each.sites, each.findings) for each in found.checks]
    assert counted == [("a_check", "serious", 2, 4), ("b_check", "minor", 1, 1)]


def test_the_trend_carries_each_site_on_until_its_next_audit(store: Store, now: dt.datetime) -> None:
    monday = (now - 2 * DAY).replace(hour=0)
    one, two = sites_of(store, "een", "twee")
    put_audit(store, one, monday - 20 * 7 * DAY, "a/critical/9")
    put_audit(store, one, monday - 10 * DAY, "a/critical/3 b/minor/1")
    put_audit(store, two, monday - 9 * DAY, "a/serious/1")
    put_audit(store, one, monday - 8 * DAY, state="failed")
    put_audit(store, two, monday + DAY, "b/minor/4")
    weeks = store.insight.findings().weeks
    assert weeks[-1] == Week(until=now, sites=2, grave=3, other=5)
    assert weeks[-2] == Week(until=monday, sites=2, grave=4, other=1)
    assert weeks[-3] == Week(until=monday - 7 * DAY, sites=2, grave=4, other=1)
    assert weeks[-4] == Week(until=monday - 14 * DAY, sites=1, grave=9, other=0)
    assert {(week.sites, week.grave, week.other) for week in weeks[:-4]} == {(1, 9, 0)}
    assert [later.until - sooner.until for sooner, later in pairwise(weeks[:-1])] == [7 * DAY] * 10


def test_sites_that_moved_are_told_by_their_gravest_findings(store: Store, now: dt.datetime) -> None:
    worse, better, same, first = sites_of(store, "slechter", "beter", "gelijk", "eerste")
    put_audit(store, worse, now - 2 * DAY, "a/minor/9")
    put_audit(store, worse, now - DAY, "a/serious/1")
    put_audit(store, better, now - 2 * DAY, "a/serious/2 b/minor/2")
    put_audit(store, better, now - DAY, "a/serious/2 b/minor/1")
    put_audit(store, same, now - 2 * DAY, "a/serious/2")
    put_audit(store, same, now - DAY, "b/critical/2")
    put_audit(store, first, now - DAY, "b/critical/2")
    moved = store.insight.findings().moved
    assert (moved.worse, moved.better, moved.same) == (1, 1, 1)
    assert [(one.site.id, one.grave, one.grave_before) for one in moved.latest_worse] == [(worse, 1, 0)]
    assert [(one.site.id, one.found, one.found_before) for one in moved.latest_better] == [(better, 3, 4)]


def test_notices_wait_or_were_given_up_lately(store: Store, now: dt.datetime) -> None:
    (site,) = sites_of(store, "een")
    audit = put_audit(store, site, now - DAY)
    put_notice(store, site, audit, now - 2 * HOUR)
    put_notice(store, site, audit, now - HOUR)
    put_notice(store, site, audit, now - DAY, send_after=None, ended_at=now - HOUR, delivered=True)
    put_notice(store, site, audit, now - DAY, send_after=None, ended_at=now - HOUR, error="gone")
    put_notice(store, site, audit, now - 9 * DAY, send_after=None, ended_at=now - 8 * DAY, error="gone")
    told = store.insight.state(SILENT).notices
    assert (told.waiting, told.waiting_since, told.given_up) == (2, now - 2 * HOUR, 1)


def test_an_older_audit_that_comes_later_takes_its_place_in_the_figures(store: Store, now: dt.datetime) -> None:
    """As an imported one does."""
    (site,) = sites_of(store, "een")
    put_audit(store, site, now - 9 * DAY, "a/minor/2")
    put_audit(store, site, now - DAY, "a/minor/5")
    put_audit(store, site, now - 4 * DAY, "a/serious/1")
    found = store.insight.findings()
    assert found.severities == {"minor": 5}
    assert [(one.grave_before, one.found_before, one.found) for one in found.moved.latest_better] == [(1, 1, 5)]
    assert found.weeks[-1].other == 5


def test_the_figures_follow_every_change_of_audits_and_of_the_list(store: Store, now: dt.datetime) -> None:
    one, two = sites_of(store, "een", "twee")
    assert store.insight.findings().sites == 0
    put_audit(store, one, now - DAY, "a/minor/2")
    put_audit(store, two, now - DAY, "a/minor/1")
    assert store.insight.findings().severities == {"minor": 3}
    put_audit(store, one, now - 3 * DAY, "b/critical/1")
    assert store.insight.findings().moved.better == 1
    store.remove_site(two)
    assert store.insight.findings().severities == {"minor": 2}
    store.add_site("https://twee.example/")
    assert store.insight.findings().severities == {"minor": 3}


def test_kept_and_imported_audits_count(store: Store, tmp_path: Path, new_store: object) -> None:
    for day, left_out in ((0, 0), (1, 2)):
        result = audit_result(day, left_out)
        store.save_audit(write_audit(tmp_path / f"audit-{day}", result), result)
    found = store.insight.findings()
    left = len(audit_result(0, 2).findings)
    assert sum(found.severities.values()) == left
    assert found.moved.better == 1
    site = store.sites()[0]
    store.export(site, tmp_path / "site.zip")
    other: Store = new_store("other")  # type: ignore[operator]
    other.import_archive(tmp_path / "site.zip")
    moved, there = other.insight.findings(), store.insight.findings()
    assert (moved.severities, moved.checks, moved.moved.better) == (there.severities, there.checks, 1)


def test_the_store_says_what_it_is_and_how_large(store: Store, tmp_path: Path) -> None:
    result = audit_result()
    store.save_audit(write_audit(tmp_path / "one", result), result)
    store.save_audit(write_audit(tmp_path / "two", result), result)
    size = store.insight.size()
    assert size.kind in ("sqlite", "postgresql")
    assert size.revision == "0003"
    assert (size.database_bytes or 0) > 50_000
    assert "***" in size.name or size.kind == "sqlite" or "@" not in size.name
    once = {file.sha256: file.size for audit in store.audits(store.sites()[0]) for file in store.files(audit)}
    assert store.insight.evidence_bytes() == sum(once.values())
