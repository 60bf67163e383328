"""The one form in which a site's address is kept, so that a site is not kept twice."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from auditor.errors import InputError

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000


def normal_address(text: str) -> str:
    """``Example.NL`` → ``https://example.nl/``: a scheme, the host in lower case (ASCII), the port where it is not the
    scheme's own, a path, the query; no user name and no fragment.

    Raises `InputError` for what is not the address of a website."""
    stripped = text.strip()
    address = stripped if re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", stripped) else f"https://{stripped}"
    try:
        parts = urlsplit(address)
        host, port, scheme = (parts.hostname or "").rstrip("."), parts.port, parts.scheme.lower()
        host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        host, port, scheme = "", None, ""
    if not host or scheme not in _PORTS or len(address) > _LONGEST or re.search(r"[\s\\<>\"\x00-\x1f\x7f]", address):
        raise InputError(f"{text[:100]!r} is not the address of a website.")
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, _PORTS[scheme]) else f"{shown}:{port}"
    return urlunsplit((scheme, netloc, parts.path or "/", parts.query, ""))


def twin_address(url: str) -> str:
    """The same normal address with the other scheme: ``http`` and ``https`` are one site."""
    return "http" + url[5:] if url.startswith("https:") else "https" + url[4:]
