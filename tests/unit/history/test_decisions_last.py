"""A reviewer's decision follows a finding into later audits of a real store, and reopens when it has to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from history_builders import evidence, finding, outcome, result

from auditor.history.decisions import Sighting, Standing, standing
from auditor.manifest import write_manifest
from auditor.models.files import to_json
from auditor.models.result import AuditResult, Finding
from auditor.review.web import standings
from auditor.store.store import Store, open_store

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    with open_store(None, tmp_path / "data") as opened:
        yield opened


def audit(store: Store, folder: Path, *found: Finding, days: float = 0) -> str:
    """Keep an audit that began ``days`` from now."""
    made: AuditResult = result(*found, checks=(outcome("cookie_before_consent", "found" if found else "passed"),))
    began = NOW + dt.timedelta(days=days)
    seen = made.observation.model_copy(update={"started_at": began, "finished_at": began})
    made = made.model_copy(update={"observation": seen})
    folder.mkdir()
    (folder / "result.json").write_text(to_json(made), encoding="utf-8")
    write_manifest(folder)
    return store.save_audit(folder, made)


def stands(store: Store) -> Standing | None:
    """Where the one finding of the latest audit stands."""
    latest = store.latest(store.sites()[0])
    assert latest is not None
    found = standings.of_audit(store, latest)
    return found[0].standing if found else None


@pytest.mark.parametrize("kind", ["accepted", "false_positive"])
def test_it_follows_the_finding_and_reopens_with_other_evidence(store: Store, tmp_path: Path, kind: str) -> None:
    first = finding()
    audit(store, tmp_path / "1", first, days=-3)
    site = store.sites()[0]
    store.decide(site, first.id, kind, "Sanne", reason="bekend", expires=None)  # type: ignore[arg-type]
    audit(store, tmp_path / "2", finding(items=(evidence(note="other words"),), severity="minor"), days=1)
    later = stands(store)
    assert later is not None
    assert (later.state, later.reopened) == (kind, None)
    audit(store, tmp_path / "3", finding(items=(evidence(), evidence("_gs_more"))), days=2)
    changed = stands(store)
    assert changed is not None
    assert (changed.state, changed.reopened) == ("open", "evidence_changed")
    store.decide(site, first.id, kind, "Sanne", reason="ook dit")  # type: ignore[arg-type]
    again = stands(store)
    assert again is not None
    assert again.state == kind


def test_fixed_is_open_again_when_a_later_audit_sees_it(store: Store, tmp_path: Path) -> None:
    first = finding()
    audit(store, tmp_path / "1", first, days=-3)
    site = store.sites()[0]
    store.decide(site, first.id, "fixed", "Sanne")
    assert stands(store).state == "fixed"  # type: ignore[union-attr]
    audit(store, tmp_path / "2", days=1)
    assert stands(store) is None
    latest = store.latest(site)
    assert latest is not None
    assert [one.standing.state for one in standings.gone(store, site, latest)] == ["fixed"]
    audit(store, tmp_path / "3", first, days=2)
    assert stands(store).reopened == "seen_again"  # type: ignore[union-attr]


def test_an_acceptance_expires(store: Store, tmp_path: Path) -> None:
    first = finding()
    audit(store, tmp_path / "1", first, days=-3)
    site = store.sites()[0]
    today = NOW.date()
    store.decide(site, first.id, "accepted", "Sanne", reason="even", expires=today)
    history = store.decisions(site, first.id)
    seen = Sighting(store.findings(store.latest(site) or "")[0].evidence_sha256, NOW)
    assert standing(history, seen, today).state == "accepted"
    assert standing(history, seen, today + dt.timedelta(days=1)).reopened == "expired"


def test_work_in_hand_reopens_when_something_else_is_seen(store: Store, tmp_path: Path) -> None:
    first = finding()
    audit(store, tmp_path / "1", first, days=-3)
    due = NOW.date() + dt.timedelta(days=9)
    store.decide(store.sites()[0], first.id, "to_fix", "Sanne", owner="Joris", due=due)
    audit(store, tmp_path / "2", finding(items=(evidence("_gs2"),)), days=1)
    later = stands(store)
    assert later is not None
    assert (later.state, later.reopened, later.decision) == ("open", "evidence_changed", 0)
