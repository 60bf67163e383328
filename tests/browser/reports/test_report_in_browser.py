from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hostile_samples import ATTACKS, hostile, mixed
from playwright.sync_api import Browser, Page, expect
from report_samples import sample, with_picture

from auditor.models.result import AuditResult
from reports.index import IndexEntry, render_index
from reports.render import render

pytestmark = [pytest.mark.browser, pytest.mark.page]

Open = Callable[..., Page]

#: Pairs of text and the nearest painted background below 4.5:1, as WCAG 2.2 computes contrast.
CONTRAST = """
() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || !element.checkVisibility() || element.closest("svg, script, style")) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.add(`${element.className || element.tagName}: ${text.slice(0, 30)}`);
  }
  return [...weak];
}
"""


@pytest.fixture
def view(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def show(content: bytes, width: int = 1440, **options: object) -> Page:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_bytes(content)
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


def html(result: AuditResult, language: str = "nl") -> bytes:
    return render(result, "html", language=language)  # type: ignore[arg-type]


def test_nothing_is_wider_than_the_window(view: Open) -> None:
    page = view(html(sample()))
    for width in (1440, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_notes_stand_beside_their_text_or_below_it(view: Open) -> None:
    page = view(html(sample()))
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        mark, note = page.locator("#mark-3").bounding_box(), page.locator("#note-3").bounding_box()
        text = page.locator(".beside:has(#mark-3) p.text").bounding_box()
        assert mark
        assert note
        assert text
        if width > 1000:
            assert note["x"] >= text["x"] + text["width"]
        else:
            assert note["y"] >= text["y"] + text["height"]


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.long)])
def test_text_can_be_read_in_both_schemes(view: Open, language: str) -> None:
    page = view(html(sample(), language))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate(CONTRAST) == [], scheme


def test_the_contrast_measure_sees_weak_text(view: Open) -> None:
    assert view(b"<body style='background:#fff'><p class=weak style='color:#aaa'>grijs").evaluate(CONTRAST) == [
        "weak: grijs"
    ]


@pytest.mark.long
@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_strings_run_nothing_and_ask_for_nothing(browser: Browser, tmp_path: Path, attack: str) -> None:
    nothing_runs(browser, tmp_path, hostile(sample(), attack))


def test_all_hostile_strings_together_run_nothing_and_ask_for_nothing(browser: Browser, tmp_path: Path) -> None:
    nothing_runs(browser, tmp_path, mixed(sample()))


def nothing_runs(browser: Browser, tmp_path: Path, result: AuditResult) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(html(result))
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: happened.append(request.url) if request.url != file.as_uri() else None)
    page.on("console", lambda message: happened.append(message.text))
    page.on("pageerror", lambda error: happened.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_timeout(100)
    assert happened == []
    assert page.title() != "owned"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_without_javascript_everything_is_there(view: Open) -> None:
    page = view(html(sample()), java_script_enabled=False)
    assert page.locator(".filter:visible").count() == 0
    assert page.locator(".finding").count() == 8
    note = page.locator("#note-1")
    assert not note.locator(".facts-list").is_visible()
    note.locator("summary").click()
    assert note.locator(".facts-list").is_visible()


def test_searching_hides_what_does_not_fit(view: Open) -> None:
    page = view(html(sample()))
    page.get_by_label("Doorzoek de bevindingen").fill("veertien")
    expect(page.locator(".finding:not([hidden])")).to_have_count(1)
    assert page.locator(".group:visible").count() == 1
    expect(page.locator(".finding:visible h4")).to_have_text("_ga vraagt om 2 jaar; verklaard is veertien maanden")
    assert page.locator("#findings [role=status]").inner_text() == "1 / 8"
    page.get_by_label("Doorzoek de bevindingen").fill("")
    expect(page.locator(".finding:visible")).to_have_count(8)


def test_the_keyboard_reaches_the_content_and_shows_where_it_is(view: Open) -> None:
    page = view(html(sample()))
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("(one) => one === document.activeElement && one.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_link_into_a_closed_region_opens_it(view: Open) -> None:
    page = view(html(sample()))
    inside = page.locator("details.region:not([open]) a.ref").first
    name = inside.get_attribute("id")
    assert not inside.is_visible()
    page.evaluate("(name) => { location.hash = name; }", name)
    page.locator(f"#{name}").wait_for(state="visible")


def test_a_screen_reader_meets_names_and_roles(view: Open) -> None:
    page = view(html(sample(), "en"))
    assert page.get_by_role("navigation", name="Contents").count() == 1
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("region", name="Findings").count() == 1
    assert page.get_by_role("link", name="note 1: contradicted").count() == 1
    assert page.get_by_role("note", name="Note 1", exact=True).count() == 1
    assert page.get_by_role("rowheader", name="_fbp").count() >= 1
    assert page.get_by_role("img", name="Timeline, before the choice").count() == 1


def test_in_print_the_notes_are_open_and_the_tools_gone(view: Open) -> None:
    page = view(html(sample()))
    page.emulate_media(media="print")
    assert page.locator("#note-1 .facts-list").is_visible()
    assert not page.locator(".toc").is_visible()
    assert page.locator(".filter:visible").count() == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_marks_lie_on_the_buttons_of_the_banner(view: Open, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    shot = context.new_page().screenshot()
    context.close()
    page = view(render(with_picture(shot, 1366, 768), "html", pictures={"before-home.png": shot}))
    button = sample().observation.consent.buttons[0]
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        picture = page.locator("#consent .shot img").bounding_box()
        mark = page.locator(".shot svg rect").first.bounding_box()
        assert picture
        assert mark
        scale = picture["width"] / 1366
        assert abs(mark["x"] + mark["width"] / 2 - picture["x"] - scale * (button.x + button.width / 2)) < 2
        assert abs(mark["y"] + mark["height"] / 2 - picture["y"] - scale * (button.y + button.height / 2)) < 2
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_on_record_opens_without_javascript_and_is_open_in_print(view: Open) -> None:
    page = view(html(sample()), java_script_enabled=False)
    record = page.locator("#consent .record").first
    assert not record.is_visible()
    page.locator("#consent .records summary").first.click()
    assert record.is_visible()
    page = view(html(sample()))
    page.emulate_media(media="print")
    assert page.locator("#consent .record").first.is_visible()


def test_the_index_fits_a_phone_and_leads_to_the_report(view: Open, tmp_path: Path) -> None:
    (tmp_path / "een").mkdir()
    (tmp_path / "een" / "report.html").write_bytes(html(sample()))
    page = view(render_index([IndexEntry(sample(), "een/report.html")], "nl"), 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(CONTRAST) == []
    page.get_by_role("link", name="www.ketting.example").click()
    assert page.locator("h1").inner_text() == "www.ketting.example"
