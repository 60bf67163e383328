"""Whether something was looked at. Where nobody looked, silence is no pass: the reason says what was missing."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import CollectorKind, ConsentState
from auditor.models.observation import Observation, StateObservation

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
        no choice, so that the state before a choice stands for all states."""
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

    def _state(self, name: ConsentState, collectors: tuple[CollectorKind, ...]) -> str | None:
        words = STATE_WORDS[name]
        seen = self.observation.state(name)
        if name in ("rejected", "accepted", "withdrawn") and self._no_choice(seen):
            seen, name = self.observation.state("before"), "before"
        if seen is None:
            return f"The site was not visited {words}."
        if seen.outcome == "failed" or not any(page.outcome == "ok" for page in seen.pages):
            return f"The site could not be seen {words}: {seen.reason or 'no page loaded'}."
        if seen.outcome == "partial":
            return f"Only part of the site could be seen {words}: {seen.reason or 'not every page loaded'}."
        return self._choice(name, seen) or self._collectors(words, seen, collectors)

    def _no_choice(self, seen: StateObservation | None) -> bool:
        if seen is not None and seen.choice is not None:
            return seen.choice.outcome == "no_banner"
        return self.observation.consent.kind == "none"

    @staticmethod
    def _choice(name: ConsentState, seen: StateObservation) -> str | None:
        if name in ("before", "gpc"):
            return None
        outcome = seen.choice.outcome if seen.choice else "unverified"
        if outcome == "verified":
            return None
        return f"The choice that leads to the state {STATE_WORDS[name]} is not verified ({outcome.replace('_', ' ')})."

    @staticmethod
    def _collectors(words: str, seen: StateObservation, collectors: tuple[CollectorKind, ...]) -> str | None:
        reports = {report.collector: report for report in seen.collectors}
        for kind in collectors:
            report = reports.get(kind)
            if report is None or not report.looked:
                why = f": {report.reason}" if report is not None and report.reason else ""
                return f"Nobody looked at {_COLLECTOR_WORDS[kind]}{' ' if words else ''}{words}{why}."
        return None
