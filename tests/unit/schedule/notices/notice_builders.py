"""Audits to be told of, a clock, a receiver of webhooks on this machine, and its way to verify them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from auditor.models.result import AuditResult, CheckOutcome
from auditor.schedule.notices import SINCE
from auditor.store.fleet_records import NewNotice
from auditor.store.records import AuditRecord
from auditor.store.store import Store
from tests.unit.store.store_builders import NOON, audit_result, write_audit

KEY_BYTES = b"twenty-four bytes at the least, to be sure"
KEY = "whsec_" + base64.b64encode(KEY_BYTES).decode()


class Standing:
    """A clock that stands until it is moved. It begins after all audits of these tests."""

    def __init__(self) -> None:
        self.now = NOON + dt.timedelta(days=400)

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


@dataclass
class Desk:
    store: Store
    config: Path

    def receivers(self, *tables: str) -> Self:
        self.store.fleet.mark_once(SINCE, NOON.isoformat())
        self.config.write_text("\n".join(f"[[notices]]\n{table}" for table in tables), encoding="utf-8")
        return self


def hook_table(port: int, name: str = "hook", **more: Any) -> str:
    values = {"name": name, "kind": "webhook", "url": f"http://127.0.0.1:{port}/in?token=hidden-in-the-address",
              "secret_env": "HOOK_KEY", **more}  # fmt: skip
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items())


def company(day: int = 0, left_out: int = 0, **more: Any) -> AuditResult:
    """The result of an audit on that day without the first findings, in which every check looked."""
    result = audit_result(day, left_out).model_copy(update=more)
    there = {one.check for one in result.findings}
    every = dict.fromkeys(one.check for one in audit_result().findings)
    checks = tuple(CheckOutcome(check=one, result="found" if one in there else "passed") for one in every)
    return result.model_copy(update={"checks": checks})


def kept(store: Store, day: int = 0, left_out: int = 0, result: AuditResult | None = None) -> AuditRecord:
    """An audit in the store, of one company, made on that day."""
    made = result or company(day, left_out)
    audit_id = store.save_audit(write_audit(store.folder.parent / f"audit-{uuid.uuid4()}", made), made)
    audit = store.audit(audit_id)
    assert audit is not None
    return audit


def failed(store: Store, why: str = "No answer.") -> AuditRecord:
    """A later audit of the same company that ended without a result."""
    site = store.sites()[0]
    return store.end_audit(store.queue_audit(site).id, "failed", why)


def noted(store: Store, *receivers: str, host: str = "ketting.example", day: int = 0) -> AuditRecord:
    """An ended audit of a site, with a notice for each of these receivers that is due now."""
    site = store.add_site(host)
    audit = store.end_audit(store.queue_audit(site).id, "failed", "No answer.")
    body = {"event": "unreachable", "site": {"host": host}}
    assert store.outbox.make(
        audit, [NewNotice(receiver=one, body=body, due_at=store.outbox.now()) for one in receivers]
    )
    return audit


@dataclass(frozen=True)
class Got:
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Hook:
    """A receiver of webhooks. ``answer``: the status and headers of the next answers."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answer: Callable[[Got], tuple[int, dict[str, str]]] = lambda _: (204, {})
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                got = Got({name.lower(): value for name, value in self.headers.items()}, body)
                status, headers = hook.answer(got)
                hook.got.append(got)
                self.send_response(status)
                for name, value in {**headers, "content-length": "9"}.items():
                    self.send_header(name, value)
                self.end_headers()
                if status != 204:
                    self.wfile.write(b"echo-back")

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def verified(got: Got, key: bytes = KEY_BYTES) -> bool:
    """Whether a message is from who has the key: HMAC as RFC 2104 writes it down, without our code or Python's."""
    padded = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    content = b".".join((got.id.encode(), got.headers["webhook-timestamp"].encode(), got.body))
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + content).digest()
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()
    return f"v1,{base64.b64encode(outer).decode()}" in got.headers["webhook-signature"].split(" ")
