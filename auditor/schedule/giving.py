"""Sites get a schedule: what was asked for is read once, and each site gets its first time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from auditor.errors import UsageError
from auditor.schedule.plan import first, jitter_of, parse_rule, zone_of
from auditor.store.addresses import twin_address
from auditor.store.fleet_records import Scheduled, ScheduleRecord
from auditor.store.records import SiteRecord
from auditor.store.sites import SiteEntry
from auditor.store.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schedule without its site. Fields as those of `ScheduleRecord`."""

    rule: str
    zone: str
    jitter_seconds: int


def wanted(given: Mapping[str, str | None], zone: str) -> Wanted:
    """What is asked for, by the names in `auditor.store.site_lists.SCHEDULE_KEYS`; ``zone``: where none is named.

    Raises `UsageError` with one sentence."""
    rule = parse_rule(given.get("every"), given.get("cron"), given.get("at"))
    named = given.get("zone") or zone
    zone_of(named)
    return Wanted(rule, named, jitter_of(given.get("jitter"), rule))


def give(store: Store, sites: Iterable[tuple[SiteRecord, Wanted]], now: datetime) -> None:
    """Give sites a schedule that begins ``now``, each in place of the one that it has. Raises `StoreError`."""
    store.fleet.schedule(*(begun(site, what, now) for site, what in sites))


def listed(entries: Sequence[SiteEntry], general: Mapping[str, str | None], zone: str) -> dict[str, Wanted]:
    """The schedules of the sites in a list, by their addresses: what the line of a site says, else ``general``. A line
    with a rule of its own takes from ``general`` only the zone and the jitter, where it names none.

    Raises `UsageError` with one sentence that names the site."""
    found: dict[str, Wanted] = {}
    rule = {key: general.get(key) for key in ("every", "cron", "at")}
    read: dict[str, Wanted] = {}
    for entry in entries:
        own: Mapping[str, str | None] = entry.schedule or {}
        given = {**general, **({} if own.keys().isdisjoint(rule) else dict.fromkeys(rule)), **own}
        if not any(given.get(key) for key in rule):
            if own:
                raise UsageError(f"{entry.url}: a schedule needs 'every' or 'cron'.")
            continue
        key = str(sorted(given.items()))
        if key not in read:
            try:
                read[key] = wanted(given, zone)
            except UsageError as error:
                raise UsageError(f"{entry.url}: {error.sentence}" if own else error.sentence) from None
        found[entry.url] = read[key]
    if not found and any(general.values()):
        raise UsageError("A zone and a jitter go with --every or --cron.")
    return found


def give_listed(store: Store, schedules: Mapping[str, Wanted], now: datetime) -> tuple[int, int]:
    """Give the sites with these addresses their schedules; how many got one, and how many had the same already, which
    goes on as it is. Raises `StoreError`."""
    there = store.fleet.rules()
    by_address = {site.url: site for site in store.sites()}
    new, same = [], 0
    for url, what in schedules.items():
        site = by_address.get(url) or by_address.get(twin_address(url))
        if site is None:
            continue
        if there.get(site.id) == (what.rule, what.zone, what.jitter_seconds):
            same += 1
        else:
            new.append((site, what))
    give(store, new, now)
    return len(new), same


def begun(site: SiteRecord, what: Wanted, now: datetime) -> ScheduleRecord:
    """A site's schedule, made ``now``."""
    made = ScheduleRecord(
        site_id=site.id, rule=what.rule, zone=what.zone, jitter_seconds=what.jitter_seconds, added_at=now
    )
    return made.model_copy(update={"next_due_at": first(Scheduled(site=site, schedule=made))})
