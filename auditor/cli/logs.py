"""Logs of the commands that run for long: one line an event on stderr, with nothing in it that a website could misuse.

Our own events and those of libraries take the same way: time in UTC, the audit and site that they belong to, hostile
characters taken out, secrets hidden; then as JSON, or readable on a terminal."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Annotated, Any, TextIO

import typer

from auditor.cli.terminal import plain
from auditor.errors import UsageError

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("auto", "json", "text")

LogLevel = Annotated[
    str, typer.Option("--log-level", envvar="AUDITOR_LOG_LEVEL", help="Least grave event: debug, info, warning, error.")
]
LogFormat = Annotated[
    str, typer.Option("--log-format", help="json, text, or auto: text on a terminal, else JSON lines.")
]

#: Characters of one value; of a traceback in all.
_LONGEST = 500
_LONGEST_TRACE = 20_000
#: Values in a list or table, and how deep these go.
_MOST = 30
_DEEPEST = 3

HIDDEN = "[hidden]"

#: Names of values that are hidden whatever they hold.
_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|authori[sz]ation|cookie|credential|csrf|api_?key|private_?key|signature|session",
    re.IGNORECASE,
)
#: Secrets inside a text. More is hidden than needed rather than less: of a cookie's header, all that follows.
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b([a-z][a-z0-9+.-]*://)[^\s/?#'\"]*@", re.IGNORECASE), rf"\1{HIDDEN}@"),
    (re.compile(r"\b((?:set-)?cookie2?['\"]?\s*[:=]).*", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (
        re.compile(r"\b((?:proxy-)?authorization['\"]?\s*[:=]\s*)['\"]?(?:(?:basic|bearer|digest|negotiate)\s+)?\S+",
                   re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(basic|bearer)\s+[a-z0-9+/_.~-]{8,}=*", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"([\w-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|signature|session|csrf)[\w-]*['\"]?\s*[:=]\s*)"
            r"(?:'[^']*'|\"[^\"]*\"|[^\s&;,'\"]+)",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"), HIDDEN),
)  # fmt: skip


def harmless(text: str, limit: int = _LONGEST) -> str:
    """``text`` on one line, without characters that steer a terminal or hide, without secrets, and bounded."""
    return plain(_without_secrets(plain(text[: limit * 20], limit * 20)), limit)


def _without_secrets(text: str) -> str:
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def clean(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The processor that makes every value of an event harmless; the last before it is written."""
    trace = event.pop("exception", None)
    cleaned = {harmless(str(name), 60): _value(str(name), value, 0) for name, value in event.items()}
    if trace is not None:
        lines = str(trace)[:_LONGEST_TRACE].splitlines()
        cleaned["exception"] = "\n".join(_indented(line) for line in lines)
    return cleaned


def _indented(line: str) -> str:
    return " " * min(len(line) - len(line.lstrip(" ")), 20) + harmless(line)


def _value(name: str, value: Any, depth: int) -> Any:
    if _SECRET_NAME.search(name):
        return HIDDEN if value is not None else None
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {harmless(str(key), 60): _value(str(key), one, depth + 1) for key, one in list(value.items())[:_MOST]}
    if isinstance(value, list | tuple | set | frozenset) and depth < _DEEPEST:
        return [_value("", one, depth + 1) for one in list(value)[:_MOST]]
    return harmless(str(value))


def begin(level: str = "info", form: str = "auto", stream: TextIO | None = None) -> None:
    """Configure the logs of this process; the last call holds. Raises `UsageError` for an unknown level or format.

    ``stream``: where they go, stderr unless a test takes another."""
    import structlog

    if level.lower() not in LEVELS:
        raise UsageError(f"--log-level is one of {', '.join(LEVELS)}.")
    if form.lower() not in FORMATS:
        raise UsageError(f"--log-format is one of {', '.join(FORMATS)}.")
    out = stream if stream is not None else sys.stderr
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    own = [structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
    structlog.configure(
        processors=own,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    readable = form.lower() == "text" or (form.lower() == "auto" and out.isatty())
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, clean, _renderer(readable)],
    )
    handler = _Handler(out)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    # Libraries speak up when something is wrong; what they do otherwise is theirs, unless somebody is searching.
    root.setLevel(threshold if threshold <= logging.DEBUG else max(threshold, logging.WARNING))
    logging.getLogger("auditor").setLevel(threshold)


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that logs that are set up again are not written twice."""


def _renderer(readable: bool) -> Any:
    import structlog

    if not readable:
        return structlog.processors.JSONRenderer()
    # Texts in quotes, so that none of them looks like another name with its value.
    return structlog.dev.ConsoleRenderer(
        colors=False, repr_native_str=True, pad_event_to=0, sort_keys=False, timestamp_key="time",
        exception_formatter=structlog.dev.plain_traceback,
    )  # fmt: skip
