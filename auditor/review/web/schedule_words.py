"""A site's schedule in the reader's language: its rule in words, its next time as the clock of its zone shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_day_names

from auditor.errors import UsageError
from auditor.models.common import ReportLanguage
from auditor.review.web.languages import marked, translations
from auditor.schedule.plan import Cron, Every, rule_of, zone_of
from auditor.store.fleet_records import ScheduleRecord

_LOCALES: dict[ReportLanguage, str] = {"nl": "nl_NL", "en": "en_GB"}

_ONE = {"hour": marked("every hour"), "day": marked("every day"), "week": marked("every week"),
        "month": marked("every month")}  # fmt: skip
_MANY = {"hour": marked("every %(count)s hours"), "day": marked("every %(count)s days"),
         "week": marked("every %(count)s weeks"), "month": marked("every %(count)s months")}  # fmt: skip
_AT = marked("%(rule)s at %(time)s")
_ON = marked("every %(day)s")
_CRON = marked("by the rule of cron %(fields)s")
_UNREADABLE = marked("by a rule that cannot be read")

_DAYS = {"0": 6, "7": 6, "sun": 6, **{str(place + 1): place for place in range(6)},
         "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5}  # fmt: skip
_CLOCK = re.compile(r"^(\d{1,2}) (\d{1,2}) (\*) (\*) (\*|\w{1,3})$")


@dataclass(frozen=True, slots=True)
class ScheduleWords:
    """``rule``: for instance "every week at 06:00". ``next``: empty when it is paused or never comes again."""

    rule: str
    zone: str
    next: str
    paused: bool


def schedule_words(schedule: ScheduleRecord, language: ReportLanguage) -> ScheduleWords:
    """What a page says of a schedule."""
    return ScheduleWords(
        rule=_rule(schedule.rule, language),
        zone=schedule.zone,
        next=_local(schedule.next_due_at, schedule.zone, language),
        paused=schedule.paused_at is not None,
    )


def _rule(rule: str, language: ReportLanguage) -> str:
    say = translations(language).gettext
    try:
        found = rule_of(rule)
    except UsageError:
        return say(_UNREADABLE)
    if isinstance(found, Cron):
        return _cron(found, language)
    return _every(found, language)


def _every(rule: Every, language: ReportLanguage) -> str:
    say = translations(language).gettext
    said = say(_ONE[rule.unit]) if rule.count == 1 else say(_MANY[rule.unit]) % {"count": rule.count}
    return said if rule.at is None else say(_AT) % {"rule": said, "time": _time(*rule.at)}


def _cron(rule: Cron, language: ReportLanguage) -> str:
    """Each day, or one day of the week, at one time is said in words; of anything else the fields are."""
    say = translations(language).gettext
    match = _CLOCK.match(rule.fields.lower())
    day = match[5] if match else ""
    if match is None or (day != "*" and day not in _DAYS):
        return say(_CRON) % {"fields": rule.fields}
    names = get_day_names("wide", locale=_LOCALES[language])
    said = say(_ONE["day"]) if day == "*" else say(_ON) % {"day": names[_DAYS[day]]}
    return say(_AT) % {"rule": said, "time": _time(int(match[2]), int(match[1]))}


def _time(hour: int, minute: int) -> str:
    return f"{hour:02}:{minute:02}"


def _local(moment: datetime | None, zone: str, language: ReportLanguage) -> str:
    if moment is None:
        return ""
    try:
        place: ZoneInfo = zone_of(zone)
    except UsageError:
        return ""
    return str(format_datetime(moment.astimezone(place), format="EEE d MMM yyyy, HH:mm", locale=_LOCALES[language]))
