"""What is due becomes an audit that waits, each occurrence once, in both databases and by whoever asks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import insert, text, update

from auditor.schedule.plan import first, following
from auditor.store.database import Database
from auditor.store.fleet_records import Scheduled, ScheduleRecord
from auditor.store.places import database_url
from auditor.store.records import SiteRecord
from auditor.store.schedules import due_query
from auditor.store.sites import SiteEntry
from auditor.store.store import Store
from auditor.store.tables import schedules
from auditor.store.tables import sites as site_table
from tests.unit.store.query_plans import query_plan
from tests.unit.store.store_builders import NOON, Clock

WEEK = dt.timedelta(days=7)


def _schedule(store: Store, *urls: str, rule: str = "every week", longest: int = 0) -> list[Scheduled]:
    """Sites with a schedule that was made at noon."""
    made = []
    for url in urls:
        site = store.add_site(url)
        values = ScheduleRecord(site_id=site.id, rule=rule, zone="UTC", jitter_seconds=longest, added_at=NOON)
        begins = first(Scheduled(site=site, schedule=values))
        made.append(Scheduled(site=site, schedule=values.model_copy(update={"next_due_at": begins})))
    store.fleet.schedule(*(entry.schedule for entry in made))
    return made


def _end(store: Store, *audit_ids: str) -> None:
    for audit_id in audit_ids:
        store.end_audit(audit_id, "failed", "for the test")


def _next(store: Store, site: SiteRecord) -> dt.datetime | None:
    found = store.fleet.schedule_of(site.id)
    assert found is not None
    return found.next_due_at


def test_each_occurrence_is_queued_once(store: Store, clock: Clock) -> None:
    first_site, second = _schedule(store, "een.example", "twee.example", longest=1800)
    queued: list[str] = []
    for _ in range(3 * 7 * 6):
        new = store.fleet.queue_due(following, 24)
        assert store.fleet.queue_due(following, 24) == []
        _end(store, *new)
        queued += new
        clock.now += dt.timedelta(hours=4)
    audits = [store.audit(audit_id) for audit_id in queued]
    assert Counter(audit.site_id for audit in audits if audit) == {first_site.site.id: 3, second.site.id: 3}
    assert {audit.source for audit in audits if audit} == {"schedule"}
    for audit in audits:
        assert audit is not None
        assert audit.due_at is not None
        late = (audit.due_at - NOON) % WEEK
        assert late <= dt.timedelta(minutes=30)
        assert audit.requested_at - audit.due_at < dt.timedelta(hours=4, minutes=1)


def test_what_was_missed_while_the_machine_was_off_counts_as_one(store: Store, clock: Clock) -> None:
    (entry,) = _schedule(store, "een.example", rule="every day at 13:00")
    clock.now += 10 * WEEK
    assert len(store.fleet.queue_due(following, 24)) == 1
    after = _next(store, entry.site)
    assert after == NOON + 10 * WEEK + dt.timedelta(hours=1)
    kept = store.fleet.schedule_of(entry.site.id)
    assert kept is not None
    assert kept.last_due_at == NOON + dt.timedelta(hours=1)


def test_a_site_that_waits_or_runs_gets_no_second_audit(store: Store, clock: Clock) -> None:
    waiting, running = _schedule(store, "een.example", "twee.example")
    store.queue_audit(waiting.site)
    store.start_audit(store.queue_audit(running.site).id)
    assert store.fleet.queue_due(following, 24) == []
    assert {_next(store, entry.site) for entry in (waiting, running)} == {NOON + WEEK}


def test_a_domain_has_no_more_than_its_limit_in_a_day(store: Store, clock: Clock) -> None:
    names = [f"https://{number}.een.example/" for number in range(5)]
    _schedule(store, *names, "https://twee.example/")
    seen: list[list[str]] = []
    for _ in range(4 * 24):
        new = store.fleet.queue_due(following, 2)
        _end(store, *new)
        if new:
            seen.append(new)
        clock.now += dt.timedelta(hours=1)
    assert [len(new) for new in seen] == [3, 2, 1]
    times = [audit.requested_at for new in seen for audit in [store.audit(new[0])] if audit]
    assert all(later - sooner >= dt.timedelta(hours=24) for sooner, later in pairwise(times))
    assert len({audit.site_id for new in seen for one in new if (audit := store.audit(one))}) == 6


def test_audits_that_a_person_asked_for_count_too(store: Store, clock: Clock) -> None:
    (entry,) = _schedule(store, "een.example")
    _end(store, store.queue_audit(entry.site).id)
    assert store.fleet.queue_due(following, 1) == []
    put_off = _next(store, entry.site)
    assert put_off is not None
    assert NOON + dt.timedelta(hours=24) <= put_off < NOON + dt.timedelta(hours=24, minutes=1)
    clock.now = put_off
    assert len(store.fleet.queue_due(following, 1)) == 1
    assert _next(store, entry.site) == NOON + WEEK


def test_of_those_that_were_put_off_the_one_that_waits_longest_goes_first(store: Store, clock: Clock) -> None:
    names = [f"https://{number}.een.example/" for number in range(4)]
    entries = _schedule(store, *names, rule="every day")
    audited: Counter[int] = Counter()
    for _ in range(8 * 12):
        new = store.fleet.queue_due(following, 1)
        audited.update(audit.site_id for one in new if (audit := store.audit(one)))
        _end(store, *new)
        clock.now += dt.timedelta(hours=2)
    assert set(audited) == {entry.site.id for entry in entries}
    assert max(audited.values()) - min(audited.values()) <= 1


def test_a_domain_that_was_put_off_while_the_machine_was_off_keeps_its_limit(store: Store, clock: Clock) -> None:
    entries = _schedule(store, *[f"https://{number}.een.example/" for number in range(12)], rule="every 4 weeks")
    assert len(store.fleet.queue_due(following, 3)) == 3
    _end(store, *(audit.id for audit in store.fleet.waiting()))
    asked: list[dt.datetime] = []
    clock.now += WEEK
    for _ in range(5 * 12):
        new = store.fleet.queue_due(following, 3)
        _end(store, *new)
        asked += [audit.requested_at for one in new if (audit := store.audit(one))]
        clock.now += dt.timedelta(hours=2)
    assert len(asked) == 9
    assert all(later - sooner >= dt.timedelta(hours=24) for sooner, later in zip(asked, asked[3:], strict=False))
    kept = [store.fleet.schedule_of(entry.site.id) for entry in entries]
    assert {one.last_due_at for one in kept if one} == {NOON}
    assert {one.next_due_at for one in kept if one} == {NOON + 4 * WEEK}
    assert {one.waiting_since for one in kept if one} == {None}


def test_a_removed_site_is_due_no_more_and_comes_back_without_schedule(store: Store, database: Database) -> None:
    gone, stays = _schedule(store, "een.example", "twee.example")
    store.remove_site(gone.site)
    assert store.fleet.scheduled_sites() == {stays.site.id}
    store.add_site("een.example")
    assert store.fleet.schedule_of(gone.site.id) is None
    # A schedule that another release, or another process at this moment, left with a removed site.
    with database.writing() as connection:
        connection.execute(update(site_table).where(site_table.c.id == stays.site.id).values(removed_at=NOON))
    assert store.fleet.due() == ()
    assert store.fleet.count_due() == 0
    assert store.fleet.schedules() == ()
    assert store.fleet.queue_due(following, 24) == []
    assert store.fleet.scheduled_sites() == set()


def test_a_paused_schedule_rests_until_it_goes_on(store: Store, clock: Clock) -> None:
    (entry,) = _schedule(store, "een.example", rule="every day")
    assert store.fleet.pause(entry.site.id)
    clock.now += WEEK
    assert store.fleet.count_due() == 0
    assert store.fleet.queue_due(following, 24) == []
    assert store.fleet.resume(entry.site.id, following(entry, clock.now))
    assert store.fleet.queue_due(following, 24) == []
    clock.now += dt.timedelta(days=1)
    assert len(store.fleet.queue_due(following, 24)) == 1


@pytest.mark.parametrize(("rule", "zone"), [("every fortnight", "UTC"), ("every week", "Mars/Olympus")])
def test_one_schedule_that_cannot_be_read_holds_up_no_other(
    store: Store, database: Database, rule: str, zone: str
) -> None:
    broken, whole = _schedule(store, "een.example", "twee.example")
    with database.writing() as connection:
        changed = update(schedules).where(schedules.c.site_id == broken.site.id)
        connection.execute(changed.values(rule=rule, zone=zone))
    queued = store.fleet.queue_due(following, 24)
    assert [audit.site_id for one in queued if (audit := store.audit(one))] == [whole.site.id]
    kept = store.fleet.schedule_of(broken.site.id)
    assert kept is not None
    assert kept.paused_at is not None
    assert kept.next_due_at is None


def test_a_schedule_that_never_comes_again_is_due_no_more(store: Store) -> None:
    (entry,) = _schedule(store, "een.example")
    assert len(store.fleet.queue_due(lambda _, __: None, 24)) == 1
    assert _next(store, entry.site) is None
    assert store.fleet.queue_due(following, 24) == []


@pytest.fixture
def four_stores(address: str, store: Store, tmp_path: Path, clock: Clock) -> Iterator[list[Store]]:
    """The same store, opened four times as four processes have it."""
    with ExitStack() as stack:
        made = [Store(Database(database_url(address, tmp_path)), tmp_path / "data", clock) for _ in range(4)]
        yield [stack.enter_context(one) for one in made]


def test_four_who_queue_at_once_queue_each_occurrence_once(four_stores: list[Store], clock: Clock) -> None:
    names = [f"https://{number}.site{number % 10}.example/" for number in range(100)]
    _schedule(four_stores[0], *names)
    together = Barrier(len(four_stores))

    def queue(store: Store) -> list[str]:
        together.wait()
        return store.fleet.queue_due(following, 6, limit=7)

    with ThreadPoolExecutor(len(four_stores)) as pool:
        queued = [one for new in pool.map(queue, four_stores) for one in new]
    store = four_stores[0]
    assert len(queued) == len(set(queued)) == 60
    assert {audit.id for audit in store.fleet.waiting()} == set(queued)
    sites = {site.id: site.domain for site in store.sites()}
    per_domain = Counter(sites[audit.site_id] for audit in store.fleet.waiting())
    assert per_domain == {f"site{number}.example": 6 for number in range(10)}


def test_a_schedule_that_is_given_while_others_queue_is_kept(four_stores: list[Store]) -> None:
    entries = _schedule(four_stores[0], *[f"site{number}.example" for number in range(40)])
    later = NOON + 2 * WEEK

    def give(store: Store) -> None:
        moved = [entry.schedule.model_copy(update={"next_due_at": later}) for entry in reversed(entries)]
        for _ in range(5):
            store.fleet.schedule(*moved)

    with ThreadPoolExecutor(2) as pool:
        giving = pool.submit(give, four_stores[0])
        queued = pool.submit(four_stores[1].fleet.queue_due, following, 24, 5)
        giving.result()
        assert len(queued.result()) == len(set(queued.result())) <= 40
    assert {_next(four_stores[2], entry.site) for entry in entries} == {later}


def test_many_sites_are_given_their_schedules_in_one_go(store: Store) -> None:
    store.add_sites(SiteEntry(f"site{number}.example") for number in range(600))
    given = [
        ScheduleRecord(site_id=site.id, rule="every day", zone="UTC", added_at=NOON, next_due_at=NOON)
        for site in store.sites()
    ]
    store.fleet.schedule(*given)
    store.fleet.schedule(*given)
    assert len(store.fleet.scheduled_sites()) == 600
    assert len(store.fleet.schedules(limit=500, offset=400)) == 200
    assert store.fleet.count_due() == 600
    assert len(store.fleet.queue_due(following, 24, limit=250)) == 600


def test_what_is_due_is_found_by_its_index(store: Store, database: Database) -> None:
    many = range(1, 5001)
    with database.writing() as connection:
        names = [f"site{number}.example" for number in many]
        common = {"label": "", "settings": {}, "added_at": NOON}
        connection.execute(
            insert(site_table), [{"url": f"https://{name}/", "host": name, "domain": name, **common} for name in names]
        )
        common = {"rule": "every week", "zone": "UTC", "jitter_seconds": 0, "added_at": NOON}
        times = ({"site_id": number, "next_due_at": NOON + dt.timedelta(seconds=30 * number)} for number in many)
        connection.execute(insert(schedules), [{**common, **row} for row in times])
        connection.execute(text("ANALYZE"))
    with database.reading() as connection:
        plan = query_plan(connection, due_query(NOON + dt.timedelta(minutes=10), 500))
    assert "ix_schedules_next_due_at" in plan
    assert "Seq Scan on schedules" not in plan
    assert "SCAN schedules" not in plan
    assert "TEMP B-TREE" not in plan
