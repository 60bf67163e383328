"""When a schedule comes next. Pure: it has no clock of its own.

A rule is ``every day``, ``every 2 weeks at 06:00``, ``every 12 hours``, ``every month``, or ``cron 0 6 * * 1`` with
cron's five fields. It is read in the time zone of its schedule.

- ``every`` counts from its anchor: the minute in which the schedule was made, or the first time after it that the clock
  shows ``at``. Days, weeks and months keep the hour of the clock in summer and winter; a month without the anchor's day
  has its last day instead. Hours are absolute.
- A time of the clock that does not exist, because summer time begins, counts as far after the gap as it lies in it:
  02:30 is 03:30, a day after the 02:30 before. One that comes twice, because summer time ends, counts the first time.
- An occurrence comes later by its jitter: always the same for one site and one occurrence, so that it comes once.
"""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal, cast
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from auditor.errors import UsageError
from auditor.store.fleet_records import Scheduled, ScheduleRecord

Unit = Literal["hour", "day", "week", "month"]

#: What a rule counts at most: 999 hours, days, weeks or months.
MOST = 999

#: Seconds of jitter of a rule ``every`` when nothing is said. A rule of cron names its minute, and has none.
DEFAULT_JITTER = 30 * 60

#: Jitter is no longer than this, nor than half the time between two occurrences: their order has to stay.
LONGEST_JITTER = timedelta(days=7)

_LONGEST_RULE = 200
_EVERY = re.compile(r"^(?:every\s+)?(?:(\d{1,6})\s*)?([a-z]+)(?:\s+at\s+(\d{1,2}:\d{2}))?$")
_UNITS: dict[str, Unit] = {
    "h": "hour", "hour": "hour", "hours": "hour", "hourly": "hour", "d": "day", "day": "day", "days": "day",
    "daily": "day", "w": "week", "week": "week", "weeks": "week", "weekly": "week", "month": "month",
    "months": "month", "monthly": "month",
}  # fmt: skip
_SHORTER = {"s", "sec", "second", "seconds", "m", "min", "minute", "minutes"}
_SECONDS = {
    "s": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86_400, "day": 86_400,
}  # fmt: skip
_LEAST = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=28)}

#: Where a rule of cron is begun to be tried.
_START = datetime(2000, 1, 1, tzinfo=UTC)

#: Clocks are changed by an hour, and seldom by a day (where the date line was moved).
_WIDEST_CHANGE = timedelta(hours=25)


@dataclass(frozen=True, slots=True)
class Every:
    """Each ``count`` units. ``at``: hour and minute of the clock; None: those of the moment that it was made."""

    count: int
    unit: Unit
    at: tuple[int, int] | None = None

    def __str__(self) -> str:
        length = self.unit if self.count == 1 else f"{self.count} {self.unit}s"
        return f"every {length}" + ("" if self.at is None else f" at {self.at[0]:02}:{self.at[1]:02}")

    @property
    def shortest(self) -> timedelta:
        """The least time between two occurrences, but for a changed clock."""
        return _LEAST[self.unit] * self.count


@dataclass(frozen=True, slots=True)
class Cron:
    """Cron's five fields: minute, hour, day of the month, month, day of the week."""

    fields: str

    def __str__(self) -> str:
        return f"cron {self.fields}"

    @property
    def shortest(self) -> timedelta:
        """The least time between two occurrences, but for a changed clock."""
        hours = sorted(CronSim(self.fields, _START).hours)
        gaps = [later - sooner for sooner, later in zip(hours, [*hours[1:], hours[0] + 24], strict=True)]
        return timedelta(hours=min(gaps))


Rule = Every | Cron


def parse_rule(every: str | None = None, cron: str | None = None, at: str | None = None) -> str:
    """The rule as a schedule holds it, of ``day``, ``2 weeks``, ``12h`` (with ``at``: ``06:00``), or of cron's fields.

    Raises `UsageError` with one sentence for what is neither, or comes more often than each hour."""
    if (every is None) == (cron is None):
        raise UsageError("A schedule needs either --every or --cron.")
    if every is not None:
        return str(_every(every, at))
    if at is not None:
        raise UsageError("--at goes with --every; cron's fields name their hour themselves.")
    return str(_cron(cron or ""))


def _every(words: str, at: str | None = None) -> Every:
    match = _EVERY.match(" ".join(words.lower().split()))
    unit = _UNITS.get(match[2]) if match else None
    if match is not None and match[2] in _SHORTER:
        raise UsageError("A site is audited no more often than each hour.")
    if match is None or unit is None:
        raise UsageError(f"{words[:60]!r} is no length of time as week, 2 weeks, day, 12 hours or month.")
    count = int(match[1] or 1)
    if not 1 <= count <= MOST:
        raise UsageError(f"A schedule counts from 1 to {MOST} {unit}s; --cron can say more.")
    clock = _clock(at or match[3])
    if clock is not None and unit == "hour":
        raise UsageError("--at goes with days, weeks and months; for some hours of each day there is --cron.")
    return Every(count, unit, clock)


def _clock(at: str | None) -> tuple[int, int] | None:
    if at is None:
        return None
    match = re.match(r"^(\d{1,2}):(\d{2})$", at.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise UsageError(f"{at[:20]!r} is no time of the day as 06:00.")
    return int(match[1]), int(match[2])


def _cron(fields: str) -> Cron:
    found = Cron(" ".join(fields.split()))
    start = f"The cron rule {fields[:60]!r}"
    if len(found.fields.split()) != 5 or len(found.fields) > _LONGEST_RULE - len("cron "):
        raise UsageError(f"{start} needs five fields: minute, hour, day of the month, month, day of the week.")
    try:
        series = CronSim(found.fields, _START)
        next(series)
    except CronSimError as error:
        raise UsageError(f"{start} is wrong: {str(error).lower().replace('bad ', 'the field for ')}.") from None
    except StopIteration:
        raise UsageError(f"{start} never comes.") from None
    if len(series.minutes) > 1:
        raise UsageError(f"{start} comes too often: a site is audited no more often than each hour.")
    return found


@lru_cache(maxsize=1000)
def rule_of(rule: str) -> Rule:
    """What a schedule's rule says. Raises `UsageError`."""
    kind, _, rest = rule.partition(" ")
    if kind == "cron":
        return _cron(rest)
    if kind == "every":
        return _every(rest)
    raise UsageError(f"{rule[:60]!r} is no rule of a schedule.")


def in_words(rule: str) -> str:
    """A rule for people. Raises `UsageError`."""
    found = rule_of(rule)
    if isinstance(found, Every):
        return str(found)
    said = CronSim(found.fields, _START).explain()
    return f"{said[0].lower()}{said[1:]}"


def zone_of(name: str) -> ZoneInfo:
    """The time zone with this name of the IANA database. Raises `UsageError`."""
    try:
        if len(name) > 64 or not re.fullmatch(r"[A-Za-z0-9_+/-]+", name):
            raise ValueError(name)
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise UsageError(f"{name[:60]!r} is no time zone as Europe/Amsterdam.") from None


def jitter_of(words: str | None, rule: str) -> int:
    """Seconds of ``30m``, ``2h``, ``90 seconds`` or ``0``; None: the default of the rule. Raises `UsageError`."""
    found = rule_of(rule)
    if words is None:
        return DEFAULT_JITTER if isinstance(found, Every) else 0
    match = re.match(r"^(\d{1,6})\s*([a-z]*)$", words.strip().lower())
    unit = _SECONDS.get(match[2].rstrip("s") or match[2], 0) if match else 0
    if match is None or (unit == 0 and match[0] != "0"):
        raise UsageError(f"{words[:40]!r} is no jitter as 30m, 2h or 0.")
    seconds = int(match[1]) * unit
    most = min(found.shortest / 2, LONGEST_JITTER)
    if seconds > most.total_seconds():
        raise UsageError(
            f"The jitter is longer than {_length(most)}: half the time between two audits, a week at most."
        )
    return seconds


def _length(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours / 24:g} days" if hours > 48 else f"{hours:g} hours" if hours > 1 else f"{hours * 60:g} minutes"


def following(entry: Scheduled, after: datetime) -> datetime | None:
    """The first time strictly after ``after`` that a schedule comes, its jitter included; None: never again.

    What lies before ``after`` and was missed is left out. Raises `UsageError` when the rule or the zone cannot be
    read."""
    schedule = entry.schedule
    longest = timedelta(seconds=schedule.jitter_seconds)
    for occurrence in occurrences(schedule, after - longest):
        comes = occurrence + jitter(entry.site.url, occurrence, schedule.jitter_seconds)
        if comes > after:
            return comes
    return None


def first(entry: Scheduled) -> datetime | None:
    """When a schedule that was just made comes for the first time: with ``every`` at its anchor, which is now unless it
    names an hour. Raises as `following`."""
    return following(entry, entry.schedule.added_at - timedelta(minutes=1))


def jitter(address: str, occurrence: datetime, longest: int) -> timedelta:
    """How much later one occurrence comes for the site with this address: 0 to ``longest`` seconds."""
    said = f"{occurrence.astimezone(UTC).isoformat()} {address}".encode()
    return timedelta(seconds=int.from_bytes(hashlib.sha256(said).digest()[:8], "big") % (longest + 1))


def occurrences(schedule: ScheduleRecord, since: datetime) -> Iterator[datetime]:
    """When a schedule comes without its jitter, in UTC: all after ``since``, and some before it.

    Raises `UsageError`."""
    rule, zone = rule_of(schedule.rule), zone_of(schedule.zone)
    if isinstance(rule, Cron):
        # Cron has no anchor, yet nothing came before the schedule was made.
        start = max(since, schedule.added_at).astimezone(zone).replace(tzinfo=None) - _WIDEST_CHANGE
        moments = (_moment(naive, zone) for naive in CronSim(rule.fields, start))
        return (moment for moment in moments if moment > schedule.added_at)
    if rule.unit == "hour":
        return _hours(rule, schedule.added_at, since)
    return (_moment(naive, zone) for naive in _days(rule, schedule.added_at.astimezone(zone), since.astimezone(zone)))


def _moment(naive: datetime, zone: ZoneInfo) -> datetime:
    """When the clock of a zone shows this: of two moments the first; for none, by the clock from before the gap.

    That is what RFC 5545, 3.3.5 says of such times, and what Python does with ``fold=0``."""
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _hours(rule: Every, added_at: datetime, since: datetime) -> Iterator[datetime]:
    anchor = added_at.astimezone(UTC).replace(second=0, microsecond=0)
    place = max(0, (since - anchor) // rule.shortest)
    while True:
        yield anchor + place * rule.shortest
        place += 1


def _days(rule: Every, added: datetime, since: datetime) -> Iterator[datetime]:
    """What the clock shows at each occurrence of a rule in days, weeks or months."""
    anchor = added.replace(tzinfo=None, second=0, microsecond=0)
    if rule.at is not None:
        anchor = anchor.replace(hour=rule.at[0], minute=rule.at[1])
        anchor += timedelta(days=int(_moment(anchor, cast(ZoneInfo, added.tzinfo)) <= added))
    passed = since.replace(tzinfo=None) - _WIDEST_CHANGE
    months = (passed.year - anchor.year) * 12 + passed.month - anchor.month - 1
    place = max(0, months // rule.count if rule.unit == "month" else (passed - anchor) // rule.shortest)
    while True:
        yield _months_later(anchor, place * rule.count) if rule.unit == "month" else anchor + place * rule.shortest
        place += 1


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1]))
