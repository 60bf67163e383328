"""Cookies: the writes that were seen, joined with what the browser's jar says became of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from playwright.async_api import BrowserContext

from auditor.crawl.collector import Collected
from auditor.crawl.cookie_line import CookieLine, SameSite, from_cookie_store, parse_cookie_line
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.network_log import Hop
from auditor.crawl.tab import Tab
from auditor.crawl.write_log import ScriptWrite
from auditor.domains import host_of, is_within
from auditor.models.common import CollectorKind
from auditor.models.observation import Cookie, Setter

#: A cookie is one by name, domain, path and whether it is partitioned.
Key = tuple[str, str, str, bool]

Outcome = Literal["stored", "blocked", "deleted"]


@dataclass(frozen=True)
class _Write:
    """One write of one cookie. ``blocked``: the browser's reasons; ``kept``: whether it was stored, if known."""

    line: CookieLine
    page: str
    at: float
    setter: Setter
    blocked: tuple[str, ...]
    kept: bool | None


class CookieCollector:
    """Headers are not storage: only the jar, or a write that the browser gave no reason to refuse, proves that."""

    kind: ClassVar[CollectorKind] = "cookies"
    events: ClassVar[tuple[str, ...]] = ()

    def __init__(self, evidence: VisitEvidence) -> None:
        self._evidence = evidence
        self._jar: dict[Key, dict[str, Any]] = {}
        self._last: set[Key] = set()
        self._found_on: dict[Key, str] = {}
        self._changed_at: dict[Key, float] = {}
        self._looked_at = 0.0

    def on_event(self, method: str, event: dict[str, Any], page: str) -> bool:
        """Cookies come from the network and the recorder, not from events of their own."""
        return False

    async def at_page_end(self, tab: Tab) -> None:
        """Read the jar after each page, so that what is deleted later was seen."""
        await self._read_jar(tab.context, tab.page_url)

    async def at_visit_end(self, context: BrowserContext) -> None:
        """Read the jar once more."""
        await self._read_jar(context, self._evidence.pages[-1] if self._evidence.pages else "")

    async def _read_jar(self, context: BrowserContext, page: str) -> None:
        self._last = set()
        for cookie in await context.cookies():
            key = _jar_key(dict(cookie))
            if (known := self._jar.get(key)) is None or known.get("value") != cookie.get("value"):
                self._changed_at[key] = time.monotonic()
            self._jar[key] = dict(cookie)
            self._evidence.note_secret(str(cookie.get("value", "")))
            self._found_on.setdefault(key, page)
            self._last.add(key)
        self._looked_at = time.monotonic()

    def collect(self) -> Collected:
        """One record a cookie, sorted by domain, name and path."""
        for line in self._lines():
            self._evidence.note_secret(line.value)
        writes: dict[Key, list[_Write]] = {}
        for write in sorted(self._writes(), key=lambda write: write.at):
            line = write.line
            writes.setdefault((line.name, line.domain, line.path, line.partitioned), []).append(write)
        records = [
            record
            for key in {**writes, **self._jar}
            if (record := self._record(key, writes.get(key, []), self._jar.get(key))) is not None
        ]
        return Collected(cookies=tuple(sorted(records, key=_order)))

    def _lines(self) -> Iterator[CookieLine]:
        """All cookie lines, before anything is made of them."""
        for hop in self._evidence.network.sent():
            lines = (parse_cookie_line(entry.line, hop.url) for entry in hop.set_cookies)
            yield from (line for line in lines if line is not None)
        scripted = (_script_line(write) for write in self._evidence.writes.writes)
        yield from (line for line in scripted if line is not None)

    def _writes(self) -> Iterator[_Write]:
        for hop in self._evidence.network.sent():
            if hop.page in self._evidence.foreign:
                continue
            yield from self._header_writes(hop)
        for write in self._evidence.writes.writes:
            line = _script_line(write) if write.page not in self._evidence.foreign else None
            if line is not None:
                yield self._script_write(write, line)

    def _header_writes(self, hop: Hop) -> Iterator[_Write]:
        for entry in hop.set_cookies:
            line = parse_cookie_line(entry.line, hop.url, _clock(hop.at))
            if line is None:
                continue
            setter = Setter(
                how="header",
                url=self._evidence.redact(hop.url),
                party=self._evidence.parties.of_url(hop.url),
                frame=self._evidence.redact(hop.frame) if hop.frame else None,
                initiators=self._evidence.chains.of_request(hop),
            )
            yield _Write(line, hop.page, hop.at, setter, entry.blocked, None)

    def _script_write(self, write: ScriptWrite, line: CookieLine) -> _Write:
        chains = self._evidence.chains
        url = chains.writer(write.stack)
        setter = Setter(
            how="cookieStore" if write.kind == "cookieStore" else "document.cookie",
            url=self._evidence.redact(url) if url else None,
            party=self._evidence.parties.of_url(url) if url else None,
            frame=None if write.in_main_frame else self._evidence.redact(write.frame),
            initiators=chains.of_script(write.stack, write.page, write.frame),
        )
        return _Write(line, write.page, write.at, setter, (), bool(write.details.get("kept")))

    def _record(self, key: Key, writes: list[_Write], jar: dict[str, Any] | None) -> Cookie | None:
        settings = [write for write in writes if not write.line.deletes]
        if not settings and (jar is None or self._found_on[key] in self._evidence.foreign):
            return None  # a deletion of what was never there, or another company's cookie
        outcome, reason = self._outcome(key, writes, jar)
        taken = [write for write in settings if not write.blocked and write.kept is not False]
        if not settings:
            return self._unwritten(key, jar or {}, outcome)
        first = settings[0] if outcome == "blocked" or not taken else taken[0]
        line = first.line
        value = self._evidence.fingerprints.measure(str(jar["value"]) if jar else line.value)
        for raw in {write.line.value for write in settings} | ({str(jar["value"])} if jar else set()):
            self._evidence.note_value(value.hash, raw)
        return Cookie(
            name=line.name[:256],
            domain=line.domain,
            path=line.path[:256],
            host_only=line.host_only,
            secure=bool(jar["secure"]) if jar else line.secure,
            http_only=line.http_only,
            same_site=line.same_site,
            partition_key=_partition_key(jar),
            lifetime_seconds=line.lifetime,
            session=line.lifetime is None,
            party=self._evidence.parties.of_host(line.domain),
            setter=first.setter,
            outcome=outcome,
            blocked_reason=reason,
            value=value,
            pages=self._evidence.ordered(write.page for write in settings),
            at_ms=self._evidence.at_ms(first.at),
            after_choice=self._evidence.after_choice(*(write.at for write in (taken or settings))),
        )

    def _unwritten(self, key: Key, jar: dict[str, Any], outcome: Outcome) -> Cookie:
        """A cookie in the jar that nobody was seen to write."""
        name, domain, path, _ = key
        value = self._evidence.fingerprints.measure(str(jar["value"]))
        self._evidence.note_value(value.hash, str(jar["value"]))
        return Cookie(
            name=name[:256],
            domain=domain,
            path=path[:256],
            host_only=not str(jar["domain"]).startswith("."),
            secure=bool(jar["secure"]),
            http_only=bool(jar["httpOnly"]),
            same_site=_jar_same_site(jar),
            partition_key=_partition_key(jar),
            lifetime_seconds=None,
            session=float(jar.get("expires", -1)) < 0,
            party=self._evidence.parties.of_host(domain),
            setter=self._unseen_setter(jar),
            outcome=outcome,
            value=value,
            pages=(self._found_on[key],),
            after_choice=self._evidence.after_choice(self._changed_at[key]),
        )

    def _unseen_setter(self, jar: dict[str, Any]) -> Setter:
        """By elimination: what no answer and no frame wrote, with ``cookieStore``'s marks, a service worker did."""
        host = str(jar["domain"])
        marked = not host.startswith(".") and jar["path"] == "/" and not jar["httpOnly"]
        url = self._evidence.sole_worker(f"https://{host}", service=True) if marked else None
        if url is None or not self._evidence.workers[f"https://{host}"][url]:
            return Setter(how="unknown", url=None, party=None)
        chain = self._evidence.chains.of_script((url,), "", "")
        return Setter(
            how="cookieStore",
            url=self._evidence.redact(url),
            party=self._evidence.parties.of_url(url),
            initiators=chain,
        )

    def _outcome(self, key: Key, writes: list[_Write], jar: dict[str, Any] | None) -> tuple[Outcome, str | None]:
        if key in self._last:
            return "stored", None
        if jar is not None:
            return _gone(writes, self._looked_at), None
        settings = [write for write in writes if not write.line.deletes]
        accepted = [write for write in settings if not write.blocked and write.kept is not False]
        if any(write.kept or self._proves(write) for write in accepted):
            return _gone(writes, self._looked_at), None
        reasons = sorted({reason for write in settings for reason in write.blocked})
        return "blocked", ", ".join(reasons) or _own_reason(settings[0])

    def _proves(self, write: _Write) -> bool:
        """A header without a blocked reason was stored: the jar no longer had it, or was never read after it."""
        return write.setter.how == "header" and write.kept is None


def _gone(writes: list[_Write], looked_at: float) -> Outcome:
    """A cookie that was there and no longer is: taken away, or run out, which is not deleting."""
    last = writes[-1] if writes else None
    if last is not None and not last.line.deletes:
        lifetime = last.line.lifetime
        if lifetime is not None and last.at + lifetime <= looked_at + 1:
            return "stored"
        if last.at > looked_at:
            return "stored"
    return "deleted"


def _own_reason(write: _Write) -> str:
    """Why a script's cookie was not kept, which the browser does not say."""
    host = write.setter.frame or write.page
    line = write.line
    if not line.host_only and not is_within(host_of(host), line.domain):
        return "InvalidDomain"
    if line.secure and not host.startswith("https:"):
        return "SecureOnly"
    if line.name.startswith(("__Secure-", "__Host-")):
        return "InvalidPrefix"
    return "NotKept"


def _script_line(write: ScriptWrite) -> CookieLine | None:
    now = _clock(write.at)
    if write.kind == "document.cookie":
        return parse_cookie_line(str(write.details.get("line", "")), write.frame, now)
    if write.kind == "cookieStore":
        return from_cookie_store(write.details, write.frame, now)
    return None


def _clock(moment: float) -> datetime:
    """A ``time.monotonic`` moment as a date."""
    return datetime.fromtimestamp(time.time() - (time.monotonic() - moment), UTC)


def _jar_key(cookie: dict[str, Any]) -> Key:
    domain = str(cookie["domain"]).lstrip(".").lower()
    return (str(cookie["name"]), domain, str(cookie["path"]), bool(cookie.get("partitionKey")))


def _partition_key(jar: dict[str, Any] | None) -> str | None:
    key = jar.get("partitionKey") if jar else None
    return str(key) if key else None


def _jar_same_site(jar: dict[str, Any]) -> SameSite:
    known: dict[str, SameSite] = {"Strict": "Strict", "Lax": "Lax", "None": "None"}
    return known.get(str(jar.get("sameSite")), "unset")


def _order(cookie: Cookie) -> tuple[str, ...]:
    return (cookie.domain, cookie.name, cookie.path, cookie.partition_key or "")
