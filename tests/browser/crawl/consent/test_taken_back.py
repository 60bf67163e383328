"""What is deleted with the consent is gone in the observation, and a record that nobody understands grants nothing."""

from __future__ import annotations

import pytest

from auditor.knowledge.vendors import vendors
from auditor.models.common import ConsentState
from auditor.models.observation import Observation, StateObservation
from auditor.reconcile.facts import Facts
from tests.consent.sites import all_sites
from tests.consent.table import crawl_all

pytestmark = pytest.mark.browser

#: All that the site stores, besides cookies; it deletes it when consent is refused or taken back.
KEYS = {"voile_source", "voile_visiteur", "voile_parcours", "voile_mesures"}


@pytest.fixture(scope="module")
def observed() -> Observation:
    (row,) = crawl_all([site for site in all_sites() if site.name == "sailing_club_fr"])
    assert row.faults == ()
    return row.observation


def _state(observed: Observation, name: ConsentState) -> StateObservation:
    state = observed.state(name)
    assert state is not None
    return state


def _outcomes(state: StateObservation) -> dict[str, str]:
    return {entry.key: entry.outcome for entry in state.storage if entry.key in KEYS}


def test_what_was_deleted_with_the_consent_is_told_and_is_no_left_over(observed: Observation) -> None:
    assert _outcomes(_state(observed, "accepted")) == dict.fromkeys(KEYS, "stored")
    assert _outcomes(_state(observed, "withdrawn")) == dict.fromkeys(KEYS, "deleted")
    left = {thing.name for thing in Facts(observed, vendors()).leftovers("withdrawn")}
    assert not left & KEYS


def test_what_is_written_before_the_choice_is_still_seen(observed: Observation) -> None:
    assert _outcomes(_state(observed, "before")) == {"voile_source": "stored"}
    assert _outcomes(_state(observed, "rejected")) in ({}, {"voile_source": "deleted"})


def test_a_newer_value_that_is_not_understood_leaves_no_consent_standing(observed: Observation) -> None:
    def stored(name: ConsentState) -> list[bool | None]:
        return [one.grants for one in _state(observed, name).records if one.source.startswith("cookie ")]

    assert stored("accepted") == [True]
    assert stored("rejected") == [False]
    assert stored("withdrawn") == []
