"""HTTP and HTTPS servers on loopback that answer for any number of host names. One thread a connection."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

import trustme

from auditor.demo.exchange import Answer, Query

_IDLE_SECONDS = 60.0
_MOST_BODY_BYTES = 1_000_000


class Certificates:
    """An authority of our own and, by server name, a certificate for each known host, made when first asked for."""

    def __init__(self, knows: Callable[[str], bool]) -> None:
        self._knows = knows
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("localhost").configure_cert(self.context)
        self.context.sni_callback = self._choose

    @property
    def authority_pem(self) -> bytes:
        """The authority's own certificate, for clients that want to trust it."""
        return self._authority.cert_pem.bytes()

    def _choose(self, connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> int | None:
        host = (name or "").lower()
        if not self._knows(host):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
        connection.context = self._contexts[host]
        return None


class LoopbackServer(ThreadingMixIn, TCPServer):
    """Listens on a free port of 127.0.0.1. With ``tls`` it speaks HTTPS, else plain HTTP."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, answer: Callable[[Query], Answer | None], tls: ssl.SSLContext | None) -> None:
        self.answer = answer
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serves one connection, in its own thread; a visitor who goes away is no error."""
        with contextlib.suppress(OSError, ValueError):
            request.settimeout(_IDLE_SECONDS)
            if self._tls is not None:
                request = self._tls.wrap_socket(request, server_side=True)
            with self._lock:
                self._open.add(request)
            try:
                _Handler(request, client_address, self)
            finally:
                with self._lock:
                    self._open.discard(request)
                request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing: browsers break connections all the time."""

    def stop(self) -> None:
        """Ends listening and every connection that is still open."""
        self.shutdown()
        self.server_close()
        self._thread.join(timeout=5)
        with self._lock:
            still_open = tuple(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, request: Any, client_address: Any, server: LoopbackServer) -> None:
        self._loopback = server
        super().__init__(request, client_address, server)

    def _respond(self) -> None:
        self._read_body()
        query = _query(self.command, self.path, self.headers.get("Host", ""), self.headers.get("Cookie", ""))
        answer = self._loopback.answer(query)
        if answer is None:
            self.close_connection = True
            return
        self.wfile.write(_message(answer, with_body=self.command != "HEAD"))

    do_GET = do_HEAD = do_POST = do_OPTIONS = _respond  # noqa: N815 (names that http.server prescribes)

    def _read_body(self) -> None:
        length = self.headers.get("Content-Length", "0")
        wanted = int(length) if length.isdigit() else 0
        if wanted > _MOST_BODY_BYTES:
            self.close_connection = True
            return
        self.rfile.read(wanted)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal; `DemoInternet` keeps its own log."""


def _query(method: str, target: str, host: str, cookie_header: str) -> Query:
    path, _, query = target.partition("?")
    jar: SimpleCookie = SimpleCookie()
    with contextlib.suppress(CookieError):
        jar.load(cookie_header)
    cookies = {name: morsel.value for name, morsel in jar.items()}
    return Query(method, host.lower().rsplit(":", 1)[0] if ":" in host else host.lower(), path, query, cookies)


def _message(answer: Answer, *, with_body: bool) -> bytes:
    phrase = BaseHTTPRequestHandler.responses.get(answer.status, ("",))[0]
    lines = [f"HTTP/1.1 {answer.status} {phrase}", f"Content-Length: {len(answer.body)}"]
    if answer.status != 204:
        lines.append(f"Content-Type: {answer.media_type}")
    lines += [f"{name}: {value}" for name, value in answer.headers]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return head + answer.body if with_body else head
