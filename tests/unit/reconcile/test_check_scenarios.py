"""Every registered check finds, passes and cannot tell where it should, and says so in whole sentences."""

from __future__ import annotations

import banner_scenarios
import check_scenarios
import consent_scenarios
import document_scenarios
import pytest
import row_scenarios
from check_scenarios import Case
from reconcile_builders import tiny_base

from auditor.models.common import CheckResult
from auditor.models.result import AuditResult, CheckOutcome
from auditor.reconcile.check import Check
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.runner import reconcile

BASE = tiny_base()
_SETS = (check_scenarios, banner_scenarios, consent_scenarios, document_scenarios, row_scenarios)
FOUND = {name: case for cases in _SETS for name, case in cases.FOUND.items()}
PASSED = {name: case for cases in _SETS for name, case in cases.PASSED.items()}
NOT_APPLICABLE = {name: case for cases in _SETS for name, case in cases.NOT_APPLICABLE.items()}
CANNOT_TELL = {name: case for cases in _SETS for name, case in cases.CANNOT_TELL.items()}
IDS = [check.INFO.id for check in CHECKS]


def _run(check_id: str, case: Case) -> tuple[AuditResult, CheckOutcome]:
    """The result with this check alone, so that nothing swallows its findings."""
    alone: list[Check] = [check for check in CHECKS if check.INFO.id == check_id]
    result = reconcile(case.observation, case.declaration, base=BASE, checks=alone)
    return result, result.checks[0]


@pytest.mark.parametrize("check_id", IDS)
def test_finds(check_id: str) -> None:
    assert check_id in FOUND, "a new check needs a case in which it finds"
    case = FOUND[check_id]
    result, outcome = _run(check_id, case)
    assert (outcome.result, outcome.reason) == ("found", None)
    assert [(one.subject.name, one.severity) for one in result.findings] == [(case.subject, case.severity)]
    finding = result.findings[0]
    assert finding.evidence
    assert outcome.findings == (finding.id,)
    assert finding.legal, "a finding says which rule it touches"
    for words in finding.texts.values():
        for text in (words.title, words.explanation, words.remedy):
            assert "{" not in text
            assert "  " not in text
            assert " ," not in text


@pytest.mark.parametrize("check_id", IDS)
def test_passes_and_may_not_apply(check_id: str) -> None:
    assert check_id in PASSED, "a new check needs a case in which it passes"
    expected: list[tuple[dict[str, Case], CheckResult]] = [(PASSED, "passed"), (NOT_APPLICABLE, "not_applicable")]
    for cases, result in expected:
        if check_id in cases:
            audited, outcome = _run(check_id, cases[check_id])
            assert (outcome.result, audited.findings) == (result, ())


@pytest.mark.parametrize("check_id", IDS)
def test_cannot_tell(check_id: str) -> None:
    assert check_id in CANNOT_TELL, "a new check needs a case in which it cannot tell"
    result, outcome = _run(check_id, CANNOT_TELL[check_id])
    assert (outcome.result, result.findings) == ("cannot_tell", ())
    assert outcome.reason is not None
    assert outcome.reason.endswith(".")


def test_no_case_is_of_a_check_that_is_not_registered() -> None:
    for cases in (FOUND, PASSED, NOT_APPLICABLE, CANNOT_TELL):
        assert set(cases) <= set(IDS)
