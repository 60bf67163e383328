"""What the audit before could not see is taken from those before it, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

from history_builders import finding, outcome, policy, result

from auditor.history.changes import compare
from auditor.history.last_known import asked, last_known
from auditor.models.result import AuditResult

ONE, TWO = finding(name="_gs"), finding(check="undeclared_cookie", name="_tw")
LOOKED = (outcome(ONE.check, "found"), outcome(TWO.check, "passed"))
BLIND = (outcome(ONE.check, "cannot_tell", "no banner"), outcome(TWO.check, "passed"))


def test_what_a_blind_audit_did_not_see_is_not_new_afterwards() -> None:
    first, blind, third = result(ONE, checks=LOOKED), result(checks=BLIND), result(ONE, checks=LOOKED)
    assert compare(blind, third).new
    known = last_known(third, [blind, first])
    assert known is not None
    assert not compare(known, third).anything


def test_what_went_away_meanwhile_is_told_afterwards() -> None:
    passed = (outcome(ONE.check, "passed"), outcome(TWO.check, "passed"))
    first, blind, third = result(ONE, checks=LOOKED), result(checks=BLIND), result(checks=passed)
    assert not compare(blind, third).anything
    known = last_known(third, [blind, blind, first])
    assert known is not None
    assert [change.finding for change in compare(known, third).gone] == [ONE]


def test_a_text_that_could_not_be_read_meanwhile_is_not_new() -> None:
    text, unread = policy("Wij plaatsen cookies."), policy("")
    first, blind = result(documents=(text,)), result(documents=(unread,))
    known = last_known(first, [blind, first])
    assert known is not None
    assert not compare(known, first).anything
    changed = result(documents=(policy("Wij plaatsen geen cookies."),))
    known = last_known(changed, [blind, first])
    assert known is not None
    assert [change.kind for change in compare(known, changed).policies] == ["changed"]


def test_audits_by_other_settings_complete_nothing() -> None:
    def by_law(law: str, found: AuditResult) -> AuditResult:
        return found.model_copy(update={"law": law})

    blind = result(checks=BLIND)
    first, third = by_law("de", result(ONE, checks=LOOKED)), result(ONE, checks=LOOKED)
    assert asked(first) != asked(blind) == asked(third)
    assert last_known(third, [blind, first]) == blind


def test_no_more_audits_are_read_than_needed() -> None:
    read: list[int] = []

    def earlier(*results: AuditResult) -> Iterator[AuditResult]:
        for number, one in enumerate(results):
            read.append(number)
            yield one

    seeing, blind = result(ONE, checks=LOOKED), result(checks=BLIND)
    assert last_known(seeing, earlier(seeing, seeing, seeing)) == seeing
    assert read == [0]
    # The later one is as blind: there is nothing to complete for.
    assert last_known(blind, earlier(blind, seeing)) == blind
    assert read == [0, 0]
    last_known(seeing, earlier(blind, seeing, seeing))
    assert read == [0, 0, 0, 1]
    assert last_known(seeing, []) is None
