"""The list of sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, delete, func, insert, or_, select, text, update

from auditor.domains import host_of, registrable_domain
from auditor.errors import InputError
from auditor.store.addresses import normal_address, twin_address
from auditor.store.records import AddedSites, SiteRecord
from auditor.store.site_settings import plain_settings
from auditor.store.tables import schedules, sites

LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A line of a list of sites. ``label`` and ``settings``: None leaves those of a site that is known as they are.
    ``schedule``: what the line says of one, by the names in `auditor.store.site_lists.SCHEDULE_KEYS`; the list of sites
    does not hold it, `auditor.schedule.giving` reads it."""

    url: str
    label: str | None = None
    settings: dict[str, Any] | None = field(default=None)
    schedule: dict[str, str] | None = field(default=None)


def record(row: RowMapping) -> SiteRecord:
    """The record of a row of ``sites``."""
    return SiteRecord(**{column.name: row[column.name] for column in sites.c})


def _values(entry: SiteEntry) -> dict[str, Any]:
    """The columns that an entry sets. Raises `InputError` with one sentence."""
    url = normal_address(entry.url)
    values: dict[str, Any] = {"url": url, "host": host_of(url), "domain": registrable_domain(host_of(url))}
    if entry.label is not None:
        values["label"] = clean_line(entry.label, LONGEST_LABEL)
    if entry.settings is not None:
        values["settings"] = plain_settings(entry.settings, f"{url}: ")
    return values


def clean_line(words: str, longest: int) -> str:
    """Text on one line without control characters, no longer than ``longest``."""
    kept = "".join(char if char.isprintable() else " " for char in words)
    return " ".join(kept.split())[:longest]


def add(connection: Connection, entries: Iterable[SiteEntry], now: datetime) -> AddedSites:
    """Put sites on the list, all or none; one that was removed comes back. Raises `InputError` for a wrong entry."""
    wanted: dict[str, dict[str, Any]] = {}
    for entry in entries:
        values = _values(entry)
        first = values["url"] if values["url"] in wanted else twin_address(values["url"])
        known_url = first if first in wanted else values["url"]
        wanted[known_url] = {**wanted.get(known_url, {}), **values, "url": known_url}
    if connection.dialect.name == "postgresql":
        # Two who add the same site at once would both find it missing; those who only read are not held up.
        connection.execute(text("LOCK TABLE sites IN SHARE ROW EXCLUSIVE MODE"))
    present = {row["url"]: row for row in connection.execute(select(sites)).mappings()} if wanted else {}
    new, changed = [], []
    for url, values in wanted.items():
        row = present.get(url) or present.get(twin_address(url))
        if row is None:
            new.append({"label": "", "settings": {}, **values, "added_at": now, "removed_at": None})
        elif different := _difference(row, values):
            changed.append({"number": row["id"], **_columns(row), **different})
    if new:
        connection.execute(insert(sites), new)
    if changed:
        connection.execute(update(sites).where(sites.c.id == bindparam("number")), changed)
    return AddedSites(added=len(new), changed=len(changed), known=len(wanted) - len(new) - len(changed))


def _columns(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in ("label", "settings", "removed_at")}


def _difference(row: RowMapping, values: dict[str, Any]) -> dict[str, Any]:
    different = {name: values[name] for name in ("label", "settings") if name in values and values[name] != row[name]}
    return different | ({"removed_at": None} if row["removed_at"] is not None else {})


def add_one(connection: Connection, entry: SiteEntry, now: datetime) -> SiteRecord:
    """Put one site on the list; the site as it is then. Raises `InputError` for a wrong entry."""
    add(connection, [entry], now)
    found = by_url(connection, normal_address(entry.url))
    if found is None:
        raise RuntimeError("a site that was just added is not there")
    return found


def by_url(connection: Connection, url: str) -> SiteRecord | None:
    """The site with this normal address, by either scheme."""
    query = select(sites).where(sites.c.url.in_((url, twin_address(url))))
    row = connection.execute(query).mappings().first()
    return None if row is None else record(row)


def by_id(connection: Connection, site_id: int, *, alone: bool = False) -> SiteRecord | None:
    """The site with this number. ``alone``: others who ask so wait until this transaction is over."""
    query = select(sites).where(sites.c.id == site_id)
    row = connection.execute(query.with_for_update() if alone else query).mappings().first()
    return None if row is None else record(row)


def find(connection: Connection, key: str | int) -> SiteRecord | None:
    """The site that a person means by a number, an address, a host or a domain; removed ones last.

    Raises `InputError` when a host stands for several sites."""
    if isinstance(key, int) or key.isdecimal():
        return by_id(connection, int(key)) if int(key) < 2**31 else None
    try:
        url = normal_address(key)
    except InputError:
        return None
    if (site := by_url(connection, url)) is not None:
        return site
    if "/" in key.partition("://")[2].rstrip("/") or ("://" not in key and "/" in key.rstrip("/")):
        return None
    host = host_of(url)
    rows = connection.execute(select(sites).where(sites.c.host == host).order_by(sites.c.id)).mappings().all()
    if not rows:
        # Who says example.nl means www.example.nl too, where that is the only site of the domain.
        rows = connection.execute(select(sites).where(sites.c.domain == host).order_by(sites.c.id)).mappings().all()
    found = [row for row in rows if row["removed_at"] is None] or list(rows)
    if len(found) > 1:
        raise InputError(f"{key} stands for {len(found)} sites; give the whole address, as {found[0]['url']}.")
    return record(found[0]) if found else None


def matching(search: str, removed: bool = False) -> ColumnElement[bool]:
    """The condition for sites whose address or label holds the words of ``search``."""
    condition: ColumnElement[bool] = sites.c.removed_at.is_not(None) if removed else sites.c.removed_at.is_(None)
    for word in search.lower().split()[:10]:
        condition &= or_(
            func.lower(sites.c.url).contains(word, autoescape=True),
            func.lower(sites.c.label).contains(word, autoescape=True),
        )
    return condition


def listed(connection: Connection, search: str = "", removed: bool = False) -> tuple[SiteRecord, ...]:
    """The sites on the list, by host."""
    query = select(sites).where(matching(search, removed)).order_by(sites.c.host, sites.c.url)
    return tuple(record(row) for row in connection.execute(query).mappings())


def remove(connection: Connection, site_id: int, now: datetime) -> None:
    """Take a site off the list; its history stays, its schedule does not."""
    connection.execute(delete(schedules).where(schedules.c.site_id == site_id))
    connection.execute(update(sites).where(sites.c.id == site_id, sites.c.removed_at.is_(None)).values(removed_at=now))
