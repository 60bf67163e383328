"""One HTTP exchange of the simulated internet: what was asked, what is answered, and the cookies that come with it."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Literal

from auditor.models.common import Model

_ALPHABETS = {
    "hex": "0123456789abcdef",
    "digits": string.digits,
    "letters": string.ascii_letters + string.digits,
}

_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "jpg": "image/jpeg",
    "js": "application/javascript; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}


def media_type_of(file_name: str) -> str:
    """The media type by the file name's ending, the same on every machine."""
    return _MEDIA_TYPES.get(file_name.rsplit(".", 1)[-1].lower(), "application/octet-stream")


class CookieSpec(Model):
    """A cookie that an answer sets, as a person writes it in YAML.

    ``value``: fixed text, or null for random characters of ``alphabet`` and ``length``.
    ``lifetime``: seconds, null for a session cookie. ``renewed``: also sent to a visitor who already has it.
    """

    name: str
    value: str | None = None
    alphabet: Literal["hex", "digits", "letters"] = "letters"
    length: int = 26
    lifetime: int | None = None
    as_expires: bool = False
    domain: str | None = None
    path: str = "/"
    secure: bool = True
    http_only: bool = False
    same_site: Literal["Strict", "Lax", "None"] | None = None
    renewed: bool = False

    def header(self, now: datetime) -> str:
        """The value of a ``Set-Cookie`` header; a random value is drawn anew each time."""
        value = self.value
        if value is None:
            value = "".join(secrets.choice(_ALPHABETS[self.alphabet]) for _ in range(self.length))
        parts = [f"{self.name}={value}", f"Path={self.path}"]
        if self.domain:
            parts.append(f"Domain={self.domain}")
        if self.lifetime is not None and self.as_expires:
            parts.append("Expires=" + format_datetime(now + timedelta(seconds=self.lifetime), usegmt=True))
        elif self.lifetime is not None:
            parts.append(f"Max-Age={self.lifetime}")
        parts += ["Secure"] * self.secure + ["HttpOnly"] * self.http_only
        if self.same_site:
            parts.append(f"SameSite={self.same_site}")
        return "; ".join(parts)


def cookie_headers(cookies: Sequence[CookieSpec], sent: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """``Set-Cookie`` headers for those of ``cookies`` that a visitor who ``sent`` these cookies still needs."""
    now = datetime.now(UTC)
    return tuple(("Set-Cookie", spec.header(now)) for spec in cookies if spec.renewed or spec.name not in sent)


@dataclass(frozen=True)
class Query:
    """A request as the simulated servers see it. ``host`` in lower case, without port; ``path`` without query."""

    method: str
    host: str
    path: str
    query: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What goes back. ``headers`` besides length, type and connection, which the server adds."""

    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
