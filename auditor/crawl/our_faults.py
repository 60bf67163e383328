"""Tells what a site did from what went wrong on our side while it was visited."""

from __future__ import annotations

from auditor.crawl.failures import SENTENCES
from auditor.models.observation import Observation
from auditor.models.result import ObservationSummary

#: What a visit says that lost its browser. With a browser for several sites, another site may have brought it down.
BROWSER_STOPPED = "The browser stopped."

#: Failures of a site's pages that say nothing of the site.
_OF_THIS_MACHINE = (SENTENCES["ERR_INTERNET_DISCONNECTED"], SENTENCES["ERR_PROXY_CONNECTION_FAILED"])


def our_fault(observation: Observation | ObservationSummary) -> str | None:
    """Why this observation says less than it would on another try, through no fault of the site; None: it does not."""
    reasons = [state.reason or "" for state in observation.states]
    if any(BROWSER_STOPPED in reason for reason in reasons):
        return "The browser stopped under the audit."
    if observation.outcome != "failed":
        return None
    return next((sentence for sentence in _OF_THIS_MACHINE if any(sentence in reason for reason in reasons)), None)
