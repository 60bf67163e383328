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


#: Those that guard every change, with their twins; the others are audited by the long batteries.
GUARDING = (SCENARIOS[0], SCENARIOS[-1])
FURTHER = SCENARIOS[1:-1]


def _audited(names: Sequence[str], folder: Path, *, repaired: bool) -> Audits:
    with DemoInternet(repaired) as internet:
        settings = AuditSettings(resolve=internet.resolve, ignore_https_errors=True)
        results = audit_sites([internet.urls[name] for name in names], settings, folder, lambda *step: None)
        return dict(zip(names, results, strict=True))


def _names(chosen: Sequence[Scenario]) -> list[str]:
    return [scenario.site for scenario in chosen]


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return _audited(_names(GUARDING), tmp_path_factory.mktemp("companies"), repaired=False)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return _audited(_names(GUARDING), tmp_path_factory.mktemp("twins"), repaired=True)


@pytest.fixture(scope="module")
def further_companies(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return _audited(_names(FURTHER), tmp_path_factory.mktemp("companies"), repaired=False)


@pytest.fixture(scope="module")
def further_twins(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return _audited(_names(FURTHER), tmp_path_factory.mktemp("twins"), repaired=True)


def test_every_company_has_its_scenario() -> None:
    with DemoInternet() as internet:
        assert [scenario.site for scenario in SCENARIOS] == list(internet.urls)


@pytest.mark.parametrize("scenario", GUARDING, ids=lambda scenario: scenario.site)
def test_a_company_is_read_as_it_wrote_and_has_the_findings_of_its_scenario(
    scenario: Scenario, companies: Audits
) -> None:
    _check(scenario, companies)


@pytest.mark.parametrize("scenario", GUARDING, ids=lambda scenario: scenario.site)
def test_nothing_is_alleged_of_the_repaired_twin(scenario: Scenario, twins: Audits) -> None:
    _check_twin(scenario, twins)


@pytest.mark.long
@pytest.mark.parametrize("scenario", FURTHER, ids=lambda scenario: scenario.site)
def test_the_other_companies_have_the_findings_of_their_scenarios(
    scenario: Scenario, further_companies: Audits
) -> None:
    _check(scenario, further_companies)


@pytest.mark.long
@pytest.mark.parametrize("scenario", FURTHER, ids=lambda scenario: scenario.site)
def test_nothing_is_alleged_of_the_other_repaired_twins(scenario: Scenario, further_twins: Audits) -> None:
    _check_twin(scenario, further_twins)


def _check(scenario: Scenario, audits: Audits) -> None:
    result, folder = audits[scenario.site]
    assert reading_differences(scenario.declared, load(folder / "declaration.json", Declaration)) == []
    assert differences(scenario, result) == []


def _check_twin(scenario: Scenario, audits: Audits) -> None:
    result, _ = audits[scenario.site]
    assert result.observation.outcome == "complete"
    assert twin_differences(scenario, result) == []
