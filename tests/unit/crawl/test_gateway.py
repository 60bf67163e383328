"""The gateway: what it connects to, what it refuses, and that it leaves nothing for a second look-up to change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from auditor.crawl.gateway import Gateway
from auditor.crawl.targets import Targets

Work = Callable[[Gateway, int], Awaitable[Any]]


async def _site(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    body = head.split(b"\r\n")[0] + (b"|" + await reader.readexactly(4) if b"POST" in head else b"")
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()
    if b"close" in head:
        writer.close()


def run(targets: Targets, work: Work, rules: Sequence[str] = ("mapped.example:80=127.0.0.1:PORT",)) -> Any:
    async def all_of_it() -> Any:
        site = await asyncio.start_server(_site, "127.0.0.1", 0)
        port = site.sockets[0].getsockname()[1]
        try:
            async with Gateway(targets, [rule.replace("PORT", str(port)) for rule in rules]) as gateway:
                return await asyncio.wait_for(work(gateway, port), 10)
        finally:
            site.close()

    return asyncio.run(all_of_it())


async def ask(gateway: Gateway, *lines: str, then: bytes = b"") -> bytes:
    """What the gateway answers; b"" when it closes without a word."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(gateway.url).port)
    writer.write("\r\n".join([*lines, "", ""]).encode() + then)
    answer = await reader.read()
    writer.close()
    return answer


NOWHERE = Targets(resolver=lambda host, port: [])


def test_a_plain_request_in_the_form_that_a_site_expects() -> None:
    answer = run(
        NOWHERE, lambda gate, port: ask(gate, "GET http://mapped.example/a?b=c HTTP/1.1", "Host: mapped.example")
    )
    assert answer.endswith(b"\r\n\r\nGET /a?b=c HTTP/1.1")
    assert b"Connection: close" in answer
    assert b"keep-alive" not in answer


def test_a_posted_body_and_nothing_after_it() -> None:
    answer = run(
        NOWHERE,
        lambda gate, port: ask(
            gate, "POST http://mapped.example/ HTTP/1.1", "Host: mapped.example", "Content-Length: 4",
            then=b"bodyGET http://127.0.0.1/ HTTP/1.1\r\n\r\n",
        ),
    )  # fmt: skip
    assert answer.endswith(b"POST / HTTP/1.1|body")


def test_a_tunnel() -> None:
    async def through(gate: Gateway, port: int) -> bytes:
        return await ask(gate, "CONNECT mapped.example:80 HTTP/1.1", then=b"GET /tunnel HTTP/1.1\r\nclose:\r\n\r\n")

    assert run(NOWHERE, through).endswith(b"GET /tunnel HTTP/1.1")


@pytest.mark.parametrize(
    "line",
    [
        "GET http://127.0.0.1:PORT/ HTTP/1.1",
        "GET http://localhost:PORT/ HTTP/1.1",
        "GET http://[::1]:PORT/ HTTP/1.1",
        "GET http://169.254.169.254/latest/meta-data/ HTTP/1.1",
        "CONNECT 127.0.0.1:PORT HTTP/1.1",
        "CONNECT localhost:PORT HTTP/1.1",
        "CONNECT [::ffff:127.0.0.1]:PORT HTTP/1.1",
        "CONNECT 10.0.0.1:443 HTTP/1.1",
    ],
)
def test_refused_without_an_answer(line: str) -> None:
    async def refused(gate: Gateway, port: int) -> list[str]:
        assert await ask(gate, line.replace("PORT", str(port))) == b""
        return gate.refused

    assert len(run(Targets(), refused)) == 1


@pytest.mark.parametrize("line", ["GET / HTTP/1.1", "GET ftp://8.8.8.8/ HTTP/1.1", "x", "CONNECT  HTTP/1.1", "\xff"])
def test_what_is_no_request_of_a_browser(line: str) -> None:
    assert run(Targets(), lambda gate, port: ask(gate, line)) == b""


def test_a_rule_for_any_host_is_none_for_an_address() -> None:
    async def both(gate: Gateway, port: int) -> tuple[bytes, bytes]:
        return await ask(gate, "GET http://a.example/ HTTP/1.1"), await ask(
            gate, "GET http://169.254.169.254/ HTTP/1.1"
        )

    named, literal = run(NOWHERE, both, ["*:80=127.0.0.1:PORT"])
    assert (b"200 OK" in named, literal) == (True, b"")


def test_a_name_that_changes_its_address_gains_nothing() -> None:
    """DNS rebinding: each connection goes to the very address that was looked at, found by one look-up."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    async def twice(gate: Gateway, port: int) -> tuple[bytes, int, bytes]:
        line = f"GET http://wissel.example:{port}/ HTTP/1.1"
        return await ask(gate, line), len(asked), await ask(gate, line)

    first, look_ups, second = run(Targets(["127.0.0.1"], rebinding), twice)
    assert (b"200 OK" in first, look_ups, second) == (True, 1, b"")


def test_what_is_allowed_is_reached() -> None:
    async def reached(gate: Gateway, port: int) -> bytes:
        return await ask(gate, f"GET http://intern.example:{port}/ HTTP/1.1")

    assert b"200 OK" in run(Targets(["127.0.0.0/8"], lambda host, port: ["127.0.0.1"]), reached)
