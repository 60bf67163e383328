"""Pages on which recorders break: each gives an observation, keeps what was gathered, and costs a bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import crawl_processes as processes
import pytest
from crawl_helpers import Crawl
from crawl_loopback import PIXEL, Reply, Sites

from auditor.models.observation import Observation

HOST = "moeilijk.example"
URL = f"https://{HOST}/"
KEPT = (("Set-Cookie", "kept=1; Path=/"),)
TEXT = "<p>Welkom op deze pagina</p>"


@dataclass(frozen=True)
class Case:
    """``outcome`` of the home page; the ``seconds`` it may cost; whether its cookie is kept."""

    build: Callable[[Sites], None]
    outcome: str = "ok"
    seconds: float = 6.0
    keeps: bool = True
    check: Callable[[Observation, Sites], None] = lambda observation, sites: None


def home(body: str | bytes, **more: Any) -> Callable[[Sites], None]:
    return lambda sites: sites.add(f"{HOST}/", Reply(body, headers=KEPT, **more))


def _also(*parts: Callable[[Sites], None]) -> Callable[[Sites], None]:
    def build(sites: Sites) -> None:
        for part in parts:
            part(sites)

    return build


def _loop(sites: Sites) -> None:
    sites.add(f"{HOST}/", Reply("", status=302, headers=(*KEPT, ("Location", "/rond"))))
    sites.add(f"{HOST}/rond", Reply("", status=302, headers=(("Location", "/"),)))


def _elsewhere(sites: Sites) -> None:
    sites.add(f"{HOST}/", Reply("", status=301, headers=(("Location", "https://www.ander-bedrijf.example/"),)))
    sites.add("www.ander-bedrijf.example/", Reply(TEXT, headers=(("Set-Cookie", "theirs=1"),)))


def _nothing_of_theirs(observation: Observation, sites: Sites) -> None:
    state = observation.states[0]
    assert state.cookies == ()
    assert observation.outcome == "failed"
    assert "www.ander-bedrijf.example" in str(observation.reason)


def _popups(sites: Sites) -> None:
    home(f"{TEXT}<script>for (let i = 0; i < 8; i++) window.open('/pop?' + i)</script>")(sites)
    again = "<script>window.open('/pop?' + Math.random())</script>Pop"
    sites.add(f"{HOST}/pop", Reply(again, headers=(("Set-Cookie", "popped=1; Path=/"),)))


def _popup_recorded(observation: Observation, sites: Sites) -> None:
    assert {"kept", "popped"} <= {cookie.name for cookie in observation.states[0].cookies}


def _crash(sites: Sites) -> None:
    home(f"{TEXT}<img src=/vroeg><img src=/crash>")(sites)
    sites.add(f"{HOST}/vroeg", Reply(PIXEL, "image/gif"))

    def crash(_: Any) -> Reply:
        time.sleep(0.5)
        processes.kill("renderer")
        return Reply(PIXEL, "image/gif")

    sites.add(f"{HOST}/crash", crash)


def _killed(sites: Sites) -> None:
    home(f"{TEXT}<img src=/dood>")(sites)

    def kill(_: Any) -> Reply:
        time.sleep(0.5)
        processes.kill("")
        return Reply(PIXEL, "image/gif")

    sites.add(f"{HOST}/dood", kill)


def _requests_kept(observation: Observation, sites: Sites) -> None:
    assert URL in {request.url for request in observation.states[0].requests}
    assert "kept" in {cookie.name for cookie in observation.states[0].cookies}


def _stream(handler: Any) -> Reply:
    return Reply(f"<!doctype html>{TEXT}<script>document.cookie='early=1'</script>", headers=KEPT, hang=20)


def _hanging_parts(sites: Sites) -> None:
    home(f"{TEXT}<img src=/hangt><script>fetch('/hangt2'); navigator.sendBeacon('/hangt3')</script>")(sites)
    for path in ("hangt", "hangt2", "hangt3"):
        sites.add(f"{HOST}/{path}", Reply("", "image/gif", hang=25))


def _polling(sites: Sites) -> None:
    home(
        f"{TEXT}<script>setInterval(() => fetch('/poll?' + Date.now()), 200);"
        "async function again() { await fetch('/poll2'); setTimeout(again, 300) } again()</script>"
    )(sites)
    for path in ("poll", "poll2"):
        sites.add(f"{HOST}/{path}", Reply("{}", "application/json"))


CASES: dict[str, Case] = {
    "dialogs": Case(home(f"{TEXT}<script>alert(1); confirm(2); prompt(3); document.cookie='after=1'</script>"),
                    check=lambda o, s: _names(o, "after")),
    "endless_dialogs": Case(home(f"{TEXT}<script>setInterval(() => alert('weer'), 50)</script>"), seconds=12),
    "beforeunload": Case(home(f"{TEXT}<a href=/b>b</a><script>addEventListener('beforeunload', (e) => "
                              "{ e.preventDefault(); e.returnValue = 'blijf' })</script>")),
    "download": Case(lambda s: (home(f"{TEXT}<script>location = '/bestand'</script>")(s),
                                s.add(f"{HOST}/bestand", Reply(b"\0" * 1000, "application/octet-stream",
                                      headers=(("Content-Disposition", "attachment; filename=../../x"),))))[0]),
    "popups_without_end": Case(_popups, seconds=10, check=_popup_recorded),
    "polling": Case(_polling, seconds=6),
    "hanging_parts": Case(_hanging_parts, seconds=9),
    "endless_page": Case(lambda s: s.add(f"{HOST}/", _stream), seconds=12, check=lambda o, s: _names(o, "early")),
    "redirect_loop": Case(_loop, "unreachable"),
    "elsewhere": Case(_elsewhere, "elsewhere", keeps=False, check=_nothing_of_theirs),
    "not_found": Case(home(TEXT, status=404), "http_error"),
    "server_error": Case(home(TEXT, status=503), "http_error"),
    "empty": Case(home("<!doctype html><html><body></body></html>"), "empty"),
    "no_bytes": Case(home(""), "empty"),
    "pdf": Case(home(b"%PDF-1.4\n%%EOF", media_type="application/pdf"), "not_html"),
    "image": Case(home(PIXEL, media_type="image/gif"), "not_html"),
    "file_to_download": Case(home(b"\0" * 100, media_type="application/zip"), "not_html"),
    "thirty_megabytes": Case(home("<p>" + "woorden zonder eind " * 1_500_000 + "</p>"), seconds=25),
    "crashes": Case(_crash, "crashed", check=_requests_kept),
    "browser_killed": Case(_killed, "crashed", check=_requests_kept),
    "navigates_for_ever": Case(home(f"{TEXT}<script>setTimeout(() => location = '/?n=' + Math.random(), 150)</script>"),
                               seconds=14),
    "reloads_for_ever": Case(home(f'<meta http-equiv=refresh content="0">{TEXT}'), seconds=14),
    "busy_for_ever": Case(home(f"{TEXT}<script>setTimeout(() => {{ for (;;); }}, 99)</script>"), "timeout", seconds=24),
    "challenge": Case(home("<title>Just a moment...</title><p>Verify you are human</p>"
                           "<script src=/cdn-cgi/challenge-platform/x.js></script>", status=403), "challenge"),
    "many_frames": Case(home(TEXT + "<iframe srcdoc='<p>x'></iframe>" * 150), seconds=12),
    "debugger": Case(home(f"{TEXT}<script>setInterval(() => {{ debugger }}, 20); document.cookie='after=1'</script>"),
                     check=lambda o, s: _names(o, "after")),
    "broken_builtins": Case(home(f"{TEXT}<script>JSON.stringify = Promise = null; Error.stackTraceLimit = 0; "
                                 "Error.prepareStackTrace = () => {{ throw 1 }}; Function.prototype.toString = null;"
                                 "document.cookie='after=1'</script>"), check=lambda o, s: _names(o, "after")),
}  # fmt: skip


def _names(observation: Observation, *names: str) -> None:
    assert set(names) <= {cookie.name for cookie in observation.states[0].cookies}


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("name", list(CASES))
def test_a_difficult_page_costs_a_bounded_time(name: str, sites: Sites, crawl: Crawl) -> None:
    case = CASES[name]
    case.build(sites)
    began = time.monotonic()
    observation = crawl(URL, timeout=60.0)
    took = time.monotonic() - began
    state = observation.states[0]
    page = state.pages[0]
    assert page.outcome == case.outcome, page.reason
    assert (page.outcome == "ok") == (page.reason is None)
    assert page.milliseconds / 1000 <= case.seconds
    assert took <= case.seconds + 10, "start, end and pictures included"
    if case.keeps:
        _names(observation, "kept")
    case.check(observation, sites)
    assert processes.wait_until_gone() == []


@pytest.mark.browser
@pytest.mark.long
def test_an_unreachable_site_gives_one_sentence(crawl: Crawl, tmp_path: Path) -> None:
    observation = crawl("https://bestaat-niet.invalid", resolve=())
    assert observation.outcome == "failed"
    assert observation.states[0].pages[0].outcome == "unreachable"
    assert observation.reason == "The name bestaat-niet.invalid could not be found."


@pytest.mark.browser
@pytest.mark.long
def test_a_certificate_that_is_not_valid_gives_one_sentence(sites: Sites, crawl: Crawl) -> None:
    sites.add(f"{HOST}/", TEXT)
    observation = crawl(URL, ignore_https_errors=False)
    assert observation.states[0].pages[0].outcome == "unreachable"
    assert f"The certificate of {HOST} is not valid" in str(observation.reason)


@pytest.mark.browser
@pytest.mark.long
def test_a_hanging_site_ends_with_the_audits_time(sites: Sites, crawl: Crawl) -> None:
    sites.add(f"{HOST}/", Reply(TEXT, delay=30))
    began = time.monotonic()
    observation = crawl(URL, timeout=8.0, page_timeout=5.0)
    assert time.monotonic() - began < 14
    assert observation.outcome == "failed"
    assert observation.states[0].pages[0].outcome == "timeout"
    assert processes.wait_until_gone() == []
