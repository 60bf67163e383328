from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from auditor.models import common, consent, document, observation, result
from reports.text import DOMAINS, LANGUAGES, catalog, texts

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

#: Calls that name a key outright, and those that put it together from a beginning and a name.
_WHOLE = re.compile(r'\b_?t(?:\.html|\.count)?\(\s*"([a-z_0-9.]+)"\s*[,)]')
_COUNTED = re.compile(r'\bt\.count\(\s*"([a-z_0-9.]+)"')
_LITERAL = re.compile(r'["\']([a-z_]+(?:\.[a-z_0-9]+)+)["\']')
_BEGINNING = re.compile(r'["\']([a-z_]+(?:\.[a-z_]+)*)\.(?:\{|["\'] ~)')
_GROUP = re.compile(r'\bword\(\s*"([a-z_]+)"')


def sources() -> str:
    files = [*sorted(REPORTS.rglob("*.html")), *sorted(REPORTS.rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_language_has_the_same_keys() -> None:
    assert set(texts("nl")) == set(texts("en"))


def test_every_key_is_in_one_catalog_once() -> None:
    for language in LANGUAGES:
        keys = [m.id if isinstance(m.id, str) else m.id[0] for d in DOMAINS for m in catalog(language, d) if m.id]
        assert sorted(keys) == sorted(set(keys))
        for domain in DOMAINS:
            raw = (REPORTS / "locales" / language / "LC_MESSAGES" / f"{domain}.po").read_text(encoding="utf-8")
            written = re.findall(r'^msgid "(.+)"$', raw, flags=re.MULTILINE)
            assert len(written) == len(set(written))
            assert "fuzzy" not in raw


def test_no_text_is_empty_and_all_have_the_plural_forms_of_their_language() -> None:
    for language in LANGUAGES:
        for domain in DOMAINS:
            own = catalog(language, domain)
            for message in own:
                if message.id:
                    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
                    assert all(form and str(form).strip() for form in forms), message.id
                    assert not isinstance(message.id, tuple) or len(forms) == own.num_plurals, message.id
            assert own.num_plurals == 2


def test_every_language_fills_in_the_same_values() -> None:
    for key in texts("nl"):
        both = [[names(form) for form in texts(language).forms(key)] for language in LANGUAGES]
        wide = [set().union(*forms) for forms in both]
        assert wide[0] == wide[1], key
        # A form for one thing may say the number in a word; else every form fills in the same.
        assert all(found | {"n"} == wide[0] | {"n"} for forms in both for found in forms), key


def test_no_text_reaches_into_what_is_filled_in() -> None:
    for language in LANGUAGES:
        for key in texts(language):
            assert all(name.isidentifier() for form in texts(language).forms(key) for name in names(form)), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", VOCABULARIES)
def test_every_word_of_the_documents_has_words(language: common.ReportLanguage, group: str) -> None:
    missing = [name for name in get_args(VOCABULARIES[group]) if f"{group}.{name}" not in texts(language)]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_is_asked_for_exists(language: common.ReportLanguage) -> None:
    asked, counted = set(_WHOLE.findall(sources())), set(_COUNTED.findall(sources()))
    assert len(asked) > 100
    assert counted
    assert [key for key in sorted(asked) if key not in texts(language)] == []
    assert [key for key in sorted(counted) if len(texts(language).forms(key)) != 2] == []


def test_no_key_is_left_that_nobody_asks_for() -> None:
    text = sources()
    literal = set(_WHOLE.findall(text)) | set(_LITERAL.findall(text)) | set(_COUNTED.findall(text))
    groups = {"value", *_BEGINNING.findall(text), *_GROUP.findall(text)}
    unused = [key for key in texts("nl") if key not in literal and not any(key.startswith(f"{g}.") for g in groups)]
    assert unused == []


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    assert texts("nl").number(1234567) == "1.234.567"
    assert texts("en").number(1234567) == "1,234,567"
    assert texts("nl").count("summary.visits", 1) == "één bezoek"
    assert texts("en").count("summary.visits", 3) == "3 visits"
    assert texts("nl").count("more_rows", 12345) == "en nog 12.345 regels in result.json"
    assert [texts(one).decimal(1234.56) for one in LANGUAGES] == ["1.234,6", "1,234.6"]
    assert [texts(one).decimal(2.04) for one in LANGUAGES] == ["2", "2"]
    at = observation.UtcTime.__origin__(2026, 3, 4)  # type: ignore[attr-defined]
    assert [texts(one).day(at) for one in LANGUAGES] == ["4 maart 2026", "4 March 2026"]


def test_a_key_that_is_not_there_is_a_fault_and_no_text() -> None:
    for ask in (
        lambda: texts("nl")("no.such"),
        lambda: texts("nl").count("no.such", 2),
        lambda: texts("en").forms("x"),
    ):
        with pytest.raises(KeyError):
            ask()
    with pytest.raises(KeyError):
        texts("nl").count("page.title", 2)  # it has no plural forms


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert texts("en")("page.title", host="{host.__class__} %(n)s").endswith("{host.__class__} %(n)s")


def test_the_words_acquit_nobody() -> None:
    acquittals = re.compile(r"(?i)violation|compliant|overtreding|voldoet aan|in orde|all clear|infringe|inbreuk")
    for language in LANGUAGES:
        found = [key for key in texts(language) if any(map(acquittals.search, texts(language).forms(key)))]
        assert found == []
