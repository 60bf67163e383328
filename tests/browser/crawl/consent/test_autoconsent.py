"""Autoconsent's rules on real managers: what they do, what the site sees of them, and that they end in time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from choice_bench import Bench, on_pages
from crawl_loopback import Sites

from auditor.crawl.consent.autoconsent import AutoconsentOutcome, run_autoconsent
from auditor.crawl.consent.records import read_records
from auditor.models.consent import ConsentRecord

MODULES = Path(__file__).parents[3] / "consent" / "node_modules"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not MODULES.is_dir(), reason="the consent managers are not installed; run ./test"),
]

TEXTS = {
    "consentModal": {
        "title": "Wij gebruiken cookies",
        "description": "Om te meten.",
        "acceptAllBtn": "Alles accepteren",
        "acceptNecessaryBtn": "Weigeren",
    },
    "preferencesModal": {"sections": []},
}
VANILLA = {
    "categories": {"necessary": {"enabled": True, "readOnly": True}, "analytics": {}},
    "language": {"default": "nl", "translations": {"nl": TEXTS}},
}
KLARO = {
    "lang": "nl",
    "acceptAll": True,
    "services": [{"name": "meten", "purposes": ["analytics"]}, {"name": "kassa", "required": True, "purposes": ["x"]}],
}
SPY = "<script>addEventListener('message', () => { window.told = true })</script>"
#: What a site could see of the engine.
TRACES = "() => [window.told, Object.keys(window).filter((name) => /autoconsent/i.test(name))]"

Tried = tuple[AutoconsentOutcome, tuple[ConsentRecord, ...], Any]


@pytest.fixture
def managers(sites: Sites) -> Sites:
    files = {
        "vanilla.js": "vanilla-cookieconsent/dist/cookieconsent.umd.js",
        "klaro.js": "klaro/dist/klaro.js",
    }
    for name, file in files.items():
        sites.script(f"www.bakkerij.example/{name}", (MODULES / file).read_text(encoding="utf-8"))
    styles = (MODULES / "vanilla-cookieconsent/dist/cookieconsent.css").read_text(encoding="utf-8")
    sites.add("www.bakkerij.example/vanilla.css", styles, media_type="text/css")
    sites.add(
        "www.bakkerij.example/vanilla",
        f"<title>v</title>{SPY}<link rel=stylesheet href=vanilla.css><script src=vanilla.js></script>"
        f"<p>Brood<script>CookieConsent.run({json.dumps(VANILLA)})</script>",
    )
    sites.add(
        "www.bakkerij.example/klaro",
        f"<title>k</title>{SPY}<p>Brood<script>var klaroConfig={json.dumps(KLARO)}</script>"
        "<script src=klaro.js></script>",
    )
    sites.add("www.bakkerij.example/none", "<title>n</title><h1>Brood</h1><button>Accepteren</button>")
    # A page that never lets a script of anybody's run.
    sites.add("www.bakkerij.example/busy", "<title>b</title><p>Brood<script>setTimeout(()=>{for(;;);},900)</script>")
    return sites


def _tried(sites: Sites, action: Any, *pages: str) -> dict[str, Tried]:
    async def act(bench: Bench) -> Any:
        if bench.url.endswith(("vanilla", "klaro")):
            await bench.tab.page.locator("#cc-main .cm, .klaro .cookie-notice").first.wait_for(timeout=5000)
        outcome = await run_autoconsent(bench.tab, action, time.monotonic() + 5)
        if bench.url.endswith("busy"):
            return outcome, (), None
        await bench.tab.page.wait_for_timeout(300)
        seen = await bench.tab.evaluate(TRACES)
        cookies: list[dict[str, Any]] = [dict(cookie) for cookie in await bench.tab.context.cookies()]
        return outcome, await read_records(bench.tab, cookies), seen

    found = on_pages(sites, [f"https://www.bakkerij.example/{page}" for page in pages], act)
    return dict(zip(pages, found, strict=True))


def test_rules_refuse_unseen_and_the_managers_record_agrees(managers: Sites) -> None:
    tried = _tried(managers, "optOut", "vanilla", "klaro", "none")
    for page, manager in (("vanilla", "vanilla_cookieconsent"), ("klaro", "klaro")):
        outcome, records, seen = tried[page]
        assert outcome.done, outcome
        assert [(record.manager, record.decided, record.grants) for record in records] == [(manager, True, False)]
        assert seen == [None, []]
    assert tried["vanilla"][0].pressed == ("Weigeren",)
    outcome, records, _ = tried["none"]
    assert (outcome.detected, outcome.done, outcome.clicks, records) == (False, False, 0, ())
    assert outcome.seconds < 4


@pytest.mark.long
def test_rules_accept_and_a_page_that_is_busy_costs_a_bounded_time(managers: Sites) -> None:
    tried = _tried(managers, "optIn", "vanilla", "klaro", "busy")
    for page in ("vanilla", "klaro"):
        outcome, records, _ = tried[page]
        assert (outcome.done, outcome.clicks) == (True, 1), outcome
        assert [record.grants for record in records] == [True]
    assert not tried["busy"][0].done
    assert tried["busy"][0].seconds < 9
