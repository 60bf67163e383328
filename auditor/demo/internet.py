"""The simulated internet: five invented companies and their third parties, many host names, on loopback.

A browser reaches it with a resolver rule that maps every host to the two servers here. Nothing leaves the machine,
and nothing is alleged of a real company: third parties bear their real host names, but all they answer is our own.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

from auditor.demo.exchange import Answer, Query
from auditor.demo.server import Certificates, LoopbackServer
from auditor.demo.site import Site, load_site, shipped_sites
from auditor.demo.third_party import shipped_third_parties

_LONGEST_LOG = 200_000


@dataclass(frozen=True)
class LoggedRequest:
    """A request that reached a server. ``cookies``: the names that came with it, without their values."""

    method: str
    host: str
    path: str
    query: str
    cookies: tuple[str, ...]
    status: int
    secure: bool


class DemoInternet:
    """The companies' sites and all their third parties; serves while the ``with`` block lasts.

    ``repaired``: each company's twin, whose site does what its policy says, on the same host.
    ``sites``: names of the companies to serve (default: all). ``extra``: further sites, of the same form.
    ``copies``: that many more hosts (``site-001.example`` …) with the site named ``copied``, for tests of fleets.
    """

    def __init__(
        self,
        repaired: bool = False,
        *,
        sites: Sequence[str] | None = None,
        extra: Sequence[Site] = (),
        copies: int = 0,
        copied: str = "repair_shop",
    ) -> None:
        folders = [folder for folder in shipped_sites() if sites is None or folder.name in {*sites, copied}]
        loaded = {folder.name: load_site(folder, repaired=repaired) for folder in folders}
        served = [site for name, site in loaded.items() if sites is None or name in sites] + list(extra)
        self._sites: dict[str, Site] = {site.spec.host: site for site in served}
        self.urls: dict[str, str] = {site.name: f"https://{site.spec.host}/" for site in served}
        for number in range(1, copies + 1):
            name = f"site-{number:03d}"
            self._sites[f"{name}.example"] = loaded[copied]
            self.urls[name] = f"https://{name}.example/"
        self._short = {host.removeprefix("www."): host for host in self._sites if host.startswith("www.")}
        self._third_parties = shipped_third_parties()
        self._log: deque[LoggedRequest] = deque(maxlen=_LONGEST_LOG)
        self._lock = threading.Lock()
        self._servers: tuple[LoopbackServer, ...] = ()
        self._certificates: Certificates | None = None

    def __enter__(self) -> DemoInternet:
        self._certificates = Certificates(self._knows)
        secure = LoopbackServer(self._secure, self._certificates.context)
        plain = LoopbackServer(self._plain, None)
        self._servers = (secure, plain)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.stop()
        self._servers = ()

    @property
    def resolve(self) -> tuple[str, ...]:
        """Resolver rules ``HOST:PORT=ADDRESS:PORT`` that lead every host here. Only while it serves."""
        if not self._servers:
            raise RuntimeError("the simulated internet is not running")
        secure, plain = self._servers
        return (f"*:443=127.0.0.1:{secure.port}", f"*:80=127.0.0.1:{plain.port}")

    @property
    def authority_pem(self) -> bytes:
        """The certificate of the authority that vouches for all hosts here. Only while it serves."""
        if self._certificates is None:
            raise RuntimeError("the simulated internet is not running")
        return self._certificates.authority_pem

    @property
    def log(self) -> tuple[LoggedRequest, ...]:
        """Every request so far, in order of arrival."""
        with self._lock:
            return tuple(self._log)

    def clear_log(self) -> None:
        """Forgets the requests so far."""
        with self._lock:
            self._log.clear()

    def _knows(self, host: str) -> bool:
        return host in self._sites or host in self._short or self._third_parties.knows(host)

    def _plain(self, query: Query) -> Answer | None:
        if not self._knows(query.host):
            return None
        target = f"https://{query.host}{query.path}" + (f"?{query.query}" if query.query else "")
        return self._logged(query, Answer(301, headers=(("Location", target),)), secure=False)

    def _secure(self, query: Query) -> Answer | None:
        if query.host in self._sites:
            answer = self._sites[query.host].answer(query)
        elif query.host in self._short:
            target = f"https://{self._short[query.host]}{query.path}"
            answer = Answer(301, headers=(("Location", target),))
        elif self._third_parties.knows(query.host):
            answer = self._third_parties.answer(query)
        else:
            return None
        return self._logged(query, answer, secure=True)

    def _logged(self, query: Query, answer: Answer, *, secure: bool) -> Answer:
        entry = LoggedRequest(
            query.method, query.host, query.path, query.query, tuple(query.cookies), answer.status, secure
        )
        with self._lock:
            self._log.append(entry)
        return answer
