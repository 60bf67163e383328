"""Judges whether a choice was really made, by its effect: what is gone, what stays gone, and what the records say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from auditor.models.consent import ConsentRecord

Wanted = Literal["rejected", "accepted", "withdrawn"]
Outcome = Literal["verified", "unverified", "failed"]

#: Records that a manager does not keep itself: a site may send Google's signals without regard to its own banner.
SIGNAL_RECORDS = ("google_consent_mode",)

STAYED = "The banner stayed after it was pressed."
CAME_BACK = "The banner came back after the page was loaded again."
NOT_LOADED = "The page did not load again after the choice."
NOT_REACHED = "No press reached a button."
DISAGREES = "The banner is gone, but the manager's own record does not agree."
NOTHING_CONFIRMS = "The banner is gone, but no record confirms what was chosen."
ASKS_AGAIN = "Consent was taken back: the banner asks again."
NOTHING_WRITTEN = "The banner stays away, though nothing was stored of the choice."


@dataclass(frozen=True, slots=True)
class Effect:
    """What was seen of a choice.

    ``reached``: whether the presses met their buttons. ``unequivocal``: one button was pressed last whose own words
    say the choice, so that the press is the choice, whatever the manager made of it; else (boxes and a button that
    saves, or a rule of others) the choice is only as sure as the record. ``needs_record``: nothing on the surface
    that was pressed says the choice by itself. ``gone``: after the press, ``stays_gone``: after the reload; None: could
    not look. ``records``: after the reload. ``wrote``: whether a cookie or key was written or changed by the press.
    ``withdraws``: the press was to take consent back itself: that the banner asks again is then the proof."""

    reached: bool
    unequivocal: bool
    gone: bool | None
    stays_gone: bool | None
    records: tuple[ConsentRecord, ...] = ()
    needs_record: bool = False
    wrote: bool | None = None
    withdraws: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """``record_agrees``: None where there is no record to ask."""

    outcome: Outcome
    reason: str | None = None
    record_agrees: bool | None = None


def judge(wanted: Wanted, effect: Effect) -> Judgement:
    """Whether the choice ``wanted`` was made.

    A refusal by an unequivocal button stays proven where the record says otherwise: that the record disagrees is then
    a fact about the site. Any other choice is not proven against the record."""
    own = [record for record in effect.records if record.manager not in SIGNAL_RECORDS]
    signals = [record for record in effect.records if record.manager in SIGNAL_RECORDS]
    kept, sent = _agree(wanted, own), _agree(wanted, signals)
    agrees = None if kept is None and sent is None else kept is not False and sent is not False
    if not effect.reached:
        return Judgement("failed", NOT_REACHED, agrees)
    if effect.gone is False:
        return Judgement("failed", STAYED, agrees)
    if effect.stays_gone is None:
        return Judgement("unverified", NOT_LOADED, agrees)
    if not effect.stays_gone and effect.withdraws:
        granted = any(record.grants for record in own)
        told = None if all(record.grants is None for record in own) else not granted
        return Judgement("unverified" if granted else "verified", DISAGREES if granted else ASKS_AGAIN, told)
    if not effect.stays_gone:
        return Judgement("unverified", CAME_BACK, agrees)
    if kept is False or (kept is None and sent is False):
        proven = effect.unequivocal and (wanted != "accepted" or kept is None)
        return Judgement("verified" if proven else "unverified", DISAGREES, False)
    if kept is None and (effect.needs_record or (effect.withdraws and not effect.unequivocal)):
        return Judgement("unverified", NOTHING_CONFIRMS, agrees)
    if agrees is None and wanted == "withdrawn" and not effect.wrote:
        return Judgement("unverified", NOTHING_CONFIRMS, None)
    if agrees is None and effect.wrote is False:
        return Judgement("verified", NOTHING_WRITTEN, None)
    return Judgement("verified", None, agrees)


def _agree(wanted: Wanted, records: Sequence[ConsentRecord]) -> bool | None:
    """Whether all of the records that tell anything say what was chosen."""
    answers = [answer for answer in (_answer(wanted, record) for record in records) if answer is not None]
    return all(answers) if answers else None


def _answer(wanted: Wanted, record: ConsentRecord) -> bool | None:
    if record.decided is False and record.manager not in SIGNAL_RECORDS:
        return False
    if record.grants is None:
        return None
    return record.grants is (wanted == "accepted")
