"""What a browser saw on a site: the document that the crawl ends in.

Values of cookies and storage are never in it: a length, a salted hash that lets equal values be
matched within one audit, and whether the value looks like an identifier.
"""

from __future__ import annotations

from typing import Literal

from auditor.models.common import (
    SCHEMA_VERSION,
    CollectorKind,
    ConsentState,
    Language,
    Model,
    Party,
    Site,
    Tool,
    UtcTime,
)
from auditor.models.consent import Choice, ConsentCommand, ConsentRecord, ConsentSurface
from auditor.models.document import Document

#: ``challenge``: a bot wall's page. ``timeout``: nothing usable came before the deadline.
#: ``elsewhere``: the browser ended on another company's site. ``not_html``: a file, no page.
PageOutcome = Literal[
    "ok", "http_error", "unreachable", "timeout", "challenge", "elsewhere", "not_html", "crashed", "empty"
]

#: How a page came to rest. ``quiet``: no new request, cookie or key for a moment; ``deadline``: still busy.
Settled = Literal["quiet", "deadline", "no"]


class Value(Model):
    """What may be known of a stored value without keeping it. ``hash``: salted, good for one audit only."""

    length: int
    hash: str
    looks_like_identifier: bool


class Initiator(Model):
    """One link of the chain that led to a request or a write, nearest first, the page last."""

    kind: Literal["script", "html", "redirect", "css", "preload", "service_worker", "other"]
    url: str


class Setter(Model):
    """Who wrote a cookie or a key. ``url``: the response (``header``) or the script; null: not known.

    ``party`` is that of ``url``: a first-party cookie written by a third party's script says ``third``.
    """

    how: Literal["header", "document.cookie", "cookieStore", "script", "unknown"]
    url: str | None
    party: Party | None
    frame: str | None = None
    initiators: tuple[Initiator, ...] = ()


class Cookie(Model):
    """A cookie that was stored, refused (``blocked`` with the browser's reason) or deleted again.

    ``lifetime_seconds``: as asked for in the first write of the visit (the jar caps at 400 days);
    null for a session cookie or where no write was seen. ``session``: asked for without an expiry.
    ``domain``: without leading dot. ``at_ms``: first write, in milliseconds since the state began.
    ``after_choice``: whether it was written, or written again, after the state's choice and the reload that followed;
    false is a left-over from before. Always true in states without a choice.
    """

    name: str
    domain: str
    path: str
    host_only: bool
    secure: bool
    http_only: bool
    same_site: Literal["Strict", "Lax", "None", "unset"]
    partition_key: str | None = None
    lifetime_seconds: int | None
    session: bool
    party: Party
    setter: Setter
    outcome: Literal["stored", "blocked", "deleted"]
    blocked_reason: str | None = None
    value: Value | None
    pages: tuple[str, ...]
    visits: tuple[int, ...] = (1,)
    at_ms: int = 0
    after_choice: bool = True


class StorageEntry(Model):
    """A key in web storage, or a named IndexedDB database, cache or service worker. ``size`` in characters or bytes.
    ``after_choice`` as in `Cookie`. ``outcome``: whether it was still there at the end of the visit; what is
    ``deleted`` was there when a page was left, and taken away since."""

    kind: Literal["local", "session", "indexed_db", "cache", "service_worker"]
    origin: str
    key: str
    size: int
    party: Party
    setter: Setter
    outcome: Literal["stored", "deleted"] = "stored"
    value: Value | None = None
    pages: tuple[str, ...]
    visits: tuple[int, ...] = (1,)
    at_ms: int = 0
    after_choice: bool = True


class Request(Model):
    """A request that left the browser. ``url`` has parameter values redacted but for an explicit list.

    ``vendor``: id of the product in the knowledge base at the time of the crawl, null when unknown.
    ``canonical_host``: where a CNAME of the host leads, null when not looked up or the same.
    ``identifiers``: value hashes of cookies or keys that travel in the URL or body. ``at_ms`` and
    ``after_choice`` (sent after it) as in `Cookie`.
    """

    url: str
    host: str
    method: str
    type: str
    party: Party
    vendor: str | None
    page: str
    frame: str | None = None
    initiators: tuple[Initiator, ...] = ()
    service_worker: bool = False
    status: int | None = None
    failure: str | None = None
    server_address: str | None = None
    canonical_host: str | None = None
    redirected_from: str | None = None
    identifiers: tuple[str, ...] = ()
    visits: tuple[int, ...] = (1,)
    at_ms: int = 0
    after_choice: bool = True


class Script(Model):
    """A script that the browser ran, by URL (null: inline), and the page it ran on. ``after_choice`` as in `Cookie`."""

    url: str | None
    party: Party
    vendor: str | None
    page: str
    initiators: tuple[Initiator, ...] = ()
    after_choice: bool = True


class Page(Model):
    """One page load. ``url`` as asked for, ``final_url`` where it ended; ``milliseconds`` wall time.
    ``language``: what the page says of itself; ``text_language``: what its visible words are in, null where they do not
    decide; ``offered_languages``: those that it offers itself in. ``after_choice``: false for the page on which the
    state's choice was made."""

    url: str
    final_url: str | None
    title: str = ""
    outcome: PageOutcome
    reason: str | None = None
    status: int | None = None
    settled: Settled = "no"
    language: str | None = None
    text_language: Language | None = None
    offered_languages: tuple[Language, ...] = ()
    has_form: bool = False
    milliseconds: int = 0
    visit: int = 1
    after_choice: bool = True


class CollectorReport(Model):
    """Whether something was looked at in a state. ``looked`` false: silence there is no pass."""

    collector: CollectorKind
    looked: bool
    reason: str | None = None


class StateObservation(Model):
    """All that was seen in one consent state, in a fresh profile for each visit.

    ``records``: what consent managers and Google's consent mode had on record at the end of the visit;
    ``consent_commands``: the calls of consent mode, page by page."""

    state: ConsentState
    choice: Choice | None = None
    outcome: Literal["complete", "partial", "failed"]
    reason: str | None = None
    started_at: UtcTime
    finished_at: UtcTime
    pages: tuple[Page, ...]
    cookies: tuple[Cookie, ...]
    storage: tuple[StorageEntry, ...]
    requests: tuple[Request, ...]
    scripts: tuple[Script, ...]
    collectors: tuple[CollectorReport, ...]
    records: tuple[ConsentRecord, ...] = ()
    consent_commands: tuple[ConsentCommand, ...] = ()


class Browser(Model):
    """The browser that was used. ``third_party_cookies``: what a canary on loopback measured at the start."""

    name: str
    version: str
    build: Literal["full", "headless_shell", "unknown"]
    user_agent: str
    third_party_cookies: Literal["allowed", "refused", "unknown"]
    third_party_cookies_reason: str | None = None


class CrawlSettings(Model):
    """The settings that matter for what was seen. ``visits``: how many were made to each state; ``visits_wanted``: how
    many were asked for (null in older documents), ``visits_reason``: why fewer were made.
    ``canonical_names``: were aliases of own hosts looked up. ``pause_seconds``: kept between two page loads, as asked
    for or as the site's robots.txt wants it; ``robots``: whether that was obeyed; ``contact``: who visited, as told to
    the site, null: nobody in particular."""

    states: tuple[ConsentState, ...]
    pages: int
    visits: int
    visits_wanted: int | None = None
    visits_reason: str | None = None
    locale: str
    timezone: str
    viewport: tuple[int, int]
    timeout_seconds: float
    page_timeout_seconds: float
    ignore_https_errors: bool = False
    header_names: tuple[str, ...] = ()
    proxy: bool = False
    canonical_names: bool = False
    pause_seconds: float = 0.0
    robots: bool = False
    contact: str | None = None


class Picture(Model):
    """A screenshot beside the observation: file name in its folder, and SHA-256 of the bytes."""

    file: str
    sha256: str
    state: ConsentState
    page: str
    what: Literal["home_page", "banner"] = "home_page"
    width: int = 0
    height: int = 0


class Observation(Model):
    """Everything a crawl saw. ``outcome`` of the whole: ``failed`` when not one page could be audited.

    ``retry_after_seconds``: the site asked not to be visited for so long after ``finished_at``, and the crawl left it;
    null: it did not ask."""

    document_type: Literal["observation"] = "observation"
    schema_version: int = SCHEMA_VERSION
    tool: Tool
    site: Site
    started_at: UtcTime
    finished_at: UtcTime
    outcome: Literal["complete", "partial", "failed"]
    reason: str | None = None
    settings: CrawlSettings
    browser: Browser
    consent: ConsentSurface
    states: tuple[StateObservation, ...]
    documents: tuple[Document, ...]
    pictures: tuple[Picture, ...] = ()
    retry_after_seconds: int | None = None

    def state(self, name: ConsentState) -> StateObservation | None:
        """The observation of one consent state, or None when it was not visited."""
        return next((state for state in self.states if state.state == name), None)
