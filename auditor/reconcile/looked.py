"""Whether something was looked at. Where nobody looked, silence is no pass: the reason says what was missing."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import CollectorKind, ConsentState
from auditor.models.observation import Observation, StateObservation
from auditor.reconcile.observed import Thing

#: In words, for reasons.
STATE_WORDS: dict[ConsentState, str] = {
    "before": "before a choice",
    "rejected": "after rejecting",
    "accepted": "after accepting",
    "withdrawn": "after withdrawing",
    "gpc": "with Global Privacy Control",
}

_COLLECTOR_WORDS: dict[CollectorKind, str] = {
    "cookies": "cookies",
    "web_storage": "web storage",
    "indexed_db": "IndexedDB",
    "cache": "caches",
    "requests": "requests",
    "scripts": "scripts",
    "documents": "documents",
    "consent": "the consent banner",
}


#: States that a choice leads to.
CHOSEN: tuple[ConsentState, ...] = ("rejected", "accepted", "withdrawn")

_TRIED: dict[ConsentState, str] = {"rejected": "Rejecting", "accepted": "Accepting", "withdrawn": "Withdrawing"}

_NOT_OFFERED: dict[ConsentState, str] = {
    "rejected": "The site offers no way to reject",
    "accepted": "The site offers no way to accept",
    "withdrawn": "No way back to the choice was found",
}

#: What is looked at once for the whole run; the state before a choice reports it.
_ONCE: frozenset[CollectorKind] = frozenset({"documents", "consent"})


class Looked:
    """What an observation looked at, state by state and collector by collector."""

    def __init__(self, observation: Observation) -> None:
        self.observation = observation

    def missing(
        self,
        states: Iterable[ConsentState],
        collectors: Iterable[CollectorKind] = (),
        *,
        third_party_cookies: bool = False,
    ) -> str | None:
        """Why silence would prove nothing, in one sentence; None when all was looked at.

        ``third_party_cookies``: whether the browser must have accepted them. A site without a banner offers
        no choice, so that the state before a choice stands for all states. A choice that is not proven gives its
        reason: nothing is then known of the time after it."""
        wanted = tuple(collectors)
        for state in states:
            reason = self._state(state, tuple(kind for kind in wanted if kind not in _ONCE))
            if reason is not None:
                return reason
        once = tuple(kind for kind in wanted if kind in _ONCE)
        if once and self.observation.outcome == "failed":
            return f"The site could not be seen: {self.observation.reason or 'no page loaded'}."
        first = self.observation.state("before")
        if once and first is not None:
            reason = self._collectors("", first, once)
            if reason is not None:
                return reason
        if third_party_cookies and self.observation.browser.third_party_cookies != "allowed":
            return "The browser did not demonstrably accept third-party cookies."
        return None

    def visited(self, state: ConsentState) -> bool:
        """Whether the state was visited at all and gave something to see."""
        seen = self.observation.state(state)
        return seen is not None and seen.outcome != "failed"

    def no_banner_in_doubt(self, requests: Iterable[Thing]) -> str | None:
        """Why it cannot be told that no banner is there though none was seen; None where there is no doubt. Consent
        managers may show nothing by country, or hide from automated browsers."""
        if self.banner_elsewhere:
            return "A banner came up in some of the visits only."
        own = (one.product for one in requests if one.product is not None and not one.in_foreign_frame)
        name = min((product.name for product in own if product.purpose == "consent_manager"), default=None)
        return f"The consent manager {name} is loaded and showed nothing in this browser." if name else None

    def _state(self, name: ConsentState, collectors: tuple[CollectorKind, ...]) -> str | None:
        seen = self.observation.state(name)
        if name in CHOSEN and self._no_banner(seen):
            seen, name = self.observation.state("before"), "before"
        words = STATE_WORDS[name]
        if seen is None:
            return f"The site was not visited {words}."
        unloaded = seen.outcome == "failed" or not any(page.outcome == "ok" for page in seen.pages)
        if unloaded and (seen.choice is None or seen.choice.outcome == "verified"):
            return f"The site could not be seen {words}: {_within(seen.reason or 'no page loaded')}."
        unproven = self.unproven(name)
        if unproven is not None:
            return unproven
        if seen.outcome == "partial":
            return f"Only part of the site could be seen {words}: {_within(seen.reason or 'not every page loaded')}."
        return self._collectors(words, seen, collectors)

    def unproven(self, name: ConsentState) -> str | None:
        """Why nothing may be said of the time after the choice of a state, in one sentence; None where the choice is
        proven or none is needed."""
        seen = self.observation.state(name)
        if name not in CHOSEN or seen is None:
            return None
        outcome = seen.choice.outcome if seen.choice is not None else "failed"
        if outcome == "verified":
            return None
        why = _because(seen.choice.reason if seen.choice is not None else seen.reason)
        if outcome == "no_banner":
            return f"No banner was there to choose on, so that nothing is known of the time {STATE_WORDS[name]}{why}."
        if outcome == "not_offered":
            return f"{_NOT_OFFERED[name]}{why}."
        tried = _TRIED[name]
        if outcome == "unverified":
            return f"{tried} was tried, but its effect is not proven{why}."
        return f"{tried} did not succeed{why}."

    def _no_banner(self, seen: StateObservation | None) -> bool:
        """Whether the state before a choice stands for one after a choice: nothing was there to choose on. Not where
        a banner was seen in another state: then it merely did not come up this time."""
        if self.observation.consent.kind not in ("none", None):
            return False
        if seen is None or seen.choice is None:
            return self.observation.consent.kind == "none" and not self.banner_elsewhere
        return seen.choice.outcome == "no_banner" and not self.banner_elsewhere

    @property
    def banner_elsewhere(self) -> bool:
        """Whether something to choose on came up in a state after a choice, whatever became of the choice."""
        choices = (state.choice for state in self.observation.states if state.choice is not None)
        return any(choice.outcome not in ("no_banner", "failed") for choice in choices)

    @staticmethod
    def _collectors(words: str, seen: StateObservation, collectors: tuple[CollectorKind, ...]) -> str | None:
        reports = {report.collector: report for report in seen.collectors}
        for kind in collectors:
            report = reports.get(kind)
            if report is None or not report.looked:
                why = f": {report.reason}" if report is not None and report.reason else ""
                return f"Nobody looked at {_COLLECTOR_WORDS[kind]}{' ' if words else ''}{words}{why}."
        return None


def _within(reason: str) -> str:
    """A reason as part of a sentence: without its full stop."""
    return reason.rstrip(" .")


def _because(reason: str | None) -> str:
    return f": {_within(reason)}" if reason else ""
