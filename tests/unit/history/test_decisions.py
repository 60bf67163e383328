"""Where a finding stands: each kind of decision, and each way in which one stops holding."""

from __future__ import annotations

import datetime as dt

import pytest
from history_builders import NOON, ONE, TWO, decision
from hypothesis import given
from hypothesis import strategies as st

from auditor.history.decisions import Sighting, standing
from auditor.store.records import DecisionRecord

DAY = dt.timedelta(days=1)
TODAY = NOON.date()
SAME = Sighting(ONE, NOON - DAY)
LATER = Sighting(ONE, NOON + DAY)
OTHER = Sighting(TWO, NOON + DAY)


def test_without_a_decision_it_is_open() -> None:
    assert standing([], SAME, TODAY).state == "open"
    only_words = standing([decision("comment")], SAME, TODAY)
    assert (only_words.state, only_words.decision, only_words.reopened) == ("open", None, None)


@pytest.mark.parametrize("kind", ["to_fix", "accepted", "false_positive", "fixed"])
def test_a_decision_holds_while_the_same_is_seen(kind: str) -> None:
    found = standing([decision(kind)], SAME, TODAY)
    assert (found.state, found.decision, found.reopened, found.evidence_changed) == (kind, 0, None, False)


@pytest.mark.parametrize("kind", ["to_fix", "accepted", "false_positive", "fixed"])
def test_a_decision_stands_when_the_finding_is_gone(kind: str) -> None:
    found = standing([decision(kind)], None, TODAY)
    assert (found.state, found.present) == (kind, False)


@pytest.mark.parametrize("kind", ["accepted", "false_positive"])
def test_other_evidence_reopens(kind: str) -> None:
    found = standing([decision(kind)], OTHER, TODAY)
    assert (found.state, found.reopened, found.decision) == ("open", "evidence_changed", 0)


@pytest.mark.parametrize("kind", ["accepted", "false_positive"])
def test_the_next_audit_with_the_same_evidence_keeps_the_decision(kind: str) -> None:
    assert standing([decision(kind)], LATER, TODAY).state == kind


@pytest.mark.parametrize("kind", ["accepted", "false_positive"])
def test_an_expiry_holds_through_its_day(kind: str) -> None:
    history = [decision(kind, expires=TODAY)]
    assert standing(history, SAME, TODAY).state == kind
    after = standing(history, SAME, TODAY + DAY)
    assert (after.state, after.reopened) == ("open", "expired")
    assert standing(history, None, TODAY + DAY).reopened == "expired"


def test_fixed_is_reopened_by_an_audit_that_began_later() -> None:
    assert standing([decision("fixed")], LATER, TODAY).reopened == "seen_again"
    assert standing([decision("fixed")], OTHER, TODAY).reopened == "seen_again"
    assert standing([decision("fixed")], Sighting(ONE, NOON), TODAY).state == "fixed"


def test_work_in_hand_reopens_on_other_evidence_and_keeps_its_entry() -> None:
    found = standing([decision("to_fix", due=TODAY)], OTHER, TODAY)
    assert (found.state, found.reopened, found.decision, found.overdue) == ("open", "evidence_changed", 0, False)
    assert standing([decision("to_fix", due=TODAY)], None, TODAY).state == "to_fix"
    assert standing([decision("to_fix", due=TODAY)], OTHER, TODAY + DAY).overdue
    assert standing([decision("to_fix", due=TODAY)], SAME, TODAY).state == "to_fix"
    assert standing([decision("to_fix", due=TODAY)], SAME, TODAY + DAY).overdue


def test_the_last_decision_counts_and_comments_do_not() -> None:
    history = [decision("accepted"), decision("to_fix"), decision("comment")]
    assert (standing(history, SAME, TODAY).state, standing(history, SAME, TODAY).decision) == ("to_fix", 1)
    reopened = standing([*history, decision("reopened")], SAME, TODAY)
    assert (reopened.state, reopened.reopened, reopened.decision) == ("open", "by_hand", 3)
    assert standing([*history, decision("reopened"), decision("accepted")], SAME, TODAY).state == "accepted"


def test_a_decision_made_on_a_gone_finding_answers_no_evidence() -> None:
    assert standing([decision("accepted", seen=None)], SAME, TODAY).reopened == "evidence_changed"


KINDS = st.sampled_from(["to_fix", "accepted", "false_positive", "fixed", "comment", "reopened"])
DATES = st.none() | st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 1))
DECISIONS = st.builds(
    lambda kind, hours, seen, expires, due: decision(
        kind, NOON + dt.timedelta(hours=hours), seen, expires=expires, due=due
    ),
    KINDS, st.integers(-100, 100), st.sampled_from([None, ONE, TWO]), DATES, DATES,
)  # fmt: skip
HISTORIES = st.lists(DECISIONS, max_size=6)
SIGHTINGS = st.none() | st.builds(
    lambda seen, hours: Sighting(seen, NOON + dt.timedelta(hours=hours)),
    st.sampled_from([ONE, TWO]),
    st.integers(-200, 200),
)
TODAYS = st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 1))


@given(HISTORIES, SIGHTINGS, TODAYS)
def test_a_reason_to_reopen_is_there_exactly_when_a_decided_finding_is_open(
    history: list[DecisionRecord], sighting: Sighting | None, today: dt.date
) -> None:
    found = standing(history, sighting, today)
    assert (found.reopened is not None) == (found.state == "open" and found.decision is not None)
    assert found.settled == (found.state in ("accepted", "false_positive", "fixed"))
    assert found.present == (sighting is not None)


@given(HISTORIES, SIGHTINGS, TODAYS, st.integers(0, 6))
def test_comments_change_nothing(
    history: list[DecisionRecord], sighting: Sighting | None, today: dt.date, place: int
) -> None:
    with_words = [*history[:place], decision("comment"), *history[place:]]
    one, two = standing(history, sighting, today), standing(with_words, sighting, today)
    assert (one.state, one.reopened, one.overdue) == (two.state, two.reopened, two.overdue)


@given(HISTORIES, SIGHTINGS, TODAYS, TODAYS)
def test_time_alone_never_settles(
    history: list[DecisionRecord], sighting: Sighting | None, today: dt.date, later: dt.date
) -> None:
    early, late = sorted([today, later])
    if not standing(history, sighting, early).settled:
        assert not standing(history, sighting, late).settled


@given(HISTORIES, SIGHTINGS, TODAYS)
def test_only_the_last_decision_counts(
    history: list[DecisionRecord], sighting: Sighting | None, today: dt.date
) -> None:
    last = [one for one in history if one.kind != "comment"][-1:]
    one, two = standing(history, sighting, today), standing(last, sighting, today)
    assert (one.state, one.reopened, one.evidence_changed) == (two.state, two.reopened, two.evidence_changed)
