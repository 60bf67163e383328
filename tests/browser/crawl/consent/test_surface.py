"""Finding the consent surface in a real browser: wherever it stands, however late, and nothing where there is none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from crawl_loopback import Sites, serve

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.consent.surface import find_surface
from auditor.crawl.options import CrawlOptions
from auditor.crawl.tab import Tab

pytestmark = pytest.mark.browser

ASKS = '<p>Wij gebruiken cookies voor statistieken. Lees ons <a href="/cookies">cookiebeleid</a>.</p>'
BUTTONS = "<button>Alles accepteren</button><button>Weigeren</button>"
BAR = "position:fixed;bottom:0;left:0;right:0;background:#fff;padding:20px"
OVER = "position:fixed;inset:0;background:rgba(0,0,0,.6);z-index:9"
REST = (
    "<header><nav><a href=/>Home</a></nav></header><main><h1>Bakkerij</h1>"
    + "<p>Onze koekjes zijn vers.</p>" * 60
    + "</main><footer>Wij gebruiken cookies. <a href=/cookies>Cookiebeleid</a></footer>"
)


def _late(markup: str, seconds: float) -> str:
    add = f"document.body.insertAdjacentHTML('beforeend', `{markup}`)"
    return f"<script>setTimeout(() => {add}, {seconds * 1000})</script>"


_FOUND = {
    "bar": f'<div style="{BAR}">{ASKS}{BUTTONS}</div>',
    "flow": f'<div class="cookiebalk">{ASKS}{BUTTONS}</div>',
    "modal": f"<dialog id=d>{ASKS}{BUTTONS}</dialog><script>d.showModal()</script>",
    "closed": "<div id=h></div><script>h.attachShadow({mode: 'closed'}).innerHTML = "
    f"`<div style='{BAR}'>{ASKS}{BUTTONS}</div>`</script>",
    "declared": f"<x-y><template shadowrootmode=closed><div style='{BAR}'>{ASKS}{BUTTONS}</div></template></x-y>",
    "frame": '<iframe src="/inner" style="position:fixed;bottom:0;left:0;width:100%;height:200px;border:0"></iframe>',
    "foreign": f'<div style="{OVER}"><iframe src="https://keuze.example/inner" width=600 height=300></iframe></div>',
    "late": _late(f"<div style='{BAR}'>{ASKS}{BUTTONS}</div>", 0.8),
    "fading": f'<div id=x style="{BAR};opacity:0;transition:opacity .6s">{ASKS}{BUTTONS}</div>'
    "<script>setTimeout(() => (x.style.opacity = 1), 200)</script>",
    "icons": f'<div style="{BAR}">{ASKS}<button aria-label="Alles accepteren">✓</button>'
    '<button aria-label="Weigeren">✗</button></div>',
}
_NOTHING = {
    "plain": "",
    "newsletter": f'<div style="{OVER}"><h2>Nieuwsbrief</h2><input type=email><button>Aanmelden</button>'
    "<p>Wij gebruiken cookies, zie ons privacybeleid.</p></div>",
    "embed": "<div style='height:300px'><p>Om deze video te laden moet u cookies accepteren.</p>"
    "<button>Video laden en cookies accepteren</button></div>",
    "hidden": f'<div style="{BAR};visibility:hidden">{ASKS}{BUTTONS}</div><div style="{BAR};opacity:0">{ASKS}{BUTTONS}'
    f'</div><div style="position:fixed;left:-9999px">{ASKS}{BUTTONS}</div>',
    "icon": '<button style="position:fixed;bottom:9px;left:9px;width:180px;height:40px">Cookie-instellingen</button>',
    "video frame": '<iframe src="/bar" width=500 height=300></iframe>',
}


@pytest.fixture(scope="module")
def sightings() -> Iterator[dict[str, tuple[Sighting, float]]]:
    """What was seen on each page, and the seconds that it took."""
    with serve() as sites:
        yield asyncio.run(_look_at_all(sites))


async def _look_at_all(sites: Sites) -> dict[str, tuple[Sighting, float]]:
    pages = _FOUND | _NOTHING
    for name, markup in pages.items():
        path = name.replace(" ", "-")
        sites.add(f"bakker.example/{path}", f"<!doctype html><html lang=nl><body>{REST}{markup}</body></html>")
    for host in ("bakker.example", "keuze.example"):
        sites.add(f"{host}/inner", f"<!doctype html><body>{ASKS}{BUTTONS}")
    sites.add("bakker.example/large", "<!doctype html><body>" + "<div><p>tekst <a href=/x>meer</a></p></div>" * 10_000)
    seen: dict[str, tuple[Sighting, float]] = {}
    async with ManagedBrowser(CrawlOptions(resolve=sites.resolve, ignore_https_errors=True)) as browser:
        context = await browser.new_context()
        page = await context.new_page()
        tab = Tab(context, page, await context.new_cdp_session(page), "")
        for name in (*pages, "large"):
            await page.goto(f"https://bakker.example/{name.replace(' ', '-')}")
            began = time.monotonic()
            patience = 2.0 if name in ("late", "fading", "frame", "foreign") else 0.0
            seen[name] = await find_surface(tab, began + 15, patience=patience), time.monotonic() - began
    return seen


@pytest.mark.parametrize("name", _FOUND)
def test_finds_it(name: str, sightings: dict[str, tuple[Sighting, float]]) -> None:
    surface = sightings[name][0].surface
    assert surface.kind == "banner"
    found = [button for button in surface.buttons if button.role in ("accept", "reject")]
    assert [(button.text, button.role) for button in found] == [("Alles accepteren", "accept"), ("Weigeren", "reject")]
    assert all(button.width > 5 and button.height > 5 for button in found)
    assert [link.text for link in surface.links] == ["cookiebeleid"]
    assert surface.text.startswith("Wij gebruiken cookies")


@pytest.mark.parametrize("name", _NOTHING)
def test_finds_nothing(name: str, sightings: dict[str, tuple[Sighting, float]]) -> None:
    assert sightings[name][0].surface.kind == "none"


def test_place_in_a_frame_is_that_in_the_window(sightings: dict[str, tuple[Sighting, float]]) -> None:
    surface = sightings["frame"][0].surface
    assert surface.frame == "https://bakker.example/inner"
    assert 568 <= surface.y <= 768
    assert all(568 < button.y < 768 for button in surface.buttons)
    assert sightings["foreign"][0].surface.frame == "https://keuze.example/inner"


def test_modal_dialog_blocks_the_page(sightings: dict[str, tuple[Sighting, float]]) -> None:
    assert sightings["modal"][0].surface.blocks_page
    assert not sightings["bar"][0].surface.blocks_page


def test_looking_costs_a_bounded_time(sightings: dict[str, tuple[Sighting, float]]) -> None:
    assert sightings["plain"][1] < 1.0
    assert sightings["large"][0].surface.kind == "none"
    assert sightings["large"][1] < 9.0
