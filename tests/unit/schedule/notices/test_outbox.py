"""Notices in the store: made once, sent by one at a time, put off, given up, never lost. In both databases."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from auditor.store.fleet_records import Message, NewNotice
from auditor.store.store import Store
from tests.unit.schedule.notices.notice_builders import Standing, failed, kept, noted

BODY = {"event": "unreachable", "site": {"host": "ketting.example"}}


def new(store: Store, *receivers: str) -> list[NewNotice]:
    return [NewNotice(receiver=one, body=BODY, due_at=store.outbox.now()) for one in receivers]


def taken(store: Store, receiver: str = "hook", *, together: bool = False) -> Message:
    message = store.outbox.take(receiver, together=together)
    assert message is not None
    return message


def test_of_two_who_make_the_same_notices_at_once_one_does(either: Store) -> None:
    audits = [noted_later(either, f"a{number}.example") for number in range(5)]
    with ThreadPoolExecutor(8) as pool:
        for audit in audits:
            told = list(pool.map(lambda _, one=audit: either.outbox.make(one, new(either, "a", "b")), range(8)))
            assert told.count(True) == 1
    assert either.outbox.count()["waiting"] == 2 * len(audits)
    assert either.outbox.unnoticed(100) == ()


def noted_later(store: Store, host: str):  # type: ignore[no-untyped-def]
    return store.end_audit(store.queue_audit(store.add_site(host)).id, "failed", "No answer.")


def test_all_notices_of_an_audit_are_written_or_none(either: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash in the middle: the second row cannot be written."""
    audit = noted_later(either, "ketting.example")
    from auditor.store import outbox as module

    real, calls = module.unless_there, []

    def dies(*args: object) -> int:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(module, "unless_there", dies)
        with pytest.raises(KeyboardInterrupt):
            either.outbox.make(audit, new(either, "a", "b"))
    assert either.outbox.count()["waiting"] == 0
    assert [one.id for one in either.outbox.unnoticed(10)] == [audit.id]
    assert either.outbox.make(audit, new(either, "a", "b"))
    assert either.outbox.count()["waiting"] == 2


def test_two_senders_at_once_get_different_messages(either: Store) -> None:
    for number in range(12):
        noted(either, "hook", host=f"a{number}.example")
    with ThreadPoolExecutor(6) as pool:
        messages = [one for one in pool.map(lambda _: either.outbox.take("hook", together=False), range(20)) if one]
    assert len(messages) == len({one.notices[0].audit_id for one in messages})
    while (one := either.outbox.take("hook", together=False)) is not None:
        messages.append(one)
    assert len({one.notices[0].audit_id for one in messages}) == len(messages) == 12


def test_two_senders_at_once_share_no_notice_of_a_digest(either: Store) -> None:
    for number in range(10):
        noted(either, "hook", host=f"a{number}.example")
    with ThreadPoolExecutor(6) as pool:
        messages = [one for one in pool.map(lambda _: either.outbox.take("hook", together=True), range(12)) if one]
    ids = [notice.id for one in messages for notice in one.notices]
    assert len(ids) == len(set(ids)) == 10


def test_a_message_of_a_sender_that_died_is_sent_by_another_as_the_same(either: Store, clock: Standing) -> None:
    for number in range(3):
        noted(either, "hook", host=f"a{number}.example")
    first = taken(either, together=True)
    assert either.outbox.take("hook", together=True) is None
    clock.move(minutes=11)
    noted(either, "hook", host="nieuw.example")
    again = [taken(either, together=True), taken(either, together=True)]
    same = next(one for one in again if one.id == first.id)
    assert [one.id for one in same.notices] == [one.id for one in first.notices]
    assert sorted(len(one.notices) for one in again) == [1, 3]
    # The one that was taken for dead comes back: what it says of its message is no longer asked, unless it was taken.
    either.outbox.give_up(first, "too late")
    assert either.outbox.count()["given_up"] == 0
    either.outbox.delivered(first)
    either.outbox.put_off(same, "refused", all_wait=False)
    assert either.outbox.count() == {"waiting": 1, "given_up": 0, "sent": 3}


def test_waits_double_up_to_an_hour_and_end_after_a_week(store: Store, clock: Standing) -> None:
    noted(store, "hook")
    waits, began = [], clock.now
    while store.outbox.put_off(taken(store), "It is down.", all_wait=False):
        (waiting,) = store.outbox.listed("waiting")
        assert waiting.send_after is not None
        waits.append(waiting.send_after - clock.now)
        clock.now = waiting.send_after
    assert waits[:8] == [dt.timedelta(minutes=wait) for wait in (1, 2, 4, 8, 16, 32, 60, 60)]
    assert dt.timedelta(days=6, hours=23) < clock.now - began <= dt.timedelta(days=7)
    (given_up,) = store.outbox.listed("given_up")
    assert (given_up.error, given_up.delivered, given_up.send_after) == ("It is down.", False, None)
    assert store.outbox.take("hook", together=False) is None
    assert store.outbox.retry(["other"]) == 0
    assert store.outbox.retry(["hook"]) == 1
    assert taken(store).id == given_up.message


def test_what_was_due_while_nobody_sent_is_still_tried(store: Store, clock: Standing) -> None:
    noted(store, "hook")
    clock.move(days=30)
    assert store.outbox.put_off(taken(store), "It is down.", all_wait=True) is False
    assert store.outbox.count()["given_up"] == 1


def test_a_receiver_out_of_reach_is_left_alone_as_a_whole(either: Store, clock: Standing) -> None:
    for number in range(3):
        noted(either, "hook", "other", host=f"a{number}.example")
    either.outbox.put_off(taken(either), "It is down.", all_wait=True)
    assert either.outbox.receivers_waiting() == ("other",)
    assert either.outbox.take("hook", together=False) is None
    clock.move(minutes=1)
    either.outbox.put_off(taken(either), "It is down.", all_wait=True)
    clock.move(minutes=1)
    assert either.outbox.take("hook", together=False) is None
    clock.move(minutes=1)
    either.outbox.delivered(taken(either))
    assert [taken(either).tries, taken(either).tries] == [1, 1]


def test_a_receivers_wish_is_kept_within_a_day(store: Store, clock: Standing) -> None:
    noted(store, "hook")
    store.outbox.put_off(taken(store), "Busy.", dt.timedelta(hours=3), all_wait=True)
    assert store.outbox.listed("waiting")[0].send_after == clock.now + dt.timedelta(hours=3)
    clock.move(hours=3)
    store.outbox.put_off(taken(store), "Busy.", dt.timedelta(days=3000), all_wait=True)
    assert store.outbox.listed("waiting")[0].send_after == clock.now + dt.timedelta(days=1)


def test_a_message_that_is_never_taken_holds_no_other_up(store: Store, clock: Standing) -> None:
    poison = noted(store, "hook", host="gif.example")
    store.outbox.put_off(taken(store), "No.", all_wait=False)
    clock.move(hours=2)
    noted(store, "hook", host="goed.example")
    first, second = taken(store), taken(store)
    assert first.notices[0].audit_id != poison.id == second.notices[0].audit_id


def test_what_waits_for_nobody_is_given_up_in_the_end(store: Store, clock: Standing) -> None:
    noted(store, "gone", "here")
    assert store.outbox.abandon(["here"], "Nobody.") == 0
    clock.move(days=8)
    assert store.outbox.abandon(["here"], "Nobody.") == 1
    assert [one.error for one in store.outbox.listed("given_up")] == ["Nobody."]
    clock.move(days=91)
    assert store.outbox.forget(clock.now - dt.timedelta(days=90)) == 1
    assert store.outbox.count() == {"waiting": 1, "given_up": 0, "sent": 0}


def test_an_audit_that_is_tried_again_is_news_again(either: Store) -> None:
    audit = noted(either, "hook")
    either.outbox.delivered(taken(either))
    either.retry_audit(audit.id)
    assert either.outbox.unnoticed(10) == ()
    again = either.end_audit(audit.id, "failed", "No answer again.")
    assert either.outbox.make(audit, new(either, "hook")) is False
    assert either.outbox.make(again, new(either, "hook"))
    assert len(either.outbox.told_of(again)) == 2


def test_audits_before_and_after(store: Store) -> None:
    one, two, three = kept(store, 0), kept(store, 1), kept(store, 2)
    lost = failed(store)
    assert [audit.id for audit in store.outbox.unnoticed(2)] == [one.id, two.id]
    assert [audit.id for audit in store.outbox.unnoticed(9, two)] == [three.id, lost.id]
    assert [audit.id for audit in store.outbox.earlier(lost, 2)] == [three.id, two.id]
    assert [audit.id for audit in store.outbox.earlier(three, 9, usable=True)] == [two.id, one.id]
    # In their order only: else what the earlier ones bring would be told by nobody.
    assert [store.outbox.make(audit, []) for audit in (two, three, one, two, three)] == [False, False, True, True, True]
    late = kept(store, 1, left_out=3)
    assert store.outbox.overtaken(late)
    assert not store.outbox.overtaken(lost)
    assert store.outbox.pass_over(one.requested_at) == 0
    assert store.outbox.pass_over(store.outbox.now()) == 1
    assert [audit.id for audit in store.outbox.unnoticed(9)] == [lost.id]
    assert store.outbox.make(lost, [])
    assert store.outbox.unnoticed(9) == ()
