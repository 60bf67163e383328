"""What differs between two audits: findings, third parties, and how they were measured."""

from __future__ import annotations

import time

import pytest
from history_builders import evidence, finding, outcome, result, third
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.history.changes import Changes, compare
from auditor.models.common import SEVERITIES
from auditor.models.result import AuditResult, Finding

ONE, TWO = finding(name="_gs"), finding(check="undeclared_cookie", name="_tw", severity="moderate")


def test_an_audit_against_itself() -> None:
    same = compare(result(ONE, TWO), result(ONE, TWO))
    assert not same.anything
    assert [change.finding for change in same.unchanged] == [ONE, TWO]
    assert same.measures == ()


def test_new_and_gone_are_each_other_reversed() -> None:
    there = compare(result(ONE, checks=(outcome(TWO.check, "passed"), outcome(ONE.check, "found"))), result(ONE, TWO))
    assert ([change.finding for change in there.new], there.gone, there.untold) == ([TWO], (), ())
    assert there.new[0].looked_before
    back = compare(result(ONE, TWO), result(ONE, checks=(outcome(TWO.check, "passed"), outcome(ONE.check, "found"))))
    assert ([change.finding for change in back.gone], back.new, back.untold) == ([TWO], (), ())


@pytest.mark.parametrize(
    "checks",
    [(), (outcome(TWO.check, "cannot_tell", "the banner was not refused"),), (outcome(TWO.check, "errored", "fault"),)],
)
def test_what_was_not_looked_for_is_not_gone(checks: tuple[object, ...]) -> None:
    found = compare(result(TWO), result(checks=checks))
    assert found.gone == ()
    assert [change.finding for change in found.untold] == [TWO]
    assert found.untold[0].reason == (checks[0].reason if checks else None)  # type: ignore[attr-defined]


def test_a_new_finding_that_the_earlier_audit_could_not_see_says_so() -> None:
    found = compare(result(checks=(outcome(TWO.check, "cannot_tell", "no table"),)), result(TWO))
    assert not found.new[0].looked_before
    assert found.new[0].reason == "no table"


def test_what_a_changed_finding_differs_in() -> None:
    more = finding(items=(evidence(), evidence("_gs2")), severity="critical", states=("before", "rejected"))
    (change,) = compare(result(ONE), result(more)).changed
    assert set(change.aspects) == {"severity", "evidence", "states"}
    assert ([item.name for item in change.evidence_added], change.evidence_removed) == (["_gs2"], ())
    assert (change.before, change.finding) == (ONE, more)


def test_ids_in_names_do_not_make_evidence_other() -> None:
    old = finding(items=(evidence("_sess.1234567890"),))
    new = finding(items=(evidence("_sess.9876543210", note="asks for 2 years"),))
    assert compare(result(old), result(new)).changed == ()


def test_names_without_end_cost_little() -> None:
    began = time.monotonic()
    for name in ("z" * 200_000, "a1" * 100_000, "1" * 200_000, "a_" * 100_000):
        assert compare(result(finding(items=(evidence(name),))), result(ONE)).anything
    assert time.monotonic() - began < 5


def test_vendors_by_product_else_by_domain() -> None:
    old = result(third_parties=(third("a.gigant.test", "gigant_ads"), third("cdn.oud.test"), third("x.blijft.test")))
    new = result(third_parties=(third("b.gigant.test", "gigant_ads"), third("y.blijft.test"), third("nieuw.test")))
    changes = compare(old, new)
    assert [one.key for one in changes.new_vendors] == ["nieuw.test"]
    assert [one.key for one in changes.gone_vendors] == ["oud.test"]


def test_hosts_of_one_vendor_come_together() -> None:
    hosts = (third("b.gigant.test", "gigant_ads"), third("a.gigant.test", "gigant_ads", ("accepted",)))
    (party,) = compare(result(), result(third_parties=hosts)).new_vendors
    assert (party.hosts, party.states) == (("a.gigant.test", "b.gigant.test"), ("accepted", "before"))


def test_other_measures_are_told() -> None:
    found = compare(result(law="nl"), result(law="eu"))
    assert [(one.what, one.old, one.new) for one in found.measures] == [("law", "nl", "eu")]
    assert not found.anything


def test_severity_for_failing() -> None:
    risen = finding(severity="critical")
    changes = compare(result(finding(severity="minor")), result(risen, TWO))
    assert [one.finding for one in changes.new_at_least("serious")] == [risen]
    assert [one.finding for one in changes.new_at_least("moderate")] == [TWO, risen]
    assert compare(result(TWO), result(TWO)).new_at_least("info") == ()


FINDINGS = st.lists(
    st.builds(
        lambda check, name, severity, items: finding(check, name, severity, tuple(map(evidence, items))),
        st.sampled_from(["cookie_before_consent", "undeclared_cookie", "cookie_after_reject"]),
        st.sampled_from(["_gs", "_tw", "uid"]),
        st.sampled_from(SEVERITIES),
        st.lists(st.sampled_from(["_gs", "_tw", "a\x00\u202e", "=1+1"]), max_size=3),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)
RESULTS = st.builds(
    lambda found, other: result(*found, checks=tuple(outcome(check, how) for check, how in other.items())),
    FINDINGS,
    st.dictionaries(
        st.sampled_from(["cookie_before_consent", "undeclared_cookie", "cookie_after_reject"]),
        st.sampled_from(["found", "passed", "cannot_tell", "errored", "not_applicable"]),
    ),
)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _kinds(changes: Changes) -> dict[str, str]:
    groups = (changes.new, changes.gone, changes.untold, changes.changed, changes.unchanged)
    listed = [(change.finding.id, change.kind) for group in groups for change in group]
    assert len(listed) == len(dict(listed)), "a finding stands in one list only"
    return dict(listed)


@SOME
@given(RESULTS, RESULTS)
def test_each_finding_stands_in_one_list(old: AuditResult, new: AuditResult) -> None:
    kinds = _kinds(compare(old, new))
    before, after = {one.id for one in old.findings}, {one.id for one in new.findings}
    assert kinds.keys() == before | after
    assert all((kind == "new") == (key in after - before) for key, kind in kinds.items())
    assert all((kind in ("gone", "untold")) == (key in before - after) for key, kind in kinds.items())


@SOME
@given(RESULTS)
def test_nothing_differs_from_itself(one: AuditResult) -> None:
    assert not compare(one, one).anything


@SOME
@given(RESULTS, RESULTS)
def test_reversed_the_same_findings_differ(old: AuditResult, new: AuditResult) -> None:
    there, back = _kinds(compare(old, new)), _kinds(compare(new, old))
    turned = {"new": {"gone", "untold"}, "gone": {"new"}, "untold": {"new"}}
    assert all(back[key] in turned.get(kind, {kind}) for key, kind in there.items())


@SOME
@given(FINDINGS, st.randoms(use_true_random=False))
def test_order_does_not_count(found: list[Finding], random: object) -> None:
    other = list(found)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert not compare(result(*found), result(*other)).anything
