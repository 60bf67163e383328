"""The checks of what the documents are and tell: their traps, and what they say."""

from __future__ import annotations

import pytest
from check_scenarios import NO_DOCUMENTS, Case
from document_scenarios import CANNOT_TELL, FOUND, GRAVITY, NOT_APPLICABLE, PASSED, TRAPS
from reconcile_builders import tiny_base

from auditor.models.observation import Observation
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.runner import reconcile
from reports.facts import said
from reports.text import texts

BASE = tiny_base()


@pytest.mark.parametrize("name", TRAPS)
def test_nobody_is_accused_of(name: str) -> None:
    check, expected, case = TRAPS[name]
    alone = [one for one in CHECKS if one.INFO.id == check]
    result = reconcile(case.observation, case.declaration, base=BASE, checks=alone)
    assert (result.checks[0].result, result.findings) == (expected, ())


@pytest.mark.parametrize(("seen", "severity"), GRAVITY.values(), ids=GRAVITY)
def test_a_missing_policy_is_as_grave_as_what_the_site_does(seen: Observation, severity: str) -> None:
    alone = [one for one in CHECKS if one.INFO.id == "missing_policy"]
    result = reconcile(seen, NO_DOCUMENTS, base=BASE, checks=alone)
    assert [one.severity for one in result.findings] == [severity]


def _words(case: Case, check: str, language: str) -> str:
    alone = [one for one in CHECKS if one.INFO.id == check]
    finding = reconcile(case.observation, case.declaration, base=BASE, checks=alone).findings[0]
    return finding.texts["nl" if language == "nl" else "en"].explanation


def test_what_is_missing_is_named() -> None:
    assert "niet gevonden: waar men kan klagen." in _words(FOUND["incomplete_policy"], "incomplete_policy", "nl")
    assert "read: where to complain." in _words(FOUND["incomplete_policy"], "incomplete_policy", "en")


def test_the_date_and_its_words_are_shown() -> None:
    text = _words(FOUND["stale_policy"], "stale_policy", "en")
    assert "“Laatst gewijzigd op die dag.”" in text
    assert "2023-02-28" in text


def test_the_languages_are_named() -> None:
    assert "zijn in het Nederlands; /privacy is in het Engels" in _words(
        FOUND["foreign_language_policy"], "foreign_language_policy", "nl"
    )


def test_every_reason_and_note_is_said_in_dutch() -> None:
    cases = [one for group in (FOUND, PASSED, NOT_APPLICABLE, CANNOT_TELL) for one in group.values()]
    english: set[str] = set()
    for case in (*cases, *(case for _, _, case in TRAPS.values())):
        result = reconcile(case.observation, case.declaration, base=BASE)
        english |= {one.reason for one in result.checks if one.reason}
        english |= {one.note for finding in result.findings for one in finding.evidence if one.note}
    assert {one for one in english if said(one, texts("nl")) == one} == set()
