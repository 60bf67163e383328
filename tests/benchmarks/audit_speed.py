"""Times a crawl against bare Playwright loads of the same pages, in turn, and prints the ratio.

    .venv/bin/python tests/benchmarks/audit_speed.py [--rounds 3] [--pages 5] [--states before,rejected,accepted]

Bare loads: one browser, a fresh context a state, the same pages one after another, each waiting for ``networkidle``.
The machine may be busy with other things, so only the ratio of neighbouring runs says anything.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import async_playwright
from pydantic import TypeAdapter

from auditor.crawl.browser_choice import find_browser
from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import Crawler
from auditor.demo.internet import DemoInternet
from auditor.models.common import ConsentState
from declarations.extract import extract


async def bare_loads(addresses: Sequence[str], states: int, resolve: Sequence[str]) -> float:
    """Seconds that ordinary page loads of ``addresses`` take, ``states`` times over."""
    rules = ", ".join("MAP " + rule.replace("=", " ") for rule in resolve)
    arguments = ["--no-sandbox", "--ignore-certificate-errors", f"--host-resolver-rules={rules}"]
    start = time.perf_counter()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(find_browser(None, None)), args=[*arguments, "--headless=new"], headless=False
        )
        for _ in range(states):
            context = await browser.new_context()
            page = await context.new_page()
            for address in addresses:
                await page.goto(address, wait_until="networkidle")
            await context.close()
        await browser.close()
    return time.perf_counter() - start


async def one_crawl(url: str, options: CrawlOptions) -> tuple[float, list[str]]:
    """Seconds that a crawl takes, and the addresses that it loaded in each state."""
    start = time.perf_counter()
    async with Crawler(options, extract, lambda step: None) as crawler:
        observation = await crawler.crawl(url)
    seconds = time.perf_counter() - start
    return seconds, [page.url for page in observation.states[0].pages if page.visit == 1]


def main() -> None:
    """Run the rounds and print each ratio and their median."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--states", default="before,rejected,accepted", help="run side by side by the crawl")
    parser.add_argument("--parallel", type=int, default=3)
    parser.add_argument("--evidence", type=Path, default=None)
    given = parser.parse_args()
    states = TypeAdapter(tuple[ConsentState, ...]).validate_python(given.states.split(","))
    ratios = []
    with DemoInternet() as internet:
        url = next(iter(internet.urls.values()))
        options = CrawlOptions(
            pages=given.pages, states=states, parallel=given.parallel, resolve=internet.resolve,
            ignore_https_errors=True, evidence_folder=given.evidence,
        )  # fmt: skip
        for _ in range(given.rounds):
            ours, addresses = asyncio.run(one_crawl(url, options))
            bare = asyncio.run(bare_loads(addresses, len(states), internet.resolve))
            ratios.append(ours / bare)
            host = urlsplit(url).hostname
            done = f"{len(addresses)} pages x {len(states)}"
            print(f"{host}: {done}: {ours:.1f} s, bare {bare:.1f} s, ratio {ratios[-1]:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
