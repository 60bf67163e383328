"""The review application in a real Chromium: decisions, with the keyboard, without scripts, at every width."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from report_samples import sample
from review_site import PASSWORD, company, finding_path, keep, with_account

from auditor.review.web.settings import ReviewSettings
from auditor.store.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.page]

LATER = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
Serve = Callable[..., str]


def test_a_decision_is_made_in_place_and_holds_in_the_next_audit(
    store: Store, served: Serve, page: Page, tmp_path: Path
) -> None:
    base, path = served(), finding_path(store)
    page.goto(base + path)
    expect(page.get_by_label("Who takes care of it")).to_be_hidden()
    page.get_by_role("radio", name="To fix").check()
    page.get_by_label("Who takes care of it").fill("Team web")
    page.get_by_label("Fixed by").fill(LATER)
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("status")).to_have_text("Kept.")
    expect(page.locator(".stands")).to_contain_text("to fix")
    expect(page.locator(".history li")).to_have_count(1)
    assert page.url == base + path

    page.get_by_role("radio", name="Accepted").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_have_text("Say why this is accepted.")
    page.get_by_label("Reason or comment").fill("The contract ends.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".stands")).to_contain_text("accepted")
    expect(page.locator(".history li")).to_have_count(2)

    keep(store, tmp_path / "second", days=1)
    page.goto(base + path.partition("/findings")[0])
    row = page.locator("tr", has=page.locator(f'a[href="{path}"]'))
    expect(row).to_contain_text("accepted")


def test_the_list_of_findings_narrows_while_typing(store: Store, served: Serve, page: Page) -> None:
    page.goto(served() + finding_path(store).partition("/findings")[0])
    rows = page.locator("table.findings tbody tr")
    expect(rows).to_have_count(len(sample().findings))
    page.get_by_label("Search in the findings").fill("zzzz")
    expect(page.get_by_text("No finding fits that.")).to_be_visible()
    expect(page).to_have_url(re.compile("q=zzzz"))
    page.get_by_label("Search in the findings").fill("")
    expect(rows).to_have_count(len(sample().findings))
    page.get_by_label("Where they stand").select_option("accepted")
    expect(page.get_by_text("No finding fits that.")).to_be_visible()


def test_all_works_without_javascript(store: Store, served: Serve, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(served())
    page.get_by_role("link", name="www.ketting.example").click()
    page.locator(f'a[href="{finding_path(store)}"]').click()
    page.get_by_role("radio", name="Onterecht").check()
    page.get_by_label("Reden of opmerking").fill("Dit is een andere site.")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.locator(".stands")).to_contain_text("onterecht")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".stands")).to_contain_text("false positive")
    context.close()


def test_a_decision_by_keyboard_alone(store: Store, served: Serve, page: Page) -> None:
    page.goto(served() + finding_path(store))
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == "kind":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Only a comment")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.locator(".history")).to_contain_text("By keyboard.")


def test_signing_in_and_out(store: Store, served: Serve, page: Page) -> None:
    with_account(store)
    base = served(ReviewSettings(host="0.0.0.0")).replace("127.0.0.1", "localhost")
    page.goto(base + finding_path(store))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill("ans")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(base + finding_path(store))
    assert "session" not in page.evaluate("document.cookie")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_stored_report_has_no_origin_of_ours(store: Store, served: Serve, page: Page) -> None:
    latest = store.latest(company(store))
    assert latest is not None
    page.goto(f"{served()}/audits/{latest.id}/files/report.html")
    assert page.evaluate("origin") == "null"
    page.get_by_role("searchbox").first.fill("zzzz")
    expect(page.locator(".finding:visible")).to_have_count(0)
