"""What a crawl is asked to do, and what it tells while it does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from auditor.models.common import ConsentState

#: The window of an ordinary desktop, in CSS pixels.
VIEWPORT = (1366, 768)


@dataclass(frozen=True)
class CrawlOptions:
    """The settings of a crawl.

    ``pages``: page loads a state, the home page among them; policy documents come on top.
    ``visits``: times that each state is visited, each in a fresh profile. ``timeout``: seconds for
    the whole crawl of one site; ``page_timeout``: for one page at most. ``headers``: name and value,
    sent to the audited site only. ``resolve``: ``HOST:PORT=ADDRESS:PORT``, host ``*`` for any.
    ``policy_url``: that document is the policy, nothing is searched. ``parallel``: visits at one time.
    ``public_only``: reach the public internet only (`auditor.crawl.targets`), and what ``allow_targets`` names besides.
    ``never_visit``: paths whose pages and documents are not opened, nor those below them; ``never_sites``: hosts that
    are not visited, nor those below them. ``pause``: seconds between two page loads of the site, which count in
    ``timeout``. ``robots``: obey robots.txt. ``contact``: who visits, sent as the header From to the audited site only.
    ``evidence_folder``: where screenshots and documents as served are written; None: nowhere.
    """

    pages: int = 5
    visits: int = 1
    states: tuple[ConsentState, ...] = ("before",)
    locale: str = "nl-NL"
    timezone: str = "Europe/Amsterdam"
    timeout: float = 120.0
    page_timeout: float = 30.0
    proxy: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    resolve: tuple[str, ...] = ()
    ignore_https_errors: bool = False
    browser_path: Path | None = None
    policy_url: str | None = None
    parallel: int = 2
    public_only: bool = False
    allow_targets: tuple[str, ...] = ()
    never_visit: tuple[str, ...] = ()
    never_sites: tuple[str, ...] = ()
    pause: float = 0.0
    robots: bool = False
    contact: str | None = None
    evidence_folder: Path | None = None

    @property
    def sent_headers(self) -> tuple[tuple[str, str], ...]:
        """What the audited site is sent besides: ``headers``, and who visits (RFC 9110 §10.1.2) unless they say so."""
        stated = self.contact is None or any(name.lower() == "from" for name, _ in self.headers)
        return self.headers if stated or self.contact is None else (*self.headers, ("From", self.contact))


@dataclass(frozen=True)
class Progress:
    """One step of a crawl. In stages ``page`` and ``document``, ``done`` of ``total`` are over and ``url`` is next."""

    site: str
    stage: Literal["browser", "state", "page", "document", "done"]
    state: ConsentState | None = None
    visit: int = 1
    url: str | None = None
    done: int = 0
    total: int = 0
