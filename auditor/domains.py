"""Registrable domains and parties, by the public suffix list that comes with the package (no network)."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from auditor.models.common import Party

_SUFFIXES = PublicSuffixList()


@lru_cache(maxsize=65536)
def host_of(url: str) -> str:
    """The host of a URL in lower case, without port, brackets or final dot; "" where there is none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return (host or "").lower().rstrip(".")


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str:
    """The domain that somebody registered: ``shop.voorbeeld.co.uk`` → ``voorbeeld.co.uk``.

    An address, a single label (``localhost``) or a bare public suffix is its own registrable domain.
    A name under an unknown top level (``.example``) follows the list's default rule: its last two labels.
    """
    host = host.lower().strip().strip(".").strip("[]")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return _SUFFIXES.privatesuffix(host) or host


def party(host: str, site_host: str) -> Party:
    """``first`` where both hosts share their registrable domain, else ``third``.

    Never a comparison of prefixes: ``voorbeeld.nl.evil.example`` is not ``voorbeeld.nl``."""
    return "first" if registrable_domain(host) == registrable_domain(site_host) else "third"


def is_within(host: str, domain: str) -> bool:
    """Whether ``host`` is ``domain`` or one of its subdomains (by labels)."""
    host, domain = host.lower().rstrip("."), domain.lower().strip(".")
    return host == domain or host.endswith("." + domain)
