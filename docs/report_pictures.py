"""Makes the pictures of the report in ``docs/``: ``python docs/report_pictures.py FOLDER``, with FOLDER an audit's own,
as ``./audit --demo --output DIR`` leaves one in ``DIR/ict_company``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from auditor.crawl.browser_choice import find_browser
from auditor.models.common import ReportLanguage
from auditor.models.files import load
from auditor.models.result import AuditResult
from reports.render import render
from reports.text import LANGUAGES

DOCS = Path(__file__).parent
#: Which picture shows what: the element at its top, and its width and height in pixels.
PICTURES = {
    "top": ("header.top", 1200, 1180),
    "policy": (".beside.noted", 1200, 700),
    "finding": (".finding:has(.evidence tr:nth-child(3)):not(:has(.evidence tbody tr:nth-child(6)))", 1200, 1250),
    "states": ("#inventory", 1200, 1000),
    "choice": ("#consent", 1200, 1000),
    "timeline": ("#timeline", 1200, 720),
}
MOST_BYTES = 250_000
#: All is drawn at once, and nothing lies over it: what a reader sees by scrolling.
FLAT = ("* { content-visibility: visible !important; }", ".toc { position: static !important; }")


def main(folder: Path) -> None:
    """Writes every picture in every language, none above `MOST_BYTES`."""
    result = load(folder / "result.json", AuditResult)
    pictures = {one.file: (folder / one.file).read_bytes() for one in result.pictures if (folder / one.file).is_file()}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as place:
        path = find_browser(None, playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        for language in LANGUAGES:
            file = Path(place) / f"{language}.html"
            file.write_bytes(render(result, "html", language=language, pictures=pictures))
            page = browser.new_page(viewport={"width": 1200, "height": 900})
            page.goto(file.as_uri())
            _all(page, language)
        browser.close()


def _all(page: Page, language: ReportLanguage) -> None:
    page.evaluate("document.querySelectorAll('.note details').forEach((one) => { one.open = true; })")
    for rule in FLAT:
        page.evaluate("(rule) => document.styleSheets[0].insertRule(rule, 0)", rule)
    for name, (selector, width, height) in PICTURES.items():
        _shoot(page, f"report-{name}-{language}", selector, (width, height))
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("document.styleSheets[0].insertRule('@media print { body { margin: 0 40px !important; } }', 0)")
    page.set_viewport_size({"width": 720, "height": 1018})
    _shoot(page, f"report-print-{language}", "#findings", (720, 1018))


def _shoot(page: Page, name: str, selector: str, size: tuple[int, int]) -> None:
    top = page.locator(selector).first.evaluate("(one) => one.getBoundingClientRect().top + scrollY")
    clip = {"x": 0, "y": max(0, top - 24), "width": size[0], "height": size[1]}
    path = DOCS / f"{name}.png"
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} is larger than {MOST_BYTES} bytes.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
