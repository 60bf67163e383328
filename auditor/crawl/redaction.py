"""Rewrites URLs so that they can be saved: what could be a visitor's value is replaced by ``*``."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, unquote_plus, urlsplit

from auditor.crawl.values import looks_like_identifier
from auditor.crawl.words import KeptParameter, kept_parameters
from auditor.domains import is_within

#: What stands in the place of a redacted value.
REDACTED = "*"

#: A saved URL is never longer than this; hostile ones can be megabytes.
LONGEST_URL = 2000

_NAME = re.compile(r"[A-Za-z0-9_.\-\[\]:~$]{1,40}")
_READABLE = re.compile(r"[a-z]+(?:[-_.][a-z0-9]+)*", re.IGNORECASE)


@lru_cache(maxsize=16384)
def redact(url: str) -> str:
    """``url`` without user, fragment and values: parameter names stay, and the values on the explicit list.

    Path segments that look like identifiers, and matrix parameters (``;jsessionid=…``), are redacted too.
    What is no URL with a host (``data:``, ``blob:``) is cut to its scheme."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return REDACTED
    if not host:
        return f"{parts.scheme}:" if parts.scheme else REDACTED
    place = f"[{host}]" if ":" in host else host
    address = f"{parts.scheme.lower()}://{place}" + (f":{port}" if port else "")
    query = _query(parts.query, host) if parts.query else ""
    saved = address + _path(parts.path) + (f"?{query}" if query else "")
    return saved if len(saved) <= LONGEST_URL else saved[:LONGEST_URL] + REDACTED


def _path(path: str) -> str:
    return "/".join(_segment(segment) for segment in path.split("/")) or "/"


def _segment(segment: str) -> str:
    name, *matrix = segment.split(";")
    kept = REDACTED if _hides_identifier(unquote(name)) else name
    return ";".join([kept, *(_pair(pair, "") for pair in matrix)])


def _hides_identifier(segment: str) -> bool:
    """Long addresses of articles are words with hyphens; identifiers are not."""
    stem, dot, ending = segment.rpartition(".")
    stem = stem if dot and len(ending) <= 5 else segment
    if len(stem) < 12 or (_READABLE.fullmatch(stem) and not looks_like_identifier(stem)):
        return False
    return looks_like_identifier(stem) or len(stem) > 100


def _query(query: str, host: str) -> str:
    return "&".join(_pair(pair, host) for pair in query.split("&") if pair)


def _pair(pair: str, host: str) -> str:
    name, equals, value = pair.partition("=")
    readable = unquote_plus(name)
    if not _NAME.fullmatch(readable) or looks_like_identifier(readable):
        return REDACTED
    if not equals:
        return name if len(name) <= 24 else REDACTED
    return f"{name}={value if _kept(readable, unquote_plus(value), host) else REDACTED if value else ''}"


def _kept(name: str, value: str, host: str) -> bool:
    return any(_on(rule, host) and re.fullmatch(rule.value, value) for rule in _rules().get(name, ()))


def _on(rule: KeptParameter, host: str) -> bool:
    return not rule.hosts or any(is_within(host, known) for known in rule.hosts)


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[KeptParameter]]:
    rules: dict[str, list[KeptParameter]] = {}
    for rule in kept_parameters().parameters:
        rules.setdefault(rule.name, []).append(rule)
    return rules
