"""Makes the pictures of the review application in ``docs/``: ``python docs/review_pictures.py FOLDER``.

FOLDER gets the audits of the demo's companies that the pictures show; those that are there already are used again."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from auditor import pipeline
from auditor.config import AuditSettings
from auditor.crawl.browser_choice import find_browser
from auditor.demo.internet import DemoInternet
from auditor.models.files import load
from auditor.models.result import AuditResult
from auditor.review.passwords import hashed
from auditor.review.web.app import create_app
from auditor.review.web.settings import ReviewSettings
from auditor.store.records import FindingRecord, SiteRecord
from auditor.store.store import Store, open_store
from reports.text import LANGUAGES

DOCS = Path(__file__).parent
MOST_BYTES = 200_000
WIDTH = 1200
#: The highest that a picture gets, in pixels: the top of a long page tells what it is.
MOST_HEIGHT = 900
#: The company that is looked at closely: its audits are its repaired twin's and then its own, so that they differ.
COMPANY = "dating"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
WORDS = {
    "nl": ("Team web", "Eerst bij de leverancier navragen.", "Andere site van dezelfde groep."),
    "en": ("Team web", "Ask the supplier first.", "Another site of the same group."),
}


def main(folder: Path) -> None:
    """Writes every picture in every language, none above `MOST_BYTES`."""
    folders = _audits(folder)
    with sync_playwright() as playwright, DemoInternet(sites=[COMPANY]) as internet:
        path = find_browser(None, playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        for language in LANGUAGES:
            with tempfile.TemporaryDirectory() as data, open_store(None, Path(data)) as store:
                for audited in folders:
                    store.save_audit(audited, load(audited / "result.json", AuditResult))
                audits = AuditSettings(resolve=internet.resolve, ignore_https_errors=True)
                with _served(store, ReviewSettings(local_name="Ans", audits=audits)) as base:
                    _pages(browser, store, base, language)
                store.add_user("ans", hashed("four loose words together"), "reviewer")
                with _served(store, ReviewSettings(host="review.example")) as base:
                    page = _page(browser, language)
                    page.goto(base + "/sign-in")
                    _shoot(page, "sign-in", language)
            _fleet(browser, language)
        browser.close()


def _fleet(browser: Browser, language: str) -> None:
    """The page of a fleet of forty sites: those of the tests."""
    root = Path(__file__).parents[1]
    sys.path[:0] = [str(root), str(root / "tests" / "unit" / "review" / "web")]
    from fleet_store import filled_fleet

    with tempfile.TemporaryDirectory() as data, open_store(None, Path(data)) as store:
        filled_fleet(store)
        with _served(store, ReviewSettings(local_name="Ans")) as base:
            page = _page(browser, language)
            page.goto(base + "/fleet")
            _shoot(page, "fleet", language)


def _audits(folder: Path) -> list[Path]:
    """The folders of the demo's audits, the oldest first."""
    made: list[Path] = []
    for repaired in (True, False):
        with DemoInternet(repaired=repaired, sites=[COMPANY] if repaired else None) as internet:
            settings = AuditSettings(resolve=internet.resolve, ignore_https_errors=True)
            for name, url in internet.urls.items():
                place = folder / (f"{name}-repaired" if repaired else name)
                if not (place / "result.json").is_file():
                    asyncio.run(pipeline.audit_site(url, settings, place, lambda host, stage, detail: None))
                made.append(place)
    return made


@contextmanager
def _served(store: Store, settings: ReviewSettings) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(store, settings), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    # A name that a browser trusts with secure cookies, also on plain HTTP.
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(15)


def _page(browser: Browser, language: str) -> Page:
    return browser.new_page(viewport={"width": WIDTH, "height": 800}, locale=LOCALES[language], color_scheme="light")


def _pages(browser: Browser, store: Store, base: str, language: str) -> None:
    page = _page(browser, language)
    site = next(one for one in store.sites() if len(store.audits(one, 5)) > 1)
    latest = store.audits(site, 1)[0]
    _decide(page, base, site, store.findings(latest), language)
    text = store.documents(latest)[0].text_sha256
    for name, address in (
        ("sites", "/"),
        ("site", f"/sites/{site.id}"),
        ("audit", f"/audits/{latest.id}"),
        ("finding", f"/sites/{site.id}/findings/{store.findings(latest)[0].finding_id}"),
        ("changes", f"/sites/{site.id}/changes"),
        ("reading", f"/audits/{latest.id}/texts/{text}"),
        ("export", "/export"),
        ("start", "/start"),
    ):
        page.goto(base + address)
        _shoot(page, name, language)
    page.get_by_role("textbox").fill(site.url)
    page.locator("main button").click()
    page.locator(".steps li").nth(5).wait_for(timeout=60_000)
    _shoot(page, "progress", language)
    page.locator("#progress button").click()


def _decide(page: Page, base: str, site: SiteRecord, findings: Sequence[FindingRecord], language: str) -> None:
    """Decisions of each kind, as a reviewer makes them; the gravest finding has two."""
    owner, comment, reason = WORDS[language]
    later = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
    first, second, third, *_ = findings
    for finding, kind, given in (
        (first, "comment", {"reason": comment}),
        (first, "to_fix", {"owner": owner, "due": later}),
        (second, "accepted", {"reason": comment, "expires": later}),
        (third, "false_positive", {"reason": reason}),
    ):
        page.goto(f"{base}/sites/{site.id}/findings/{finding.finding_id}")
        page.locator(f"input[name=kind][value={kind}]").check()
        for name, value in given.items():
            page.locator(f"#{name}").fill(value)
        page.locator(".decide button.main").click()
        page.locator(".kept").wait_for()


def _shoot(page: Page, name: str, language: str) -> None:
    height = min(MOST_HEIGHT, int(page.evaluate("document.documentElement.scrollHeight")))
    path = DOCS / f"review-{name}-{language}.png"
    page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} is larger than {MOST_BYTES} bytes.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
