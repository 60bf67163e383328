"""Where the review application listens, under which address people reach it, and what follows from both."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from auditor.config import AuditSettings, FleetSettings
from auditor.errors import UsageError

PORT = 8642
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``: an address of the loopback range, or ``localhost``."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """``host`` and ``port`` to listen on. ``address``: the one that people type, when a proxy stands in front
    (``https://review.example``). ``encrypted``: the server has a certificate of its own. ``local_name``: who decisions
    are by when nobody signs in. ``session``: how long a sign-in lasts. ``audits``: how the audits that are started here
    are done; sites may differ. ``fleet``, ``scheduled``, ``config``: how, and whether, audits that are due are run here
    too, as `auditor.review.auditing` has it."""

    host: str = "127.0.0.1"
    port: int = PORT
    address: str | None = None
    encrypted: bool = False
    local_name: str = "local"
    session: timedelta = timedelta(hours=12)
    audits: AuditSettings = field(default_factory=AuditSettings)
    fleet: FleetSettings = field(default_factory=FleetSettings)
    scheduled: bool = False
    config: Path | None = None

    def __post_init__(self) -> None:
        parts = self._public
        if parts is not None and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
            raise UsageError(f"{self.address!r} is no address as https://review.example, without a path.")

    @property
    def _public(self) -> SplitResult | None:
        try:
            parts = urlsplit(self.address) if self.address else None
            _ = parts.port if parts else None
        except ValueError:
            raise UsageError(f"{self.address!r} is no address as https://review.example.") from None
        return parts

    @property
    def sign_in(self) -> bool:
        """Whether people have to sign in: always, unless only this machine reaches the pages."""
        public = self._public
        return not is_loopback(self.host) or (public is not None and not is_loopback(public.hostname or ""))

    @property
    def proxied(self) -> bool:
        """Whether requests come by way of a proxy that says whom they are from."""
        return self._public is not None

    @property
    def secure(self) -> bool:
        """Whether cookies are for encrypted connections only: always, but for plain HTTP on this machine."""
        public = self._public
        return self.sign_in or self.encrypted or (public is not None and public.scheme == "https")

    @property
    def hosts(self) -> frozenset[str] | None:
        """The names in ``Host`` that are answered, without port; null for any.

        Without sign-in the name is what keeps a page elsewhere from reaching us by pointing its own name at this
        machine (DNS rebinding). With sign-in a foreign name has no session, so that it finds nothing."""
        public = self._public
        if public is not None:
            return LOOPBACK_NAMES | {(public.hostname or "").lower()}
        return None if self.sign_in else LOOPBACK_NAMES | {self.host.strip("[]").lower()}

    @property
    def public_netloc(self) -> str | None:
        """Host and port of ``address``."""
        public = self._public
        return public.netloc.rpartition("@")[2].lower() if public else None
