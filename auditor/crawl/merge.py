"""Joins the visits of one consent state: each thing once, with the visits that saw it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from auditor.crawl.plan import VisitRecord
from auditor.models.consent import Choice, ConsentCommand
from auditor.models.observation import (
    CollectorReport,
    Cookie,
    Request,
    Script,
    StateObservation,
    StorageEntry,
)

#: Most consent commands kept of a state.
MOST_COMMANDS = 200

Seen = TypeVar("Seen", Cookie, StorageEntry, Request)

#: Of the outcomes in several visits, the one that proves most stands.
_STRONGEST = ("stored", "deleted", "blocked")

#: From proved to failed.
_DOUBT = ("verified", "no_banner", "not_offered", "unverified", "failed")


def merge_visits(records: Sequence[VisitRecord]) -> StateObservation:
    """The observation of a state, of its visits in the order of their numbers (one at least)."""
    ordered = sorted(records, key=lambda record: record.number)
    outcomes = {record.outcome for record in ordered}
    reasons = dict.fromkeys(record.reason for record in ordered if record.reason)
    return StateObservation(
        state=ordered[0].state,
        outcome="complete" if outcomes == {"complete"} else "failed" if outcomes == {"failed"} else "partial",
        reason=" ".join(reasons) or None,
        started_at=min(record.started_at for record in ordered),
        finished_at=max(record.finished_at or record.started_at for record in ordered),
        pages=tuple(page for record in ordered for page in record.pages),
        cookies=_cookies(ordered),
        storage=_storage(ordered),
        requests=_requests(ordered),
        scripts=_scripts(ordered),
        collectors=_reports(ordered),
        choice=_choice([record.choice for record in ordered if record.choice is not None]),
        records=next((record.records for record in _proving(ordered) if record.records), ()),
        consent_commands=_commands(ordered),
    )


def _choice(choices: Sequence[Choice]) -> Choice | None:
    """Of several visits the best proved choice speaks for the state, and says in how many it was so: what the others
    saw is marked as not after the choice."""
    best = _best(choices)
    alike = sum(best is not None and choice.outcome == best.outcome for choice in choices)
    if best is None or alike == len(choices):
        return best
    counted = f"So in {alike} of {len(choices)} visits."
    return best.model_copy(update={"reason": f"{best.reason} {counted}" if best.reason else counted})


def _best(choices: Sequence[Choice]) -> Choice | None:
    return min(choices, key=lambda choice: _DOUBT.index(choice.outcome), default=None)


def _proving(records: Sequence[VisitRecord]) -> list[VisitRecord]:
    """The visits whose choice speaks for the state: what another one, where it failed, has on record or finds still
    there says nothing of it."""
    best = _best([record.choice for record in records if record.choice is not None])
    return [one for one in records if one.choice is None or best is None or one.choice.outcome == best.outcome]


def join(state: StateObservation, added: StateObservation) -> StateObservation:
    """``state`` with the pages of another visit in the same state added, times counted on from its beginning."""
    later = max(0, round((added.started_at - state.started_at).total_seconds() * 1000))
    moved = {
        name: [item.model_copy(update={"at_ms": item.at_ms + later}) for item in getattr(added, name)]
        for name in ("cookies", "storage", "requests")
    }
    cookies = {(c.domain, c.name, c.path, c.partition_key or ""): c for c in state.cookies}
    storage = {(s.kind, s.origin, s.key): s for s in state.storage}
    for cookie in moved["cookies"]:
        _put(cookies, (cookie.domain, cookie.name, cookie.path, cookie.partition_key or ""), cookie, 1, keep=True)
    for entry in moved["storage"]:
        _put(storage, (entry.kind, entry.origin, entry.key), entry, 1, keep=True)
    return state.model_copy(
        update={
            "finished_at": max(state.finished_at, added.finished_at),
            "pages": (*state.pages, *added.pages),
            "cookies": tuple(cookies[name] for name in sorted(cookies, key=str)),
            "storage": tuple(storage[name] for name in sorted(storage, key=str)),
            "requests": (*state.requests, *moved["requests"]),
            "scripts": (*state.scripts, *added.scripts),
        }
    )


def _commands(records: Sequence[VisitRecord]) -> tuple[ConsentCommand, ...]:
    """Each call once, in the order of the visits."""
    found: list[ConsentCommand] = []
    for command in (command for record in records for command in record.commands):
        if command not in found and len(found) < MOST_COMMANDS:
            found.append(command)
    return tuple(found)


def _cookies(records: Sequence[VisitRecord]) -> tuple[Cookie, ...]:
    merged = _merged(
        records,
        lambda part: part.cookies,
        lambda cookie: (cookie.domain, cookie.name, cookie.path, cookie.partition_key or ""),
    )
    return tuple(merged)


def _storage(records: Sequence[VisitRecord]) -> tuple[StorageEntry, ...]:
    """What the visits that prove the state's choice find deleted is not there still for being so in another one."""

    def key(entry: StorageEntry) -> tuple[str, ...]:
        return (entry.kind, entry.origin, entry.key)

    proving = _proving(records)
    there = {key(e): e.outcome for e in _merged(proving, lambda part: part.storage, key)}
    merged = _merged(records, lambda part: part.storage, key)
    return tuple(e.model_copy(update={"outcome": there.get(key(e), e.outcome)}) for e in merged)


def _requests(records: Sequence[VisitRecord]) -> tuple[Request, ...]:
    """A request is the same in two visits when it is the n-th of its kind on its page in both."""
    numbered: Counter[Hashable] = Counter()

    def key(request: Request, visit: int) -> Hashable:
        plain = (request.page, request.url, request.method, request.type, request.frame or "", request.after_choice)
        numbered[(visit, *plain)] += 1
        return (*plain, numbered[(visit, *plain)])

    found: dict[Hashable, Request] = {}
    for record in records:
        for part in record.collected:
            for request in part.requests:
                _put(found, key(request, record.number), request, record.number)
    return tuple(found.values())


def _merged(
    records: Sequence[VisitRecord], part_of: Callable[[Any], Iterable[Seen]], key: Callable[[Seen], tuple[str, ...]]
) -> tuple[Seen, ...]:
    found: dict[Hashable, Seen] = {}
    for record in records:
        for part in record.collected:
            for item in part_of(part):
                _put(found, key(item), item, record.number)
    return tuple(found[name] for name in sorted(found, key=str))


def _put(found: dict[Any, Any], name: Hashable, item: Any, visit: int, keep: bool = False) -> None:
    known = found.get(name)
    if known is None:
        found[name] = item if keep else item.model_copy(update={"visits": (visit,)})
        return
    stronger = known
    if isinstance(item, Cookie) and _STRONGEST.index(item.outcome) < _STRONGEST.index(known.outcome):
        stronger = item
    update: dict[str, Any] = {"visits": tuple(dict.fromkeys((*known.visits, visit)))}
    if item.after_choice and not known.after_choice:
        update["after_choice"] = True
    if isinstance(item, StorageEntry) and item.outcome == "stored":
        update["outcome"] = "stored"
    if hasattr(known, "pages"):
        update["pages"] = tuple(dict.fromkeys((*known.pages, *item.pages)))
    found[name] = stronger.model_copy(update=update)


def _scripts(records: Sequence[VisitRecord]) -> tuple[Script, ...]:
    found: dict[tuple[str, str | None], Script] = {}
    for record in records:
        for part in record.collected:
            for script in part.scripts:
                known = found.setdefault((script.page, script.url), script)
                if script.after_choice and not known.after_choice:
                    found[(script.page, script.url)] = script
    return tuple(found.values())


def _reports(records: Sequence[VisitRecord]) -> tuple[CollectorReport, ...]:
    """A kind was looked at where every visit looked."""
    found: dict[str, CollectorReport] = {}
    for record in records:
        for report in record.reports:
            known = found.get(report.collector)
            if known is None or (known.looked and not report.looked):
                found[report.collector] = report
    return tuple(found.values())
