"""What became of one claim, before it is written down: the verdict, why, and the things it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.models.common import CollectorKind, ConsentState, Verdict
from auditor.models.declaration import Claim, Declaration
from auditor.models.result import Evidence
from auditor.reconcile.coverage import Declared
from auditor.reconcile.facts import Facts
from auditor.reconcile.looked import Looked
from auditor.reconcile.observed import Thing
from auditor.reconcile.scope import Scope

#: States in which whatever a site does may be seen by an ordinary visitor.
ORDINARY: tuple[ConsentState, ...] = ("before", "accepted")


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason. ``notes``: what matters about a thing, by its ref.
    ``evidence``: what it rests on besides things (a banner, a document)."""

    verdict: Verdict
    reason: str
    things: tuple[Thing, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


def cannot_tell(reason: str) -> Judgement:
    """The verdict for what could not be seen."""
    return Judgement("cannot_tell", reason)


@dataclass(frozen=True)
class Case:
    """All that one claim is judged on. ``keep`` drops what lies outside the claim's scope."""

    claim: Claim
    scope: Scope
    facts: Facts
    declared: Declared
    looked: Looked

    @property
    def declaration(self) -> Declaration:
        """The declaration that the claim stands in."""
        return self.declared.declaration

    def keep(self, things: Iterable[Thing]) -> tuple[Thing, ...]:
        """The things in the claim's scope."""
        return self.scope.keep(things, self.facts.pages)

    def states(self, ordinary: tuple[ConsentState, ...] = ORDINARY) -> tuple[ConsentState, ...]:
        """The states that have to be seen: those of the claim's condition, else ``ordinary``."""
        limited = tuple(state for state in ("before", "rejected") if state in self.scope.states)
        return limited or ordinary

    def missing(
        self,
        collectors: Iterable[CollectorKind],
        *,
        states: tuple[ConsentState, ...] = ORDINARY,
        third_party_cookies: bool = False,
    ) -> str | None:
        """Why not seeing anything would prove nothing, or None."""
        unseen = self.looked.missing(self.states(states), collectors, third_party_cookies=third_party_cookies)
        return unseen or self._unvisited()

    def _unvisited(self) -> str | None:
        """That no page was visited on which the claim holds, or None."""
        within = self.scope.within
        if within is None:
            return None
        pages = (page for state in self.facts.observation.states for page in state.pages if page.outcome == "ok")
        if any(within(address) for page in pages for address in (page.url, page.final_url or page.url)):
            return None
        return "No page was visited of the part of the site that the claim speaks of."

    def denied(
        self,
        things: Iterable[Thing],
        what: str,
        collectors: Iterable[CollectorKind],
        *,
        states: tuple[ConsentState, ...] = ORDINARY,
        open_question: str | None = None,
        words: tuple[str, str] | None = None,
    ) -> Judgement:
        """The verdict of a claim that ``things`` would contradict: contradicted by any, else confirmed
        when all that could contradict it was looked at and no ``open_question`` remains. ``words``: how the reason
        begins where it was seen and where it was not, when ``what`` does not fit both sentences."""
        seen, unseen = words or (f"{what} seen", f"No {what[0].lower()}{what[1:]} seen")
        found = self.keep(things)
        if found:
            return Judgement("contradicted", f"{seen}: {_names(found)}.", found)
        wanted = tuple(collectors)
        missing = self.missing(wanted, states=states, third_party_cookies="cookies" in wanted)
        if missing is not None:
            return cannot_tell(missing)
        if open_question is not None:
            return cannot_tell(open_question)
        return Judgement("confirmed", f"{unseen} {self._visits}.")

    def claimed(self, things: Iterable[Thing], what: str, collectors: Iterable[CollectorKind]) -> Judgement:
        """The verdict of a positive claim: confirmed by any of ``things``, else not observed when looked for."""
        found = self.keep(things)
        if found:
            return Judgement("confirmed", f"{what} seen: {_names(found)}.", found)
        wanted = tuple(collectors)
        missing = self.missing(wanted, third_party_cookies="cookies" in wanted)
        if missing is not None:
            return cannot_tell(missing)
        return Judgement("not_observed", f"No {what[0].lower()}{what[1:]} seen {self._visits}.")

    @property
    def _visits(self) -> str:
        visits = self.facts.observation.settings.visits
        return f"in {visits} visit{'s' if visits != 1 else ''} under these settings"


def _names(things: tuple[Thing, ...]) -> str:
    names = sorted({thing.name if thing.kind != "request" else thing.host for thing in things})
    shown = ", ".join(names[:6])
    return shown if len(names) <= 6 else f"{shown} and {len(names) - 6} more"
