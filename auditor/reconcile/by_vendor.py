"""Things by whose they are: one finding for each vendor's product, or for the cookie itself where none is known."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.result import Subject
from auditor.reconcile.observed import Thing


def by_vendor(things: Iterable[Thing]) -> dict[str, list[Thing]]:
    """Things by vendor's product, in order of its id; those of nobody known by their own name and host."""
    groups: dict[str, list[Thing]] = {}
    for thing in things:
        groups.setdefault(thing.vendor or f"{thing.kind}:{thing.name}@{thing.host}", []).append(thing)
    return dict(sorted(groups.items()))


def subject_of(thing: Thing) -> Subject:
    """What a reader acts on: the vendor's product, or the cookie or key."""
    if thing.vendor is not None:
        return Subject(kind="vendor", name=thing.vendor, vendor=thing.vendor)
    return Subject(kind="storage" if thing.kind == "storage" else "cookie", name=thing.name, domain=thing.host)
