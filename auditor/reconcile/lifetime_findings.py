"""Cookies that stay longer than declared: by a row of a table, or by a sentence. One finding a cookie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from auditor.models.common import Severity
from auditor.models.declaration import DeclaredCookie
from auditor.models.result import Subject
from auditor.reconcile.check import Detail, Draft, Found, Silence
from auditor.reconcile.coverage import Declared
from auditor.reconcile.evidence import Proof, of_row, proofs
from auditor.reconcile.lifetimes import Declared as DeclaredLifetime
from auditor.reconcile.lifetimes import asked, duration_words
from auditor.reconcile.observed import Thing
from auditor.reconcile.verdicts import Judged

#: Whether an asked-for lifetime (seconds) is longer than a declared one.
Longer = Callable[[int | None, DeclaredLifetime], bool]

_SESSION = {"nl": "sessie", "en": "session"}


def longer_than_declared(
    cookies: Iterable[Thing], declared: Declared, judged: Iterable[Judged], longer: Longer, severity: Severity
) -> Found:
    """A draft for each cookie that outlives every row that names it, or a contradicted sentence about it.

    Where several rows name one cookie (one for each of two tools), the longest counts: that accuses less. Without a
    comparable lifetime in the texts the check does not apply."""
    claims = tuple(entry for entry in judged if not entry.claim.possible)
    rows = declared.declaration.cookies
    if not any(_comparable(row.lifetime, longer) for row in rows) and not any(
        _comparable(entry.claim.params.get("lifetime"), longer) for entry in claims
    ):
        return Silence("not_applicable", "The texts state no such lifetime.")
    groups: dict[tuple[str, str], list[Thing]] = {}
    for thing in cookies:
        groups.setdefault((thing.name, thing.host), []).append(thing)
    contradicted: dict[str, list[Judged]] = {}
    for entry in claims:
        if entry.judgement.verdict == "contradicted":
            for ref in {thing.ref for thing in entry.judgement.things}:
                contradicted.setdefault(ref, []).append(entry)
    drafts = []
    for _, things in sorted(groups.items()):
        draft = _draft(things, declared, contradicted, longer, severity)
        if draft is not None:
            drafts.append(draft)
    return tuple(drafts)


def _comparable(lifetime: DeclaredLifetime, longer: Longer) -> bool:
    return longer(10**12, lifetime)


def _draft(
    things: list[Thing],
    declared: Declared,
    contradicted: Mapping[str, list[Judged]],
    longer: Longer,
    severity: Severity,
) -> Draft | None:
    rows = [row for row in declared.rows(things[0]) if row.lifetime is not None]
    over = [thing for thing in things if rows and all(longer(asked(thing), row.lifetime) for row in rows)]
    hits = [(entry, thing) for thing in things for entry in contradicted.get(thing.ref, ())]
    hits = [(entry, thing) for entry, thing in hits if longer(asked(thing), _said(entry))]
    said = list({entry.index: entry for entry, _ in hits}.values())
    over = list({thing.ref: thing for thing in (*over, *(thing for _, thing in hits))}.values())
    if not over:
        return None
    limits: list[DeclaredLifetime] = [row.lifetime for row in rows] if rows else [_said(entry) for entry in said]
    longest = max((asked(thing) or 0) for thing in over)
    first = things[0]
    subject = Subject(kind="cookie", name=first.name, domain=first.host, vendor=first.vendor)
    note = f"asked for {duration_words(longest, 'en')}, declared {_words(limits, 'en')}"
    found: list[Proof] = [*proofs(over, severity, note)]
    found += [of_row(_place(row, declared.declaration.cookies), row, severity) for row in rows]
    details: dict[str, Detail] = {
        "asked": {"nl": duration_words(longest, "nl"), "en": duration_words(longest, "en")},
        "declared": {"nl": _words(limits, "nl"), "en": _words(limits, "en")},
    }
    return Draft(subject, tuple(found), tuple(sorted(entry.index for entry in said)), details)


def _said(entry: Judged) -> DeclaredLifetime:
    lifetime: DeclaredLifetime = entry.claim.params.get("lifetime")
    return lifetime


def _words(limits: list[DeclaredLifetime], language: str) -> str:
    seconds = [limit for limit in limits if isinstance(limit, int)]
    if seconds:
        return duration_words(max(seconds), "nl" if language == "nl" else "en")
    return _SESSION[language]


def _place(row: DeclaredCookie, rows: tuple[DeclaredCookie, ...]) -> int:
    return next(index for index, other in enumerate(rows) if other is row)
