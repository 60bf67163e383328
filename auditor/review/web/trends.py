"""The findings of a site's last audits as bars of a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.models.common import Severity
from auditor.store.records import AuditRecord

#: Height of the tallest bar, in units of the picture.
HEIGHT = 24
_GRAVE: tuple[Severity, ...] = ("critical", "serious")


@dataclass(frozen=True, slots=True)
class Bar:
    """One audit: the height of its grave findings (critical, serious), of the others on top, and how many in all."""

    grave: int
    other: int
    total: int


def bars(audits: Sequence[AuditRecord]) -> tuple[Bar, ...]:
    """The audits with a result, oldest first; ``audits``: newest first. Anything found is at least one unit high."""
    done = [audit.severities for audit in reversed(audits) if audit.state == "done"]
    most = max((sum(severities.values()) for severities in done), default=0)
    made = []
    for severities in done:
        total = sum(severities.values())
        grave = sum(severities.get(name, 0) for name in _GRAVE)
        made.append(Bar(_height(grave, most), _height(total - grave, most), total))
    return tuple(made)


def _height(count: int, most: int) -> int:
    return max(1, round(count / most * HEIGHT)) if count else 0
