"""Choices on difficult pages: each is made and proven, or it is said why not; nothing else is ever pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from choice_bench import Bench, on_pages
from crawl_loopback import Sites, serve

from auditor.crawl.consent.choice_maker import ChoiceState
from auditor.models.consent import Choice

pytestmark = pytest.mark.browser

ASKS = "Wij gebruiken cookies voor statistieken en advertenties. Mogen wij deze cookies plaatsen?"
KEEP = "function keep(what) { document.cookie = 'keuze=' + what + ';path=/;max-age=9999'; }"
BAR = "position:fixed;bottom:0;left:0;right:0;padding:20px;background:#fff;border-top:2px solid"
TEXT = "<main><h1>Timmerbedrijf</h1><p>Wij maken kasten en trappen.</p></main>"


def page(banner: str, script: str = "", foot: str = "", always: bool = False) -> str:
    """A page that shows its banner until the cookie ``keuze`` is there; ``always``: whatever it holds."""
    shown = "true" if always else "!document.cookie.includes('keuze=')"
    return f"""<!doctype html><html lang=nl><title>Timmerbedrijf</title><body>{TEXT}
<footer>{foot}</footer><template id=t><div id=bar role=dialog style="{BAR}">{banner}</div></template><script>{KEEP}
function show() {{ if (!window.bar) document.body.append(document.getElementById('t').content.cloneNode(true)); }}
function done(what) {{ keep(what); document.getElementById('bar').remove(); }}
{script}
if ({shown}) show();</script></html>"""


YES = "<button onclick=\"done('ja')\">Alles accepteren</button>"
NO = "<button onclick=\"done('nee')\">Alles weigeren</button>"


@dataclass(frozen=True)
class Case:
    """``expected``: fields of the `Choice`. ``pages``: further paths. ``pressed``: what must have been pressed."""

    state: ChoiceState
    body: str
    expected: dict[str, Any]
    pressed: tuple[str, ...] | None = None
    pages: dict[str, str] = field(default_factory=dict)


REJECTED = {"outcome": "verified", "banner_gone": True, "stays_gone": True}
RERENDERS = """const bar = () => document.getElementById('bar');
const draw = () => { if (bar()) bar().innerHTML = bar().innerHTML; };
document.addEventListener('mousemove', draw, {once: true}); setTimeout(draw, 900); setTimeout(draw, 1700);"""
LATE = """function settings() { document.getElementById('bar').remove(); setTimeout(() => {
  const box = document.createElement('div'); box.id = 'bar'; box.setAttribute('role', 'dialog');
  box.style = 'position:fixed;inset:20% 30%;background:#fff;border:1px solid';
  box.innerHTML = `<h2>Uw cookie-instellingen</h2>
    <label><input type=checkbox checked disabled> Noodzakelijke cookies</label>
    <label><input type=checkbox id=m checked> Marketing</label>
    <button onclick="done(m.checked ? 'ja' : 'nee')">Keuze opslaan</button>`;
  document.body.append(box); }, 900); }"""
STUBBORN = LATE.replace("id=m checked", "id=m checked onclick='return false'").replace("900", "0")
FORM = """<h1>Cookieverklaring</h1><p>Wij gebruiken cookies voor marketing. Hier wijzigt u uw toestemming.</p>
<form onsubmit="keep(m.checked ? 'ja' : 'nee'); return false">
<label><input type=checkbox id=m checked> Marketing cookies</label> <button>Voorkeuren opslaan</button></form>"""
KLARO = "document.cookie = 'klaro=' + encodeURIComponent('{\"matomo\":true}') + ';path=/;max-age=999';"

CASES = {
    "drawn-anew": Case("rejected", page(ASKS + YES + NO, RERENDERS), REJECTED, ("Alles weigeren",)),
    "reloads-itself": Case(
        "rejected",
        page(ASKS + YES + "<button onclick=\"keep('nee'); location.reload()\">Weigeren</button>"),
        REJECTED,
        ("Weigeren",),
    ),
    "popup-and-alert": Case(
        "rejected",
        page(ASKS + YES + "<button onclick=\"window.open('/pop'); alert('Jammer'); done('nee')\">Weigeren</button>"),
        REJECTED,
    ),
    "late-second-layer": Case(
        "rejected",
        page(ASKS + YES + "<button onclick='settings()'>Instellingen</button>", LATE),
        {**REJECTED, "clicks": 3},
        ("Instellingen", "Marketing", "Keuze opslaan"),
    ),
    "box-that-stays-on": Case(
        "rejected",
        page(ASKS + YES + "<button onclick='settings()'>Instellingen</button>", STUBBORN),
        {"outcome": "failed", "stays_gone": None},
    ),
    "only-accept-and-close": Case(
        "rejected",
        page(ASKS + YES + "<button aria-label=Sluiten onclick=\"done('dicht')\">×</button>"),
        {"outcome": "not_offered", "clicks": 0},
        (),
    ),
    "refusal-is-forgotten": Case(
        "rejected",
        page(ASKS + YES + "<button onclick='this.parentNode.remove()'>Weigeren</button>"),
        {"outcome": "unverified", "banner_gone": True, "stays_gone": False},
    ),
    "late-and-forgotten": Case(
        "rejected",
        page(ASKS + YES + "<button onclick='this.parentNode.remove()'>Weigeren</button>").replace(
            ") show();", ") setTimeout(function late() { show(); }, 2500);"
        ),
        {"outcome": "unverified", "stays_gone": False},
    ),
    "dead-button": Case("rejected", page(ASKS + YES + "<button>Weigeren</button>"), {"outcome": "failed"}),
    "record-disagrees": Case(
        "rejected",
        page(
            ASKS + YES + "<button onclick=\"done('nee'); klaro()\">Weigeren</button>", f"function klaro() {{ {KLARO} }}"
        ),
        {**REJECTED, "record_agrees": False},
    ),
    "accepts": Case("accepted", page(ASKS + NO + YES), REJECTED, ("Alles accepteren",)),
    "notice": Case(
        "accepted",
        page("Deze site gebruikt cookies. <button onclick=\"done('ok')\">Begrepen</button>"),
        {**REJECTED, "method": "acknowledged: Begrepen"},
    ),
    "newsletter": Case(
        "accepted",
        page("<p>Meld u aan voor de nieuwsbrief</p><input type=email><button onclick=\"done('x')\">Ja, graag</button>"),
        {"outcome": "no_banner", "clicks": 0},
        (),
    ),
    "takes-it-back-at-once": Case(
        "withdrawn",
        page(
            ASKS + YES + NO,
            foot="<a href='#' onclick=\"document.cookie='keuze=;path=/;max-age=0'\">Toestemming intrekken</a>",
        ),
        {"outcome": "verified", "way_back": "link"},
        ("Toestemming intrekken",),
    ),
    "form-on-the-cookie-page": Case(
        "withdrawn",
        page(ASKS + YES + NO, foot="<a href=/cookies>Cookieverklaring</a>"),
        {"outcome": "verified", "way_back": "page", "stays_gone": True},
        ("Cookieverklaring", "Marketing cookies", "Voorkeuren opslaan"),
        {"/cookies": page("", always=False).replace(TEXT, FORM)},
    ),
    "no-way-back": Case(
        "withdrawn",
        page(ASKS + YES + NO, foot="<a href=/privacy>Privacyverklaring</a>"),
        {"outcome": "not_offered", "way_back": None},
        (),
        {"/privacy": f"<body>{TEXT}<p>U kunt cookies in uw browser wissen."},
    ),
}


@pytest.fixture(scope="module")
def choices() -> dict[str, Choice]:
    with serve() as sites:
        for name, case in CASES.items():
            for path, body in {"/": case.body, "/pop": "Dag", **case.pages}.items():
                sites.add(f"{name}.example{path}", body)
        return _choose(sites)


def _choose(sites: Sites) -> dict[str, Choice]:
    states = {f"https://{name}.example/": case.state for name, case in CASES.items()}

    async def act(bench: Bench) -> Choice:
        return await bench.choose(states[bench.url])

    return dict(zip(CASES, on_pages(sites, list(states), act), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_difficult_pages(name: str, choices: dict[str, Choice]) -> None:
    case, choice = CASES[name], choices[name]
    told = {key: getattr(choice, key) for key in case.expected}
    assert told == case.expected, choice
    if case.pressed is not None:
        assert tuple(step.text for step in choice.steps) == case.pressed
    assert choice.outcome in ("verified", "no_banner") or choice.reason
    assert choice.seconds < 12
