"""The one way out of a guarded browser: a proxy on loopback that looks each name up itself, refuses targets that are
not permitted, and connects to the very address that it looked at.

So the rule holds for every request alike: pages, redirects, embeds, workers, sockets; and a name that answers with
another address a moment later (DNS rebinding) gains nothing, because the browser looks no name up."""

from __future__ import annotations

import asyncio
import contextlib
import fnmatch
import re
from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from auditor.crawl.targets import TargetRefused, Targets, is_literal

#: Bytes of a request's or answer's head, and of one read.
_LARGEST_HEAD = 256 * 1024
_CHUNK = 64 * 1024
#: Seconds for looking up and connecting, and without a byte in either direction.
_CONNECTING = 15.0
_SILENCE = 300.0
#: Hosts that are remembered as refused.
_MOST_REFUSED = 50

_HOP = ("proxy-", "connection:", "keep-alive:")


class Gateway:
    """Enter it to listen; ``url`` is the proxy's address. ``rules``: ``HOST:PORT=ADDRESS:PORT`` of the settings; what
    the user maps there is the user's word, and holds for names only, never for an address that a page leads to."""

    def __init__(self, targets: Targets, rules: Sequence[str] = ()) -> None:
        self._targets = targets
        self._rules = [_rule(rule) for rule in rules]
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        #: The hosts that were refused, in the order of asking.
        self.refused: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_LARGEST_HEAD)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None  # noqa: S101 - a mistake of ours
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Stop listening and end what is under way."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio runs this as a task
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except TargetRefused as refusal:
            if not refusal.unknown and refusal.host not in self.refused and len(self.refused) < _MOST_REFUSED:
                self.refused.append(refusal.host[:300])
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            # No answer of ours: the browser must not take it for the site's.
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SILENCE)
        method, target, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
        if method == "CONNECT":
            host, port = _host_and_port(f"//{target}", 443)
            there = await self._connect(host, port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._both_ways((reader, writer), there)
            return
        if not target.startswith("http://"):
            raise ValueError(target)
        host, port = _host_and_port(target, 80)
        there = await self._connect(host, port)
        await self._one_request(head, target, (reader, writer), there)

    async def _connect(self, host: str, port: int) -> Stream:
        """A connection to a permitted address of ``host``. Raises `TargetRefused` or `OSError`."""
        mapped = self._mapped(host, port)
        if mapped is not None:
            return await asyncio.wait_for(asyncio.open_connection(*mapped), _CONNECTING)
        looking = asyncio.to_thread(self._targets.addresses, host, port)
        failure: OSError | TimeoutError = OSError(host)
        for address in await asyncio.wait_for(looking, _CONNECTING):
            try:
                opening = asyncio.open_connection(address, port, limit=_LARGEST_HEAD)
                return await asyncio.wait_for(opening, _CONNECTING)
            except OSError as error:
                failure = error
        raise failure

    def _mapped(self, host: str, port: int) -> tuple[str, int] | None:
        for pattern, from_port, address, to_port in self._rules:
            named = host == pattern if is_literal(host) else fnmatch.fnmatchcase(host, pattern)
            if named and port == from_port:
                return address, to_port
        return None

    async def _one_request(self, head: bytes, target: str, here: Stream, there: Stream) -> None:
        """Pass on one plain request and its answer; then the connection ends, so that none goes astray on it."""
        lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        parts = urlsplit(target)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        method, _, version = lines[0].split(b" ")
        kept = [line for line in lines[1:] if not line.decode("latin-1").lower().startswith(_HOP)]
        there[1].write(b"\r\n".join([b" ".join([method, path.encode("ascii"), version]), *kept]) + _CLOSE)
        sending = asyncio.create_task(_copy_exactly(_length(kept), here[0], there[1]))
        try:
            while True:
                answer = await asyncio.wait_for(there[0].readuntil(b"\r\n\r\n"), _SILENCE)
                status = answer.split(b" ", 2)[1]
                if not status.startswith(b"1"):
                    break
            fields = answer.removesuffix(b"\r\n\r\n").split(b"\r\n")
            passed = [line for line in fields if not line.decode("latin-1").lower().startswith(_HOP)]
            here[1].write(b"\r\n".join(passed) + _CLOSE)
            await _copy(there[0], here[1])
        finally:
            sending.cancel()
            there[1].close()

    async def _both_ways(self, here: Stream, there: Stream) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_copy(here[0], there[1]))
                group.create_task(_copy(there[0], here[1]))
        except* OSError:
            pass
        finally:
            there[1].close()


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_CLOSE = b"\r\nConnection: close\r\n\r\n"


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await asyncio.wait_for(reader.read(_CHUNK), _SILENCE):
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()


async def _copy_exactly(count: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while count > 0 and (data := await reader.read(min(count, _CHUNK))):
        count -= len(data)
        writer.write(data)
        await writer.drain()


def _length(fields: Sequence[bytes]) -> int:
    for field in fields:
        name, _, value = field.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def _host_and_port(address: str, default: int) -> tuple[str, int]:
    """Raises `ValueError` for what has no host."""
    parts = urlsplit(address)
    if not parts.hostname:
        raise ValueError(address)
    return parts.hostname.lower().rstrip("."), parts.port or default


def _rule(rule: str) -> tuple[str, int, str, int]:
    """Host, port, address and port of a resolve rule, which the settings found right."""
    match = re.fullmatch(r"([^=:]+):(\d+)=(.+):(\d+)", rule.strip())
    if match is None:
        raise ValueError(rule)
    host, port, address, to_port = match.groups()
    return host.lower(), int(port), address.strip("[]"), int(to_port)
