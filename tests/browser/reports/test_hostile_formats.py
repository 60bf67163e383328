"""What a website says, in every format, opened in a real browser: nothing runs, nothing is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile_samples import ATTACKS, hostile, mixed
from markdown_it import MarkdownIt
from playwright.sync_api import Browser
from report_samples import sample

from auditor.models.result import AuditResult
from reports.formats import FORMATS
from reports.handed import LetterWishes
from reports.render import render, report_format
from reports.suggestion import render_suggestion

pytestmark = [pytest.mark.browser, pytest.mark.page]


@dataclass(frozen=True)
class Open:
    """``show`` opens a file and says what happens; ``width``: how wide the page then is, in pixels."""

    show: Callable[[str, bytes], list[str]]
    width: Callable[[], int]


#: Formats that are no page: a browser or a server may take them for text all the same.
AS_TEXT = [entry.name for entry in FORMATS if "html" not in entry.media_type and "pdf" not in entry.media_type]
LINKS = ", ".join(f"a[href^='{scheme}' i]" for scheme in ("http", "//", "javascript", "data", "file"))
ELEMENTS = "iframe, object, embed, form, base, meta[http-equiv=refresh i], img:not([src^='data:image/'])"


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a file and unfolds it; says all that happens: dialogs, requests, scripts, errors, links to elsewhere."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: happened.append(request.url))
    page.on("console", lambda message: happened.append(message.text))
    page.on("pageerror", lambda error: happened.append(str(error)))
    page.on("download", lambda download: happened.append(download.suggested_filename))
    page.on("popup", lambda popup: happened.append(popup.url))

    def show(name: str, content: bytes) -> list[str]:
        happened.clear()
        file = tmp_path / name
        file.write_bytes(content)
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.wait_for_timeout(20)
        found = [one for one in happened if one != file.as_uri()]
        found += ["a script ran"] if page.title() == "owned" else []
        return found + page.locator(f"{LINKS}, {ELEMENTS}").evaluate_all("(all) => all.map((one) => one.outerHTML)")

    yield Open(show, lambda: page.evaluate("document.documentElement.scrollWidth"))
    context.close()


#: Those that ./test opens one by one; the mixture of all is opened there too.
_QUICK = frozenset({0, 1, len(ATTACKS) - 1})


def shown_by_a_code_host(markdown: str) -> bytes:
    body = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(markdown)
    return f"<!doctype html><meta charset=utf-8><title>x</title>{body}".encode()


def pages(result: AuditResult) -> dict[str, bytes]:
    """The formats that are pages, and Markdown as a code host shows it."""
    return {
        "letter": render(result, "letter", letter=LetterWishes(minimum="info")),
        "suggestion": render_suggestion(result, "html").encode(),
        "markdown": shown_by_a_code_host(render(result, "markdown").decode()),
        "suggested": shown_by_a_code_host(render_suggestion(result, "markdown")),
    }


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(attack, id=str(number), marks=[] if number in _QUICK else pytest.mark.long)
        for number, attack in enumerate(ATTACKS)
    ],
)
def test_pages_run_nothing_and_ask_for_nothing(opened: Open, attack: str) -> None:
    for name, content in pages(hostile(sample(), attack)).items():
        assert opened.show(f"{name}.html", content) == [], name
        if name in ("letter", "suggestion"):
            assert opened.width() <= 390, name


def test_the_page_that_is_printed_runs_nothing(opened: Open) -> None:
    printed = render(mixed(sample()), "pdf", printer=lambda page: page)
    assert opened.show("pdf.html", printed) == []
    assert b"<script" not in printed


@pytest.mark.parametrize("name", AS_TEXT)
def test_files_that_are_no_page_stay_text(opened: Open, name: str) -> None:
    suffix = Path(report_format(name).file_name).suffix
    as_served = ".txt" if suffix in (".md", ".sarif", ".csv") else suffix
    assert opened.show(f"{name}{as_served}", render(mixed(sample()), name)) == []


def test_what_happens_is_seen_by_these_tests(opened: Open) -> None:
    for bad in (
        "<script>alert(1)</script>",
        "<img src='x.png'>",
        "<a href='//boos.example'>x</a>",
        "<script>a b</script>",
    ):
        assert opened.show("bad.html", bad.encode()) != [], bad
