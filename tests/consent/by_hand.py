"""Makes the choices on the managers' sites as a person would, without this project's crawl, to know the sites right.

``python -m tests.consent.by_hand [NAME …]`` prints what each choice did; exit 1 where it is not what is expected.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from playwright.async_api import Error, Page

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.options import CrawlOptions
from auditor.demo.internet import DemoInternet
from tests.consent.sites import ConsentSite, manager_sites

#: Milliseconds in which a page comes to rest here.
REST = 700

STATES = ("before", "rejected", "accepted", "withdrawn")


async def faults(names: Sequence[str] = ()) -> dict[str, list[str]]:
    """Site → what is not as expected of it, for all sites or those named."""
    chosen = [site for site in manager_sites() if not names or site.name in names]
    with DemoInternet(sites=(), extra=[site.serve for site in chosen]) as internet:
        options = CrawlOptions(resolve=internet.resolve, ignore_https_errors=True)
        async with ManagedBrowser(options) as browser:
            return {site.name: await _try(site, browser, internet) for site in chosen}


async def _try(site: ConsentSite, browser: ManagedBrowser, internet: DemoInternet) -> list[str]:
    found = []
    for state in STATES:
        presses = (site.by_hand or {}).get(state)
        if state != "before" and presses is None:
            continue
        context = await browser.new_context()
        page = await context.new_page()
        internet.clear_log()
        try:
            await _load(page, site.url)
            if state == "withdrawn":
                await _press(page, (site.by_hand or {})["accepted"])
                await _load(page, site.url)
            if state != "before":
                await _press(page, presses or ())
                internet.clear_log()
                await _load(page, site.url)
        except Error as error:
            found.append(f"{state}: {error.message.splitlines()[0]}")
            continue
        finally:
            jar = {str(cookie["name"]) for cookie in await context.cookies()}
            await context.close()
        left_over = state == "withdrawn" or (state == "rejected" and site.without_choice)
        there = {entry.host for entry in internet.log} | (set() if left_over else jar)
        came = {name for name in site.after_accept if name in there}
        wanted = set(site.after_accept) if state == "accepted" or (state == "before" and site.without_choice) else set()
        if came != wanted:
            found.append(f"{state}: {sorted(came)} instead of {sorted(wanted)}")
    return found


async def _load(page: Page, url: str) -> None:
    await page.goto("about:blank")
    await page.goto(url)
    await page.wait_for_timeout(REST)


async def _press(page: Page, presses: Sequence[str]) -> None:
    for press in presses:
        if press.startswith("js:"):
            await page.evaluate(press.removeprefix("js:"))
        else:
            await page.locator(press).first.click(timeout=3000)
        await page.wait_for_timeout(REST)


def main(names: Sequence[str]) -> int:
    found = asyncio.run(faults(names))
    for name, wrong in found.items():
        print(f"{name:28}", "; ".join(wrong) or "as expected")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
