"""From audits to receivers: what is told, when, and that nothing is lost or told twice."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from auditor.schedule import notices
from auditor.schedule.notices import make_notices, send_notices
from auditor.schedule.sending import SENDERS, webhook
from auditor.schedule.sending.outcome import Letter, Outcome
from auditor.store.store import Store
from tests.unit.schedule.notices.notice_builders import (
    KEY,
    KEY_BYTES,
    Desk,
    Got,
    Hook,
    Standing,
    company,
    failed,
    hook_table,
    kept,
    verified,
)
from tests.unit.store.store_builders import audit_result


def waiting(store: Store) -> list[dict[str, Any]]:
    return [one.body for one in store.outbox.listed("waiting")]


def made(desk: Desk) -> list[dict[str, Any]]:
    """What is made now, and out of the way afterwards."""
    make_notices(desk)
    bodies = waiting(desk.store)
    while (message := desk.store.outbox.take("hook", together=False)) is not None:
        desk.store.outbox.delivered(message)
    return bodies


# What is told


def test_the_first_audit_then_only_what_changed(desk: Desk, store: Store) -> None:
    desk.receivers(hook_table(1))
    first = kept(store, 0)
    (body,) = made(desk)
    whole = audit_result().findings
    assert (body["event"], body["counts"]["new"], body["compared_with"]) == ("first", len(whole), None)
    assert [one["id"] for one in body["findings"]["new"]] == [one.id for one in whole]
    assert body["findings"]["new"][0]["title"] == {name: text.title for name, text in whole[0].texts.items()}
    kept(store, 1)
    assert made(desk) == []
    third = kept(store, 2, left_out=1)
    (body,) = made(desk)
    assert (body["event"], body["audit"]["id"]) == ("changed", third.id)
    assert body["compared_with"]["id"] != first.id
    assert [one["id"] for one in body["findings"]["gone"]] == [whole[0].id]
    assert (body["counts"]["new"], body["counts"]["gone"]) == (0, 1)
    assert make_notices(desk) is None


def test_a_site_that_cannot_be_audited_any_more_and_then_again(desk: Desk, store: Store, clock: Standing) -> None:
    desk.receivers(hook_table(1))
    kept(store, 0)
    made(desk)
    failed(store, "No answer\x1b[2J from the site.")
    (body,) = made(desk)
    assert (body["event"], body["reason"]) == ("unreachable", "No answer [2J from the site.")
    clock.move(days=1)
    failed(store)
    assert made(desk) == []
    kept(store, 500)
    (body,) = made(desk)
    assert (body["event"], body["counts"]["new"], body["counts"]["gone"]) == ("again", 0, 0)
    unvisited = company(501)
    seen = unvisited.observation.model_copy(update={"outcome": "failed", "reason": "The site did not answer."})
    kept(store, result=unvisited.model_copy(update={"observation": seen}))
    (body,) = made(desk)
    assert (body["event"], body["reason"]) == ("unreachable", "The site did not answer.")


def test_what_was_measured_otherwise_is_no_change_of_the_site(desk: Desk, store: Store) -> None:
    desk.receivers(hook_table(1))
    kept(store, 0)
    made(desk)
    other = company(1, left_out=1)
    settings = other.observation.settings.model_copy(update={"pages": 50})
    seen = other.observation.model_copy(update={"settings": settings})
    kept(store, result=other.model_copy(update={"observation": seen}))
    (body,) = made(desk)
    assert (body["event"], body["asked_otherwise"]) == ("measured_otherwise", True)
    assert [one["what"] for one in body["measured_otherwise"]] == ["pages"]
    # Otherwise measured, and nothing found otherwise: nothing to tell.
    kept(store, 2, left_out=1)
    assert made(desk) == []


def test_least_severity_and_sites(desk: Desk, store: Store) -> None:
    severities = {one.severity for one in audit_result().findings}
    assert {"info", "critical"} & severities
    lightest = audit_result().findings[-1]
    desk.receivers(hook_table(1, severity="serious"), hook_table(1, "all"), hook_table(1, "no", sites=["x.example"]))
    kept(store, 0)
    make_notices(desk)
    assert {one.receiver for one in store.outbox.listed("waiting")} == {"hook", "all"}
    for one in store.outbox.listed("waiting"):
        if one.receiver == "hook":
            assert {found["severity"] for found in one.body["findings"]["new"]} <= {"critical", "serious"}
    assert lightest.severity not in ("critical", "serious")
    kept(store, result=company(1, findings=audit_result().findings[:-1]))
    make_notices(desk)
    latest = [one for one in store.outbox.listed("waiting") if one.body["event"] == "changed"]
    assert [one.receiver for one in latest] == ["all"]


def test_links_lead_to_the_review_application(desk: Desk, store: Store) -> None:
    desk.receivers(hook_table(1, review="https://review.example/"))
    first, second = kept(store, 0), kept(store, 1, left_out=1)
    bodies = sorted(made(desk), key=lambda body: str(body["audit"]["started_at"]))
    site = f"https://review.example/sites/{first.site_id}"
    assert bodies[0]["links"] == {"site": site, "audit": f"https://review.example/audits/{first.id}"}
    assert bodies[1]["links"]["changes"] == f"{site}/changes?old={first.id}&new={second.id}"


def test_hostile_names_are_cleaned_in_what_is_kept(desk: Desk, store: Store) -> None:
    desk.receivers(hook_table(1))
    hostile = "\r\nX: y\u202e<b>\x00" + "z" * 5000
    finding = audit_result().findings[0]
    texts = {name: text.model_copy(update={"title": hostile}) for name, text in finding.texts.items()}
    subject = finding.subject.model_copy(update={"name": hostile})
    bad = finding.model_copy(update={"texts": texts, "title": hostile, "subject": subject})
    kept(store, result=company(0, findings=(bad,)))
    (body,) = made(desk)
    (found,) = body["findings"]["new"]
    for text in (*found["title"].values(), found["subject"]):
        assert text.isprintable()
        assert len(text) <= 300
        assert "[U+202E]" in text


def test_an_audit_that_a_later_one_overtook_is_told_no_more(desk: Desk, store: Store) -> None:
    desk.receivers(hook_table(1))
    kept(store, 0)
    kept(store, 9, left_out=2)
    assert sorted(body["event"] for body in made(desk)) == ["changed", "first"]
    kept(store, 5, left_out=1)
    assert made(desk) == []
    assert store.outbox.unnoticed(9) == ()


def test_who_is_the_first_to_be_told_is_told_of_what_comes_later(store: Store, tmp_path: Path, clock: Standing) -> None:
    """And a machine whose auditor.toml names nobody takes nothing from those that another one names."""
    desk, without = Desk(store, tmp_path / "auditor.toml"), Desk(store, tmp_path / "other.toml")
    without.config.write_text("")
    desk.config.write_text(f"[[notices]]\n{hook_table(1)}")
    kept(store, 0)
    assert made(desk) == []
    assert store.outbox.unnoticed(9) == ()
    kept(store, 500, left_out=1)
    assert make_notices(without) is None
    assert make_notices(Desk(store, None)) is None
    assert [body["event"] for body in made(desk)] == ["changed"]


def test_a_result_that_is_gone(desk: Desk, store: Store, clock: Standing) -> None:
    desk.receivers(hook_table(1))
    first = kept(store, 0)
    made(desk)
    kept(store, 1, left_out=1)
    path = store.file(first, "result.json")
    assert path is not None
    path.unlink()
    (body,) = made(desk)
    assert (body["event"], body["reason"]) == ("uncompared", "The earlier audits cannot be read any more.")
    assert body["counts"]["new"] == 0
    lost = kept(store, 399, left_out=2)
    path = store.file(lost, "result.json")
    assert path is not None
    hidden = path.rename(path.with_suffix(".away"))
    clock.now = dt.datetime(2027, 4, 4, 12, 5, tzinfo=dt.UTC)
    assert lost.finished_at is not None
    assert clock.now - lost.finished_at < dt.timedelta(days=1)
    assert made(desk) == []
    hidden.rename(path)
    assert [body["event"] for body in made(desk)] == ["changed"]


# Sending


def test_a_receiver_that_is_down_for_an_hour_has_each_notice_once(
    desk: Desk, store: Store, clock: Standing, hook: Hook
) -> None:
    desk.receivers(hook_table(hook.port), hook_table(hook.port, "mirror"))
    ids = [kept(store, 0).id, kept(store, 1, left_out=1).id]
    make_notices(desk)
    up = clock.now + dt.timedelta(hours=1)
    hook.answer = lambda _: (503 if clock.now < up else 204, {})
    while clock.now < up:
        send_notices(desk)
        clock.move(minutes=1)
        if len(ids) < 5:
            ids.append(kept(store, len(ids), left_out=len(ids)).id)
            make_notices(desk)
    in_vain = len(hook.got)
    # Two receivers, each asked after 0, 1, 3, 7, 15 and 31 minutes.
    assert in_vain == 12
    for _ in range(70):
        send_notices(desk)
        clock.move(minutes=1)
    taken = hook.got[in_vain:]
    assert all(verified(got) for got in hook.got)
    assert len({got.id for got in taken}) == len(taken) == 10
    assert sorted(got.said["data"]["audit"]["id"] for got in taken) == sorted(ids * 2)
    tried: dict[str, set[bytes]] = {}
    for got in hook.got:
        tried.setdefault(got.id, set()).add(got.body)
    assert all(len(bodies) == 1 for bodies in tried.values())
    assert store.outbox.count() == {"waiting": 0, "given_up": 0, "sent": 10}


def test_one_receiver_that_fails_holds_no_other_up(desk: Desk, store: Store, hook: Hook) -> None:
    desk.receivers(hook_table(1, "dead"), hook_table(hook.port))
    kept(store, 0)
    kept(store, 1, left_out=1)
    make_notices(desk)
    assert send_notices(desk) == "messages: 2 delivered, 1 put off"
    assert {one.receiver for one in store.outbox.listed("waiting")} == {"dead"}


def test_two_processes_at_once_make_and_send_once(either: Store, tmp_path: Path, hook: Hook) -> None:
    desk = Desk(either, tmp_path / "auditor.toml").receivers(hook_table(hook.port))
    ids = [kept(either, day, left_out=day).id for day in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: make_notices(desk), range(4)))
        list(pool.map(lambda _: send_notices(desk), range(4)))
    send_notices(desk)
    assert sorted(got.said["data"]["audit"]["id"] for got in hook.got) == sorted(ids)


def test_a_crash_between_making_and_sending_and_in_the_middle_of_it(
    desk: Desk, store: Store, clock: Standing, hook: Hook
) -> None:
    desk.receivers(hook_table(hook.port))
    kept(store, 0)
    make_notices(desk)
    make_notices(desk)

    def power_cut(receiver: Any, letter: Letter, now: dt.datetime) -> Outcome:
        webhook.send(receiver, letter, now)
        raise SystemExit

    with pytest.raises(SystemExit):
        send_notices(desk, {**SENDERS, "webhook": power_cut})
    assert send_notices(desk) is None
    clock.move(minutes=11)
    assert send_notices(desk) == "messages: 1 delivered"
    # It was taken and the answer was never noted: a twin, and the receiver can tell by the id.
    assert len(hook.got) == 2
    assert hook.got[0].id == hook.got[1].id
    assert hook.got[0].body == hook.got[1].body


def test_a_digest_is_one_message_at_its_time(desk: Desk, store: Store, clock: Standing, hook: Hook) -> None:
    desk.receivers(hook_table(hook.port, when="daily", hour=8, zone="UTC"))
    clock.now = dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC)
    ids = [kept(store, 0).id, kept(store, 1, left_out=1).id]
    make_notices(desk)
    assert send_notices(desk) is None
    clock.now = dt.datetime(2027, 5, 2, 8, tzinfo=dt.UTC)
    kept(store, 2, left_out=2)
    make_notices(desk)
    hook.answer = lambda _: (503, {})
    send_notices(desk)
    hook.answer = lambda _: (204, {})
    clock.move(minutes=1)
    send_notices(desk)
    refused, taken = hook.got
    assert (refused.id, refused.body) == (taken.id, taken.body)
    assert taken.said["type"] == "notices.digest"
    assert [one["audit"]["id"] for one in taken.said["data"]["notices"]] == ids
    clock.now = dt.datetime(2027, 5, 3, 8, tzinfo=dt.UTC)
    send_notices(desk)
    assert len(hook.got) == 3
    assert hook.got[2].id != taken.id


def test_gone_for_good_is_given_up_and_can_be_tried_again(desk: Desk, store: Store, hook: Hook) -> None:
    desk.receivers(hook_table(hook.port))
    kept(store, 0)
    make_notices(desk)
    hook.answer = lambda _: (410, {})
    assert send_notices(desk) == "messages: 1 given up"
    assert [one.error for one in store.outbox.listed("given_up")] == [
        "The receiver answered that it is gone for good (410)."
    ]
    hook.answer = lambda _: (204, {})
    assert send_notices(desk) is None
    assert store.outbox.retry() == 1
    assert send_notices(desk) == "messages: 1 delivered"


def test_a_receiver_that_refuses_everything_is_left_alone_for_the_round(
    desk: Desk, store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.receivers(hook_table(hook.port))
    monkeypatch.setattr(notices, "_REFUSALS", 2)
    for day in range(4):
        kept(store, day, left_out=day)
    make_notices(desk)
    hook.answer = lambda _: (400, {})
    assert send_notices(desk) == "messages: 2 put off"
    assert len(hook.got) == 2


def test_a_fault_of_ours_loses_nothing(desk: Desk, store: Store, clock: Standing, hook: Hook) -> None:
    desk.receivers(hook_table(hook.port))
    kept(store, 0)
    make_notices(desk)

    def broken(*_: object) -> Outcome:
        raise TypeError(KEY)

    assert send_notices(desk, {**SENDERS, "webhook": broken}) == "messages: 1 put off"
    assert store.outbox.listed("waiting")[0].error == "A fault of ours (TypeError)."
    clock.move(minutes=1)
    assert send_notices(desk) == "messages: 1 delivered"


def test_no_secret_is_in_the_store_or_a_log(
    desk: Desk, store: Store, hook: Hook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk.receivers(hook_table(hook.port), hook_table(1, "dead"))
    kept(store, 0)
    hook.answer = lambda _: (500, {"x-echo": KEY})
    with capture_logs() as logged, caplog.at_level("DEBUG", logger="auditor"), caplog.at_level("INFO"):
        make_notices(desk)
        send_notices(desk)
    assert {entry["event"] for entry in logged} == {"notice"}
    with sqlite3.connect(tmp_path / "auditor.db") as database:
        dumped = "\n".join(database.iterdump())
    assert "It could not be reached" in dumped
    for text in (dumped, str(logged), caplog.text):
        assert not re.search(
            "|".join(map(re.escape, (KEY, KEY[6:], KEY_BYTES.decode(), "hidden-in-the-address"))), text
        )
        assert "echo-back" not in text


def test_got_is_verified_only_with_its_key(hook: Hook, desk: Desk, store: Store) -> None:
    desk.receivers(hook_table(hook.port))
    kept(store, 0)
    make_notices(desk)
    send_notices(desk)
    (got,) = hook.got
    assert verified(got)
    assert not verified(Got(got.headers, got.body + b" "))
