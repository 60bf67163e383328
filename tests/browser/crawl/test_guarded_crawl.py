"""A guarded crawl in the real browser: whatever a site does, nothing of the private network is asked for anything."""

from __future__ import annotations

import pytest
from crawl_helpers import Crawl
from crawl_loopback import Reply, Sites

from auditor.models.observation import Observation

pytestmark = pytest.mark.browser

HOME = "bakker.example"


def _asked_on_loopback(sites: Sites) -> list[tuple[str, str, str]]:
    return [entry for entry in sites.seen if not entry[1].endswith(".example")]


@pytest.mark.parametrize("scheme", [pytest.param("http", marks=pytest.mark.long), "https"])
def test_a_site_that_the_rules_map_is_visited(sites: Sites, crawl: Crawl, scheme: str) -> None:
    sites.add(HOME, "<title>Bakker</title><p>Welkom bij de bakker.</p><img src='http://cdn.example/a.gif'>")
    sites.pixel("cdn.example/a.gif")
    observation = crawl(f"{scheme}://{HOME}/", public_only=True)
    assert observation.outcome == "complete"
    assert observation.browser.third_party_cookies == "allowed"
    assert ("GET", HOME, "/") in sites.seen


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", "http://169.254.169.254/latest/meta-data/",
     *(pytest.param(target, marks=pytest.mark.long) for target in (
         "http://localhost:{port}/", "http://[::1]:{port}/", "https://10.0.0.1/", "http://2130706433:{port}/"))],
)  # fmt: skip
def test_a_redirect_to_the_private_network_is_refused(sites: Sites, crawl: Crawl, target: str) -> None:
    place = target.format(port=sites.http_port)
    sites.add(HOME, Reply(status=302, headers=(("Location", place),)))
    observation = crawl(f"http://{HOME}/", public_only=True, resolve=_named(sites))
    assert observation.outcome == "failed"
    assert "not on the public internet" in (observation.reason or "")
    assert _asked_on_loopback(sites) == []


def _named(sites: Sites) -> tuple[str, ...]:
    return (f"*.example:80=127.0.0.1:{sites.http_port}", f"*.example:443=127.0.0.1:{sites.https_port}")


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://169.254.169.254/"])
def test_a_private_address_itself_is_refused(sites: Sites, crawl: Crawl, address: str) -> None:
    observation = crawl(address.format(port=sites.http_port), public_only=True, resolve=())
    assert (observation.outcome, sites.seen) == ("failed", [])
    assert "not on the public internet" in (observation.reason or "")


def test_what_a_page_loads_sends_or_opens(sites: Sites, crawl: Crawl) -> None:
    own = f"127.0.0.1:{sites.http_port}"
    sites.add(
        HOME,
        f"""<title>Bakker</title><p>Welkom.</p><img src="http://{own}/img"><iframe src="http://{own}/frame"></iframe>
        <link rel="prefetch" href="http://{own}/prefetch"><link rel="preconnect" href="http://{own}">
        <script>
        fetch("http://{own}/fetch", {{mode: "no-cors"}}); navigator.sendBeacon("http://localhost:{sites.http_port}/b");
        new WebSocket("ws://{own}/socket"); new Worker(URL.createObjectURL(new Blob(
          [`fetch("http://{own}/worker", {{mode: "no-cors"}})`])));
        fetch("/hop", {{mode: "no-cors"}});
        </script>""",
    )
    sites.add(HOME + "/hop", Reply(status=307, headers=(("Location", f"http://{own}/hopped"),)))
    observation: Observation = crawl(f"http://{HOME}/", public_only=True, resolve=_named(sites))
    assert observation.outcome == "complete"
    assert _asked_on_loopback(sites) == []
    assert any(entry[2] == "/hop" for entry in sites.seen)


def test_without_the_guard_the_same_address_is_reached(sites: Sites, crawl: Crawl) -> None:
    """So that the tests above show the guard, and not a server that nobody could reach."""
    crawl(f"http://127.0.0.1:{sites.http_port}/", resolve=())
    assert _asked_on_loopback(sites)


def test_what_the_configuration_allows_is_reached(sites: Sites, crawl: Crawl) -> None:
    address = f"http://127.0.0.1:{sites.http_port}/"
    crawl(address, public_only=True, resolve=(), allow_targets=("127.0.0.0/8",))
    assert _asked_on_loopback(sites)
