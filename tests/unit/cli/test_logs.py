"""What the long commands write to stderr: one line an event, nothing that steers a terminal, no secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog

from auditor.cli import logs
from auditor.errors import UsageError

HOSTILE = 'a\x1b[2J\x1b]0;x\x07b\n{"event": "forged"}\r\u202ec\u2028d\u200b\x00'


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    level, handlers = logging.getLogger().level, list(logging.getLogger().handlers)
    yield
    structlog.reset_defaults()
    logging.getLogger("auditor").setLevel(logging.NOTSET)
    logging.getLogger().setLevel(level)
    logging.getLogger().handlers[:] = handlers


def written(form: str = "json", level: str = "info") -> io.StringIO:
    out = io.StringIO()
    logs.begin(level, form, out)
    return out


def events(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_a_line_with_its_time_its_audit_and_its_site() -> None:
    out = written()
    with structlog.contextvars.bound_contextvars(audit="a-1", site="een.example", worker="ada/1"):
        structlog.get_logger("auditor.schedule.attempt").info("audit ended", seconds=61.5, findings={"minor": 2})
        logging.getLogger("auditor.other").warning("of the standard library: %s", "x")
    ours, theirs = events(out)
    assert {name: ours[name] for name in ("audit", "site", "worker", "event", "level", "seconds", "findings")} == {
        "audit": "a-1", "site": "een.example", "worker": "ada/1", "event": "audit ended", "level": "info",
        "seconds": 61.5, "findings": {"minor": 2},
    }  # fmt: skip
    assert datetime.fromisoformat(ours["time"]).utcoffset() == timedelta(0)
    assert (theirs["event"], theirs["level"], theirs["audit"]) == ("of the standard library: x", "warning", "a-1")


@pytest.mark.parametrize("form", ["json", "text"])
def test_hostile_values_stay_one_line_without_control(form: str) -> None:
    out = written(form)
    log = structlog.get_logger("auditor.x")
    log.info("seen", why=HOSTILE, **{HOSTILE: 1})
    log.info(HOSTILE, deep={"a": [{"b": HOSTILE}]})
    logging.getLogger("auditor.y").warning("library said %s", HOSTILE)
    lines = out.getvalue().split("\n")
    assert len([line for line in lines if line]) == 3
    text = out.getvalue().replace("\n", "")
    assert all(char.isprintable() for char in text)
    assert not set(text) & set("\x1b\x07\r\u202e\u2028\u200b\x00")
    if form == "json":
        assert all("forged" not in (event.get("event", "")[:6]) for event in events(out)[:1])


def test_a_value_of_a_website_is_bounded() -> None:
    out = written()
    structlog.get_logger("auditor.x").info("seen", why="x" * 1_000_000, many=list(range(5000)), deep=[[[[["a"]]]]])
    assert len(out.getvalue()) < 3000


@pytest.mark.parametrize(
    "text",
    [
        "postgresql+psycopg://auditor:hunter2@db.example/auditor is out of reach",
        "proxy http://bo:hunter2@[::1]:8080",
        "proxy http://bo:a@hunter2@proxy.example",
        "Authorization: Basic hunter2",
        "{'authorization': 'Bearer hunter2'}",
        "sent with Bearer hunter2hunter2",
        "https://een.example/?a=1&access_token=hunter2&b=2",
        "https://een.example/?session_id=hunter2",
        'body {"password": "hunter2", "name": "bo"}',
        "password=hunter2;",
        "Cookie: a=1; sid=hunter2",
        "set-cookie: sid=hunter2; Path=/",
        "api-key: hunter2",
        "pass\u200bword=hunter2",
        "token eyJhunter2hunter2.hunter2.hunter2",
    ],
)
@pytest.mark.parametrize("form", ["json", "text"])
def test_no_secret_is_written(text: str, form: str) -> None:
    out = written(form)
    structlog.get_logger("auditor.x").info("said", why=text)
    structlog.get_logger("auditor.x").info(text)
    logging.getLogger("auditor.y").error("%s", text)
    try:
        raise ValueError(text)
    except ValueError:
        structlog.get_logger("auditor.x").error("failed", exc_info=True)
    assert "hunter2" not in out.getvalue()


@pytest.mark.parametrize(
    "name", ["password", "token", "Authorization", "set_cookie", "smtp_password", "csrf_token", "secret", "api_key"]
)
def test_a_value_with_the_name_of_a_secret_is_hidden(name: str) -> None:
    out = written()
    structlog.get_logger("auditor.x").info("said", **{name: "hunter2"}, settings={name: ["hunter2"]})
    (event,) = events(out)
    assert (event[name], event["settings"]) == (logs.HIDDEN, {name: logs.HIDDEN})


def test_what_is_no_secret_stays_readable() -> None:
    out = written()
    structlog.get_logger("auditor.x").info("a cookie was found", why="The site https://een.example/pad gave no page.")
    (event,) = events(out)
    assert event["event"] == "a cookie was found"
    assert event["why"] == "The site https://een.example/pad gave no page."


def test_a_fault_comes_with_its_traceback_in_one_line_of_json() -> None:
    out = written()
    try:
        raise RuntimeError(HOSTILE)
    except RuntimeError as error:
        structlog.get_logger("auditor.x").error("a fault of ours", exc_info=error)
    (event,) = events(out)
    assert event["exception"].startswith("Traceback (most recent call last):\n  File ")
    assert "RuntimeError: a" in event["exception"]
    assert "\x1b" not in event["exception"]


def test_levels_hold_for_us_and_libraries_are_quiet() -> None:
    out = written(level="info")
    structlog.get_logger("auditor.x").debug("no")
    logging.getLogger("httpx").info("no")
    logging.getLogger("httpx").warning("yes")
    assert [event["event"] for event in events(out)] == ["yes"]
    out = written(level="debug")
    structlog.get_logger("auditor.x").debug("yes")
    assert [event["event"] for event in events(out)] == ["yes"]


def test_on_a_terminal_it_is_readable_else_json() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for out, readable in ((Terminal(), True), (io.StringIO(), False)):
        logs.begin("info", "auto", out)
        structlog.get_logger("auditor.x").info("audit began", attempt=1)
        assert out.getvalue().startswith("{") != readable
        assert "audit began" in out.getvalue()


@pytest.mark.parametrize(("level", "form"), [("loud", "json"), ("info", "xml")])
def test_an_unknown_level_or_format_is_one_sentence(level: str, form: str) -> None:
    with pytest.raises(UsageError, match="is one of"):
        logs.begin(level, form)
