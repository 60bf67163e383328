"""The page of the fleet: what it says, what it leads to, and what a reviewer may do there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from fleet_store import filled_fleet
from review_site import company, local_client, post, shared_client, sign_in, token, with_account

from auditor.review.web.pages.fleet import week_bars
from auditor.review.web.schedule_words import schedule_words
from auditor.store.fleet_records import ScheduleRecord
from auditor.store.insight_records import Week
from auditor.store.store import Store
from tests.unit.store.insight_builders import put_audit

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def schedule(rule: str, **values: object) -> ScheduleRecord:
    return ScheduleRecord.model_validate(
        {"site_id": 1, "rule": rule, "zone": "Europe/Amsterdam", "added_at": NOW, **values}
    )


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_counts_the_fleet_and_names_what_failed(store: Store) -> None:
    numbers = filled_fleet(store, sites=12, weeks=3)
    html = local_client(store).get("/fleet").text
    text = plain(html)
    assert "Sites 13 With a schedule 10 Paused 1 Due now 1 Waiting 1 Put off 1 Under way 2 Failed 2" in text
    assert "The name of the site leads nowhere." in text
    assert "oude-laptop/77/0ddba11e" in text
    assert "1 notice was given up in the last 7 days." in text
    assert f'href="/sites/{numbers[0]}"' in html
    found = store.insight.findings()
    for name, count in found.severities.items():
        assert f'href="/?severity={name}"><b>{count}</b>' in html
    for one in found.checks:
        assert f'href="/?check={one.check}"' in html
        assert one.example_en in html


def test_a_count_leads_to_the_very_sites(store: Store) -> None:
    numbers = filled_fleet(store, sites=12, weeks=3)
    browser = local_client(store)
    for one in store.insight.findings().checks:
        listed = browser.get("/", params={"check": one.check}).text
        assert listed.count('<th scope="row">') == one.sites, one.check
    put_audit(store, numbers[3], datetime.now(UTC), "odd_check/critical/1")
    listed = browser.get("/", params={"check": "odd_check"}).text
    assert f'href="/sites/{numbers[3]}"' in listed
    assert listed.count('<th scope="row">') == 1
    assert "No site has these words" in browser.get("/", params={"check": "<b>'"}).text


def test_a_reviewer_pauses_and_resumes_and_comes_back(store: Store) -> None:
    numbers = filled_fleet(store, sites=12, weeks=1)
    browser, path = local_client(store), f"/sites/{numbers[0]}/schedule"
    answer = post(browser, path, "/fleet", schedule="pause", next="/fleet")
    assert (answer.status_code, answer.headers["location"]) == (303, "/fleet")
    rests = store.fleet.schedule_of(numbers[0])
    assert rests is not None
    assert rests.paused_at is not None
    assert "paused" in plain(browser.get(f"/sites/{numbers[0]}").text)
    answer = post(browser, path, f"/sites/{numbers[0]}", schedule="resume", next="//evil.example")
    assert answer.headers["location"] == "/"
    goes = store.fleet.schedule_of(numbers[0])
    assert goes is not None
    assert goes.paused_at is None
    assert goes.next_due_at is not None
    assert goes.next_due_at > datetime.now(UTC)
    assert post(browser, path, "/fleet", schedule="faster").status_code == 400
    assert post(browser, f"/sites/{numbers[-1]}/schedule", "/fleet", schedule="pause").status_code == 400


def test_a_reader_sees_the_fleet_and_changes_nothing(store: Store) -> None:
    numbers = filled_fleet(store, sites=12, weeks=1)
    with_account(store, role="reader")
    browser = shared_client(store)
    sign_in(browser)
    html = browser.get("/fleet").text
    assert '/audits"' not in "".join(re.findall(r"<form[^>]*>", html))
    assert 'schedule"' not in "".join(re.findall(r"<form[^>]*>", html))
    answer = browser.post(f"/sites/{numbers[0]}/schedule", data={"csrf_token": token(html), "schedule": "pause"})
    assert answer.status_code == 403
    kept = store.fleet.schedule_of(numbers[0])
    assert kept is not None
    assert kept.paused_at is None


def test_an_empty_fleet_says_so(store: Store) -> None:
    store.remove_site(company(store))
    text = plain(local_client(store).get("/fleet").text)
    for words in ("The newest audit of each site could be done.", "No audit is under way.", "No site has a schedule.",
                  "Nobody works"):  # fmt: skip
        assert words in text


def test_a_sites_page_tells_its_schedule_in_the_clock_of_its_zone(store: Store) -> None:
    site = company(store)
    due = datetime(2026, 7, 6, 4, 0, tzinfo=UTC)
    store.fleet.schedule(schedule("cron 0 6 * * 1", next_due_at=due).model_copy(update={"site_id": site.id}))
    text = plain(local_client(store).get(f"/sites/{site.id}").text)
    assert "every Monday at 06:00" in text
    assert "Mon 6 Jul 2026, 06:00" in text
    assert "Europe/Amsterdam" in text
    dutch = plain(local_client(store, **{"accept-language": "nl"}).get(f"/sites/{site.id}").text)
    assert "elke maandag om 06:00" in dutch


@pytest.mark.parametrize(
    ("rule", "dutch", "english"),
    [
        ("every week", "elke week", "every week"),
        ("every 2 weeks at 06:00", "elke 2 weken om 06:00", "every 2 weeks at 06:00"),
        ("every 12 hours", "elke 12 uur", "every 12 hours"),
        ("every month", "elke maand", "every month"),
        ("cron 5 6 * * *", "elke dag om 06:05", "every day at 06:05"),
        ("cron 30 22 * * sun", "elke zondag om 22:30", "every Sunday at 22:30"),
        ("cron 0 6 1 * *", "volgens de cronregel 0 6 1 * *", "by the rule of cron 0 6 1 * *"),
        ("nonsense", "volgens een regel die niet te lezen is", "by a rule that cannot be read"),
    ],
)
def test_rules_are_said_in_both_languages(rule: str, dutch: str, english: str) -> None:
    assert schedule_words(schedule(rule), "nl").rule == dutch
    assert schedule_words(schedule(rule), "en").rule == english


def test_a_paused_schedule_and_a_zone_that_is_none_have_no_next_time() -> None:
    words = schedule_words(schedule("every week", paused_at=NOW), "en")
    assert (words.next, words.paused) == ("", True)
    assert schedule_words(schedule("every week", zone="Mars/Olympus", next_due_at=NOW), "en").next == ""


def test_weeks_are_bars_of_one_scale() -> None:
    weeks = [
        Week(until=NOW + timedelta(weeks=n), sites=1, grave=g, other=o)
        for n, (g, o) in enumerate([(0, 0), (1, 99), (60, 60)])
    ]
    bars = week_bars(weeks)
    assert [(bar.grave, bar.other, bar.total) for bar in bars] == [(0, 0, 0), (1, 20, 100), (12, 12, 120)]
