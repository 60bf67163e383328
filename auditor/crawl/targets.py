"""Which addresses a guarded crawl may reach: the public internet, and what the configuration allows besides.

An audit that somebody starts from a web page must not become a way into the network that the server stands in."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence

from auditor.errors import UsageError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Gives all addresses of a host and port; it may block and raise `OSError`. Tests hand in their own.
Resolver = Callable[[str, int], Sequence[str]]

#: Special addresses that are public by their range: protocol assignments (RFC 6890; a cloud's metadata stands in them),
#: relays to IPv4 (RFC 3068), and the address at which Azure answers its own machines.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "fec0::/10", "5f00::/16")
)
#: IPv6 ranges that carry an IPv4 address in their last bits (NAT64, and the outdated compatible form).
_CARRYING = tuple(ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))

_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,252})", re.IGNORECASE)


class TargetRefused(Exception):
    """A host that a guarded crawl does not reach. ``host``: as it was asked for; ``unknown``: it has no address."""

    def __init__(self, host: str, unknown: bool = False) -> None:
        super().__init__(host)
        self.host = host
        self.unknown = unknown


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not private, loopback, link-local, multicast or special, nor
    an IPv6 address that leads to such an IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        inner = _carried(address)
        if inner is not None:
            return is_public(inner)
    special = any(address.version == network.version and address in network for network in _SPECIAL)
    return address.is_global and not (special or address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to."""
    if address.ipv4_mapped is not None or address.sixtofour is not None:
        return address.ipv4_mapped or address.sixtofour
    if any(address in network for network in _CARRYING):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def system_addresses(host: str, port: int) -> Sequence[str]:
    """All addresses that the system's resolver knows. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Targets:
    """The rule. ``allowed``: networks (``10.0.0.0/8``), addresses and host names that may be reached although they are
    not public. Raises `UsageError` for what is none of them."""

    def __init__(self, allowed: Sequence[str] = (), resolver: Resolver = system_addresses) -> None:
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        self._hosts: set[str] = set()
        self._resolver = resolver
        for entry in allowed:
            try:
                self._networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                if not _HOST.fullmatch(entry) or "/" in entry:
                    raise UsageError(
                        f"{entry[:100]!r} is no network, address or host name that can be allowed."
                    ) from None
                self._hosts.add(entry.lower().rstrip("."))

    def permits(self, address: str) -> bool:
        """Whether an address may be reached."""
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        inner = _carried(known) if isinstance(known, ipaddress.IPv6Address) else None
        forms: list[Address] = [known, *([inner] if inner else [])]
        allowed = any(
            form.version == network.version and form in network for form in forms for network in self._networks
        )
        return allowed or is_public(known)

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """The addresses to connect to for a host, every one permitted; it may block.

        All addresses of a name are looked at: one that is not permitted refuses the name, for which of them a later
        look-up gives is up to the name's owner. Raises `TargetRefused`."""
        try:
            found = [host.strip("[]")] if is_literal(host) else list(self._resolver(host, port))
        except (OSError, UnicodeError, ValueError):
            raise TargetRefused(host, unknown=True) from None
        if not found:
            raise TargetRefused(host, unknown=True)
        if host.lower().rstrip(".") not in self._hosts and not all(self.permits(address) for address in found):
            raise TargetRefused(host)
        return found


def is_literal(host: str) -> bool:
    """Whether a host is an address and no name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
