"""Under each law: what findings cite holds there, and the exemption for measuring is told as that law has it."""

from __future__ import annotations

import re
from itertools import product

import pytest
from check_scenarios import ADS, FOUND, GS, Case
from consent_scenarios import AFTER, audit, case
from reconcile_builders import request, state, tiny_base

from auditor.knowledge.jurisdictions import jurisdiction, jurisdiction_ids, provisions_under
from auditor.knowledge.laws import applies, in_force, laws
from auditor.models.result import AuditResult
from auditor.reconcile.check import Check, CheckInfo
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.runner import reconcile

BASE = tiny_base()
DAY = FOUND["undeclared_vendor"].observation.started_at.date()

#: Checks that rest on guidance of one country alone: elsewhere they cite it for want of another, and it says so itself.
OF_ONE_COUNTRY = {"excessive_lifetime": {"fr"}}


def audited(check_id: str, tried: Case, law: str) -> AuditResult:
    alone = [check for check in CHECKS if check.INFO.id == check_id]
    return reconcile(tried.observation, tried.declaration, base=BASE, checks=alone, law=law)


@pytest.mark.parametrize(
    ("info", "law"),
    [(check.INFO, law) for check, law in product(CHECKS, jurisdiction_ids())],
    ids=[f"{check.INFO.id}-{law}" for check, law in product(CHECKS, jurisdiction_ids())],
)
def test_every_check_cites_what_holds_under_the_law(info: CheckInfo, law: str) -> None:
    cited = provisions_under(info.legal, law, DAY)
    assert cited
    if law in OF_ONE_COUNTRY.get(info.id, {law}):
        assert [one.id for one in cited if not applies(one, law) or not in_force(one, DAY)] == []
    own = [name for name in info.legal if laws()[name].topic == "device"]
    if own and law != "eu":
        assert any(one.topic == "device" and one.jurisdictions == (law,) for one in cited)


@pytest.mark.parametrize("law", jurisdiction_ids())
def test_findings_name_no_other_countrys_law(law: str) -> None:
    tried = FOUND["cookie_before_consent"]
    (finding,) = audited("cookie_before_consent", tried, law).findings
    foreign = {
        word for one in laws().values() if law not in one.jurisdictions and "eu" not in one.jurisdictions
        for word in one.provision.values()
    }  # fmt: skip
    assert foreign.isdisjoint(entry.provision for entry in finding.legal)


def told(law: str, *requests: str) -> dict[str, str]:
    seen = case(audit(state("before", cookies=(GS,), requests=tuple(request(url) for url in requests)), AFTER))
    (finding,) = audited("analytics_before_consent", seen, law).findings
    return {language: words.explanation for language, words in finding.texts.items()}


@pytest.mark.parametrize("law", [law for law in jurisdiction_ids() if jurisdiction(law).measurement.exempt])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_condition_is_listed_with_what_was_seen_of_it(law: str, language: str) -> None:
    ends = {
        "nl": ("niets gezien dat daartegen", "zie de bevindingen over de verklaring", "van buitenaf niet te zien"),
        "en": ("nothing seen that speaks", "see the findings on the statement", "cannot be seen from outside"),
    }[language]
    outcome = dict(zip(("observation", "declaration", "nobody"), ends, strict=True))
    linked = {"nl": "daartegen spreekt een koppeling met advertenties (gigant-ads.test)",
              "en": "against that speaks a link with advertising (gigant-ads.test)"}[language]  # fmt: skip
    long = {"nl": "daartegen spreekt een langer leven (_gs)", "en": "against that speaks a longer life (_gs)"}[language]
    without, beside = told(law)[language], told(law, ADS)[language]
    for condition in jurisdiction(law).measurement.conditions:
        said = long if "long_lived" in condition.against else outcome[condition.seen_by]
        assert f"{condition.says[language]}: {said}" in without
        said = linked if "linked" in condition.against else said
        assert f"{condition.says[language]}: {said}" in beside
    assert not re.search(r"\s{2}|\.\.", without + beside)


@pytest.mark.parametrize("law", [law for law in jurisdiction_ids() if not jurisdiction(law).measurement.exempt])
def test_where_nothing_is_exempt_no_condition_is_told(law: str) -> None:
    words = told(law)
    assert jurisdiction(law).measurement.rule["nl"] in words["nl"]
    assert "voorwaarden" not in words["nl"]
    assert not re.search(r"\s{2}", "".join(words.values()))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.INFO.id)
def test_the_words_of_a_check_hold_under_every_law(check: Check) -> None:
    """What differs from one country to another stands in its file; a manual is named where the text relies on it."""
    if check.INFO.id == "outdated_analytics_guidance":
        return
    texts = " ".join(f"{one.title} {one.explanation} {one.remedy}" for one in check.INFO.texts.values())
    assert not re.search(r"11\.7a|TDDDG|CNIL|Autoriteit|\bAP\b|\bNederland\b|Dutch law|German law|French law", texts)
