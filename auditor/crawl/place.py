"""Whether a page that was loaded is the audited site's: not where its address led to another company."""

from __future__ import annotations

from urllib.parse import unquote

from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.navigation import Loaded
from auditor.domains import host_of, registrable_domain


def in_its_place(loaded: Loaded, evidence: VisitEvidence, home: bool) -> Loaded:
    """The load, or one that says that the page turned out to be another company's. Where the ``home`` page tells that
    a site moved, its new host is the site's own from here on."""
    host, parties = host_of(loaded.final_url), evidence.parties
    if not host or parties.of_host(host) == "first" or not loaded.ok:
        return loaded
    if home and (_same_name(host, loaded.page.url) or _leads_back(loaded.final_url, loaded.page.url)):
        parties.add(host if _same_name(host, loaded.page.url) else "")
        return loaded
    evidence.foreign.add(loaded.page.url)
    reason = f"The address leads to {host}, which is another site."
    return Loaded(loaded.page.model_copy(update={"outcome": "elsewhere", "reason": reason}), loaded.final_url)


def _same_name(host: str, asked_for: str) -> bool:
    """Whether two domains differ only in their public suffix: a company that moved from ``.nl`` to ``.com``."""
    return registrable_domain(host).partition(".")[0] == registrable_domain(host_of(asked_for)).partition(".")[0]


def _leads_back(final_url: str, asked_for: str) -> bool:
    """Whether the address names the site it came from: a consent wall or log-in of the site on another host."""
    return host_of(asked_for) in unquote(unquote(final_url.partition("?")[2])).lower()
