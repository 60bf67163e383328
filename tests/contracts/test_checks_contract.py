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
from auditor.reconcile.explain import FILE as EXPLAINED
from auditor.reconcile.explain import page
from auditor.reconcile.judged_by import CLAIMS, DEFECTS, FILE, VERDICT_ONLY, table
from auditor.reconcile.judges import JUDGES
from auditor.reconcile.swallowing import ORDERS

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
    assert set(CLAIMS) | set(VERDICT_ONLY) == types
    assert not set(CLAIMS) & set(VERDICT_ONLY)
    assert all(CLAIMS.values())


@pytest.mark.parametrize("kind", sorted(CLAIMS))
def test_the_checks_of_a_claim_type_ask_for_it(kind: ClaimType) -> None:
    needs = {check.INFO.id: check.INFO.needs for check in CHECKS}
    asking = {name for name, need in needs.items() if kind in (*need.claims, *need.more_claims)}
    assert set(CLAIMS[kind]) <= asking


def test_every_defect_kind_is_reported_by_exactly_the_checks_that_ask_for_it() -> None:
    assert set(DEFECTS) == set(get_args(DefectKind))
    for kind, named in DEFECTS.items():
        assert set(named) == {check.INFO.id for check in CHECKS if kind in check.INFO.needs.defects}


def test_the_table_in_the_documentation_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == table(), "run: python -m auditor.reconcile.judged_by"


def test_the_page_of_all_explanations_is_current() -> None:
    assert EXPLAINED.read_text(encoding="utf-8") == page(), "run: python -m auditor.reconcile.explain"


def test_no_check_stands_twice_in_the_order_of_swallowing() -> None:
    names = [name for order in ORDERS for rank in order for name in rank]
    assert len(names) == len(set(names))
