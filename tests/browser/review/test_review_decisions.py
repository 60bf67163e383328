"""Every review action in a real Chromium: what it asks for, its history, and what the next audit makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from report_samples import sample
from review_serving import LATER, next_audit
from review_site import company, finding_path

from auditor.store.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.page]

Serve = Callable[..., str]
#: The actions in an order in which each can follow: its radio button, the fields it needs, and where it then stands.
ACTIONS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("Only a comment", {"Reason or comment": "Ask the supplier."}, "open"),
    ("To fix", {"Who takes care of it": "Team web", "Fixed by": LATER}, "to fix"),
    ("Accepted", {"Reason or comment": "The contract ends.", "Accepted until": LATER}, "accepted"),
    ("False positive", {"Reason or comment": "Another site."}, "false positive"),
    ("Fixed", {}, "fixed"),
    ("Open again", {"Reason or comment": "It was not."}, "open again"),
)


def decide(page: Page, action: str, fields: dict[str, str]) -> None:
    page.get_by_role("radio", name=action).check()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("status")).to_have_text("Kept.")


def test_every_action_stands_and_stays_in_a_history_that_only_grows(store: Store, served: Serve, page: Page) -> None:
    page.goto(served() + finding_path(store))
    entries = page.locator(".history li")
    written: list[str] = []
    for count, (action, fields, stands) in enumerate(ACTIONS, 1):
        decide(page, action, fields)
        expect(page.locator(".stands .badge").first).to_have_text(stands)
        expect(entries).to_have_count(count)
        expect(entries.first).to_contain_text(fields.get("Reason or comment", fields.get("Who takes care of it", "")))
        expect(entries.first).to_contain_text("bo, ")
        assert entries.all_inner_texts()[1:] == written, "what was kept before stands as it was, newest first"
        written = entries.all_inner_texts()
    page.reload()
    assert entries.all_inner_texts() == written
    assert page.locator(".history a, .history button, .history input").count() == 0
    kinds = [one.kind for one in store.decisions(company(store))]
    assert kinds == ["comment", "to_fix", "accepted", "false_positive", "fixed", "reopened"]


@pytest.mark.parametrize(
    ("action", "fields", "same", "other"),
    [
        pytest.param(*ACTIONS[1][:2], "to fix", "the evidence is other than when it was given", marks=pytest.mark.long),
        (*ACTIONS[2][:2], "accepted", "It is open again because the evidence is other"),
        pytest.param(*ACTIONS[3][:2], "false positive", "the evidence is other", marks=pytest.mark.long),
        (*ACTIONS[4][:2], "open again", "It is open again because an audit saw it after it was said to be fixed."),
    ],
)
def test_the_next_audit(
    store: Store, served: Serve, page: Page, tmp_path: Path, action: str, fields: dict[str, str], same: str, other: str
) -> None:
    """It keeps a decision while it sees the same, and asks again when it sees something else."""
    base, path = served(), finding_path(store)
    number, stands = path.rpartition("/")[2], page.locator(".stands .badge").first
    page.goto(base + path)
    decide(page, action, fields)
    next_audit(store, tmp_path / "same")
    page.reload()
    expect(stands).to_have_text(same)
    next_audit(store, tmp_path / "other", changed=number, day=2)
    page.reload()
    expect(stands).to_have_text("open again")
    expect(page.locator("#decisions .note")).to_contain_text(other)
    expect(page.locator(".stands")).to_contain_text(fields.get("Who takes care of it", ""))
    expect(page.locator(".history li")).to_have_count(1)
    next_audit(store, tmp_path / "gone", gone=number, day=3)
    page.goto(base + path.partition("/findings")[0])
    expect(page.get_by_role("heading", name="No longer seen")).to_be_visible()
    expect(page.locator(f'.plainlist a[href="{path}"]')).to_be_visible()


def test_an_acceptance_ends_with_its_day(store: Store, served: Serve, page: Page) -> None:
    site, latest = company(store), store.latest(company(store))
    assert latest is not None
    first, second, *_ = store.findings(latest)
    past = datetime.now(UTC).date() - timedelta(days=1)
    of_first, of_second = first.evidence_sha256, second.evidence_sha256
    store.decide(site, first.finding_id, "accepted", "bo", reason="Bekend.", expires=past, evidence_sha256=of_first)
    store.decide(site, second.finding_id, "to_fix", "bo", owner="Team web", due=past, evidence_sha256=of_second)
    base, path = served(), finding_path(store)
    page.goto(base + path)
    expect(page.locator("#decisions .note")).to_have_text("It is open again because the acceptance has expired.")
    page.goto(base + path.partition("/findings")[0])
    expect(page.locator("table.findings")).to_contain_text("overdue")
    page.get_by_label("Where they stand").select_option("open")
    expect(page.locator(f'table.findings a[href="{path}"]')).to_be_visible()
    expect(page.locator("table.findings tbody tr")).to_have_count(len(sample().findings) - 1)


def test_a_page_that_is_out_of_date_decides_nothing(store: Store, served: Serve, page: Page, tmp_path: Path) -> None:
    """A new audit saw other evidence while the page was open."""
    path = finding_path(store)
    page.goto(served() + path)
    next_audit(store, tmp_path / "other", changed=path.rpartition("/")[2])
    page.get_by_role("radio", name="False positive").check()
    page.get_by_label("Reason or comment").fill("Another site.")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("A new audit saw other evidence in the meantime.")
    expect(page.get_by_label("Reason or comment")).to_have_value("Another site.")
    assert store.decisions(company(store)) == ()


def test_a_form_is_sent_with_enter_and_says_what_is_missing(store: Store, served: Serve, page: Page) -> None:
    page.goto(served() + finding_path(store))
    page.get_by_role("radio", name="To fix").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Say who takes care of it.")
    expect(page.get_by_label("Who takes care of it")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Who takes care of it").fill("Team web")
    page.get_by_label("Fixed by").fill(LATER)
    page.get_by_label("Who takes care of it").press("Enter")
    expect(page.get_by_role("status")).to_be_focused()
