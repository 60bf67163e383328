"""What a site stored, as the decoders of consent records need it, and careful readings of the forms that occur.

Every text here is hostile: it is bounded before it is read, and a reading that fails is None, never an error."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from auditor.crawl.values import looks_like_identifier
from auditor.models.consent import ConsentRecord

#: The longest value that is read, in characters. Records with hundreds of vendors stay below 16 kB.
LONGEST_VALUE = 65_536

#: Purposes, categories and services that one record may name.
MOST_NAMES = 200

_NAME = re.compile(r"[\w .,:/&+()'\-]{1,60}")

_YES = frozenset({"true", "1", "yes", "y", "on", "allow", "allowed", "accept", "accepted", "grant", "granted"})
_NO = frozenset({"false", "0", "no", "n", "off", "deny", "denied", "reject", "rejected", "revoke", "revoked"})


@dataclass(frozen=True, slots=True)
class Stores:
    """Names and values of first-party cookies, and of the top frame's storage.

    ``page``: what the managers' own scripts answered, by manager; also hostile."""

    cookies: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    session: Mapping[str, str] = field(default_factory=dict)
    page: Mapping[str, Any] = field(default_factory=dict)

    def cookie(self, name: str) -> str | None:
        """A cookie's value as it was meant, or None."""
        return readable(self.cookies.get(name))

    def local_item(self, name: str) -> str | None:
        """A local storage item's value as it was meant, or None."""
        return readable(self.local.get(name))

    def anywhere(self, name: str) -> tuple[str, str] | None:
        """Where an entry of this name stands (as in `ConsentRecord.source`), and its value."""
        for place, items in self.places():
            if name in items:
                value = readable(items[name])
                if value is not None:
                    return f"{place} {name}", value
        return None

    def places(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """The kinds of storage, with what they hold."""
        yield "cookie", self.cookies
        yield "local storage", self.local
        yield "session storage", self.session

    def cookies_like(self, pattern: str) -> Iterator[tuple[str, str]]:
        """Cookies whose whole name fits a regular expression, with their readable values."""
        yield from _like(self.cookies, pattern)

    def local_like(self, pattern: str) -> Iterator[tuple[str, str]]:
        """Local storage items, likewise."""
        yield from _like(self.local, pattern)

    def told(self, manager: str) -> dict[str, Any]:
        """What the page's own script told of a manager; empty when it told nothing."""
        answer = self.page.get(manager)
        return answer if isinstance(answer, dict) else {}


def _like(items: Mapping[str, str], pattern: str) -> Iterator[tuple[str, str]]:
    for name, raw in items.items():
        value = readable(raw)
        if value is not None and len(name) <= 200 and re.fullmatch(pattern, name):
            yield name, value


def readable(raw: str | None) -> str | None:
    """A value without its URL encoding (twice encoded ones occur); None when there is none or it is too long."""
    if raw is None or len(raw) > LONGEST_VALUE:
        return None
    value = raw.strip()
    for _ in range(2):
        if "%" not in value:
            break
        value = unquote(value)
    return value


def parsed(value: str | None) -> Any:
    """JSON, plain or in base64; None for anything else."""
    if not value or len(value) > LONGEST_VALUE:
        return None
    for text in (value, _from_base64(value)):
        try:
            if text:
                return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


def parsed_object(value: str | None) -> dict[str, Any]:
    """A JSON object, plain or in base64; empty for anything else."""
    found = parsed(value)
    return found if isinstance(found, dict) else {}


def _from_base64(value: str) -> str | None:
    text = value.strip().replace("-", "+").replace("_", "/")
    if not re.fullmatch(r"[A-Za-z0-9+/]{8,}={0,2}", text):
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
    except (ValueError, binascii.Error):
        return None


def pairs(value: str | None, between: str, after_name: str) -> dict[str, str]:
    """``name:value,name:value`` and its likes."""
    parts = (value or "").split(between)[: MOST_NAMES * 2]
    split = (part.partition(after_name) for part in parts)
    return {name.strip(): rest.strip() for name, sign, rest in split if sign and name.strip()}


def answer(value: Any) -> bool | None:
    """Yes or no as records say it; None for what says neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return {0: False, 1: True}.get(value)
    word = value.strip().lower() if isinstance(value, str) and len(value) <= 20 else ""
    return True if word in _YES else False if word in _NO else None


def answers(values: Any) -> dict[str, bool]:
    """The entries of an object that say yes or no."""
    if not isinstance(values, Mapping):
        return {}
    told = ((str(name), answer(value)) for name, value in list(values.items())[:MOST_NAMES])
    return {name: said for name, said in told if said is not None}


def listed(values: Any) -> list[str]:
    """The names in a list; empty for anything else."""
    found = values if isinstance(values, list | tuple) else []
    return [str(value) for value in found[:MOST_NAMES] if isinstance(value, str | int) and not isinstance(value, bool)]


def safe_name(name: str) -> str | None:
    """A purpose's name as it may be saved; None where it could be a visitor's identifier or is no name."""
    text = " ".join(name.split())
    return text if _NAME.fullmatch(text) and not looks_like_identifier(text) else None


def record(
    manager: str,
    source: str,
    decided: bool | None,
    granted: Mapping[str, bool] | None = None,
    necessary: Iterable[str] = (),
    vendors: Iterable[str] = (),
) -> ConsentRecord:
    """A record with names that may be saved. What has no such name is summed up as ``unnamed``."""
    kept: dict[str, bool] = {}
    always = set(necessary)
    for name, on in list((granted or {}).items())[:MOST_NAMES]:
        shown = safe_name(name)
        if shown is not None:
            kept[shown] = on
        elif name not in always:
            kept["unnamed"] = kept.get("unnamed", False) or on
    names = (safe_name(vendor) for vendor in list(vendors)[:MOST_NAMES])
    return ConsentRecord(
        manager=manager,
        source=source[:200],
        decided=decided,
        granted=kept,
        necessary=tuple(name for name in kept if name in always),
        vendors=tuple(name for name in names if name),
    )
