"""The words of findings: whole sentences in both languages, whatever the site and its names are like."""

from __future__ import annotations

import re

import banner_scenarios
import check_scenarios
import consent_scenarios
import document_scenarios
import pytest
import row_scenarios
from check_scenarios import AID, SBP, seen
from reconcile_builders import claim, cookie, declaration, defect, observation, setter, state, tiny_base

from auditor.models.consent import ConsentSurface
from auditor.models.result import AuditResult, Finding
from auditor.reconcile.naming import CLAIM_KEYS
from auditor.reconcile.runner import reconcile
from auditor.reconcile.texts import plain

BASE = tiny_base()

FOUND = {
    name: case
    for cases in (check_scenarios, banner_scenarios, consent_scenarios, document_scenarios, row_scenarios)
    for name, case in cases.FOUND.items()
}

#: Names of claims, as a subject has them: no words for a reader.
_KEY = re.compile(
    rf"\b(?:{'|'.join(sorted(CLAIM_KEYS))}):\w|\b(?:{'|'.join(key for key in CLAIM_KEYS if '_' in key)})\b"
)


def _found(result: AuditResult, check: str) -> Finding:
    return next(one for one in result.findings if one.check == check)


def _sentences(finding: Finding) -> list[str]:
    return [text for one in finding.texts.values() for text in (one.title, one.explanation, one.remedy)]


@pytest.mark.parametrize("check", sorted(FOUND))
def test_no_sentence_shows_our_own_names_or_gaps(check: str) -> None:
    case = FOUND[check]
    for finding in reconcile(case.observation, case.declaration, base=BASE).findings:
        for text in _sentences(finding):
            assert not _KEY.search(text), text
            assert not re.search(r"  | [.,;)]|\(\)|[{}]|,,|\.\.(?!\.)|: ?\.|\bNone\b", text), text
            assert text == text.strip(), text


def test_where_no_vendor_is_known_no_sentence_names_one() -> None:
    unknown = cookie("xyzzy", domain="advies.test")
    denied = claim("no_category", category=["third_party"])
    finding = _found(reconcile(seen(cookies=(unknown,)), declaration(denied), base=BASE), "no_category_contradicted")
    assert "xyzzy (in the one visit" in finding.texts["en"].explanation


def test_a_vendor_is_not_said_to_own_what_it_does_not() -> None:
    unknown = cookie("xyzzy", domain="advies.test")
    denied = claim("no_category", category=["third_party"])
    texts = _found(
        reconcile(seen(cookies=(unknown, AID)), declaration(denied), base=BASE), "no_category_contradicted"
    ).texts
    assert "AID and xyzzy, among others of Gigant Ads" in texts["en"].explanation
    assert "AID en xyzzy, onder meer van Gigant Ads" in texts["nl"].explanation


def test_names_that_mean_harm_stay_on_their_line() -> None:
    hostile = "{limits}\n\u202eevil\x00" + "x" * 150
    odd = cookie(hostile, domain="advies.test", setter=setter("https://advies.test/"))
    for finding in reconcile(seen(cookies=(odd,)), declaration(claim("no_cookies")), base=BASE).findings:
        for text in _sentences(finding):
            assert not set("\n\u202e\x00") & set(text)
            assert "x" * 100 not in text
    assert plain("a\tb\u200bc\n d") == "a b c d"


def test_a_contradiction_shows_both_statements() -> None:
    against = defect("contradiction", "Wij gebruiken geen cookies.", detail="Onze cookies meten het bezoek.")
    result = reconcile(observation(), declaration(defects=(against,)), base=BASE)
    text = _found(result, "contradictory_policy").texts["nl"].explanation
    assert "“Wij gebruiken geen cookies.” en “Onze cookies meten het bezoek.”" in text


def test_a_missing_banner_names_whom_it_concerns() -> None:
    bare = observation(state(cookies=(SBP,)), consent=ConsentSurface(kind="none"))
    text = _found(reconcile(bare, declaration(), base=BASE), "missing_banner").texts["nl"].explanation
    assert "_sbp, van Smoelen Pixel (in het ene bezoek van deze audit)" in text
