"""Audits that are started from the web: their progress, their end, and where they may not go."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import time
from pathlib import Path

import pytest
from report_samples import sample
from review_site import company, local_client, post, shared_client, sign_in, with_account
from starlette.testclient import TestClient

from auditor.config import AuditSettings
from auditor.manifest import write_manifest
from auditor.models.files import to_json
from auditor.models.result import AuditResult
from auditor.pipeline import Report
from auditor.review.auditing import Auditing
from auditor.review.web.app import create_app
from auditor.review.web.settings import ReviewSettings
from auditor.store.store import Store

RULES = ("*:443=127.0.0.1:9",)


async def quick(address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
    assert settings.public_only
    report("h", "visiting (before)", "1 of 5: \x1b[31m<b>")
    return await asyncio.to_thread(_written, folder)


def _written(folder: Path) -> AuditResult:
    folder.mkdir()
    result = sample()
    (folder / "result.json").write_text(to_json(result), encoding="utf-8")
    write_manifest(folder)
    return result


async def endless(address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
    report("h", "visiting (before)", "1 of 5")
    await asyncio.sleep(600)
    raise AssertionError


async def broken(address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
    raise RuntimeError("secret detail")


def browser(store: Store, audit: object, monkeypatch: pytest.MonkeyPatch, *, scheduled: bool = False) -> TestClient:
    monkeypatch.setattr(Auditing.__init__, "__defaults__", (2, audit))
    settings = ReviewSettings(local_name="bo", audits=AuditSettings(resolve=RULES), scheduled=scheduled)
    return TestClient(
        create_app(store, settings), base_url="http://127.0.0.1:8642", headers={"accept-language": "en"},
        follow_redirects=False,
    )  # fmt: skip


def until(store: Store, audit_id: str, state: str) -> None:
    for _ in range(200):
        audit = store.audit(audit_id)
        if audit is not None and audit.state == state:
            return
        time.sleep(0.05)
    raise AssertionError(store.audit(audit_id))


def started(answer: object) -> str:
    found = re.fullmatch(r"/audits/([0-9a-f-]{36})/progress", answer.headers["location"])  # type: ignore[attr-defined]
    assert found
    return found[1]


def test_a_new_site_is_listed_audited_and_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with browser(store, quick, monkeypatch) as client:
        number = started(post(client, "/start", address="www.nieuw.example"))
        until(store, number, "done")
        page = client.get(f"/audits/{number}/progress").text
    audit = store.audit(number)
    assert audit is not None
    assert (audit.source, audit.outcome) == ("web", sample().observation.outcome)
    assert store.site("www.nieuw.example") is not None
    assert "See what was found" in page
    assert "<b>" not in page
    assert "\x1b" not in page
    assert 'http-equiv="refresh"' not in page


def test_progress_is_asked_for_by_htmx_or_by_the_page_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with browser(store, endless, monkeypatch) as client:
        path = f"/sites/{company(store).id}/audits"
        number = started(post(client, path, seen="/start"))
        until(store, number, "running")
        page = client.get(f"/audits/{number}/progress").text
        piece = client.get(f"/audits/{number}/progress", headers={"HX-Request": "true"}).text.strip()
        assert started(post(client, path, seen="/start")) == number, "one audit of a site at a time"
        assert '<noscript><meta http-equiv="refresh"' in page
        assert piece.startswith('<div id="progress"')
        assert 'hx-trigger="every 1s"' in piece
        post(client, f"/audits/{number}/stop", seen=f"/audits/{number}/progress")
        stopped = store.audit(number)
    assert stopped is not None
    assert (stopped.state, stopped.error) == ("interrupted", "A reviewer stopped this audit.")


def test_what_the_application_stopped_is_audited_by_its_next_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with browser(store, endless, monkeypatch) as client:
        numbers = [started(post(client, "/start", address=f"https://s{n}.example/")) for n in range(3)]
        until(store, numbers[1], "running")
        assert store.audits_in("queued")[0].id == numbers[2], "two at a time"
    assert [(audit.id, audit.attempt) for audit in store.audits_in("queued")] == [(number, 1) for number in numbers]
    assert store.fleet.running() == ()
    with browser(store, quick, monkeypatch):
        for number in numbers:
            until(store, number, "done")


def test_two_names_of_one_domain_are_not_audited_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with browser(store, endless, monkeypatch) as client:
        first, second = (started(post(client, "/start", address=f"https://{n}.een.example/")) for n in ("a", "b"))
        until(store, first, "running")
        time.sleep(1.5)
        assert store.audits_in("queued")[0].id == second
        post(client, f"/audits/{first}/stop", seen=f"/audits/{first}/progress")
        until(store, second, "running")
        assert store.audit(first).state == "interrupted"  # type: ignore[union-attr]


def test_what_waits_can_be_stopped_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with browser(store, endless, monkeypatch) as client:
        first, second = (started(post(client, "/start", address=f"https://{n}.een.example/")) for n in ("a", "b"))
        until(store, first, "running")
        post(client, f"/audits/{second}/stop", seen=f"/audits/{second}/progress")
        assert store.audit(second).state == "interrupted"  # type: ignore[union-attr]


def test_what_is_due_is_audited_only_where_that_is_wanted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    scheduled = store.queue_audit(company(store), "schedule")
    web = store.queue_audit(store.add_site("https://web.example/"), "web")
    with browser(store, quick, monkeypatch):
        until(store, web.id, "done")
        time.sleep(1.5)
        assert store.audit(scheduled.id).state == "queued"  # type: ignore[union-attr]
    with browser(store, quick, monkeypatch, scheduled=True):
        until(store, scheduled.id, "done")


def test_a_reading_that_was_cut_short_is_interrupted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    left = store.begin_audit(company(store))
    clock = store.fleet._clock
    monkeypatch.setattr(store.fleet, "_clock", lambda: clock() + dt.timedelta(hours=1))
    with browser(store, quick, monkeypatch):
        until(store, left.id, "interrupted")


def test_a_fault_says_nothing_of_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with browser(store, broken, monkeypatch) as client:
        number = started(post(client, "/start", address="https://stuk.example/"))
        until(store, number, "failed")
        assert "secret" not in client.get(f"/audits/{number}/progress").text


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8642/", "localhost", "http://169.254.169.254/latest/", "10.0.0.1", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://192.168.1.1:8080/admin"],
)  # fmt: skip
def test_private_addresses_are_refused_before_anything_is_visited(store: Store, address: str) -> None:
    answer = post(local_client(store), "/start", address=address)
    assert answer.status_code == 422
    assert "not on the public internet" in answer.text
    assert store.audits_in("queued", "running") == ()
    assert len(store.sites()) == 1


@pytest.mark.parametrize("address", ["", "geen adres", "ftp://x.example/", "javascript:alert(1)"])
def test_what_is_no_address(store: Store, address: str) -> None:
    answer = post(local_client(store), "/start", address=address)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_reader_starts_and_stops_nothing(store: Store) -> None:
    with_account(store, role="reader")
    client = shared_client(store)
    sign_in(client)
    assert client.get("/start").status_code == 403
    for path in ("/start", f"/sites/{company(store).id}/audits", "/audits/x/stop", "/audits/x/read-again"):
        assert post(client, path, seen="/account", address="https://a.example/").status_code == 403
