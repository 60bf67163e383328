"""What is seen on the home-made sites, against what stands on them, on every layer; and on pages without a banner."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.consent.surface import find_surface
from auditor.crawl.consent.survey import survey
from auditor.crawl.evidence import Parties, VisitEvidence
from auditor.crawl.navigation import load, settle
from auditor.crawl.options import CrawlOptions
from auditor.crawl.recording import Recording
from auditor.crawl.values import Fingerprints
from auditor.demo.internet import DemoInternet
from auditor.models.consent import ConsentSurface
from tests.consent.homemade.load import PRESSED, HomemadeSite, homemade_sites

SITES = {site.name: site for site in homemade_sites()}

#: Seconds that a late banner is waited for, as a visit does.
PATIENCE = 1.5

#: Sites looked at side by side: one of these machines' two processors each.
AT_ONCE = 2

#: The hardest of either kind, for every run; the rest in the long battery.
ALWAYS = (
    "estate_agent",
    "garden_centre",
    "notary",
    "sailing_club_fr",
    "theatre",
    "water_board",
    "negative_contest",
    "negative_house_rules",
    "negative_location",
    "negative_push",
    "negative_survey",
)


@dataclass(frozen=True)
class Seen:
    first: ConsentSurface
    whole: ConsentSurface
    seconds: float
    pressed: bool


async def _look(site: HomemadeSite, browser: ManagedBrowser, internet: DemoInternet) -> Seen:
    context = await browser.new_context()
    try:
        recording = Recording(context, VisitEvidence(Fingerprints(), Parties([site.expect.host])), [], set(), "nl-NL")
        await recording.prepare()
        tab = await recording.open_tab()
        deadline = time.monotonic() + 30
        await load(tab, site.url, deadline)
        await settle(tab, deadline)
        began = time.monotonic()
        first = await find_surface(tab, deadline, patience=PATIENCE)
        seconds = time.monotonic() - began
        whole = await survey(tab, first, deadline)
    finally:
        await context.close()
    pressed = any(entry.path == PRESSED and entry.host == site.expect.host for entry in internet.log)
    return Seen(first.surface, whole, seconds, pressed)


def look_at(sites: Sequence[HomemadeSite]) -> dict[str, Seen]:
    """What is seen of each, in one browser, each in a fresh profile."""

    async def main() -> dict[str, Seen]:
        turn = asyncio.Semaphore(AT_ONCE)
        with DemoInternet(sites=(), extra=[part for site in sites for part in site.sites]) as internet:
            options = CrawlOptions(resolve=internet.resolve, ignore_https_errors=True)
            async with ManagedBrowser(options) as browser:

                async def one(site: HomemadeSite) -> Seen:
                    async with turn:
                        return await _look(site, browser, internet)

                found = await asyncio.gather(*map(one, sites))
        return {site.name: seen for site, seen in zip(sites, found, strict=True)}

    return asyncio.run(main())


def differences(site: HomemadeSite, seen: Seen) -> list[str]:
    """What was seen differently from what there is. Links that only inform may be listed as buttons or not."""
    expect, whole = site.expect, seen.whole
    found = []
    if whole.kind != expect.kind:
        found.append(f"kind {whole.kind}, not {expect.kind}")
    there = {(button.text, button.role, button.layer) for button in expect.buttons if button.role != "other"}
    listed = {(button.text, button.role, button.layer) for button in whole.buttons if button.role != "other"}
    found += [f"missed {button}" for button in sorted(there - listed)]
    found += [f"invented {button}" for button in sorted(listed - there)]
    boxes = {(box.label, box.checked, box.disabled, box.layer) for box in expect.boxes}
    listed_boxes = {(box.label, box.checked, box.disabled, box.layer) for box in whole.boxes}
    found += [f"missed box {box}" for box in sorted(boxes - listed_boxes)]
    found += [f"invented box {box}" for box in sorted(listed_boxes - boxes)]
    if expect.kind != "none":
        for name in ("clicks_to_accept", "clicks_to_reject"):
            if getattr(expect, name) is not None and getattr(whole, name) != getattr(expect, name):
                found.append(f"{name} {getattr(whole, name)}, not {getattr(expect, name)}")
    return found


@pytest.mark.browser
def test_the_hardest_are_seen_as_they_are() -> None:
    found = look_at([SITES[name] for name in ALWAYS])
    assert {name: differences(SITES[name], look) for name, look in found.items()} == {name: [] for name in ALWAYS}
    assert [name for name, look in found.items() if look.pressed] == []


@pytest.fixture(scope="module")
def seen() -> dict[str, Seen]:
    return look_at(tuple(SITES.values()))


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("name", SITES)
def test_what_asks_for_consent_is_seen_as_it_is(seen: dict[str, Seen], name: str) -> None:
    assert differences(SITES[name], seen[name]) == []


@pytest.mark.long
@pytest.mark.browser
def test_on_pages_without_a_banner_nothing_is_pressed_and_little_time_is_spent(seen: dict[str, Seen]) -> None:
    negative = {name: look for name, look in seen.items() if SITES[name].negative}
    assert [name for name, look in negative.items() if look.pressed] == []
    assert {name: look.seconds for name, look in negative.items() if look.seconds > 4} == {}


def main() -> None:
    """Prints what is seen differently, and how long it took."""
    began = time.monotonic()
    found = look_at(tuple(SITES.values()))
    for name, look in found.items():
        print(f"{name:24} {look.first.kind!s:7} {look.seconds:4.1f} s", "; ".join(differences(SITES[name], look)))
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
