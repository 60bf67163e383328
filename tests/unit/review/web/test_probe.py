"""``/healthz``: what a monitor gets without signing in, and that it gets nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from review_site import LOCAL, SHARED, client, company, local_client, shared_client, with_account
from starlette.applications import Starlette
from starlette.testclient import TestClient

from auditor.errors import StoreError
from auditor.review.web import probe, routes
from auditor.review.web.app import create_app
from auditor.review.web.probe import Probe
from auditor.store.fleet_records import ScheduleRecord
from auditor.store.insight import Insight
from auditor.store.store import Store


def due(store: Store, ago: timedelta) -> None:
    now = datetime.now(UTC)
    store.fleet.schedule(
        ScheduleRecord(
            site_id=company(store).id, rule="every week", zone="UTC", added_at=now, next_due_at=now - ago
        )
    )  # fmt: skip


def test_it_answers_without_a_session_a_known_name_or_a_cookie(store: Store) -> None:
    with_account(store)
    for browser in (shared_client(store), local_client(store)):
        for headers in ({"host": "10.0.0.9:8642"}, {"host": "evil.example"}, {"x-forwarded-for": "198.51.100.7"}):
            answer = browser.get("/healthz", headers=headers)
            assert answer.status_code == 200
            assert answer.json() == {"status": "ok", "store": "ok", "engine": "none", "due_lag_seconds": 0}
            assert "set-cookie" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
            assert "ketting" not in answer.text
    assert shared_client(store).get("/healthz/x", headers={"host": "evil.example"}).status_code == 400
    assert shared_client(store).post("/healthz").status_code in (400, 405)


@pytest.mark.parametrize("settings", [LOCAL, SHARED])
def test_it_is_the_only_address_outside_the_checks_besides_our_own_files(store: Store, settings: Any) -> None:
    with_account(store)
    known = {page.path for page in routes.PAGES}
    assert {one.path for one in create_app(store, settings).routes} - known == {"/static/{name}", "/healthz"}  # type: ignore[attr-defined]


def test_what_is_due_for_long_degrades_it(store: Store) -> None:
    due(store, timedelta(minutes=5))
    early = local_client(store).get("/healthz")
    assert early.json()["status"] == "ok"
    assert 300 <= early.json()["due_lag_seconds"] < 330
    due(store, timedelta(minutes=20))
    late = local_client(store).get("/healthz")
    assert (late.status_code, late.json()["status"]) == (200, "degraded")


@pytest.mark.parametrize(("alive", "engine", "status"), [(True, "running", "ok"), (False, "stopped", "degraded")])
def test_the_engine_of_this_process_is_told(store: Store, alive: bool, engine: str, status: str) -> None:
    with TestClient(Starlette(routes=[Probe(store, lambda: alive).route])) as browser:
        assert browser.get("/healthz").json()["engine"] == engine
        assert browser.get("/healthz").json()["status"] == status


@pytest.mark.parametrize("error", [StoreError("postgresql://bo:hunter2@db is gone"), RuntimeError("inside")])
def test_a_store_out_of_reach_is_503_and_says_nothing_of_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(self: Insight) -> None:
        raise error

    monkeypatch.setattr(Insight, "due_since", fails)
    answer = local_client(store).get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "store": "unreachable"}


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A store that does not answer; the moments at which it was asked."""
    asked: list[float] = []
    go = threading.Event()

    def hangs(self: Insight) -> None:
        asked.append(time.monotonic())
        go.wait(10)

    monkeypatch.setattr(Insight, "due_since", hangs)
    monkeypatch.setattr(probe, "PATIENCE", 0.2)
    yield asked
    go.set()


def test_a_store_that_hangs_is_503_soon_and_is_not_asked_again_meanwhile(store: Store, hanging: list[float]) -> None:
    with client(store, LOCAL, "http://127.0.0.1:8642") as browser:
        for _ in range(3):
            answer = browser.get("/healthz")
            assert (answer.status_code, answer.json()["store"]) == (503, "silent")
    assert len(hanging) == 1


def test_many_who_ask_cost_the_store_one_question(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(Insight, "due_since", lambda self: asked.append(1))
    with local_client(store) as browser:
        for _ in range(50):
            assert browser.get("/healthz").status_code == 200
    assert len(asked) <= 1 + 50 // 10
