"""Which audits of a site are thinned by rules of age, and how far: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from auditor.config import RetentionSettings
from auditor.store.records import AuditRecord, Thinned

#: What stays of an audit whose evidence was thinned: what it came to. Reports that are drawn hold the pictures, and can
#: be drawn again from the result.
_STAYS = re.compile(
    r"(declaration|result|manifest)\.json|(findings|cookies)\.csv|report\.(md|sarif)|letter\.(html|pdf)"
)


def stays(name: str) -> bool:
    """Whether a file stays with an audit whose evidence is thinned."""
    return _STAYS.fullmatch(name) is not None


def when(audit: AuditRecord) -> datetime:
    """The moment from which an audit's age counts: when its site was visited."""
    return audit.started_at or audit.requested_at


def choose(
    audits: Sequence[AuditRecord], resting: Collection[str], rules: RetentionSettings, now: datetime
) -> dict[str, Thinned]:
    """What is taken from which audit. ``audits``: those of one site, newest first; ``resting``: the ids of those on
    which decisions or corrections rest.

    Never touched: audits that are not over, the newest with a result, the newest of a site that could be audited, and
    those in ``resting``. The one before the newest keeps its result, so that what changed last can always be told."""
    results = [audit for audit in audits if audit.state == "done" and audit.thinned != "all"]
    audited = [audit for audit in results if audit.outcome != "failed"]
    whole = {audit.id for audit in (*results[:1], *audited[:1])} | set(resting)
    kept = whole | {audit.id for audit in audited[1:2]} | _stand_for_a_period(audited, rules, now)
    chosen: dict[str, Thinned] = {}
    for audit in results:
        age = now - when(audit)
        if audit.id not in kept and rules.all_for is not None and age > rules.all_for:
            chosen[audit.id] = "all"
        elif audit.id in whole or audit.thinned is not None:
            continue
        elif rules.evidence_for is not None and age > rules.evidence_for:
            chosen[audit.id] = "evidence"
    return chosen


def _stand_for_a_period(audited: Sequence[AuditRecord], rules: RetentionSettings, now: datetime) -> set[str]:
    """The audits that stay for their week or month: the newest of each. A month's is one of those of its weeks, so that
    it is the same whether the rules ran every day or come for the first time."""
    by_week = _newest_of_each(audited, lambda moment: moment.isocalendar()[:2])
    weekly = by_week if _some(rules.weekly_for) else list(audited)
    monthly = _newest_of_each(weekly, lambda moment: (moment.year, moment.month))
    return _within(weekly, rules.weekly_for, now) | _within(monthly, rules.monthly_for, now)


def _some(length: timedelta | None) -> bool:
    return length is None or length > timedelta()


def _within(audits: Iterable[AuditRecord], length: timedelta | None, now: datetime) -> set[str]:
    return {audit.id for audit in audits if length is None or now - when(audit) <= length}


def _newest_of_each(
    audits: Iterable[AuditRecord], period: Callable[[datetime], tuple[int, int]]
) -> list[AuditRecord]:  # fmt: skip
    """Of audits, newest first, the newest of each period."""
    newest: dict[tuple[int, int], AuditRecord] = {}
    for audit in audits:
        newest.setdefault(period(when(audit)), audit)
    return list(newest.values())
