"""The recorder against a site of which everything is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import crawl_truth as truth_site
import pytest
from crawl_helpers import crawl_site
from crawl_loopback import Sites, serve

from auditor.models.observation import Observation, StateObservation


@pytest.fixture(scope="module")
def run() -> Iterator[tuple[Sites, Observation]]:
    aliases = {"metrics.winkel.example": "winkel.spion.example"}
    with serve() as sites:
        truth_site.build(sites)
        yield sites, crawl_site(sites, "https://www.winkel.example/", canonical_name=aliases.get, pages=2)


@pytest.fixture
def observed(run: tuple[Sites, Observation]) -> Observation:
    return run[1]


@pytest.fixture
def sites(run: tuple[Sites, Observation]) -> Sites:
    return run[0]


def _plain(url: str | None) -> str | None:
    return url.partition("?")[0] if url else None


def _cookie_errors(state: StateObservation) -> tuple[list[str], list[str]]:
    """What is wrong about existence, outcome and lifetime; and about writers."""
    wrong, wrong_writers = [], []
    found = {(cookie.name, cookie.domain): cookie for cookie in state.cookies}
    for name, (domain, outcome, how, url, lifetime) in truth_site.COOKIES.items():
        cookie = found.pop((name, domain), None)
        if cookie is None:
            wrong.append(f"missed {name}")
            continue
        if cookie.outcome != outcome or (outcome == "blocked") != bool(cookie.blocked_reason):
            wrong.append(f"{name} is {cookie.outcome} ({cookie.blocked_reason}), not {outcome}")
        if cookie.lifetime_seconds != lifetime and abs((cookie.lifetime_seconds or 0) - (lifetime or 0)) > 2:
            wrong.append(f"{name} asked for {lifetime}, not {cookie.lifetime_seconds}")
        if (cookie.setter.how, _plain(cookie.setter.url)) != (how, url):
            wrong_writers.append(f"{name} by {cookie.setter.how} {cookie.setter.url}, not {how} {url}")
    wrong += [f"invented {name} of {domain}" for name, domain in found]
    return wrong, wrong_writers


def _storage_errors(state: StateObservation) -> tuple[list[str], list[str]]:
    wrong, wrong_writers = [], []
    found = {(entry.kind, entry.origin, entry.key): entry for entry in state.storage}
    for key, writer in truth_site.STORAGE.items():
        entry = found.pop(key, None)  # type: ignore[call-overload]
        if entry is None:
            wrong.append(f"missed {key}")
        elif _plain(entry.setter.url) != writer:
            wrong_writers.append(f"{key} by {entry.setter.url}, not {writer}")
    wrong += [f"invented {key}" for key in found]
    return wrong, wrong_writers


@pytest.mark.browser
def test_everything_is_recorded_with_its_writer(observed: Observation, sites: Sites) -> None:
    state = observed.states[0]
    assert state.outcome == "complete", state.reason
    agents = {headers.get("User-Agent", "") for _, _, headers in sites.headers_seen}
    assert not any("Headless" in agent for agent in agents), agents
    cookies, cookie_writers = _cookie_errors(state)
    storage, storage_writers = _storage_errors(state)
    assert cookies + storage == []
    known = len(truth_site.COOKIES) + len(truth_site.STORAGE)
    writers = cookie_writers + storage_writers
    assert len(writers) <= 0.05 * known, writers

    icon = "/favicon.ico"  # asked for by the browser, which does not always tell
    sent = Counter((m, host, path.partition("?")[0]) for m, host, path in sites.seen if path != icon)
    recorded = Counter((r.method, r.host, urlsplit(r.url).path) for r in state.requests if not r.url.endswith(icon))
    updates = ("GET", "www.winkel.example", "/sw.js")  # the browser looks for a newer one when it likes
    sent[updates] = min(1, sent[updates])
    assert sent - recorded == Counter(), "requests that the servers saw and the recorder did not"
    assert recorded - sent == Counter(), "requests that no server saw"


@pytest.mark.browser
def test_chains_lead_back_to_the_page(observed: Observation) -> None:
    state = observed.states[0]
    rolling = next(cookie for cookie in state.cookies if cookie.name == "rolling")
    assert [(link.kind, _plain(link.url)) for link in rolling.setter.initiators] == [
        ("script", f"{truth_site.MANAGER}/gtm.js"),
        ("html", f"{truth_site.SITE}/"),
    ]
    assert rolling.party == "first"
    assert rolling.setter.party == "third"
    landed = next(r for r in state.requests if r.url.endswith("/landed"))
    assert landed.redirected_from == f"{truth_site.ADS}/hop"
    assert [link.kind for link in landed.initiators] == ["redirect", "html"]
    background = next(r for r in state.requests if r.url.endswith("/bg.gif"))
    assert [(link.kind, _plain(link.url)) for link in background.initiators] == [
        ("css", f"{truth_site.WIDGETS}/s.css"),
        ("html", f"{truth_site.SITE}/"),
    ]
    by_worker = next(r for r in state.requests if r.url.endswith("/from-sw"))
    assert by_worker.service_worker
    assert by_worker.initiators[0].kind == "service_worker"
    deep = next(r for r in state.requests if r.url.endswith("/deep"))
    assert [_plain(link.url) for link in deep.initiators] == [f"{truth_site.ADS}/frame", f"{truth_site.SITE}/"]


@pytest.mark.browser
def test_what_a_host_is_an_alias_of_is_recorded(observed: Observation) -> None:
    assert observed.settings.canonical_names
    requests = observed.states[0].requests
    cloaked = [r for r in requests if r.host == "metrics.winkel.example"]
    assert cloaked
    assert {r.canonical_host for r in cloaked} == {"winkel.spion.example"}
    assert {r.party for r in cloaked} == {"first"}
    assert {r.canonical_host for r in requests if r.host != "metrics.winkel.example"} == {None}


@pytest.mark.browser
def test_server_addresses_and_partition_keys_are_recorded(observed: Observation) -> None:
    state = observed.states[0]
    answered = [r for r in state.requests if r.status is not None and r.type not in ("websocket", "preflight")]
    known = [r for r in answered if r.server_address == "127.0.0.1"]
    assert len(known) >= 0.9 * len(answered)
    keys = {cookie.name: cookie.partition_key for cookie in state.cookies}
    assert keys["chip"] == "https://winkel.example"
    assert keys["px"] is None
