"""A whole crawl of an ordinary site: pages, documents, files, settings."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from crawl_company import SECRET, SITE, build
from crawl_helpers import crawl_site, extract
from crawl_loopback import Sites, serve

from auditor.crawl.options import CrawlOptions, Progress
from auditor.crawl.site import Crawler
from auditor.models.files import to_json
from auditor.models.observation import Observation


class Run:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.progress: list[Progress] = []
        with serve() as self.sites:
            build(self.sites)
            self.first, self.observation = asyncio.run(self._crawl(self.sites, folder))
            self.again = crawl_site(self.sites, f"{SITE}/", pages=4)

    async def _crawl(self, sites: Sites, folder: Path) -> tuple[Observation, Observation]:
        options = CrawlOptions(
            resolve=sites.resolve,
            ignore_https_errors=True,
            pages=4,
            evidence_folder=folder,
            headers=(("X-Audit", "wij-zijn-het"),),
        )
        async with Crawler(options, extract, self.progress.append) as crawler:
            first = await crawler.crawl(f"{SITE}/")
            deferred = [(f"{SITE}/verklaring", "zie de cookieverklaring"), (f"{SITE}/privacy", "zie privacy")]
            return first, await crawler.fetch_documents(first, deferred)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("evidence"))


@pytest.mark.browser
def test_the_right_pages_are_visited(run: Run) -> None:
    pages = [page.url for page in run.first.states[0].pages]
    ordinary = [f"{SITE}/", f"{SITE}/over", f"{SITE}/diensten/a", f"{SITE}/diensten/b"]
    assert pages[:4] == ordinary
    assert set(pages[4:]) == {f"{SITE}/privacy", f"{SITE}/cookies.pdf", f"{SITE}/av"}
    assert all(page.settled == "quiet" for page in run.first.states[0].pages)
    assert run.first.states[0].pages[0].language == "nl"
    assert [p.url for p in run.progress if p.stage == "page"] == ordinary


@pytest.mark.browser
def test_documents_are_found_rendered_and_kept_as_served(run: Run) -> None:
    documents = {document.requested_url: document for document in run.observation.documents}
    privacy = documents[f"{SITE}/privacy"]
    assert (privacy.role, privacy.found_by, privacy.status, privacy.media_type) == ("privacy", "link", 200, "text/html")
    assert (privacy.found_text, privacy.found_on) == ("Privacyverklaring", f"{SITE}/")
    assert "Wij gebruiken cookies" in privacy.text, "what a script shows is read too"
    pdf = documents[f"{SITE}/cookies.pdf"]
    assert (pdf.role, pdf.text, pdf.content.outcome) == ("cookies", "application/pdf of 14 bytes", "ok")
    assert documents[f"{SITE}/av"].role == "terms"
    for document in documents.values():
        assert document.evidence is not None
        data = (run.folder / document.evidence).read_bytes()
        assert hashlib.sha256(data).hexdigest() == document.sha256
    assert (run.folder / str(pdf.evidence)).read_bytes() == b"%PDF-1.4 tabel"


@pytest.mark.browser
def test_a_deferral_is_fetched_once_into_the_state_before(run: Run) -> None:
    added = run.observation.documents[len(run.first.documents) :]
    assert [(d.requested_url, d.found_by, d.found_text) for d in added] == [
        (f"{SITE}/verklaring", "deferral", "zie de cookieverklaring")
    ]
    state = run.observation.states[0]
    assert state.pages[-1].url == f"{SITE}/verklaring"
    assert any(request.page == f"{SITE}/verklaring" for request in state.requests)
    assert {cookie.name for cookie in state.cookies} == {"sid"}


@pytest.mark.browser
def test_no_stored_value_is_in_any_file(run: Run) -> None:
    written = [path for path in run.folder.rglob("*") if path.is_file()]
    assert len(written) >= 5
    for data in [to_json(run.observation).encode(), *(path.read_bytes() for path in written)]:
        assert SECRET.encode() not in data


@pytest.mark.browser
def test_identifiers_that_travel_are_found_by_their_hash(run: Run) -> None:
    state = run.first.states[0]
    cookie = next(cookie for cookie in state.cookies if cookie.name == "sid")
    key = next(entry for entry in state.storage if entry.key == "id")
    assert cookie.value is not None
    assert key.value is not None
    pixel = next(r for r in state.requests if "/p/" in r.url)
    body = next(r for r in state.requests if r.url.endswith("/b"))
    assert pixel.url == "https://tel.meter.example/p/*/x?uid=*&gcs=G100"
    assert cookie.value.hash in pixel.identifiers
    assert key.value.hash in body.identifiers
    assert all(r.identifiers == () for r in state.requests if r.url.endswith("/t.js"))


@pytest.mark.browser
def test_parties_go_by_registrable_domain(run: Run) -> None:
    parties = {r.host: r.party for r in run.first.states[0].requests}
    assert parties["www.bedrijf.example"] == "first"
    assert parties["tel.meter.example"] == "third"
    assert parties["www.bedrijf.example.kwaad.example"] == "third"


@pytest.mark.browser
def test_extra_headers_go_to_the_site_alone(run: Run) -> None:
    with_header = {host for host, _, headers in run.sites.headers_seen if headers.get("X-Audit") == "wij-zijn-het"}
    assert with_header == {"www.bedrijf.example"}
    assert run.first.settings.header_names == ("X-Audit",)
    assert "wij-zijn-het" not in to_json(run.observation)


@pytest.mark.browser
def test_two_crawls_of_an_unchanged_site_are_the_same(run: Run) -> None:
    assert _without_times(run.first) == _without_times(run.again)


def _without_times(observation: Observation) -> dict[str, Any]:
    """What must be equal: all but times, hashes with their salt, and the files of the one that wrote them."""
    data = observation.model_dump(mode="json", exclude={"started_at", "finished_at", "settings", "pictures"})
    return dict(_plain(data))


def _plain(value: Any) -> Any:
    dropped = {"at_ms", "milliseconds", "hash", "started_at", "finished_at", "evidence", "identifiers"}
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if name not in dropped}
    return [_plain(part) for part in value] if isinstance(value, list) else value
