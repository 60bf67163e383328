"""Web sites on loopback for the crawl's tests: any host name, plain and over TLS, answering as a test wants."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme


@dataclass
class Reply:
    body: str | bytes = ""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    #: keep the connection open this long after the body, without ending it
    hang: float = 0.0


@dataclass
class Sites:
    """``replies``: (host, path) → a reply, or a function of the request that gives one. ``seen``: what was asked."""

    replies: dict[tuple[str, str], Reply | Callable[[Any], Reply]] = field(default_factory=dict)
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    headers_seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    resolve: tuple[str, ...] = ()
    http_port: int = 0
    https_port: int = 0

    def add(self, address: str, reply: Reply | str | Callable[[Any], Reply], **more: Any) -> None:
        host, slash, path = address.partition("/")
        self.replies[(host, slash + path or "/")] = Reply(reply, **more) if isinstance(reply, str | bytes) else reply

    def script(self, address: str, text: str, **more: Any) -> None:
        self.add(address, Reply(text, "text/javascript", **more))

    def pixel(self, address: str, *cookies: str, **more: Any) -> None:
        headers = tuple(("Set-Cookie", cookie) for cookie in cookies)
        self.add(address, Reply(PIXEL, "image/gif", headers=headers, **more))


PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sites: Sites

    def log_message(self, *_: Any) -> None:
        pass

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
            super().handle_one_request()
            return
        self.close_connection = True

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        path = self.path.partition("?")[0]
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length) if length else b""
        self.sites.seen.append((self.command, host, self.path))
        self.sites.headers_seen.append((host, self.path, dict(self.headers)))
        found = self.sites.replies.get((host, path))
        reply = found(self) if callable(found) else found or Reply("not found", status=404)
        time.sleep(reply.delay)
        data = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        if reply.media_type:
            self.send_header("Content-Type", reply.media_type)
        if not reply.hang:
            self.send_header("Content-Length", str(len(data)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
            self.wfile.flush()
        if reply.hang:
            time.sleep(reply.hang)
            self.close_connection = True

    do_POST = do_HEAD = do_OPTIONS = do_PUT = do_GET  # noqa: N815


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        pass


@contextlib.contextmanager
def serve() -> Iterator[Sites]:
    """Two servers, one with TLS, for every host name on ports 80 and 443."""
    sites = Sites()
    handler = type("Handler", (_Handler,), {"sites": sites})
    plain, secure = _Server(("127.0.0.1", 0), handler), _Server(("127.0.0.1", 0), handler)
    certificate = trustme.CA().issue_cert("*.example", "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
    sites.http_port, sites.https_port = plain.server_port, secure.server_port
    sites.resolve = (f"*:80=127.0.0.1:{plain.server_port}", f"*:443=127.0.0.1:{secure.server_port}")
    for server in (plain, secure):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield sites
    finally:
        for server in (plain, secure):
            server.shutdown()
            server.server_close()
