"""Claims about what a visitor can do: change the choice, or send a signal that stands for one."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import CollectorKind, ConsentState
from auditor.models.consent import Choice
from auditor.models.observation import Request
from auditor.models.result import Evidence
from auditor.reconcile.facts import Facts, denied
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.naming import listed
from auditor.reconcile.observed import Thing
from auditor.reconcile.withdrawal import VISIBLE, no_way_back, on_consent

#: Ways of withdrawing that are the visitor's own, or go past the site.
_ELSEWHERE = frozenset({"email", "browser_only", "delete_consent_cookie"})

_SEEING: tuple[CollectorKind, ...] = ("cookies", "web_storage", "requests")


def withdraw(case: Case) -> Judgement:
    """Confirmed when a visible way back to the choice was found and withdrawing is proven to work. Contradicted when
    trackers run after accepting and no visible way back was found, or run again after a proven withdrawal. A way by
    e-mail or in the browser's own settings does not show."""
    ways = frozenset(listed(case.claim.params.get("via")))
    if ways and ways <= _ELSEWHERE:
        return cannot_tell("This way of withdrawing does not show in what a visit records.")
    facts = case.facts
    seen = facts.observation.state("withdrawn")
    choice = seen.choice if seen is not None else None
    if choice is None or choice.outcome == "no_banner":
        why = case.looked.unproven("withdrawn") if choice is not None else None
        return cannot_tell(why or "No choice was made and withdrawn in this audit.")
    if no_way_back(facts.observation.consent, choice):
        running = case.keep(on_consent(_trackers(facts, "accepted")))
        if not running:
            return cannot_tell("No visible way back to the choice was found.")
        evidence = (_way_back(facts, choice),)
        return Judgement("contradicted", "No visible way back to the choice was found.", running, evidence=evidence)
    if choice.outcome != "verified":
        return cannot_tell(case.looked.unproven("withdrawn") or "No choice was made and withdrawn in this audit.")
    again = case.keep(_trackers(facts, "withdrawn"))
    if again:
        return Judgement("contradicted", "After withdrawing trackers run again.", again)
    missing = case.looked.missing(("withdrawn",), _SEEING)
    if choice.way_back not in VISIBLE or missing is not None:
        return cannot_tell(missing or "Which way led back to the choice is not known.")
    evidence = (_way_back(facts, choice),)
    return Judgement("confirmed", "A way back to the choice was found, and withdrawing works.", evidence=evidence)


def _way_back(facts: Facts, choice: Choice) -> Evidence:
    names = [state.state for state in facts.observation.states]
    text = next((step.text for step in choice.steps if step.role == "way_back"), "")
    ref = f"/states/{names.index('withdrawn')}/choice"
    return Evidence(kind="banner", name=text[:160] or "way back", state="withdrawn", ref=ref, note=choice.way_back)


def _trackers(facts: Facts, state: ConsentState) -> tuple[Thing, ...]:
    return tuple(thing for thing in facts.derived(_tracking) if thing.state == state)


def _tracking(facts: Facts) -> tuple[Thing, ...]:
    everything = (*facts.stored_cookies, *facts.storage, *facts.trackers)
    return tuple(thing for thing in everything if thing.tracking)


def dnt(case: Case) -> Judgement:
    """A claim that the signal is honoured is contradicted when a visit that sends it saw all the trackers and analytics
    that one without it saw, and confirmed when none of them was left. One that it is not honoured is confirmed when
    nothing changed."""
    if case.facts.observation.state("gpc") is None:
        return cannot_tell("No visit was compared with one that sends the signal.")
    without, sending = _followers(case, "before"), _followers(case, "gpc")
    if not without:
        missing = case.looked.missing(("before", "gpc"), _SEEING, third_party_cookies=True)
        return cannot_tell(missing or "Nothing was seen that the signal could switch off.")
    unchanged = {_what(thing) for thing in without} <= {_what(thing) for thing in sending}
    honoured = case.claim.params.get("value") is not False
    if unchanged:
        return Judgement("contradicted" if honoured else "confirmed", "Nothing changes with the signal on.", sending)
    missing = case.looked.missing(("before", "gpc"), _SEEING, third_party_cookies=True)
    if missing is not None:
        return cannot_tell(missing)
    if honoured and not sending:
        return Judgement("confirmed", "With the signal on neither trackers nor analytics were seen.")
    return cannot_tell("Some of it stayed away with the signal on.")


def _followers(case: Case, state: ConsentState) -> tuple[Thing, ...]:
    return case.keep(thing for thing in case.facts.derived(_following) if thing.state == state)


def _following(facts: Facts) -> tuple[Thing, ...]:
    things: Iterable[Thing] = (*facts.stored_cookies, *facts.storage, *facts.requests)
    return tuple(thing for thing in things if thing.standing in ("tracking", "analytics") and not denied(thing))


def _what(thing: Thing) -> tuple[str, str, str]:
    """What has to stay away for a change to show: a cookie or key, or a kind of request to a host."""
    name = thing.source.type if isinstance(thing.source, Request) else thing.name
    return (thing.kind, thing.host, name)
