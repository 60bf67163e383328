"""The sites that no audit may visit: hosts, each with all below it."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from auditor.domains import host_of
from auditor.errors import UsageError

_PLAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


class NeverSites:
    """``entries``: hosts (``example.nl``, ``*.example.nl``, also an address of one). Raises `UsageError` for what is
    none."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._hosts = frozenset(form for entry in entries for form in _forms(_host(entry)))

    def __bool__(self) -> bool:
        return bool(self._hosts)

    def has(self, host: str) -> bool:
        """Whether a host is one of them, or lies below one: by labels, in whichever spelling it came."""
        return any(self._has(form) for form in _forms(host.lower().rstrip(".")))

    def refusal(self, url: str) -> str | None:
        """Why an address is not visited, in one sentence; None where it may be."""
        host = host_of(url)
        return f"{host[:200]} is a site that no audit may visit." if self._hosts and self.has(host) else None

    def _has(self, host: str) -> bool:
        labels = host.split(".")
        return any(".".join(labels[start:]) in self._hosts for start in range(len(labels)))


@lru_cache(maxsize=4)
def never_sites(entries: tuple[str, ...]) -> NeverSites:
    """The list as a rule; made once for each list, which may be long."""
    return NeverSites(entries)


def _host(entry: str) -> str:
    text = entry.strip()
    if _PLAIN.fullmatch(text):
        return text  # as lists of a hundred thousand have it
    host = host_of(text if "://" in text else f"https://{text.removeprefix('*.').lstrip('.')}")
    if not host or any(character.isspace() for character in host):
        raise UsageError(f"{entry[:100]!r} in never_sites is no host; write example.nl.")
    return host


def _forms(host: str) -> set[str]:
    """A host as it travels. What IDNA 2003 maps and IDNA 2008 keeps (``ß``) gives two forms, and browsers differ."""
    if host.isascii():
        return {host}
    forms = {".".join(_kept(label) for label in unicodedata.normalize("NFKC", host).lower().split("."))}
    with contextlib.suppress(UnicodeError):
        forms.add(host.encode("idna").decode("ascii").lower())
    return forms


def _kept(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
