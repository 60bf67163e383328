"""Choices on real consent managers and home-made banners, held against what is true of each site."""

from __future__ import annotations

import asyncio

import pytest

from auditor.models.common import ConsentState
from auditor.models.observation import Observation
from tests.consent.by_hand import faults
from tests.consent.server import MANAGERS, installed
from tests.consent.sites import all_sites, manager_sites
from tests.consent.table import STATES, Row, crawl_all, lines

needs_managers = pytest.mark.skipif(not installed(), reason="the consent managers are not installed; run ./test")

#: A manager with rules of autoconsent's, and a banner of nobody else's make.
FEW = ("klaro", "bicycle_repair")


def _rows(names: tuple[str, ...] | None, states: tuple[ConsentState, ...] = STATES) -> list[Row]:
    return list(crawl_all([site for site in all_sites() if names is None or site.name in names], states))


@pytest.mark.browser
@needs_managers
def test_choices_on_a_manager_and_a_home_made_banner_are_proved_by_their_effect() -> None:
    rows = _rows(FEW)
    assert [row.site.name for row in rows] == list(FEW)
    assert {row.site.name: row.faults for row in rows if row.faults} == {}
    for row in rows:
        assert [_outcome(row.observation, state) for state in STATES[1:]] == ["verified"] * 3
        assert row.effects == {"rejected": "none", "accepted": "all", "withdrawn": "none"}


@pytest.mark.browser
@pytest.mark.long
@needs_managers
def test_every_choice_on_every_site_ends_as_it_is_true_of_the_site() -> None:
    rows = _rows(None)
    print("\n".join(lines(rows)))
    assert len(rows) == len(all_sites()) >= 40
    assert {row.site.name: row.faults for row in rows if row.faults} == {}


@pytest.mark.browser
@pytest.mark.long
@needs_managers
def test_a_person_finds_on_the_managers_sites_what_is_said_of_them() -> None:
    found = asyncio.run(faults())
    assert len(found) == len(manager_sites()) >= 14
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@needs_managers
def test_every_folder_is_a_site_and_no_two_share_a_name_or_an_address() -> None:
    sites = all_sites()
    assert {folder.name for folder in MANAGERS.iterdir() if folder.is_dir()} == {site.name for site in manager_sites()}
    assert len({site.name for site in sites}) == len({site.url for site in sites}) == len(sites)


def _outcome(observation: Observation, state: ConsentState) -> str | None:
    seen = observation.state(state)
    return seen.choice.outcome if seen is not None and seen.choice is not None else None
