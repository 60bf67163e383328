"""A fleet as a small office has it: forty sites with three months of weekly audits; some fail, wait and run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from auditor.models.common import SEVERITIES
from auditor.store.fleet_records import ScheduleRecord
from auditor.store.store import Store
from tests.unit.store.insight_builders import put_audit, put_lease, put_notice, put_worker

CHECKS = {
    "tracker_before_consent": "critical", "analytics_before_consent": "serious", "no_reject_button": "serious",
    "undeclared_cookie": "moderate", "lifetime_longer": "moderate", "undeclared_vendor": "moderate",
    "policy_outdated": "minor", "cookie_not_seen": "info",
}  # fmt: skip
NAMES = (
    "bakkerij",
    "fietsenwinkel",
    "huisarts",
    "makelaar",
    "school",
    "museum",
    "bibliotheek",
    "sportclub",
    "theater",
    "kapper",
)
TOWNS = ("gouda", "delft", "zwolle", "breda")
ERRORS = ("The site did not answer: the connection timed out.", "The name of the site leads nowhere.")


def filled_fleet(store: Store, sites: int = 40, weeks: int = 12) -> list[int]:
    """Fill the store; the numbers of the sites, the first of which failed and the last of which is paused."""
    chance = random.Random(8)
    now = datetime.now(UTC).replace(microsecond=0)
    words = [f"{name}-{town}" for town in TOWNS for name in NAMES][:sites]
    numbers = [
        store.add_site(f"https://www.{word}.example/", label=word.replace("-", " ").title()).id for word in words
    ]
    for place, site in enumerate(numbers):
        level = chance.uniform(0.3, 1.6)
        for week in range(weeks, 0, -1):
            at = now - timedelta(weeks=week) + timedelta(hours=chance.uniform(0, 40))
            falls = 0.6 + 0.4 * week / weeks
            found = " ".join(
                f"{check}/{severity}/{chance.randint(1, 3)}"
                for check, severity in CHECKS.items()
                if chance.random() < 0.35 * level * falls * (1 + SEVERITIES.index(severity) / 4)  # type: ignore[arg-type]
            )
            put_audit(store, site, at, found, minutes=chance.uniform(0.4, 1.9))
        if place % 10 == 0:
            for days in (3, 1):
                put_audit(store, site, now - timedelta(days=days), state="failed", error=ERRORS[place // 10 % 2])
    _schedules(store, numbers, now)
    _now(store, numbers, now)
    return numbers


def _schedules(store: Store, numbers: list[int], now: datetime) -> None:
    rules = ("every week at 06:00", "cron 0 6 * * 1", "every 2 weeks at 07:30", "every day at 05:15")
    for place, site in enumerate(numbers[:-2]):
        paused = site == numbers[-3]
        due = now - timedelta(minutes=4) if place == 1 else now + timedelta(hours=3 + 5 * place)
        store.fleet.schedule(
            ScheduleRecord(
                site_id=site, rule=rules[place % 4], zone="Europe/Amsterdam", added_at=now - timedelta(weeks=20),
                next_due_at=None if paused else due, paused_at=now if paused else None,
            )
        )  # fmt: skip


def _now(store: Store, numbers: list[int], now: datetime) -> None:
    first, second, third, fourth = numbers[2:6]
    worker = "kantoor/4121/0badcafe"
    put_worker(store, worker, now)
    put_worker(store, "oude-laptop/77/0ddba11e", now - timedelta(hours=5))
    for site, minutes in ((first, 1), (second, 0.5)):
        audit = put_audit(store, site, now - timedelta(minutes=minutes), state="running")
        put_lease(store, audit, f"site{site}.example", worker, now - timedelta(minutes=minutes), now)
    put_audit(store, third, now - timedelta(minutes=2), state="queued")
    put_audit(store, fourth, now - timedelta(hours=1), state="queued", not_before=now + timedelta(minutes=40))
    ended = store.audits(numbers[0], 1)[0].id
    put_notice(store, numbers[0], ended, now - timedelta(minutes=20))
    put_notice(store, numbers[0], ended, now - timedelta(days=1), send_after=None, ended_at=now - timedelta(hours=3))
