"""What holds for every check: its name, its words, the rules it cites, and that nothing is left unjudged."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from auditor.knowledge.laws import laws
from auditor.models.common import ClaimType, DefectKind
from auditor.reconcile import checks as package
from auditor.reconcile.check import Check
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.judges import JUDGES
from auditor.reconcile.swallowing import ORDERS

#: The checks that allege something on account of a claim of a type. The others of these types are read only.
JUDGED_BY: dict[ClaimType, tuple[str, ...]] = {
    "no_cookies": ("no_cookies_contradicted", "contradictory_policy"),
    "no_category": ("no_category_contradicted", "contradictory_policy"),
    "only_categories": ("only_categories_contradicted", "first_party_only_contradicted"),
    "only_vendors": ("only_vendors_contradicted", "first_party_only_contradicted"),
    "no_vendor": ("no_vendor_contradicted", "contradictory_policy"),
    "embed": ("embed_claim_contradicted",),
    "storage_other": ("undeclared_storage",),
    "consent_prior": ("consent_promise_broken",),
    "consent_implied": ("implied_consent_wording",),
    "withdraw": ("missing_withdrawal", "ineffective_withdrawal"),
    "dnt": ("signal_ignored",),
    "banner": ("banner_claim_contradicted",),
    "no_banner": ("banner_claim_contradicted",),
    "lifetime": ("lifetime_exceeded", "session_cookie_persistent", "missing_lifetime"),
    "cookieless": ("cookieless_contradicted",),
    "local_resources": ("local_resources_contradicted",),
    "not_personal": ("ip_address_denied",),
    "no_sharing": ("sharing_denied_contradicted",),
    "data_location": ("eea_only_contradicted",),
    "completeness": ("incomplete_list",),
    "deferral": ("broken_policy_link",),
}

#: Claims that are read, marked and given a verdict, and on whose account alone no check alleges anything.
VERDICT_ONLY: frozenset[ClaimType] = frozenset(
    {
        "uses_cookies", "uses_category", "uses_vendor", "third_party_cookies", "consent_exempt", "ip_masked",
        "sharing_off", "processor_agreement", "no_cross_site", "legal_basis", "opt_out", "scope",
    }
)  # fmt: skip

#: Words of a judgement, which is a person's to make.
JUDGING = re.compile(r"(?i)overtred|schend|onrechtmatig|illega|violat|infring|unlawful|breach")


def _name(check: Check) -> str:
    return check.INFO.id


@pytest.mark.parametrize("check", CHECKS, ids=_name)
def test_a_check_bears_the_name_of_its_file(check: Check) -> None:
    assert check.__name__ == f"auditor.reconcile.checks.{check.INFO.id}"


@pytest.mark.parametrize("check", CHECKS, ids=_name)
def test_a_check_explains_itself(check: Check) -> None:
    text = check.__doc__ or ""
    first, _, rest = text.partition("\n\n")
    assert first.endswith(".")
    assert len(rest.strip()) > 100


@pytest.mark.parametrize("check", CHECKS, ids=_name)
def test_a_check_reports_in_plain_words_and_leaves_the_judgement_to_a_person(check: Check) -> None:
    for texts in check.INFO.texts.values():
        for text in (texts.title, texts.explanation, texts.remedy):
            assert not JUDGING.search(text), text
        assert "{limits}" in texts.explanation
        assert texts.remedy.endswith(".")
        assert not texts.title.endswith(".")


@pytest.mark.parametrize("check", CHECKS, ids=_name)
def test_a_check_cites_provisions_that_are_known(check: Check) -> None:
    assert check.INFO.legal
    assert set(check.INFO.legal) <= set(laws())


@pytest.mark.parametrize("check", CHECKS, ids=_name)
def test_a_check_that_looks_at_things_says_in_which_states(check: Check) -> None:
    needs = check.INFO.needs
    by_state = set(needs.collectors) - {"documents", "consent"}
    assert not by_state or needs.states
    assert not needs.states or by_state or "consent" in needs.collectors
    assert not set(needs.states) & set(needs.more_states)


def test_the_list_of_checks_is_complete() -> None:
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == {check.INFO.id for check in CHECKS}
    assert len(CHECKS) == len(files)


def test_every_claim_type_has_a_judge_and_a_check_or_a_verdict_only() -> None:
    types = set(get_args(ClaimType))
    assert set(JUDGES) == types
    assert set(JUDGED_BY) | VERDICT_ONLY == types
    assert not set(JUDGED_BY) & VERDICT_ONLY


@pytest.mark.parametrize("kind", sorted(JUDGED_BY))
def test_the_checks_of_a_claim_type_ask_for_it(kind: ClaimType) -> None:
    needs = {check.INFO.id: check.INFO.needs for check in CHECKS}
    asking = {name for name, need in needs.items() if kind in (*need.claims, *need.more_claims)}
    assert set(JUDGED_BY[kind]) <= asking


def test_every_defect_kind_has_a_check() -> None:
    assert {kind for check in CHECKS for kind in check.INFO.needs.defects} == set(get_args(DefectKind))


def test_no_check_stands_twice_in_the_order_of_swallowing() -> None:
    names = [name for order in ORDERS for rank in order for name in rank]
    assert len(names) == len(set(names))
