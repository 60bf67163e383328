"""Webhooks: signed so that others can verify it, and fair with whatever a receiver answers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import socket
import threading
import time
from email.utils import format_datetime
from typing import Any

import pytest

from auditor.models.tool import this_tool
from auditor.schedule.receivers import WebhookSettings
from auditor.schedule.sending import webhook
from auditor.schedule.sending.outcome import Letter, Outcome
from tests.unit.schedule.notices.notice_builders import KEY, Got, Hook, verified
from tests.unit.store.store_builders import NOON

LETTER = Letter("5c2e", "hook", ({"event": "changed", "site": {"host": "één.example"}},), NOON)


def receiver(port: int, **more: Any) -> WebhookSettings:
    return WebhookSettings(
        name="hook", kind="webhook", url=f"http://127.0.0.1:{port}/in?token=hidden", secret_env="HOOK_KEY", **more
    )


def sent(hook: Hook, letter: Letter = LETTER, now: dt.datetime = NOON) -> Outcome:
    return webhook.send(receiver(hook.port), letter, now)


def test_a_receiver_can_verify_it(hook: Hook) -> None:
    assert sent(hook).kind == "taken"
    (got,) = hook.got
    assert verified(got)
    assert got.headers["webhook-id"] == "msg_5c2e"
    assert got.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"] == f"auditor/{this_tool().version}"
    assert got.said == {"type": "site.changed", "timestamp": "2026-03-01T12:00:00+00:00", "data": LETTER.bodies[0]}


def test_what_was_tampered_with_fails(hook: Hook) -> None:
    sent(hook)
    (got,) = hook.got
    assert not verified(Got(got.headers, got.body.replace(b"changed", b"Changed")))
    assert not verified(Got({**got.headers, "webhook-id": "msg_5c2f"}, got.body))
    assert not verified(Got({**got.headers, "webhook-timestamp": "1772366401"}, got.body))
    assert not verified(got, b"another key that has twenty-four bytes")


def test_the_signature_is_that_of_the_published_example() -> None:
    """The example of the Standard Webhooks specification's own libraries."""
    import base64

    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    headers = webhook.signed(key, "p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}')
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_bytes_and_id_stay_over_tries_and_the_time_does_not(hook: Hook) -> None:
    sent(hook)
    sent(hook, now=NOON + dt.timedelta(hours=1))
    first, second = hook.got
    assert (first.body, first.id) == (second.body, second.id)
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert verified(first)
    assert verified(second)


def test_a_digest_and_a_trial_say_so(hook: Hook) -> None:
    sent(hook, dataclasses.replace(LETTER, bodies=(LETTER.bodies[0],) * 2, digest=True))
    sent(hook, dataclasses.replace(LETTER, bodies=({"event": "test", "receiver": "hook"},), test=True))
    assert [got.said["type"] for got in hook.got] == ["notices.digest", "notices.test"]
    assert len(hook.got[0].said["data"]["notices"]) == 2


@pytest.mark.parametrize(
    ("status", "headers", "kind", "all_wait", "wish"),
    [
        (200, {}, "taken", False, None),
        (202, {}, "taken", False, None),
        (302, {"location": "/elsewhere"}, "later", False, None),
        (307, {"location": "http://127.0.0.1:1/"}, "later", False, None),
        (400, {}, "later", False, None),
        (404, {}, "later", False, None),
        (410, {}, "never", False, None),
        (429, {"retry-after": "120"}, "later", True, 120),
        (500, {}, "later", False, None),
        (503, {"retry-after": format_datetime(NOON + dt.timedelta(minutes=5), usegmt=True)}, "later", True, 300),
        (503, {"retry-after": format_datetime(NOON - dt.timedelta(minutes=5), usegmt=True)}, "later", True, 0),
        (503, {"retry-after": "soon"}, "later", True, None),
        (503, {"retry-after": "-5"}, "later", True, None),
        (503, {"retry-after": "9" * 4000}, "later", True, 10**8),
    ],
)
def test_what_an_answer_means(
    hook: Hook, status: int, headers: dict[str, str], kind: str, all_wait: bool, wish: float | None
) -> None:
    hook.answer = lambda _: (status, headers)
    outcome = sent(hook)
    assert (outcome.kind, outcome.all_wait) == (kind, all_wait)
    assert outcome.wish == (None if wish is None else dt.timedelta(seconds=wish))
    assert len(hook.got) == 1
    assert "echo-back" not in outcome.why
    assert "hidden" not in outcome.why


def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        outcome = webhook.send(receiver(held.getsockname()[1]), LETTER, NOON)
    assert outcome == Outcome("later", "It could not be reached (ConnectError).", all_wait=True)


def test_an_answer_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "WHOLE", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
                    if over.wait(0.05):
                        return
                    connection.send(bytes([byte]))

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        outcome = webhook.send(receiver(server.getsockname()[1]), LETTER, NOON)
        over.set()
        thread.join()
    assert (outcome.kind, outcome.all_wait) == ("later", True)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (None, "The environment variable HOOK_KEY holds no key."),
        ("short", "The key in HOOK_KEY is shorter than 24 bytes."),
        ("whsec_c2hvcnQ=", "The key in HOOK_KEY is shorter than 24 bytes."),
        ("whsec_geheim!", "The key in HOOK_KEY begins with whsec_, and what follows is no base64."),
    ],
)
def test_without_a_good_key_nothing_is_sent(
    hook: Hook, monkeypatch: pytest.MonkeyPatch, key: str | None, why: str
) -> None:
    monkeypatch.delenv("HOOK_KEY")
    if key is not None:
        monkeypatch.setenv("HOOK_KEY", key)
    assert sent(hook) == Outcome("later", why, all_wait=True)
    assert hook.got == []


def test_a_key_may_be_plain_text(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_KEY", "a key as plain text, not too short")
    sent(hook)
    assert verified(hook.got[0], b"a key as plain text, not too short")
    assert not verified(hook.got[0], KEY.encode())


def test_a_proxy_of_the_environment_is_not_for_this_machine(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    assert sent(hook).kind == "taken"


def test_the_address_does_not_reach_the_log(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        sent(hook)
    assert "hidden" not in caplog.text
