"""Times a crawl against bare page loads: ``python tests/browser/crawl/crawl_benchmark.py [ROUNDS]``.

The same five pages, three times over, each time in a fresh profile: ours in parallel, with all that is recorded;
Playwright's one after another, each until ``networkidle``. Prints seconds, the ratio, and our peak memory."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import threading
import time
from pathlib import Path

import crawl_processes as processes
from crawl_helpers import extract
from crawl_loopback import PIXEL, Sites, serve
from playwright.async_api import async_playwright

from auditor.crawl.browser_choice import find_browser
from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import Crawler

SITE = "https://www.maat.example"
PATHS = ("/", "/a/1", "/b/1", "/c/1", "/d/1")
TIMES = 3


def build(sites: Sites) -> None:
    """Pages as ordinary ones are: style sheets, twenty pictures, own scripts, three third parties and a frame."""
    menu = "".join(f'<a href="{path}">{path}</a>' for path in PATHS)
    pictures = "".join(f'<img src="/img/{n}.gif?{n}" width=50 height=50>' for n in range(20))
    third = "".join(f'<script async src="https://t{n}.derde.example/t.js"></script>' for n in range(3))
    for path in PATHS:
        body = f'<!doctype html><html lang=nl><title>{path}</title><link rel=stylesheet href="/s.css"><nav>{menu}</nav>'
        body += f'<script src="/app.js"></script>{pictures}{third}<iframe src="https://f.derde.example/"></iframe>'
        sites.add(f"www.maat.example{path}", body + "<p>Tekst van de pagina. </p>" * 200)
    sites.add("www.maat.example/s.css", "body{font-family:sans-serif}", media_type="text/css")
    sites.script(
        "www.maat.example/app.js", "const t = Date.now(); while (Date.now() - t < 20); document.cookie = 'a=1'"
    )
    for n in range(20):
        sites.add(f"www.maat.example/img/{n}.gif", PIXEL, media_type="image/gif", delay=0.02)
    sites.add("f.derde.example/", "<p>frame</p><script>localStorage.setItem('k', 'v')</script>")
    for n in range(3):
        script = (
            f"document.cookie = 't{n}=1;max-age=9999'; new Image().src = 'https://t{n}.derde.example/p?x=' + Date.now()"
        )
        sites.script(f"t{n}.derde.example/t.js", script, delay=0.05)
        sites.pixel(f"t{n}.derde.example/p", f"p{n}=1; SameSite=None; Secure", delay=0.05)


async def ours(sites: Sites) -> float:
    """Seconds of a whole crawl, the start of the browser included."""
    began = time.monotonic()
    options = CrawlOptions(
        resolve=sites.resolve, ignore_https_errors=True, pages=len(PATHS), visits=TIMES, parallel=TIMES
    )
    async with Crawler(options, extract, lambda _: None) as crawler:
        observation = await crawler.crawl(f"{SITE}/")
    assert observation.outcome == "complete", observation.reason
    assert len(observation.states[0].pages) == TIMES * len(PATHS)
    return time.monotonic() - began


async def bare(sites: Sites) -> float:
    """Seconds of plain loads of the same pages."""
    began = time.monotonic()
    async with async_playwright() as playwright:
        rules = ",".join(f"MAP {rule.replace('=', ' ')}" for rule in sites.resolve)
        browser = await playwright.chromium.launch(
            executable_path=str(find_browser(None, playwright.chromium.executable_path)),
            args=[f"--host-resolver-rules={rules}", "--ignore-certificate-errors"],
        )
        for _ in range(TIMES):
            context = await browser.new_context(ignore_https_errors=True)
            page = await context.new_page()
            for path in PATHS:
                await page.goto(SITE + path, wait_until="networkidle")
            await context.close()
        await browser.close()
    return time.monotonic() - began


class PeakMemory:
    """Samples the proportional memory of all our processes, in megabytes."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            total = 0
            for pid in [*processes.descendants(), "self"]:
                with contextlib.suppress(OSError, StopIteration):
                    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                    total += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
            self.peak = max(self.peak, total / 1024)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    ratios = []
    with serve() as sites:
        build(sites)
        for number in range(rounds):
            with PeakMemory() as memory:
                mine = asyncio.run(ours(sites))
            theirs = asyncio.run(bare(sites))
            ratios.append(mine / theirs)
            print(f"{number + 1}: ours {mine:.1f} s, bare {theirs:.1f} s, ratio {ratios[-1]:.2f}")
            print(f"   peak {memory.peak:.0f} MB")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
