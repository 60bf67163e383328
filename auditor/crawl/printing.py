"""Prints a page of ours to PDF with the browser that visits sites: tagged, with an outline, without the network.

The page holds what came from a website. Scripts are off, every request but that for the page itself is refused, and the
profile is thrown away.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path

import pikepdf
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, Route, async_playwright

from auditor.crawl.browser_choice import find_browser, is_root
from auditor.errors import BrowserMissing, MachineError

#: Milliseconds that a report of thousands of rows may take to be laid out and written.
LONGEST_PRINT = 180_000
#: The foot of each page: its number, and of how many. Chromium fills in the classes.
FOOT = (
    '<div style="font-size:7pt;width:100%;text-align:center;color:#555">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)


def print_to_pdf(page: bytes, browser: Path | None = None) -> bytes:
    """The page (self-contained HTML, UTF-8) as a tagged PDF with an outline. ``browser``: path of a Chrome or
    Chromium, else the one that is found.

    Raises `BrowserMissing`, and `MachineError` when the page cannot be printed."""
    return asyncio.run(_print(page, browser))


async def _print(page: bytes, browser: Path | None) -> bytes:
    with tempfile.TemporaryDirectory(prefix="auditor-print-") as folder:
        file = Path(folder) / "page.html"
        try:
            file.write_bytes(page)
            async with async_playwright() as playwright:
                return _titled(await _printed(playwright, file, browser))
        except OSError as error:
            raise MachineError(f"The page to print could not be written: {error.strerror or error}.") from None
        except PlaywrightError as error:
            first = str(error).splitlines()[0][:200]
            raise MachineError(f"The browser could not print the page: {first}") from None


async def _printed(playwright: Playwright, file: Path, browser: Path | None) -> bytes:
    path = find_browser(browser, playwright.chromium.executable_path)
    try:
        running = await playwright.chromium.launch(
            executable_path=path,
            args=["--disable-background-networking", "--disable-component-update"],
            chromium_sandbox=not is_root(),
        )
    except PlaywrightError as error:
        first = str(error).splitlines()[0][:200]
        raise BrowserMissing(f"The browser at {path} did not start: {first}") from None
    try:
        context = await running.new_context(java_script_enabled=False, color_scheme="light", offline=True)
        sheet = await context.new_page()

        async def only_itself(route: Route) -> None:
            await (route.continue_() if route.request.url == file.as_uri() else route.abort())

        await sheet.route("**/*", only_itself)
        sheet.set_default_timeout(LONGEST_PRINT)
        await sheet.goto(file.as_uri(), wait_until="load")
        return await sheet.pdf(
            prefer_css_page_size=True, print_background=False, tagged=True, outline=True,
            display_header_footer=True, header_template="<span></span>", footer_template=FOOT,
        )  # fmt: skip
    finally:
        await running.close()


def _titled(data: bytes) -> bytes:
    """The PDF, with its title in the window's bar instead of the file's name, as PDF/UA asks of a tagged one, without
    the platform of this machine in it, and packed: the browser writes its many tags as plain text."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.docinfo["/Creator"] = "cookie-declaration-auditor"
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
