"""Makes a choice on a consent surface and proves it by its effect after a reload."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from auditor.crawl.consent.autoconsent import run_autoconsent
from auditor.crawl.consent.by_words import Attempt, choose_by_words
from auditor.crawl.consent.choose import Answer, next_move
from auditor.crawl.consent.hand import Hand
from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.consent.verify import Effect, Judgement, Wanted, judge
from auditor.crawl.consent.withdraw import find_and_refuse
from auditor.crawl.tab import GONE, Tab
from auditor.models.consent import Choice, ConsentRecord

#: The states that need a choice.
ChoiceState = Literal["rejected", "accepted", "withdrawn"]

#: Seconds that others' rules may take: they know a manager at once, or not at all.
AUTOCONSENT = 3.0

#: Seconds below which no other way is tried any more.
ANOTHER_TRY = 6.0

#: Seconds that a banner is waited for after the reload, beyond what it took to appear the first time, and at most.
RETURNING, LONGEST_RETURN = 0.4, 3.0

#: In which order the ways are tried; a refusal first by others' rules, which know most managers, an acceptance by
#: words, since its button is nearly always there and says what it does.
WAYS: dict[Answer, tuple[str, ...]] = {
    "reject": ("autoconsent", "words", "other words"),
    "accept": ("words", "autoconsent", "other words"),
}

NO_BANNER = "Nothing on the page asks for a choice."
SPOILT = "A rule pressed what accepts where it should have refused, so this profile holds another choice."


@dataclass(frozen=True, slots=True)
class _Proof:
    """What was found after the choice was made."""

    judgement: Judgement
    effect: Effect
    reloaded_at_ms: int | None = None


class ChoiceMaker:
    """For one visit, in one profile.

    ``tab``: the tab of the visit, a new one where a page broke it. ``reload``: leaves the page, loads the home page
    anew in the same profile, lets it settle, and says whether it loaded. ``settle``: waits until a tab has come to
    rest, by a ``time.monotonic``. ``now_ms``: milliseconds since the state began."""

    def __init__(
        self,
        tab: Callable[[], Awaitable[Tab]],
        reload: Callable[[], Awaitable[bool]],
        settle: Callable[[Tab, float], Awaitable[object]],
        now_ms: Callable[[], int],
    ) -> None:
        self._tab = tab
        self._reload = reload
        self._settle = settle
        self._now_ms = now_ms

    async def make(self, state: ChoiceState, first: Sighting, deadline: float) -> Choice:
        """Make the choice of ``state`` on what ``first`` saw, by ``deadline`` (``time.monotonic``). Never raises for
        what a page does."""
        if not first.present:
            return Choice(outcome="no_banner", reason=NO_BANNER)
        hand = Hand(self._tab, self._reload, self._settle, deadline)
        try:
            if state == "withdrawn":
                return await self._withdraw(hand, first)
            answer: Answer = "reject" if state == "rejected" else "accept"
            return await self._decide(hand, answer, first)
        except GONE as error:
            reason = f"The page stopped answering ({type(error).__name__})."
            return Choice(outcome="failed", reason=reason, steps=tuple(hand.steps), seconds=hand.seconds)

    async def _decide(self, hand: Hand, answer: Answer, first: Sighting) -> Choice:
        """Try one way after the other until the choice is proven."""
        before, stored = await hand.records(), await hand.stored()
        wanted: Wanted = "rejected" if answer == "reject" else "accepted"
        seen, avoided, choice = first, frozenset[str](), None
        for way in WAYS[answer]:
            if hand.touched or choice is not None:
                if hand.left < ANOTHER_TRY or (hand.touched and not await hand.reload()):
                    break
                seen = await hand.look(patience=_patience(first))
                if not seen.present:
                    break
                hand.steps.clear()
                hand.rule_clicks = 0
            attempt = await self._try(hand, way, answer, seen, avoided)
            if attempt is None:
                continue
            avoided |= {step.text for step in hand.steps if step.role == answer}
            proof = await self._prove(hand, wanted, attempt, first, stored)
            choice = _better(choice, _choice(hand, attempt, proof, first, before))
            if choice.outcome == "verified" or attempt.spoilt:
                break
        return choice or Choice(outcome="not_offered", manager=first.surface.manager, records_before=before)

    async def _try(
        self, hand: Hand, way: str, answer: Answer, seen: Sighting, avoided: frozenset[str]
    ) -> Attempt | None:
        """One way; None where it does not apply."""
        if way == "autoconsent":
            return await _by_rules(hand, answer, seen)
        if way == "other words" and not avoided:
            return None
        return await choose_by_words(hand, answer, seen, avoided=avoided if way == "other words" else frozenset())

    async def _prove(
        self, hand: Hand, wanted: Wanted, attempt: Attempt, first: Sighting, stored: dict[str, str]
    ) -> _Proof:
        """Reload, look whether the banner stays gone, and ask the records."""
        effect = Effect(
            reached=attempt.reached,
            unequivocal=attempt.unequivocal,
            gone=attempt.gone,
            stays_gone=None,
            needs_record=attempt.needs_record,
            withdraws=attempt.withdraws,
        )
        if not attempt.reached or attempt.gone is False:
            return _Proof(judge(wanted, effect), effect)
        wrote = await hand.stored() != stored
        reloaded_at_ms = self._now_ms()
        if not await hand.reload():
            effect = replace(effect, records=await hand.records(), wrote=wrote)
            return _Proof(judge(wanted, effect), effect, reloaded_at_ms)
        again = await hand.look(patience=_patience(first))
        stays_gone = None if again.surface.kind is None else not again.present
        effect = replace(effect, stays_gone=stays_gone, records=await hand.records(), wrote=wrote)
        return _Proof(judge(wanted, effect), effect, reloaded_at_ms)

    async def _withdraw(self, hand: Hand, first: Sighting) -> Choice:
        """Accept, prove it, find the way back, refuse, and prove that."""
        accepted = await self._decide(hand, "accept", first)
        if accepted.outcome != "verified":
            return accepted.model_copy(update={"reason": f"Accepting came first: {accepted.reason or 'not proven.'}"})
        hand.begin()
        stored = await hand.stored()
        found = await find_and_refuse(hand)
        proof = await self._prove(hand, "withdrawn", found.attempt, first, stored)
        choice = _choice(hand, found.attempt, proof, first, accepted.records_after)
        reloaded = choice.reloaded_at_ms if choice.reloaded_at_ms is not None else accepted.reloaded_at_ms
        return choice.model_copy(update={"way_back": found.way_back, "reloaded_at_ms": reloaded})


async def _by_rules(hand: Hand, answer: Answer, seen: Sighting) -> Attempt | None:
    """Let others' rules make the choice; None: none knows the page, and nothing was pressed."""
    visible = next_move(answer, seen)
    if visible is None and seen.surface.kind == "notice":
        return None  # a rule could only dismiss it
    tab = await hand.tab()
    until = min(hand.deadline, time.monotonic() + AUTOCONSENT)
    done = await run_autoconsent(tab, "optOut" if answer == "reject" else "optIn", until)
    hand.rule_clicks += done.clicks
    hand.touched = hand.touched or done.clicks > 0
    if not done.detected and done.clicks == 0:
        return None
    method = f"autoconsent: {done.rule}"
    if done.misled:
        return Attempt(True, method=method, reason=SPOILT, spoilt=True)
    if not done.done:
        return Attempt(True, method=method, reason=done.reason)
    await hand.rest()
    after = await hand.look_after(seen, 1)
    return Attempt(True, True, not after.present, method, needs_record=visible is None)


def _patience(first: Sighting) -> float:
    """Seconds to wait for a banner that may come back."""
    return min(LONGEST_RETURN, first.surface.appeared_ms / 1000 + RETURNING)


def _better(one: Choice | None, other: Choice) -> Choice:
    """What is told of two tries: what was proven, else what came nearer to it."""
    order = ("verified", "unverified", "failed", "not_offered", "no_banner")
    return other if one is None or order.index(other.outcome) < order.index(one.outcome) else one


def _choice(hand: Hand, attempt: Attempt, proof: _Proof, first: Sighting, before: tuple[ConsentRecord, ...]) -> Choice:
    judged, effect = proof.judgement, proof.effect
    outcome = judged.outcome if attempt.offered else "not_offered"
    records = effect.records
    own = next((record.manager for record in records if record.manager not in UNNAMED), None)
    return Choice(
        outcome=outcome,
        reason=judged.reason if outcome == "verified" else attempt.reason or judged.reason,
        method=attempt.method,
        clicks=hand.clicks,
        steps=tuple(hand.steps),
        seconds=hand.seconds,
        manager=first.surface.manager or own,
        banner_gone=effect.gone,
        stays_gone=effect.stays_gone,
        record_agrees=judged.record_agrees,
        reloaded_at_ms=proof.reloaded_at_ms,
        records_before=before,
        records_after=records,
    )


#: Records that name no manager.
UNNAMED = ("tcf", "google_consent_mode", "site")
