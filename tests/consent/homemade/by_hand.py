"""Makes the choices on the home-made sites as a person would, without this project's crawl, to know the sites right.

``python -m tests.consent.homemade.by_hand [NAME …]`` prints what was not as expected; exit 1 where there is any.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from playwright.async_api import Error, Page

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.options import CrawlOptions
from auditor.demo.internet import DemoInternet
from tests.consent.homemade.load import HomemadeSite, homemade_sites

#: Milliseconds in which a page comes to rest here, after what comes late.
REST = 250


async def faults(chosen: Sequence[HomemadeSite]) -> dict[str, list[str]]:
    """Site → what is not as expected of it."""
    with DemoInternet(sites=(), extra=[part for site in chosen for part in site.sites]) as internet:
        options = CrawlOptions(resolve=internet.resolve, ignore_https_errors=True)
        async with ManagedBrowser(options) as browser:
            return {site.name: await _site(site, browser, internet) for site in chosen}


async def _site(site: HomemadeSite, browser: ManagedBrowser, internet: DemoInternet) -> list[str]:
    found = []
    for state in ("before", *site.expect.by_hand):
        context = await browser.new_context()
        page = await context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        internet.clear_log()
        try:
            came = await _state(site, state, page, internet)
            expected = {"accepted": site.expect.after_accept, "rejected": site.expect.after_reject}.get(state, ())
            gated = {*site.expect.after_accept, *site.expect.after_reject}
            if state in ("before", "accepted", "rejected") and came & gated != set(expected):
                found.append(f"{state}: {sorted(came & gated)} instead of {sorted(expected)}")
            hosts = {name for name in gated - set(site.expect.after_reject) if "." in name}
            if state == "withdrawn" and came & hosts:
                found.append(f"withdrawn: {sorted(came & hosts)}")
        except Error as error:
            found.append(f"{state}: {error.message.splitlines()[0]}")
        finally:
            await context.close()
        found += [f"{state}: {error}" for error in errors]
    return found


async def _state(site: HomemadeSite, state: str, page: Page, internet: DemoInternet) -> set[str]:
    """Names of the cookies and hosts there after the choice and a reload."""
    await _load(page, site)
    if state == "withdrawn":
        await _press(page, site.expect.by_hand["accepted"])
        await _load(page, site)
    if state != "before":
        await _press(page, site.expect.by_hand[state])
        internet.clear_log()
        await page.context.clear_cookies(name="_bezoek")
        await _load(page, site)
    jar = {str(cookie.get("name")) for cookie in await page.context.cookies()}
    return jar | {entry.host for entry in internet.log}


async def _load(page: Page, site: HomemadeSite) -> None:
    await page.goto("about:blank")
    await page.goto(site.url)
    await page.wait_for_timeout(REST + site.expect.appears_ms)


async def _press(page: Page, presses: Sequence[str]) -> None:
    for press in presses:
        kind, _, rest = press.partition(":")
        if kind == "keys":
            for key in rest.split():
                await page.keyboard.press(key)
        elif kind == "in":
            frame, _, selector = rest.partition(" >> ")
            await page.frame_locator(frame).locator(selector).click(timeout=3000)
        else:
            await page.locator(press).first.click(timeout=3000)
        await page.wait_for_timeout(REST)


def main(names: Sequence[str]) -> int:
    chosen = [site for site in homemade_sites() if not names or site.name in names]
    found = asyncio.run(faults(chosen))
    for name, wrong in found.items():
        if wrong:
            print(f"{name:28}", "; ".join(wrong))
    print(f"{len(found)} sites, {sum(map(bool, found.values()))} not as expected")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
