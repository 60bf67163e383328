"""Evidence as rows of a table: what was seen, where, by whom, how long it was to stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.domains import host_of
from auditor.knowledge.wildcards import Wildcards
from auditor.models.declaration import DeclaredCookie
from auditor.models.result import AuditResult, Evidence, InventoryItem
from reports import words
from reports.shown import bounded
from reports.text import Texts

#: More rows than these convince nobody further; the saved result holds them all.
MAX_ROWS = 40
LONGEST_NOTE = 300

_ONLY_LIFETIME = re.compile(r"session cookie|asks for \d+ \w+")


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One fact. ``name``, ``place`` (host or address), ``page``, ``writer`` and ``chain`` (what loaded the writer or
    the request, nearest first) come from the site. ``declared``: the lifetime that the texts state for a cookie."""

    kind: str
    name: str
    place: str
    vendor: str
    lifetime: str
    declared: str
    writer: str
    chain: tuple[str, ...]
    state: str
    page: str
    note: str


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """Rows, and how many more there are than are shown. ``columns``: the optional ones in which any row has a value."""

    rows: tuple[EvidenceRow, ...]
    more: int
    columns: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.rows)


class EvidenceTables:
    """Builds tables; finds a cookie's lifetime and writer in the result's inventory by its ``ref`` or its name."""

    def __init__(self, result: AuditResult, t: Texts) -> None:
        self._t = t
        self._host = result.site.host
        items = (*result.cookies, *result.storage)
        self._by_ref: dict[str, InventoryItem] = {item.ref: item for item in items}
        self._by_name: dict[tuple[str, str], InventoryItem] = {(item.name, item.domain): item for item in items}
        self._listed: Wildcards[DeclaredCookie] = Wildcards()
        for row in result.declaration.cookies:
            if row.lifetime is not None and row.name.strip(" *"):
                self._listed.add(row.name, row)

    def table(
        self, evidence: Iterable[Evidence], limit: int = MAX_ROWS, stated: int | str | None = None
    ) -> EvidenceTable:
        """The first ``limit`` facts as rows. ``stated``: the lifetime that a sentence gives to cookies that no table
        lists."""
        entries = tuple(evidence)
        rows = tuple(self._row(entry, stated) for entry in entries[:limit])
        optional = ("lifetime", "declared", "state", "note")
        columns = frozenset(name for name in optional if any(getattr(row, name) for row in rows))
        return EvidenceTable(rows, len(entries) - len(rows), columns)

    def _row(self, entry: Evidence, stated: int | str | None) -> EvidenceRow:
        item = self._item(entry)
        lifetime = _lifetime(item, self._t)
        return EvidenceRow(
            kind=self._t.word("evidence", entry.kind),
            name=entry.name,
            place=_place(entry),
            vendor=words.vendor(entry.vendor),
            lifetime=lifetime,
            declared=self._declared(entry, stated),
            writer=item.setter or "" if item else "",
            chain=self._chain(entry),
            state=self._t.word("state", entry.state) if entry.state else "",
            page=self._page(entry.page or ""),
            note=_note(bounded(entry.note or "", LONGEST_NOTE), has_lifetime=bool(lifetime)),
        )

    def _declared(self, entry: Evidence, stated: int | str | None) -> str:
        if entry.kind != "cookie":
            return ""
        row = next(iter(self._listed.fitting(entry.name)), None)
        value = row.lifetime if row else stated
        return words.lifetime(value, self._t) if value is not None else ""

    def _chain(self, entry: Evidence) -> tuple[str, ...]:
        """What loaded the writer, or the request; the writer of a cookie or key is told by itself."""
        links = entry.chain[1:] if entry.kind in ("cookie", "storage") else entry.chain
        return tuple(self._page(link) for link in links)

    def _page(self, address: str) -> str:
        """An address on the audited site's own host by its path, which says all; any other in full."""
        if host_of(address) != self._host:
            return address
        path = address.split("/", 3)[3:]
        return f"/{path[0]}" if path else "/"

    def _item(self, entry: Evidence) -> InventoryItem | None:
        if entry.kind not in ("cookie", "storage"):
            return None
        found = self._by_ref.get(entry.ref) if entry.ref else None
        return found or self._by_name.get((entry.name, entry.host or ""))


def _place(entry: Evidence) -> str:
    """The address or host where it says more than the name does."""
    if entry.kind in ("cookie", "storage"):
        return entry.host or ""
    if entry.url:
        return "" if entry.url.partition("://")[2] == entry.name else entry.url
    return "" if entry.host == entry.name else entry.host or ""


def _note(note: str, *, has_lifetime: bool) -> str:
    """The remark, without the part that only repeats the lifetime."""
    parts = [part for part in note.split("; ") if not (has_lifetime and _ONLY_LIFETIME.fullmatch(part))]
    return "; ".join(parts)


def _lifetime(item: InventoryItem | None, t: Texts) -> str:
    if item is None or item.kind != "cookie":
        return ""
    return words.lifetime(item.lifetime_seconds, t, session=item.session)
