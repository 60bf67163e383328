"""What a reviewer does besides deciding: audits started and watched, readings put right, differences, export."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from crawl_loopback import Reply, Sites, serve
from playwright.sync_api import Browser, Page, expect
from report_samples import sample
from review_serving import next_audit, read_text
from review_site import company, finding_path

from auditor.config import AuditSettings
from auditor.demo.internet import DemoInternet
from auditor.review.web.settings import ReviewSettings
from auditor.store.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.page]

Serve = Callable[..., str]


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serve() as running:
        yield running


def audits_of(resolve: tuple[str, ...]) -> ReviewSettings:
    """The configuration that lets audits reach the simulated internet, and nothing else of this machine."""
    settings: dict[str, Any] = {"pages": 1, "states": ("before",)}
    audits = AuditSettings(resolve=resolve, ignore_https_errors=True, **settings)
    return ReviewSettings(local_name="bo", audits=audits)


def start(page: Page, address: str) -> None:
    page.get_by_role("link", name="Audit a site").click()
    page.get_by_label("Address of the website").fill(address)
    page.keyboard.press("Enter")


def test_an_audit_is_started_watched_and_kept(store: Store, served: Serve, page: Page) -> None:
    with DemoInternet(sites=["repair_shop"]) as internet:
        page.goto(served(audits_of(internet.resolve)))
        start(page, internet.urls["repair_shop"])
        expect(page).to_have_url(re.compile("/progress$"))
        loads: list[str] = []
        page.on("framenavigated", lambda frame: loads.append(frame.url))
        steps = page.locator(".steps li")
        expect(steps.first).to_be_visible(timeout=30_000)
        first = steps.count()
        expect(page.get_by_role("link", name="See what was found")).to_be_visible(timeout=90_000)
        assert steps.count() > first
        assert loads == [], "the page follows the audit without being loaded again"
    expect(page.get_by_role("button", name="Stop the audit")).to_have_count(0)
    page.get_by_role("link", name="See what was found").click()
    expect(page.locator("table.findings tbody tr").first).to_be_visible()
    site = store.site(internet.urls["repair_shop"])
    assert site is not None
    latest = store.latest(site)
    assert latest is not None
    assert (latest.source, latest.state) == ("web", "done")


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.long)])
def test_an_audit_is_stopped(store: Store, served: Serve, browser: Browser, sites: Sites, scripts: bool) -> None:
    sites.add("traag.example", Reply("<p>Traag.</p>", delay=20))
    context = browser.new_context(java_script_enabled=scripts, locale="en-GB")
    page = context.new_page()
    page.goto(served(audits_of(sites.resolve)))
    start(page, "http://traag.example/")
    page.get_by_role("button", name="Stop the audit").click()
    expect(page.get_by_text("interrupted")).to_be_visible()
    expect(page.locator(".alert")).to_have_text("A reviewer stopped this audit.")
    context.close()


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", pytest.param("http://169.254.169.254/latest/meta-data/", marks=pytest.mark.long)],
)
def test_a_site_that_leads_into_the_private_network_is_refused(
    store: Store, served: Serve, page: Page, sites: Sites, target: str
) -> None:
    sites.add("bakker.example", Reply(status=302, headers=(("Location", target.format(port=sites.http_port)),)))
    named = (f"*.example:80=127.0.0.1:{sites.http_port}",)
    page.goto(served(audits_of(named)))
    start(page, "http://bakker.example/")
    page.get_by_role("link", name="See what was found").or_(page.locator(".alert")).first.wait_for(timeout=60_000)
    site = store.site("http://bakker.example/")
    assert site is not None
    (audit,) = store.audits(site, 5)
    assert audit.outcome == "failed" or audit.state == "failed"
    assert [entry for entry in sites.seen if not entry[1].endswith(".example")] == []
    page.goto(page.url.removesuffix("/progress"))
    expect(page.locator("main")).to_contain_text("failed")
    for address in ("http://127.0.0.1/", "http://169.254.169.254/"):
        page.get_by_role("link", name="Sites").first.click()
        start(page, address)
        expect(page.get_by_role("alert")).to_contain_text("not on the public internet")


def test_a_reading_is_put_right_in_place(store: Store, served: Serve, page: Page, tmp_path: Path) -> None:
    path = read_text(store, tmp_path / "read")
    page.goto(served() + path.rpartition("/")[0])
    page.locator("main ul a").click()
    denied = page.locator(".claim", has_text="geen marketingcookies")
    denied.get_by_role("button", name="Wrong: the text does not say this").click()
    expect(page.get_by_role("status")).to_contain_text("It counts in every audit")
    expect(denied.locator(".badge")).to_have_text("wrong")
    lasts = page.locator(".claim", has_text="90 dagen").first
    lasts.get_by_text("Put it right").click()
    lasts.get_by_label("Parameters").fill("lifetime: banaan")
    lasts.get_by_role("button", name="Keep this reading").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(lasts.get_by_label("Parameters")).to_have_value("lifetime: banaan")
    lasts.get_by_label("Parameters").fill("lifetime: 2 years")
    lasts.get_by_role("button", name="Keep this reading").click()
    expect(lasts.locator(".badge")).to_have_text("put right")
    page.evaluate(SELECT, "Onze kaas is lekker")
    expect(page.get_by_label("The words of the text")).to_have_value("Onze kaas is lekker")
    page.get_by_label("What they say").select_option("no_cookies")
    page.get_by_role("button", name="Add this statement").click()
    expect(page.locator(".claim", has_text="Onze kaas is lekker").locator(".badge")).to_have_text("added")
    page.get_by_role("button", name="Compare again with the corrections").click()
    expect(page).to_have_url(re.compile("/changes"))
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    assert {one.by for one in store.corrections(store.audit(path.split("/")[2]).site_id)} == {"bo"}  # type: ignore[union-attr]


#: Selects words in the text, as a mouse would.
SELECT = """(words) => {
  const node = document.getElementById('text').firstChild, range = document.createRange();
  const at = node.data.indexOf(words);
  range.setStart(node, at); range.setEnd(node, at + words.length);
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""


def test_two_audits_side_by_side(store: Store, served: Serve, page: Page, tmp_path: Path) -> None:
    first, second = sample().findings[0], sample().findings[1]
    next_audit(store, tmp_path / "second", changed=second.id, gone=first.id)
    page.goto(served() + finding_path(store).partition("/findings")[0])
    page.get_by_role("link", name="What changed").click()
    changed = page.locator("table.compare tr", has=page.locator(f'a[href$="{second.id}"]'))
    expect(changed.locator("td").first).to_contain_text(f"− {second.evidence[0].name}")
    expect(changed.locator("td").last).to_contain_text("+ another")
    expect(page.locator(f'table.compare a[href$="{first.id}"]')).to_be_visible()
    tops = [one.evaluate("(one) => one.getBoundingClientRect().top") for one in changed.locator("td").all()]
    assert tops[0] == tops[1], "beside each other"
    audits = page.get_by_label("Earlier audit").locator("option").all()
    page.get_by_label("Earlier audit").select_option(audits[0].get_attribute("value"))
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Nothing differs between these two audits.")).to_be_visible()


def test_everything_is_taken_along(store: Store, served: Serve, page: Page, tmp_path: Path) -> None:
    page.goto(served())
    page.get_by_role("link", name="Export").click()

    def saved(name: str) -> Path:
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    archive = saved("Archive: www.ketting.example")
    assert "manifest.json" in zipfile.ZipFile(archive).namelist()
    rows = list(csv.reader(saved("All findings as a table (CSV)").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 1 + len(sample().findings)
    history = json.loads(saved("History: www.ketting.example").read_text("utf-8"))
    assert history["site"]["url"] == company(store).url


def test_the_list_of_sites_narrows_while_typing(store: Store, served: Serve, page: Page) -> None:
    store.add_site("https://bakker.example/", label="Bakkerij")
    page.goto(served())
    rows = page.locator("#sites tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("Search by address or name").fill("bakkerij")
    expect(rows).to_have_count(1)
    page.get_by_label("Search by address or name").fill("zzzz")
    expect(page.get_by_text("No site has these words")).to_be_visible()
    page.go_back()
    expect(page.locator(".top")).to_have_count(1)
