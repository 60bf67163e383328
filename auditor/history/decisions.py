"""Where a finding stands after all that reviewers decided about it: a pure function of its history and of today.

A decision follows the finding's id into later audits. It holds while it answers what is seen: until the evidence
changes, an acceptance also until its expiry has passed, and a repair until the finding is seen again in an audit that
began later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from auditor.store.records import DecisionRecord

#: ``open``: nobody decided, or what was decided holds no more.
State = Literal["open", "to_fix", "accepted", "false_positive", "fixed"]

#: Why a finding that was decided on is open again.
Reopened = Literal["evidence_changed", "expired", "seen_again", "by_hand"]

#: The kinds of decision that put a finding in a state; a comment changes nothing.
_DECIDING: dict[str, State] = {
    "to_fix": "to_fix", "accepted": "accepted", "false_positive": "false_positive", "fixed": "fixed",
    "reopened": "open",
}  # fmt: skip


@dataclass(frozen=True)
class Sighting:
    """The finding in the latest audit that found it. ``at``: when that audit began to look, aware."""

    evidence_sha256: str
    at: dt.datetime


@dataclass(frozen=True)
class Standing:
    """Where a finding stands. ``decision``: the place in the history of the entry that says so, null when none does.

    ``reopened``: why it is open although it was decided. ``overdue``: to be fixed, and the day has passed; a finding
    that was to be fixed and is open again keeps its owner and its day in the entry that ``decision`` names.
    ``evidence_changed``: what is seen is not what the decision was made on. ``present``: the finding is seen now."""

    state: State
    decision: int | None = None
    reopened: Reopened | None = None
    overdue: bool = False
    evidence_changed: bool = False
    present: bool = True

    @property
    def settled(self) -> bool:
        """Whether nobody has to look at it now."""
        return self.state in ("accepted", "false_positive", "fixed")


def standing(history: Iterable[DecisionRecord], sighting: Sighting | None, today: dt.date) -> Standing:
    """Where a finding stands. ``history``: oldest first, as the chain has it. ``sighting``: null when the latest audit
    did not find it; what was decided then stands, but for an expiry."""
    entries = list(history)
    place = next((n for n in range(len(entries) - 1, -1, -1) if entries[n].kind in _DECIDING), None)
    present = sighting is not None
    if place is None:
        return Standing("open", present=present)
    decision = entries[place]
    state = _DECIDING[decision.kind]
    changed = _changed(decision, sighting)
    reopened = _reopened(decision, state, sighting, changed, today)
    return Standing(
        state="open" if reopened else state,
        decision=place,
        reopened=reopened,
        overdue=state == "to_fix" and decision.due is not None and decision.due < today,
        evidence_changed=changed,
        present=present,
    )


def _changed(decision: DecisionRecord, sighting: Sighting | None) -> bool:
    """A decision that was made without evidence (on a finding that was gone) answers none that is seen."""
    return sighting is not None and decision.evidence_sha256 != sighting.evidence_sha256


def _reopened(
    decision: DecisionRecord, state: State, sighting: Sighting | None, changed: bool, today: dt.date
) -> Reopened | None:
    if state == "open":
        return "by_hand"
    if state == "fixed":
        return "seen_again" if sighting is not None and sighting.at > decision.at else None
    if decision.expires is not None and decision.expires < today:
        return "expired"
    return "evidence_changed" if changed else None
