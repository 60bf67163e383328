"""When schedules come next: in all zones, across changed clocks, at the ends of months, with jitter, each time once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.schedule.plan import (
    DEFAULT_JITTER,
    first,
    following,
    in_words,
    jitter,
    jitter_of,
    parse_rule,
    rule_of,
    zone_of,
)
from auditor.store.fleet_records import Scheduled, ScheduleRecord
from auditor.store.records import SiteRecord

ZONES = ("Europe/Amsterdam", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def _entry(rule: str, zone: str = "UTC", added: dt.datetime = NEW_YEAR, longest: int = 0, number: int = 1) -> Scheduled:
    url = f"https://site{number}.example/"
    site = SiteRecord(id=number, url=url, host=url[8:-1], domain=url[8:-1], added_at=added)
    schedule = ScheduleRecord(site_id=number, rule=rule, zone=zone, jitter_seconds=longest, added_at=added)
    return Scheduled(site=site, schedule=schedule)


def _walk(entry: Scheduled, until: dt.datetime, tick: dt.timedelta) -> Iterator[dt.datetime]:
    """What a clock that ticks sees come due, as a timer would that asks each ``tick``."""
    now, due = entry.schedule.added_at, first(entry)
    while now < until:
        if due is not None and due <= now:
            yield due
            due = following(entry, now)
        now += tick


def _local(moment: dt.datetime, zone: str) -> dt.datetime:
    return moment.astimezone(ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("rule", ["every day at 06:00", "cron 0 6 * * *"])
def test_a_year_has_each_day_once_at_its_hour(zone: str, rule: str) -> None:
    entry = _entry(rule, zone)
    seen = [
        _local(moment, zone) for moment in _walk(entry, NEW_YEAR + dt.timedelta(days=365), dt.timedelta(minutes=20))
    ]
    assert {(one.hour, one.minute) for one in seen} == {(6, 0)}
    days = [one.date() for one in seen]
    assert days == [days[0] + dt.timedelta(days=number) for number in range(len(days))]
    assert len(days) in (364, 365)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("rule", ["every week at 23:45", "cron 45 23 * * 4"])
def test_a_year_has_each_week_once_at_its_hour(zone: str, rule: str) -> None:
    entry = _entry(rule, zone)
    seen = [
        _local(moment, zone) for moment in _walk(entry, NEW_YEAR + dt.timedelta(days=365), dt.timedelta(minutes=20))
    ]
    assert {(one.hour, one.minute) for one in seen} == {(23, 45)}
    assert len({one.weekday() for one in seen}) == 1
    assert [later.date() - sooner.date() for sooner, later in pairwise(seen)] == [dt.timedelta(days=7)] * (
        len(seen) - 1
    )
    assert len(seen) in (52, 53)


@pytest.mark.parametrize("rule", ["every day at 02:30", "cron 30 2 * * *"])
@pytest.mark.parametrize(
    ("zone", "day", "comes"),
    [
        # Summer time begins: 02:30 does not exist, and is 03:30 on the new clock.
        ("Europe/Amsterdam", dt.date(2026, 3, 29), "01:30"),
        ("America/New_York", dt.date(2026, 3, 8), "07:30"),
        # It ends: 02:30 comes twice in Amsterdam, and the first counts; in New York it comes once.
        ("Europe/Amsterdam", dt.date(2026, 10, 25), "00:30"),
        ("America/New_York", dt.date(2026, 11, 1), "07:30"),
        # South of the equator spring is in October; Lord Howe's clock moves by half an hour only, and 02:30 exists.
        ("Australia/Sydney", dt.date(2026, 10, 4), "16:30"),
        ("Australia/Sydney", dt.date(2026, 4, 5), "15:30"),
        ("Australia/Lord_Howe", dt.date(2026, 10, 4), "15:30"),
    ],
)
def test_a_changed_clock_gives_one_at_the_right_moment(rule: str, zone: str, day: dt.date, comes: str) -> None:
    start = dt.datetime.combine(day, dt.time(0, 0), ZoneInfo(zone))
    entry = _entry(rule, zone, start.astimezone(dt.UTC) - dt.timedelta(days=40))
    found, moment = [], following(entry, start - dt.timedelta(microseconds=1))
    while moment is not None and _local(moment, zone).date() == day:
        found.append(f"{moment:%H:%M}")
        moment = following(entry, moment)
    assert found == [comes]


def test_a_time_that_does_not_exist_is_not_lost_between_two_questions() -> None:
    entry = _entry("cron 30 2 * * *", "Europe/Amsterdam")
    asked = dt.datetime(2026, 3, 29, 1, 10, tzinfo=dt.UTC)  # 03:10 on the new clock
    assert following(entry, asked) == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


def test_hours_are_absolute_across_both_changes() -> None:
    entry = _entry("every 12 hours", "Europe/Amsterdam")
    seen = list(_walk(entry, NEW_YEAR + dt.timedelta(days=365), dt.timedelta(minutes=30)))
    assert {later - sooner for sooner, later in pairwise(seen)} == {dt.timedelta(hours=12)}
    assert seen[0] == NEW_YEAR
    assert len(seen) == 2 * 365


def test_a_month_without_the_day_has_its_last_day() -> None:
    added = dt.datetime(2027, 12, 31, 11, 5, 40, tzinfo=dt.UTC)
    seen = list(
        _walk(_entry("every month", "Europe/Amsterdam", added), added + dt.timedelta(days=400), dt.timedelta(1))
    )
    assert [(one.month, one.day) for one in seen[:5]] == [(12, 31), (1, 31), (2, 29), (3, 31), (4, 30)]
    assert {_local(one, "Europe/Amsterdam").hour for one in seen} == {12}
    assert len(seen) == 14


def test_the_leap_day_comes_in_leap_years_only() -> None:
    assert following(_entry("cron 0 0 29 2 *"), NEW_YEAR) == dt.datetime(2028, 2, 29, tzinfo=dt.UTC)
    entry = _entry("every 12 months", added=dt.datetime(2028, 2, 29, 6, tzinfo=dt.UTC))
    assert following(entry, dt.datetime(2028, 3, 1, tzinfo=dt.UTC)) == dt.datetime(2029, 2, 28, 6, tzinfo=dt.UTC)
    assert following(entry, dt.datetime(2032, 2, 28, 7, tzinfo=dt.UTC)) == dt.datetime(2032, 2, 29, 6, tzinfo=dt.UTC)


def test_what_was_missed_counts_as_one() -> None:
    entry = _entry("every day at 06:00", "Europe/Amsterdam")
    late = dt.datetime(2026, 7, 20, 14, 0, tzinfo=dt.UTC)
    assert following(entry, late) == dt.datetime(2026, 7, 21, 4, 0, tzinfo=dt.UTC)


def test_every_begins_when_it_was_made_or_at_the_next_such_hour() -> None:
    added = dt.datetime(2026, 5, 6, 7, 30, 30, tzinfo=dt.UTC)  # 09:30:30 in Amsterdam
    assert first(_entry("every week", "Europe/Amsterdam", added)) == added.replace(second=0)
    for at, comes in (("09:30", "2026-05-07 07:30"), ("09:31", "2026-05-06 07:31"), ("06:00", "2026-05-07 04:00")):
        entry = _entry(f"every week at {at}", "Europe/Amsterdam", added)
        begins = first(entry)
        assert begins is not None
        assert f"{begins:%Y-%m-%d %H:%M}" == comes
        assert following(entry, begins) == begins + dt.timedelta(days=7)
    assert first(_entry("cron 30 9 * * *", "Europe/Amsterdam", added)) == added.replace(second=0) + dt.timedelta(days=1)


def test_a_fleet_does_not_start_in_one_minute() -> None:
    entries = [_entry("cron 0 6 * * 1", "UTC", longest=1800, number=number) for number in range(2000)]
    minutes = Counter((first(entry) or NEW_YEAR).minute for entry in entries)
    assert set(minutes) == set(range(30)) or set(minutes) == set(range(31))
    assert max(minutes.values()) < 120


def test_the_jitter_is_the_same_each_time_and_differs_by_site_and_occurrence() -> None:
    later = NEW_YEAR + dt.timedelta(days=7)
    assert jitter("https://a.example/", NEW_YEAR, 3600) == jitter(
        "https://a.example/", NEW_YEAR.astimezone(ZoneInfo("Asia/Tokyo")), 3600
    )
    drawn = {jitter(f"https://{name}.example/", at, 10**5) for name in "ab" for at in (NEW_YEAR, later)}
    assert len(drawn) == 4
    assert {jitter(f"https://{number}.example/", NEW_YEAR, 2).seconds for number in range(100)} == {0, 1, 2}
    assert jitter("https://a.example/", NEW_YEAR, 0) == dt.timedelta(0)


_EVERY = st.builds(
    lambda count, unit, at: parse_rule(f"{count} {unit}", at=None if unit == "hours" else f"{at:%H:%M}"),
    st.integers(1, 40),
    st.sampled_from(["hours", "days", "weeks", "months"]),
    st.times(),
)
_CRON = st.builds(
    lambda minute, hour, day: parse_rule(cron=f"{minute} {hour} * * {day}"),
    st.integers(0, 59),
    st.sampled_from(["*", "*/3", "2", "2,3", "0-4", "1,2,23"]),
    st.sampled_from(["*", "1", "0,6", "MON-FRI"]),
)
_RULES = st.one_of(_EVERY, _CRON)
_MOMENTS = st.integers(0, 6 * 365 * 86_400).map(lambda seconds: NEW_YEAR + dt.timedelta(seconds=seconds))


@settings(max_examples=300, deadline=None)
@given(
    rule=_RULES, zone=st.sampled_from(ZONES), added=_MOMENTS, share=st.floats(0, 1), later=st.integers(0, 60 * 24 * 400)
)
def test_the_next_is_later_and_the_same_for_whoever_asks_in_between(
    rule: str, zone: str, added: dt.datetime, share: float, later: int
) -> None:
    longest = int(min(rule_of(rule).shortest.total_seconds() / 2, 7 * 86_400) * share)
    entry = _entry(rule, zone, added, longest)
    asked = added + dt.timedelta(minutes=later)
    comes = following(entry, asked)
    assert comes is not None
    assert comes > asked
    assert following(entry, asked + (comes - asked) / 2) == comes
    assert following(entry, comes - dt.timedelta(microseconds=1)) == comes
    after = following(entry, comes)
    assert after is not None
    assert after > comes


@settings(max_examples=60, deadline=None)
@given(rule=_RULES, zone=st.sampled_from(ZONES), added=_MOMENTS, number=st.integers(1, 50))
def test_jitter_neither_adds_nor_loses_an_occurrence(rule: str, zone: str, added: dt.datetime, number: int) -> None:
    longest = int(min(rule_of(rule).shortest.total_seconds() / 2, 7 * 86_400))
    steady, moved = _entry(rule, zone, added), _entry(rule, zone, added, longest, number)
    plain = first(steady)
    for _ in range(30):
        assert plain is not None
        shaken = plain + jitter(moved.site.url, plain, longest)
        assert following(moved, shaken - dt.timedelta(microseconds=1)) == shaken
        plain = following(steady, plain)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"every": "week"}, "every week"),
        ({"every": "every week"}, "every week"),
        ({"every": "Weekly", "at": "6:00"}, "every week at 06:00"),
        ({"every": "7 days"}, "every 7 days"),
        ({"every": "1 day"}, "every day"),
        ({"every": "12h"}, "every 12 hours"),
        ({"every": "2  Weeks"}, "every 2 weeks"),
        ({"every": "month"}, "every month"),
        ({"cron": " 0 6  * * MON "}, "cron 0 6 * * MON"),
        ({"cron": "30 */2 1,15 * *"}, "cron 30 */2 1,15 * *"),
    ],
)
def test_rules_are_read_and_read_again(words: dict[str, str], rule: str) -> None:
    assert parse_rule(**words) == rule
    assert str(rule_of(rule)) == rule
    assert in_words(rule)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "either --every or --cron"),
        ({"every": "day", "cron": "0 6 * * *"}, "either --every or --cron"),
        ({"every": "fortnight"}, "'fortnight' is no length of time"),
        ({"every": "-1 day"}, "'-1 day' is no length of time"),
        ({"every": ""}, "'' is no length of time"),
        ({"every": "0 weeks"}, "counts from 1 to 999"),
        ({"every": "1000 days"}, "counts from 1 to 999"),
        ({"every": "30 minutes"}, "no more often than each hour"),
        ({"every": "day", "at": "25:00"}, "no time of the day"),
        ({"every": "6 hours", "at": "06:00"}, "--at goes with days"),
        ({"cron": "0 6 * * 1", "at": "06:00"}, "--at goes with --every"),
        ({"cron": "0 6 * *"}, "needs five fields"),
        ({"cron": "0 0 6 * * 1"}, "needs five fields"),
        ({"cron": "0 24 * * *"}, "is wrong: the field for hour"),
        ({"cron": "0 6 * * XYZ"}, "is wrong: the field for day-of-week"),
        ({"cron": "0 6 30 2 *"}, "is wrong: the field for day-of-month"),
        ({"cron": "*/30 * * * *"}, "comes too often"),
        ({"cron": "0,1 6 * * 1"}, "comes too often"),
        ({"cron": "0 6 * * " + "1," * 200 + "1"}, "needs five fields"),
    ],
)
def test_a_wrong_rule_is_one_sentence(words: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_rule(**words)
    assert sentence in caught.value.sentence
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Nowhere", "../../etc/passwd", "/etc/passwd", "x" * 65, "a\0b"])
def test_an_unknown_zone_is_one_sentence(name: str) -> None:
    with pytest.raises(UsageError, match="no time zone as Europe/Amsterdam"):
        zone_of(name)


def test_jitter_is_read_and_has_its_limit() -> None:
    week, hourly = parse_rule("week"), parse_rule("hour")
    assert [jitter_of(words, week) for words in ("30m", "2h", "90 seconds", "0", "1 day")] == [
        1800,
        7200,
        90,
        0,
        86_400,
    ]
    assert jitter_of(None, hourly) == jitter_of(None, week) == DEFAULT_JITTER
    assert jitter_of(None, "cron 0 6 * * 1") == 0
    for words, rule, sentence in (
        ("31m", hourly, "longer than 30 minutes"),
        ("13h", "cron 0 6 * * 1", "longer than 12 hours"),
        ("8 days", parse_rule("month"), "longer than 7 days"),
        ("soon", week, "no jitter as 30m"),
        ("1 month", week, "no jitter as 30m"),
        ("5", week, "no jitter as 30m"),
    ):
        with pytest.raises(UsageError) as caught:
            jitter_of(words, rule)
        assert sentence in caught.value.sentence
