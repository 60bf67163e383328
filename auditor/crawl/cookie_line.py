"""Parses cookie lines as browsers do (RFC 6265bis, section 5.6), from headers and from ``document.cookie``."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from auditor.domains import host_of

SameSite = Literal["Strict", "Lax", "None", "unset"]

#: Seconds by which an expiry date may fall short of the lifetime that was asked for.
DATE_SLACK = 5

_SAME_SITE: dict[str, SameSite] = {"strict": "Strict", "lax": "Lax", "none": "None"}


@dataclass(frozen=True)
class CookieLine:
    """A cookie as a write asks for it. ``lifetime``: seconds from the write, None for a session cookie.

    ``deletes``: the write asks for an expiry that is past."""

    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool
    http_only: bool
    same_site: SameSite
    partitioned: bool
    lifetime: int | None

    @property
    def deletes(self) -> bool:
        """Whether the write takes the cookie away."""
        return self.lifetime is not None and self.lifetime <= 0


def parse_cookie_line(line: str, url: str, now: datetime | None = None) -> CookieLine | None:
    """The cookie that ``line`` asks for in an answer or document of ``url``; None where a browser ignores it."""
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    name, value = name.strip(), value.strip()
    if not name and not value:
        return None
    host = host_of(url)
    parsed = _attributes(attributes)
    domain = parsed.get("domain", "").lower().strip(".")
    return CookieLine(
        name=name,
        value=value,
        domain=domain or host,
        host_only=not domain,
        path=parsed["path"] if parsed.get("path", "").startswith("/") else default_path(url),
        secure="secure" in parsed,
        http_only="httponly" in parsed,
        same_site=_SAME_SITE.get(parsed.get("samesite", "").lower(), "unset"),
        partitioned="partitioned" in parsed,
        lifetime=_lifetime(parsed, now or datetime.now(UTC)),
    )


def from_cookie_store(details: dict[str, Any], url: str, now: datetime | None = None) -> CookieLine:
    """The cookie that a call of ``cookieStore.set`` or ``delete`` asks for, as the recorder reported it."""
    domain = str(details.get("domain") or "").lower().strip(".")
    expires = details.get("expires")
    moment = (now or datetime.now(UTC)).timestamp()
    lifetime = _asked_for(float(expires) / 1000 - moment) if isinstance(expires, int | float) else None
    line = CookieLine(
        name=str(details.get("name", "")),
        value=str(details.get("value", "")),
        domain=domain or host_of(url),
        host_only=not domain,
        path=str(details.get("path") or "/"),
        secure=url.startswith("https:"),
        http_only=False,
        same_site=_SAME_SITE.get(str(details.get("sameSite", "")).lower(), "Strict"),
        partitioned=bool(details.get("partitioned")),
        lifetime=lifetime,
    )
    return replace(line, lifetime=0) if details.get("deletes") else line


def default_path(url: str) -> str:
    """The path that a cookie without one gets: that of the URL up to its last slash."""
    path = urlsplit(url).path
    return path.rpartition("/")[0] or "/" if path.startswith("/") else "/"


def _attributes(parts: list[str]) -> dict[str, str]:
    """Attribute names in lower case; the last of each counts."""
    found: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        found[name.strip().lower()] = value.strip()
    return found


def _lifetime(attributes: dict[str, str], now: datetime) -> int | None:
    age = attributes.get("max-age", "")
    if age.isascii() and age.removeprefix("-").isdigit():
        return max(-1, min(int(age), 10**11))
    expires = attributes.get("expires", "").strip('"')
    if not expires:
        return None
    moment = _date(expires)
    return None if moment is None else _asked_for((moment - now).total_seconds())


def _asked_for(seconds: float) -> int:
    """The lifetime that was meant by a date ``seconds`` ahead.

    A date holds whole seconds and takes a moment to travel, so "a day" arrives as a second or two less, by
    chance. What falls short of a whole minute by no more than `DATE_SLACK` is taken for that minute."""
    minute = math.ceil(seconds / 60) * 60
    return max(-1, minute if minute - seconds <= DATE_SLACK else round(seconds))


def _date(text: str) -> datetime | None:
    """A cookie date; also the older forms with dashes ("Wed, 21-Oct-2026 07:28:00 GMT")."""
    try:
        moment = parsedate_to_datetime(text.replace("-", " ") if "-" in text and "+" not in text else text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
