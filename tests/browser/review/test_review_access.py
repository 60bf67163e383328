"""Every page of the review application for every reader: axe, both themes, both languages, every width, no scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from review_serving import filled, serving
from review_site import PASSWORD, with_account

from auditor.review.web import routes
from auditor.review.web.settings import ReviewSettings
from auditor.store.store import open_store

pytestmark = [pytest.mark.browser, pytest.mark.page]

LOCALES = {"nl": "nl-NL", "en": "en-GB"}
#: Pages that are files, or answer the same as another.
NO_PAGES = {"/audits/{audit}/files/{name:path}", "/audits/{audit}/files/{name}"}


def rarely(*names: str) -> list[Any]:
    """Parameters that only the long run tries."""
    return [pytest.param(name, marks=pytest.mark.long) for name in names]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The whole address of every page by its name, on a filled store; ``sign-in`` and ``account`` need an account."""
    place = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch, open_store(None, place / "data") as store:
        patch.delenv("AUDITOR_DATABASE", raising=False)
        found = filled(store, place)
        with_account(store, role="reader")
        with serving(store) as serve:
            base = serve()
            shared = serve(ReviewSettings(host="0.0.0.0")).replace("127.0.0.1", "localhost")
            own = {"sign-in": shared + "/sign-in", "account": shared + "/account"}
            read = ("site", "finding", "text", "start", "fleet")
            reader = {f"{name} for a reader": shared + found[name] for name in read}
            yield {name: base + path for name, path in found.items()} | own | reader


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def come(language: str = "nl", width: int = 1440, **options: Any) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(locale=LOCALES[language], viewport=size, **options)  # type: ignore[arg-type]
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()


def enter(page: Page, pages: dict[str, str]) -> None:
    """Sign in as the reader; pages of this machine are not concerned."""
    page.goto(pages["sign-in"])
    page.locator("[name=name]").fill("ans")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def ordered(pages: dict[str, str]) -> list[str]:
    """The pages without the sign-in page, which goes on once somebody signed in."""
    return [name for name in pages if name != "sign-in"]


def test_no_page_is_forgotten(pages: dict[str, str]) -> None:
    """A new page of the application has to be named in `filled`."""
    known = [address.partition("//")[2].partition("/")[2].partition("?")[0].split("/") for address in pages.values()]
    for page in routes.PAGES:
        last = page.path.rpartition("/")[2]
        if page.method == "POST" or page.path in NO_PAGES or "." in last:
            continue
        wanted = page.path.strip("/").split("/")
        assert any(
            len(parts) == len(wanted) and all(a == b or b.startswith("{") for a, b in zip(parts, wanted, strict=True))
            for parts in known
        ), page.path


#: Reader, device: (language, scheme, width).
READERS = (("nl", "light", 390), ("en", "dark", 1440))


def test_each_page_holds_no_barrier_and_fits_its_width(pages: dict[str, str], visitor: Callable[..., Page]) -> None:
    """Each page for one reader of two in turn; the long run has every page for all of them."""
    names = ordered(pages)
    for number, (language, scheme, width) in enumerate(READERS):
        half = {name: pages[name] for name in names[number::2]}
        page = visitor(language, width, color_scheme=scheme)
        enter(page, pages)
        assert barriers(page, half, language) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [*READERS, ("nl", "light", 1440), ("en", "dark", 390), ("nl", "dark", 320), ("en", "light", 1440)],
)
def test_pages_hold_no_barrier_and_fit_their_width(
    pages: dict[str, str], visitor: Callable[..., Page], language: str, scheme: str, width: int
) -> None:
    page = visitor(language, width, color_scheme=scheme)
    # The sign-in page goes on once somebody signed in.
    assert barriers(page, {"sign-in": pages["sign-in"]}, language) == []
    refused(page, pages)
    assert found_by_axe(page) == [], "the sign-in page after a wrong password"
    enter(page, pages)
    assert barriers(page, {name: pages[name] for name in ordered(pages)}, language) == []


def test_the_sign_in_page_holds_no_barrier(pages: dict[str, str], visitor: Callable[..., Page]) -> None:
    page = visitor("en", 390, color_scheme="dark")
    assert barriers(page, {"sign-in": pages["sign-in"]}, "en") == []
    refused(page, pages)
    assert found_by_axe(page) == []


def refused(page: Page, pages: dict[str, str]) -> None:
    """Give a wrong password."""
    page.goto(pages["sign-in"])
    page.locator("[name=name]").fill("ans")
    page.locator("[name=password]").fill("wrong")
    page.locator("main button").click()
    page.get_by_role("alert").wait_for()


def found_by_axe(page: Page) -> list[object]:
    """What axe finds with everything opened: rule, and where."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]


def barriers(page: Page, pages: dict[str, str], language: str) -> list[object]:
    """All that is wrong with ``pages`` in ``page``: axe, the width, complaints of the browser, other servers."""
    wrong: list[object] = []
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    for name, address in pages.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == {"missing": 404, "start for a reader": 403}.get(name, 200), name
        assert page.locator("html").get_attribute("lang") == language
        wrong += [(name, *one) for one in found_by_axe(page)]  # type: ignore[misc]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            wrong.append((name, "is wider than the window"))
    elsewhere = {address.split(":")[1] for address in asked} - {"//127.0.0.1", "//localhost"}
    return [*wrong, *elsewhere, *(text for text in complaints if "404" not in text and "403" not in text)]


def test_the_choices_of_a_decision_hold_no_barrier(pages: dict[str, str], visitor: Callable[..., Page]) -> None:
    """What is only there after something was chosen, or was refused."""
    page = visitor("en", color_scheme="dark")
    for kind in ("to_fix", "accepted"):
        page.goto(pages["finding"])
        page.locator(f"[name=kind][value={kind}]").check()
        assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert Axe().run(page).response["violations"] == []


def test_appearance_is_chosen_over_the_devices(pages: dict[str, str], visitor: Callable[..., Page]) -> None:
    page = visitor("en", color_scheme="light")
    page.goto(pages["overview"])
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="dark", exact=True).click()
    expect(page.get_by_role("button", name="dark", exact=True)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(ground) != light
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("name", ["site", "finding", *rarely("fleet", "overview", "text", "changes")])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    pages: dict[str, str], visitor: Callable[..., Page], name: str
) -> None:
    page = visitor("en", reduced_motion="reduce")
    page.goto(pages[name])
    wanted = page.evaluate(REACHABLE)
    seen: list[int] = []
    for _ in range(len(wanted) + 30):
        page.keyboard.press("Tab")
        place = page.evaluate(FOCUSED)
        if place is None:
            continue
        index, visible, where = place
        assert visible, where
        if index in seen:
            break
        seen.append(index)
    assert set(wanted) <= set(seen), page.evaluate(NAMES, sorted(set(wanted) - set(seen)))
    assert seen == sorted(seen), "the order of the keyboard is that of the page"


#: Numbers of what the keyboard has to stop at; of a group of choices, the first (or chosen) one.
_ALL = """[...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]"""
REACHABLE = f"""() => {{
  const groups = new Set();
  return {_ALL}.map((one, index) => [one, index]).filter(([one]) => {{
    if (!one.checkVisibility() || one.disabled) return false;
    if (one.type !== 'radio') return true;
    return !groups.has(one.name) && groups.add(one.name);
  }}).map(([, index]) => index);
}}"""
FOCUSED = f"""() => {{
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const shown = box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight;
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return [{_ALL}.indexOf(one), shown && ringed, one.outerHTML];
}}"""
NAMES = f"(numbers) => numbers.map((number) => {_ALL}[number].outerHTML.slice(0, 200))"


def test_a_search_is_sent_with_enter(pages: dict[str, str], visitor: Callable[..., Page]) -> None:
    for scripts in (True, False):
        page = visitor("en", java_script_enabled=scripts)
        page.goto(pages["overview"])
        page.get_by_role("searchbox").focus()
        page.keyboard.type("ketting")
        page.keyboard.press("Enter")
        expect(page.locator("#sites tbody tr")).to_have_count(1)
        assert "q=ketting" in page.url


def test_without_javascript_every_page_and_filter_works(pages: dict[str, str], visitor: Callable[..., Page]) -> None:
    page = visitor("en", java_script_enabled=False)
    page.goto(pages["site"])
    page.get_by_label("Where they stand").select_option("false_positive")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("table.findings tbody tr")).to_have_count(1)
    page.goto(pages["changes"])
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("table.textdiff ins")).to_contain_text("wij doen nu iets anders")
    page.goto(pages["progress"])
    assert page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count() == 1
    page.goto(pages["text"])
    page.locator("summary").first.click()
    expect(page.locator("details textarea").first).to_be_visible()


def test_a_reader_finds_nothing_to_write_with(pages: dict[str, str], visitor: Callable[..., Page]) -> None:
    page = visitor("en")
    enter(page, pages)
    for name, address in pages.items():
        if not name.endswith("for a reader"):
            continue
        page.goto(address)
        actions = {form.get_attribute("action") for form in page.locator("form[method=post]").all()}
        assert actions <= {"/sign-out", "/preferences"}, (name, actions)
