"""Decisions are only ever added, each bound to the one before; two who decide at once both find their place."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.errors import InputError, StoreError
from auditor.models.result import Evidence
from auditor.store.chain import FIRST
from auditor.store.database import Database
from auditor.store.fingerprint import evidence_digest
from auditor.store.records import SiteRecord
from auditor.store.store import Store
from tests.unit.store.store_builders import audit_result, write_audit


@pytest.fixture
def site(store: Store) -> SiteRecord:
    return store.add_site("https://www.ketting.example/")


def test_a_decision_keeps_what_was_said_and_follows_the_one_before(store: Store, site: SiteRecord) -> None:
    day = dt.date(2026, 6, 1)
    first = store.decide(site, "f1", "to_fix", "Ada", owner="Bob", due=day, expires=day)
    second = store.decide(
        site, "f1", "accepted", "Ada", reason="Niet van ons\0\x1b", expires=day, evidence_sha256="e" * 64
    )
    other = store.decide(site, "f2", "comment", "Bob", reason="Even kijken")
    assert (first.owner, first.due, first.expires, first.previous_sha256) == ("Bob", day, None, FIRST)
    assert (second.reason, second.due, second.expires) == ("Niet van ons", None, day)
    assert (second.previous_sha256, other.previous_sha256) == (first.sha256, FIRST)
    assert store.decisions(site, "f1") == (first, second)
    assert store.decisions(site) == (first, second, other)
    assert store.tampered(site) == ()


@pytest.mark.parametrize("kind", ["accepted", "false_positive", "comment"])
def test_what_needs_a_reason_is_refused_without(store: Store, site: SiteRecord, kind: str) -> None:
    with pytest.raises(InputError):
        store.decide(site, "f1", kind, "Ada", reason=" ")  # type: ignore[arg-type]
    with pytest.raises(InputError):
        store.decide(site, "f1; DROP TABLE decisions", "fixed", "Ada")
    with pytest.raises(InputError, match="longer than 10000"):
        store.decide(site, "f1", "comment", "Ada", reason="a" * 10_001)
    with pytest.raises(InputError, match="no such site"):
        store.decide(99, "f1", "fixed", "Ada")


def test_the_evidence_of_the_newest_audit_is_noted(store: Store, tmp_path: Path) -> None:
    result = audit_result()
    number = store.save_audit(write_audit(tmp_path / "audit", result), result)
    finding = store.findings(number)[0]
    audit = store.audit(number)
    assert audit is not None
    assert store.decide(audit.site_id, finding.finding_id, "fixed", "Ada").evidence_sha256 == finding.evidence_sha256


@pytest.mark.parametrize("statement", ["UPDATE decisions SET reason = 'anders'", "DELETE FROM decisions"])
def test_no_decision_can_be_changed_or_deleted(
    store: Store, database: Database, site: SiteRecord, statement: str
) -> None:
    store.decide(site, "f1", "comment", "Ada", reason="Zo is het")
    with pytest.raises(Exception, match="decisions are only ever added"), database.writing() as connection:
        connection.execute(text(statement))
    if not database.is_sqlite:
        with pytest.raises(StoreError, match="only ever added"), database.writing() as connection:
            connection.execute(text("TRUNCATE decisions"))
    assert [decision.reason for decision in store.decisions(site)] == ["Zo is het"]


def test_a_change_behind_the_back_shows(store: Store, database: Database, site: SiteRecord) -> None:
    for reason in ("een", "twee", "drie"):
        store.decide(site, "f1", "comment", "Ada", reason=reason)
    store.decide(site, "f2", "comment", "Ada", reason="vier")
    with database.writing() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER decisions_no_update"))
        else:
            connection.execute(text("ALTER TABLE decisions DISABLE TRIGGER decisions_no_change"))
        connection.execute(text("UPDATE decisions SET reason = 'anders' WHERE reason = 'twee'"))
    assert store.tampered(site) == ("f1",)


def test_those_who_decide_at_once_both_find_their_place(store: Store, site: SiteRecord) -> None:
    start = threading.Barrier(4)

    def decide(name: str) -> None:
        start.wait()
        for count in range(5):
            store.decide(site, "f1", "comment", name, reason=str(count))

    threads = [threading.Thread(target=decide, args=(f"Ada {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.decisions(site, "f1")) == 20
    assert store.tampered(site) == ()


def test_corrections_are_bound_to_a_text(store: Store, site: SiteRecord) -> None:
    first = store.correct(site, "a" * 64, "claims: []", "Ada")
    second = store.correct(site, "b" * 64, "claims: [no_cookies]", "Ada")
    assert store.corrections(site) == (first, second)
    assert store.corrections(site, "b" * 64) == (second,)
    with pytest.raises(InputError):
        store.correct(site, "short", "claims: []", "Ada")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (
            lambda item: item.model_copy(update={"page": "https://x.example/", "note": "again"}),
            True,
        ),
        (lambda item: item.model_copy(update={"name": item.name + "_9f8e7d6c5b4a"}), False),
        (lambda item: item.model_copy(update={"host": "ander.example"}), False),
        (lambda item: item.model_copy(update={"state": "rejected"}), False),
    ],
)
def test_evidence_counts_by_what_it_is_not_where_it_was_seen(
    change: Callable[[Evidence], Evidence], same: bool
) -> None:
    finding = next(one for one in audit_result().findings if one.evidence and one.evidence[0].state != "rejected")
    changed = finding.model_copy(update={"evidence": (change(finding.evidence[0]), *finding.evidence[1:])})
    assert (evidence_digest(changed) == evidence_digest(finding)) is same


def test_identifiers_in_names_do_not_change_the_evidence() -> None:
    finding = audit_result().findings[0]

    def named(*names: str) -> str:
        items = tuple(Evidence(kind="cookie", name=name, host="x.example", state="before") for name in names)
        return evidence_digest(finding.model_copy(update={"evidence": items}))

    assert named("_hjSession_1234567", "_ga") == named("_ga", "_hjSession_7654321")
    assert named("_ga") != named("_gid")
