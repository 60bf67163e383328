"""The crawl of a site: all states and visits, within one deadline, into one observation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from auditor.crawl.browser import ManagedBrowser
from auditor.crawl.browser_pool import BrowserPool
from auditor.crawl.courtesy import Courtesy
from auditor.crawl.documents import Extract, Wanted
from auditor.crawl.evidence import Parties
from auditor.crawl.evidence_files import EvidenceFolder
from auditor.crawl.links import lies_below, normal
from auditor.crawl.merge import join, merge_visits
from auditor.crawl.names import CanonicalName, CanonicalNames, resolver_for
from auditor.crawl.options import VIEWPORT, CrawlOptions, Progress
from auditor.crawl.plan import Plan, VisitRecord
from auditor.crawl.redaction import redact
from auditor.crawl.repeats import why_enough
from auditor.crawl.values import Fingerprints
from auditor.crawl.visit import Visit
from auditor.domains import host_of, registrable_domain
from auditor.errors import UsageError
from auditor.models.common import ConsentState, Site
from auditor.models.consent import Choice, ConsentSurface
from auditor.models.observation import CollectorReport, CrawlSettings, Observation, Picture, StateObservation
from auditor.models.tool import this_tool

#: Part of the audit's time that the crawl may use; the rest is for reading, comparing and writing.
CRAWL_SHARE = 0.92

#: Part of it by which documents that others defer to must be there.
DEFERRAL_SHARE = 0.97


@dataclass
class _Run:
    """The crawl of one site: what its visits share, and the ``time.monotonic`` by which they have to be over.

    ``visits``: how many rounds of visits were made; ``enough``: why not as many as were asked for."""

    plan: Plan
    fingerprints: Fingerprints
    deadline: float
    visits: int = 0
    enough: str | None = None


class Crawler:
    """Crawls sites one after another with one browser. Enter it to start the browser.

    ``canonical_name``: looks up where a host is an alias to; by default the system's resolver. ``browsers``: where to
    borrow the browser, which others may be using at the same time; by default it has one of its own.
    Raises `BrowserMissing` on entering where there is none; nothing that a site does raises."""

    def __init__(
        self,
        options: CrawlOptions,
        extract: Extract,
        progress: Callable[[Progress], None],
        canonical_name: CanonicalName | None = None,
        browsers: BrowserPool | None = None,
    ) -> None:
        self._canonical_name = canonical_name or resolver_for(options.proxy, options.resolve)
        self._options = options
        self._extract = extract
        self._progress = progress
        self._browsers = browsers
        self._browser = ManagedBrowser(options, browsers)
        self._runs: dict[str, _Run] = {}

    async def __aenter__(self) -> Self:
        await self._browser.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._browser.close()

    async def crawl(self, url: str) -> Observation:
        """Visit ``url`` in all states. Raises `UsageError` for what is no web address."""
        addresses = addresses_of(url)
        run, started_at = self._new_run(addresses), datetime.now(UTC)
        await self._revive()
        records = await self._visits(run, self._options.states)
        observation = await self._observation(run, started_at, records)
        if observation.outcome == "failed" and self._browser.refused:
            # Otherwise the reason would be that the connection was closed, which was our doing.
            observation = observation.model_copy(update={"reason": refusal(self._browser.refused[0])})
        self._progress(Progress(site=host_of(addresses[0]), stage="done"))
        return observation

    async def fetch_documents(self, observation: Observation, urls: Sequence[tuple[str, str]]) -> Observation:
        """The observation with the documents at ``urls`` (address, and the quote that deferred to it) added.

        Their page loads count as pages of the state ``before``. Addresses that are there already are left out."""
        known = {
            normal(address) for document in observation.documents for address in (document.url, document.requested_url)
        }
        wanted = [
            Wanted(url, "deferral", quote)
            for url, quote in dict(reversed(list(urls))).items()
            if normal(redact(url)) not in known
            and url.startswith(("http://", "https://"))
            and not lies_below(url, self._options.never_visit)
        ]
        wanted.reverse()
        before = observation.state("before")
        if not wanted or before is None:
            return observation
        await self._revive()
        run = self._runs.get(observation.site.url) or self._new_run((observation.site.url,))
        deadline = run.deadline + self._options.timeout * (DEFERRAL_SHARE - CRAWL_SHARE)
        visit = Visit(self._browser, self._options, run.plan, run.fingerprints, deadline, progress=self._progress)
        record = await visit.run(self._extract, wanted)
        return _with_wish(self._with_documents(observation, before, record), run.plan)

    async def visit_with_signals(self, observation: Observation) -> Observation:
        """The observation with the state ``gpc`` added, where it was not visited: for a policy that claims to honour
        the signals."""
        if observation.state("gpc") is not None or observation.outcome == "failed":
            return observation
        await self._revive()
        run = self._runs.get(observation.site.url) or self._new_run((observation.site.url,))
        records = await self._visits(run, ("gpc",))
        state = merge_visits(records)
        settings = observation.settings
        update = {
            "states": (*observation.states, _with_later_collectors(state, records, consent=True)),
            "settings": settings.model_copy(update={"states": (*settings.states, "gpc")}),
            "finished_at": max(observation.finished_at, state.finished_at),
        }
        return _with_wish(observation.model_copy(update=update), run.plan)

    def _new_run(self, addresses: tuple[str, ...]) -> _Run:
        parties = Parties([host_of(addresses[0])])
        courtesy = Courtesy(self._options, parties, lambda: self._browser)
        plan = Plan(addresses, parties, courtesy, names=CanonicalNames(self._canonical_name))
        run = _Run(plan, Fingerprints(), time.monotonic() + self._options.timeout * CRAWL_SHARE)
        self._runs[addresses[0]] = run
        return run

    def _with_documents(self, observation: Observation, before: StateObservation, record: VisitRecord) -> Observation:
        state = join(before, merge_visits([record]))
        files = EvidenceFolder(self._options.evidence_folder)
        documents = files.documents(record.documents, start=len(observation.documents) + 1)
        states = tuple(state if other.state == "before" else other for other in observation.states)
        return observation.model_copy(
            update={
                "states": states,
                "documents": (*observation.documents, *documents),
                "finished_at": max(observation.finished_at, state.finished_at),
            }
        )

    async def _revive(self) -> None:
        """A browser that died with the last site is started anew."""
        if not self._browser.alive:
            await self._browser.close()
            self._browser = ManagedBrowser(self._options, self._browsers)
            await self._browser.__aenter__()

    async def _visits(self, run: _Run, states: Sequence[ConsentState]) -> list[VisitRecord]:
        """Rounds of one visit to each state, as many as were asked for, or as are worth it (see `repeats`)."""
        records: list[VisitRecord] = []
        longest = 0.0
        for number in range(1, self._options.visits + 1):
            began = time.monotonic()
            records += await self._round(run, states, number)
            now = time.monotonic()
            longest = max(longest, now - began)
            run.visits = max(run.visits, number)
            run.enough = why_enough(records, number, self._options.visits, longest=longest, left=run.deadline - now)
            if run.enough is not None:
                break
        return records

    async def _round(self, run: _Run, states: Sequence[ConsentState], number: int) -> list[VisitRecord]:
        plan = run.plan
        places = asyncio.Semaphore(max(1, self._options.parallel))

        async def visit(state: ConsentState) -> VisitRecord:
            async with places:
                self._progress(Progress(site=host_of(plan.addresses[0]), stage="state", state=state, visit=number))
                one = Visit(
                    self._browser, self._options, plan, run.fingerprints, run.deadline, state, number, self._progress
                )
                leads = state == "before" and number == 1
                return await one.run(self._extract if leads else None)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(visit(state)) for state in states]
        return [task.result() for task in tasks]

    async def _observation(self, run: _Run, started_at: datetime, records: list[VisitRecord]) -> Observation:
        plan = run.plan
        states = tuple(
            merge_visits([record for record in records if record.state == state]) for state in self._options.states
        )
        files = EvidenceFolder(self._options.evidence_folder)
        states = tuple(_with_later_collectors(state, records, plan.consent.surface is not None) for state in states)
        outcomes = {state.outcome for state in states}
        final = next((record.final_url for record in records if record.final_url), None)
        pictures = files.pictures(records, plan.consent.shot)
        fetched = [document for record in records for document in record.documents]
        observation = Observation(
            tool=this_tool(),
            site=_site(plan.addresses[0], final),
            started_at=started_at,
            finished_at=datetime.now(UTC),
            outcome="complete" if outcomes == {"complete"} else "failed" if outcomes == {"failed"} else "partial",
            reason=next((state.reason for state in states if state.reason), None),
            settings=self._settings(run),
            browser=await self._browser.facts(),
            consent=_surface(plan, pictures, [state.choice for state in states if state.choice]),
            states=states,
            documents=files.documents(fetched),
            pictures=pictures,
        )
        return _with_wish(observation, plan)

    def _settings(self, run: _Run) -> CrawlSettings:
        options = self._options
        return CrawlSettings(
            states=options.states,
            pages=options.pages,
            visits=run.visits,
            visits_wanted=options.visits,
            visits_reason=run.enough,
            locale=options.locale,
            timezone=options.timezone,
            viewport=VIEWPORT,
            timeout_seconds=options.timeout,
            page_timeout_seconds=options.page_timeout,
            ignore_https_errors=options.ignore_https_errors,
            header_names=tuple(name for name, _ in options.headers),
            proxy=options.proxy is not None,
            canonical_names=self._canonical_name is not None,
            robots=options.robots,
            contact=options.contact,
        )


def addresses_of(url: str) -> tuple[str, ...]:
    """The addresses to try for what was asked for: a bare name is tried with https, then http, then ``www.``.

    Raises `UsageError` for what is no web address."""
    text = url.strip()
    bare = "://" not in text
    address = f"https://{text}" if bare else text
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in ("http", "https") or not host or any(c.isspace() for c in address):
        raise UsageError(f"'{text[:200]}' is no web address; write https://www.example.nl or example.nl.")
    place = parts.netloc.rpartition("@")[2]
    plain = place.lower().replace(host, ascii_host(host))
    address, text = address.replace(place, plain, 1), text.replace(place, plain, 1)
    if not bare or port:
        return (address,)
    with_www = () if host.startswith("www.") else (f"https://www.{text}",)
    return (address, f"http://{text}", *with_www)


def refusal(host: str) -> str:
    """Why a guarded crawl did not go to ``host``."""
    return f"{host[:200]} is not on the public internet; audits that are started from the web only go there."


def ascii_host(host: str) -> str:
    """A host as it travels (``bücher.example`` → ``xn--bcher-kva.example``), which is how the browser names it too."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _site(url: str, final: str | None) -> Site:
    host = host_of(final or url)
    return Site(url=url, final_url=final, host=host, registrable_domain=registrable_domain(host))


def _with_wish(observation: Observation, plan: Plan) -> Observation:
    """The observation with the site's wish to be left alone, if it has one, and with the pause that was kept."""
    wish = plan.courtesy.come_back
    settings = observation.settings.model_copy(update={"pause_seconds": plan.courtesy.pacer.pause})
    left = wish.seconds_from(observation.finished_at) if wish is not None else None
    return observation.model_copy(update={"settings": settings, "retry_after_seconds": left})


def _surface(plan: Plan, pictures: tuple[Picture, ...], choices: Sequence[Choice]) -> ConsentSurface:
    """The consent surface, with the file name of its picture, and the clicks that proven choices showed to be needed:
    a button that only sets the boxes, and leaves saving them to another, looks like one click and takes two. To refuse,
    saving boxes that are off is a way of its own."""
    surface = plan.consent.result
    update: dict[str, object] = {
        "picture": next((picture.file for picture in pictures if picture.what == "banner"), None)
    }
    saves = any(button.role == "save" for button in surface.buttons)
    for choice in choices:
        roles = [step.role for step in choice.steps]
        for role, field in (("accept", "clicks_to_accept"), ("reject", "clicks_to_reject")):
            ours = choice.way_back is None and (choice.method or "").startswith("words:") and roles[:1] == [role]
            ours = ours and not (role == "reject" and saves)
            if ours and choice.outcome == "verified" and choice.clicks > (getattr(surface, field) or 0):
                update[field] = choice.clicks
    return surface.model_copy(update=update)


def _with_later_collectors(state: StateObservation, records: list[VisitRecord], consent: bool) -> StateObservation:
    """Say of documents and consent whether they were looked for."""
    looked = any(record.documents_looked_for for record in records)
    home = "The home page could not be visited."
    more = (
        CollectorReport(collector="documents", looked=looked, reason=None if looked else home),
        CollectorReport(collector="consent", looked=consent, reason=None if consent else home),
    )
    return state.model_copy(update={"collectors": (*state.collectors, *more)})
