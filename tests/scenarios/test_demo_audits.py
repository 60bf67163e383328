"""The demo's companies and their repaired twins, audited with a real browser, against their scenario files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from demo_scenarios import Scenario, differences, reading_differences, scenarios, twin_differences

from auditor.config import AuditSettings
from auditor.demo.internet import DemoInternet
from auditor.models.declaration import Declaration
from auditor.models.files import load
from auditor.models.result import AuditResult
from auditor.pipeline import audit_sites

pytestmark = pytest.mark.browser

SCENARIOS = scenarios()

#: Results with their folders, by the name of the company.
Audits = dict[str, tuple[AuditResult, Path]]


#: The twins that guard every change; those of the others are audited by the long batteries.
GUARDING = (SCENARIOS[0], SCENARIOS[-1])


def _audited(names: Sequence[str], folder: Path, *, repaired: bool) -> Audits:
    with DemoInternet(repaired) as internet:
        settings = AuditSettings(resolve=internet.resolve, ignore_https_errors=True)
        results = audit_sites([internet.urls[name] for name in names], settings, folder, lambda *step: None)
        return dict(zip(names, results, strict=True))


def _names(chosen: Sequence[Scenario]) -> list[str]:
    return [scenario.site for scenario in chosen]


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return _audited(_names(SCENARIOS), tmp_path_factory.mktemp("companies"), repaired=False)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return _audited(_names(GUARDING), tmp_path_factory.mktemp("twins"), repaired=True)


@pytest.fixture(scope="module")
def further_twins(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return _audited(_names(SCENARIOS[1:-1]), tmp_path_factory.mktemp("further"), repaired=True)


def test_every_company_has_its_scenario() -> None:
    with DemoInternet() as internet:
        assert [scenario.site for scenario in SCENARIOS] == list(internet.urls)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.site)
def test_the_policy_is_read_as_it_was_written(scenario: Scenario, companies: Audits) -> None:
    _, folder = companies[scenario.site]
    assert reading_differences(scenario.declared, load(folder / "declaration.json", Declaration)) == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.site)
def test_the_findings_are_those_that_the_scenario_lists(scenario: Scenario, companies: Audits) -> None:
    result, _ = companies[scenario.site]
    assert differences(scenario, result) == []


@pytest.mark.parametrize("scenario", GUARDING, ids=lambda scenario: scenario.site)
def test_nothing_is_alleged_of_the_repaired_twin(scenario: Scenario, twins: Audits) -> None:
    _check_twin(scenario, twins)


@pytest.mark.long
@pytest.mark.parametrize("scenario", SCENARIOS[1:-1], ids=lambda scenario: scenario.site)
def test_nothing_is_alleged_of_the_other_repaired_twins(scenario: Scenario, further_twins: Audits) -> None:
    _check_twin(scenario, further_twins)


def _check_twin(scenario: Scenario, audits: Audits) -> None:
    result, _ = audits[scenario.site]
    assert result.observation.outcome == "complete"
    assert twin_differences(scenario, result) == []
