from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from auditor.models import common, consent, document, observation, result
from reports.text import LANGUAGES, texts

REPORTS = Path(__file__).parents[3] / "reports"

VOCABULARIES = {
    "claim": common.ClaimType,
    "defect": common.DefectKind,
    "verdict": common.Verdict,
    "severity": common.Severity,
    "severity_meaning": common.Severity,
    "state": common.ConsentState,
    "party": common.Party,
    "category": common.Category,
    "check": common.CheckResult,
    "check_meaning": common.CheckResult,
    "collector": common.CollectorKind,
    "page_outcome": observation.PageOutcome,
    "settled": observation.Settled,
    "region": document.Region,
    "document_outcome": document.DocumentOutcome,
    "button": consent.ButtonRole,
    "role": document.Document.model_fields["role"].annotation,
    "found_by": document.Document.model_fields["found_by"].annotation,
    "evidence": result.Evidence.model_fields["kind"].annotation,
    "storage": result.InventoryItem.model_fields["kind"].annotation,
    "event": result.TimelineEvent.model_fields["kind"].annotation,
    "completeness": result.StateSummary.model_fields["outcome"].annotation,
    "choice": consent.Choice.model_fields["outcome"].annotation,
    "build": observation.Browser.model_fields["build"].annotation,
    "third_party_cookies": observation.Browser.model_fields["third_party_cookies"].annotation,
    "picture": observation.Picture.model_fields["what"].annotation,
}


def test_every_language_has_the_same_keys() -> None:
    assert set(texts("nl")) == set(texts("en"))


def test_every_language_fills_in_the_same_values() -> None:
    for key in texts("nl"):
        names = [{name for _, name, _, _ in Formatter().parse(texts(language)(key)) if name} for language in LANGUAGES]
        assert names[0] == names[1], key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", VOCABULARIES)
def test_every_word_of_the_documents_has_words(language: common.ReportLanguage, group: str) -> None:
    missing = [name for name in get_args(VOCABULARIES[group]) if f"{group}.{name}" not in texts(language)]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_a_template_asks_for_exists(language: common.ReportLanguage) -> None:
    asked = set()
    for path in sorted(REPORTS.rglob("*.html")):
        asked |= set(re.findall(r'\bt\("([a-z_.]+)"[,)]', path.read_text(encoding="utf-8")))
    counted = set()
    for path in [*REPORTS.rglob("*.html"), *REPORTS.rglob("*.py")]:
        counted |= set(re.findall(r't\.count\("([a-z_.]+)"', path.read_text(encoding="utf-8")))
    assert asked
    assert counted
    assert [key for key in sorted(asked) if key not in texts(language)] == []
    assert [
        key for key in sorted(counted) if f"{key}.one" not in texts(language) or f"{key}.other" not in texts(language)
    ] == []


def test_numbers_are_written_as_the_language_does() -> None:
    assert texts("nl").number(1234567) == "1.234.567"
    assert texts("en").number(1234567) == "1,234,567"
    assert texts("nl").count("summary.visits", 1) == "één bezoek"
    assert texts("en").count("summary.visits", 3) == "3 visits"


def test_the_words_acquit_nobody() -> None:
    acquittals = re.compile(r"(?i)no violation|compliant|geen overtreding|voldoet aan|in orde|all clear")
    for language in LANGUAGES:
        assert [key for key in texts(language) if acquittals.search(texts(language)(key))] == []
