"""What holds for every result, on every site of the matrix and its twin: evidence and quotes stand where they are
said to stand, and the order of what was seen and claimed changes nothing."""

from __future__ import annotations

import random

import pytest

from auditor.reconcile.runner import reconcile
from declarations.reader import read
from tests.scenarios.matrix.audited import with_twins
from tests.scenarios.matrix.description import Description, descriptions
from tests.scenarios.matrix.recorded import observed
from tests.unit.reconcile.result_properties import assert_all_is_there, mixed, plain

SITES = with_twins(descriptions())


@pytest.mark.long
@pytest.mark.parametrize("site", SITES, ids=[one.site for one in SITES])
def test_evidence_and_quotes_are_there_and_order_changes_nothing(site: Description) -> None:
    observation = observed(site)
    declaration = read(list(observation.documents), observation.site.registrable_domain)
    result = reconcile(observation, declaration, law=site.law)
    assert_all_is_there(result, observation, declaration)
    again = reconcile(*mixed(observation, declaration, random.Random(site.site)), law=site.law)
    assert plain(result) == plain(again)
