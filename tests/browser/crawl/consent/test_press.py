"""A press reaches the element that is meant, and no other, wherever it stands and whatever lies on top."""

from __future__ import annotations

import time

import pytest
from choice_bench import Bench, on_pages
from crawl_loopback import Sites

from auditor.crawl.consent.press import press

pytestmark = pytest.mark.browser

HOST = "https://druk.example"
NOTE = "onclick=\"parent.note(this.id + (event.isTrusted ? ' trusted' : ' by script'))\""
PAGE = f"""<!doctype html><title>Druk</title><body style="margin:0;height:4000px">
<script>window.notes = []; window.note = (text) => notes.push(text);</script>
<style>@keyframes up {{ from {{ transform: translateY(-300px) }} to {{ transform: none }} }}</style>
<button id=plain {NOTE}>Akkoord</button>
<div style="position:absolute;top:60px;left:0;width:300px;height:40px"><button id=under {NOTE}>Weigeren</button></div>
<div id=cover {NOTE} style="position:absolute;top:55px;left:0;width:600px;height:80px;z-index:5"></div>
<div id=moving {NOTE} style="position:absolute;top:400px;left:0;animation:up .4s linear">Opslaan</div>
<button id=low {NOTE} style="position:absolute;top:3500px">Onderaan</button>
<button id=hidden {NOTE} style="display:none">Verborgen</button>
<div style="position:absolute;top:200px"><input type=checkbox id=clipped checked {NOTE}
 style="position:absolute;opacity:0;width:0;height:0"><label for=clipped>Marketing</label></div>
<div style="position:absolute;top:260px" id=host></div>
<iframe id=frame style="position:absolute;top:300px;left:40px;border:9px solid"
 srcdoc='<body style="height:900px"><button id=framed {NOTE.replace("'", "&#39;")}
 style="margin-top:500px">In een kader</button>'></iframe>
<button id=leaves onclick="location.href='/weg'" style="position:absolute;top:240px;left:300px">Weg</button>
<button id=shouts onclick="note('shouts'); alert('Zeker?')" style="position:absolute;top:240px;left:400px">Roep</button>
<script>
  const root = document.getElementById('host').attachShadow({{mode: 'closed'}});
  root.innerHTML = `<button id=shadowed {NOTE}>In de schaduw</button>`;
  window.shadowed = root.firstChild;
</script>"""

#: The element, what the page must note of the press, and whether a click reached it.
CASES = {
    "document.getElementById('plain')": (["plain trusted"], True),
    "document.getElementById('under')": (["under trusted"], True),
    "document.getElementById('moving')": (["moving trusted"], True),
    "document.getElementById('low')": (["low trusted"], True),
    "document.getElementById('hidden')": ([], False),
    "document.getElementById('clipped')": (["clipped by script"], True),
    "window.shadowed": (["shadowed trusted"], True),
    "document.getElementById('frame').contentDocument.getElementById('framed')": (["framed trusted"], True),
    "document.getElementById('shouts')": (["shouts"], True),
    "document.getElementById('leaves')": (None, True),
}


def test_each_press_reaches_its_element_and_no_other(sites: Sites) -> None:
    sites.add("druk.example/", PAGE)
    sites.add("druk.example/weg", "<script>window.notes = ['left']</script>")

    async def act(bench: Bench) -> list[tuple[str, bool, list[str], float]]:
        results = []
        for expression in CASES:
            await bench.tab.evaluate("() => { window.notes.length = 0; }")
            node = await bench.node(expression)
            began = time.monotonic()
            reached = await press(bench.tab, node, began + 4)
            seconds = time.monotonic() - began
            notes = await bench.tab.evaluate("() => window.notes")
            results.append((expression, reached, list(notes), seconds))
        return results

    (results,) = on_pages(sites, [f"{HOST}/"], act)
    for expression, reached, notes, seconds in results:
        expected, reaches = CASES[expression]
        assert reached is reaches, expression
        assert expected is None or notes == expected, expression
        assert seconds < 2.5, expression


def test_a_node_that_is_gone_is_not_pressed(sites: Sites) -> None:
    sites.add("druk.example/", "<button id=a onclick='document.title=1'>Akkoord</button>")

    async def act(bench: Bench) -> tuple[bool, bool]:
        node = await bench.node("document.getElementById('a')")
        await bench.tab.evaluate("() => document.getElementById('a').remove()")
        removed = await press(bench.tab, node, time.monotonic() + 2)
        return removed, await press(bench.tab, 987654321, time.monotonic() + 2)

    assert on_pages(sites, [f"{HOST}/"], act) == [(False, False)]
