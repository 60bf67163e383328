"""E-mail: what it says, how it is handed over, and what a mail server's answers mean. With a real server."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import socket
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
import trustme
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from auditor.history import changes, policy_changes
from auditor.schedule import news
from auditor.schedule.notices import make_notices, send_notices
from auditor.schedule.receivers import EmailSettings
from auditor.schedule.sending import email as sending
from auditor.schedule.sending.mail_text import as_text, parts, subject, words
from auditor.schedule.sending.outcome import Letter, Outcome
from auditor.store.store import Store
from tests.unit.schedule.notices.notice_builders import Desk, Standing, kept
from tests.unit.store.store_builders import NOON

HOSTILE = "\r\nBcc: x@evil.example\r\n\r\n<script>alert(1)</script><img src=x>\u202egnp.exe\u200b\x1b[2J\x00"


class Post:
    """A mail server. ``say``: what it answers to RCPT and DATA; ``got``: what it took."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.signed_in: list[str] = []
        self.rcpt: Callable[[str], str] = lambda _: "250 ok"
        self.data: Callable[[], str] = lambda: "250 ok"

    async def handle_RCPT(  # noqa: N802 - the name that the server calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any
    ) -> str:
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data()
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            self.got.append(parsed)
        return answer

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, way: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = data.password == b"open sesame"
        self.signed_in.append(way if good else "refused")
        return AuthResult(success=good, handled=good)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def serve(post: Post) -> Iterator[Callable[..., int]]:
    """Starts the server as asked for; its port."""
    running: list[Controller] = []

    def start(**more: Any) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        controller = Controller(post, hostname="127.0.0.1", port=port, **more)
        controller.start()
        running.append(controller)
        return port

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def certified(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of encryption, with a certificate that we trust."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def receiver(port: int, scheme: str = "smtp", **more: Any) -> EmailSettings:
    values = {
        "name": "mail", "kind": "email", "to": ["ada@post.example", "bob@post.example"],
        "from": "auditor@own.example", "smtp": f"{scheme}://127.0.0.1:{port}", "language": "en",
    }  # fmt: skip
    return EmailSettings.model_validate({**values, **more})


def told(event: str = "changed", host: str = "ketting.example", name: str = "Ketting", **more: Any) -> dict[str, Any]:
    audit = {"id": "0" * 36, "started_at": "2026-03-01T12:00:00+00:00"}
    found = {"id": "f1", "check": "c", "severity": "serious", "title": {"nl": f"{name} nl", "en": f"{name} en"}}
    return {
        "event": event, "site": {"url": f"https://{host}/", "host": host, "label": name}, "audit": audit,
        "compared_with": audit if event == "changed" else None, "reason": name if event == "unreachable" else None,
        "findings": {"new": [found], "gone": [], "changed": [{**found, "severity_before": "minor"}]},
        "counts": {"new": 30, "gone": 0, "changed": 1, "not_looked_for": 2},
        "third_parties": {"new": [{"name": name, "owner": None, "country": "NL", "hosts": [host]}]},
        "texts": [{"kind": "changed", "url": f"https://{host}/{name}"}],
        "measured_otherwise": [{"what": "pages", "old": "5", "new": "9"}],
        "links": {"audit": "https://review.example/audits/0"}, **more,
    }  # fmt: skip


def letter(*bodies: dict[str, Any], to: str = "ada", **more: Any) -> Letter:
    return Letter("5c2e", f"mail {to}@post.example", bodies or (told(),), NOON, **more)


def test_a_message_is_handed_over_as_text_and_html(serve: Callable[..., int], post: Post) -> None:
    assert sending.send(receiver(serve()), letter(), NOON) == Outcome("taken")
    (got,) = post.got
    headers = {name: str(got[name]) for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "Date")}
    assert headers == {
        "From": "auditor@own.example", "To": "ada@post.example", "Subject": "ketting.example: something changed",
        "Message-ID": "<auditor-5c2e@own.example>", "Auto-Submitted": "auto-generated",
        "Date": "Sun, 01 Mar 2026 12:00:00 +0000",
    }  # fmt: skip
    text, html = (got.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    for said in (text.get_content(), html.get_content()):
        for part in (
            "New findings (30)", "Ketting en", "and 29 more", "was: minor", "Pages: 5 → 9", "could not look for: 2",
            "https://review.example/audits/0", "Changed text", "a person judges",
        ):  # fmt: skip
            assert part in said
    assert max(map(len, post.raw[0].split(b"\r\n"))) < 998
    assert post.raw[0].isascii()


def test_the_same_message_once_more_has_the_same_id(serve: Callable[..., int], post: Post) -> None:
    port = serve()
    sending.send(receiver(port), letter(), NOON)
    sending.send(receiver(port), letter(), NOON + dt.timedelta(hours=1))
    first, second = post.got
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("event", get_args(news.Event))
def test_hostile_names_stay_names(serve: Callable[..., int], post: Post, event: str, language: str) -> None:
    body = told(event, f"ketting.example{HOSTILE}", HOSTILE)
    assert sending.send(receiver(serve(), language=language), letter(body), NOON).kind == "taken"
    (got,) = post.got
    assert got["Bcc"] is None
    assert "\n" not in str(got["Subject"])
    assert str(got["Subject"]).startswith("ketting.example Bcc: x@evil.example")
    assert len(str(got["Subject"])) < 200
    said = [got.get_body((kind,)).get_content() for kind in ("plain", "html")]  # type: ignore[union-attr]
    for sign in ("\u202e", "\u200b", "\x1b", "\x00", "\r\nBcc"):
        assert sign not in "".join(said) + str(got["Subject"])
    assert "<script" not in said[1]
    assert "<img" not in said[1]
    assert "[U+202E]" in said[1]


def test_a_link_that_is_none_is_left_out() -> None:
    body = told(links={"audit": "javascript:alert(1)"})
    assert "javascript" not in as_text(parts(letter(body), "en"))


def test_a_digest_and_a_trial(serve: Callable[..., int], post: Post) -> None:
    port = serve()
    bodies = (told(host="a.example"), told(host="b.example"), told("unreachable", "b.example"))
    sending.send(receiver(port), letter(*bodies, digest=True), NOON)
    sending.send(receiver(port, language="nl"), letter({"event": "test"}, test=True), NOON)
    digest, trial = post.got
    assert digest["Subject"] == "Sites with news: 2"
    text = digest.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.index("a.example") < text.index("b.example") < text.index("could not be audited")
    assert trial["Subject"] == "Een testbericht"


@pytest.mark.parametrize(
    ("where", "answer", "kind", "all_wait"),
    [
        ("rcpt", "451 greylisted, come back", "later", False),
        ("rcpt", "550 nobody here", "never", False),
        ("data", "452 full", "later", False),
        ("data", "554 no spam", "never", False),
        ("data", "421 closing", "later", True),
    ],
)
def test_what_a_server_answers(
    serve: Callable[..., int], post: Post, where: str, answer: str, kind: str, all_wait: bool
) -> None:
    setattr(post, where, (lambda _: answer) if where == "rcpt" else (lambda: answer))
    port = serve()
    outcome = sending.send(receiver(port), letter(), NOON)
    assert (outcome.kind, outcome.all_wait) == (kind, all_wait)
    assert outcome.why == f"The mail server answered {answer[:3]}: {answer[4:]}"
    post.rcpt, post.data = lambda _: "250 ok", lambda: "250 ok"
    assert sending.send(receiver(port), letter(), NOON).kind == "taken"
    assert len(post.got) == 1


def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        outcome = sending.send(receiver(held.getsockname()[1]), letter(), NOON)
    assert outcome == Outcome("later", "The mail server could not be used (ConnectionRefusedError).", all_wait=True)


def test_encryption_from_the_start_and_on_the_way(
    serve: Callable[..., int], post: Post, certified: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POST_PASSWORD", "open sesame")
    user = {"user": "ada", "password_env": "POST_PASSWORD"}
    accounts = {"authenticator": post.sign_in, "auth_required": True}
    ports = {
        "smtps": serve(ssl_context=certified, auth_require_tls=False, **accounts),
        "smtp+starttls": serve(tls_context=certified, require_starttls=True, **accounts),
        "smtp": serve(tls_context=certified, **accounts),
    }
    for scheme, port in ports.items():
        assert sending.send(receiver(port, scheme, **user), letter(), NOON) == Outcome("taken")
    assert len(post.got) == 3
    assert "refused" not in post.signed_in
    outcome = sending.send(receiver(ports["smtps"], "smtps"), letter(), NOON)
    assert outcome.kind == "never"
    assert "530" in outcome.why


def test_a_certificate_that_nobody_trusts_is_not_accepted(
    serve: Callable[..., int], post: Post, certified: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    ports = serve(tls_context=certified), serve(ssl_context=certified)
    for scheme, port in zip(("smtp+starttls", "smtps"), ports, strict=True):
        outcome = sending.send(receiver(port, scheme), letter(), NOON)
        assert outcome == Outcome(
            "later", "The mail server could not be used (SSLCertVerificationError).", all_wait=True
        )
        assert sending.send(receiver(port, scheme, insecure=True), letter(), NOON).kind == "taken"


def test_encryption_that_is_asked_for_is_not_done_without(serve: Callable[..., int], post: Post) -> None:
    outcome = sending.send(receiver(serve(), "smtp+starttls"), letter(), NOON)
    assert outcome == Outcome("later", "The mail server offers no encryption.", all_wait=True)
    assert post.got == []


def test_no_password_goes_unencrypted_to_another_machine(
    serve: Callable[..., int], post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POST_PASSWORD", "open sesame")
    monkeypatch.setattr(sending, "is_loopback", lambda _: False)
    port = serve(authenticator=post.sign_in, auth_require_tls=False)
    user = {"user": "ada", "password_env": "POST_PASSWORD"}
    outcome = sending.send(receiver(port, **user), letter(), NOON)
    assert outcome.why == "The mail server offers no encryption, so that no password is sent to it."
    assert (outcome.kind, outcome.all_wait, post.signed_in) == ("later", True, [])


def test_a_wrong_password_loses_nothing_and_is_told_nowhere(
    serve: Callable[..., int], post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = serve(authenticator=post.sign_in, auth_require_tls=False)
    one = receiver(port, user="ada", password_env="POST_PASSWORD")
    assert "holds no password" in sending.send(one, letter(), NOON).why
    monkeypatch.setenv("POST_PASSWORD", "geheim")
    outcome = sending.send(one, letter(), NOON)
    assert outcome == Outcome("later", "The mail server refuses the user or the password (535).", all_wait=True)
    monkeypatch.setenv("POST_PASSWORD", "géheim")
    assert sending.send(one, letter(), NOON).kind == "later"
    assert post.got == []


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    loaded = {
        name: yaml.safe_load(files("auditor.schedule.sending").joinpath("words", f"{name}.yaml").read_text("utf-8"))
        for name in ("nl", "en")
    }
    assert list(loaded["nl"]) == list(loaded["en"])
    for key in loaded["nl"]:
        filled = [{name for _, name, _, _ in Formatter().parse(loaded[one][key]) if name} for one in ("nl", "en")]
        assert filled[0] == filled[1], key
        assert loaded["nl"][key].strip()
        assert loaded["en"][key].strip()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_there_are_words_for_everything_that_can_happen(language: Any) -> None:
    w = words(language)
    for event in get_args(news.Event):
        assert f"event.{event}" in w
        assert subject(letter(told(event)), language)
    assert {f"measure.{what}" for what in get_args(changes.Measure)} <= set(w)
    assert {f"text.{kind}" for kind in get_args(policy_changes.PolicyKind)} - {"text.unread"} <= set(w)


def test_greylisted_and_refused_addresses(
    serve: Callable[..., int], post: Post, store: Store, clock: Standing, tmp_path: Path
) -> None:
    """One of three takes it at once, one after it was greylisted, one never: each is told once at most."""
    answers = {"ada@post.example": ["250 ok"], "bob@post.example": ["451 greylisted", "250 ok"]}
    post.rcpt = lambda address: answers.get(address, ["550 nobody"]).pop(0)
    table = f'name = "mail"\nkind = "email"\nfrom = "auditor@own.example"\nsmtp = "smtp://127.0.0.1:{serve()}"\n'
    people = '["ada@post.example", "bob@post.example", "weg@post.example"]'
    desk = Desk(store, tmp_path / "auditor.toml").receivers(f"{table}to = {people}")
    kept(store, 0)
    make_notices(desk)
    assert send_notices(desk) == "messages: 1 delivered, 1 put off, 1 given up"
    assert send_notices(desk) is None
    clock.move(minutes=1)
    assert send_notices(desk) == "messages: 1 delivered"
    assert [str(got["To"]) for got in post.got] == ["ada@post.example", "bob@post.example"]
    (given_up,) = store.outbox.listed("given_up")
    assert (given_up.receiver, given_up.error) == ("mail weg@post.example", "The mail server answered 550: nobody")
