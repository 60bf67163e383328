"""Telling people what changed: notices are made of ended audits, and sent until they are taken.

Each is made once: with it the store marks the audit as told. Each is sent at least once: a receiver has one twice only
where it took it and its answer got lost, or our process died before the answer was noted; both have the same id."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import structlog

from auditor.errors import AuditorError
from auditor.schedule.news import News, body, news_of, unreadable
from auditor.schedule.receivers import EmailSettings, WebhookSettings, by_key, load_notice_settings
from auditor.schedule.sending import SENDERS
from auditor.schedule.sending.outcome import Letter, Outcome
from auditor.store.fleet_records import Message, NewNotice
from auditor.store.outbox import Outbox
from auditor.store.records import AuditRecord
from auditor.store.store import Store

log = structlog.get_logger(__name__)

#: The mark in the store that says since when people are told.
SINCE = "notices_since"
#: Audits that are asked of the store at once.
_BATCH = 100
#: A result that cannot be read is waited for this long; its disk may be away.
_READABLE_WITHIN = timedelta(days=1)
#: Seconds after which a round of making or sending ends; the next one goes on. Other chores wait as long.
_ROUND = 60.0
#: Receivers that are served at the same time.
_AT_ONCE = 4
#: Messages in a row that a receiver may refuse before it is left alone for this round.
_REFUSALS = 5
#: Notices that are over are kept for so long, to be looked at.
KEPT_FOR = timedelta(days=90)

#: What is done with a receiver's messages; tests hand in their own.
Senders = Mapping[str, Callable[..., Outcome]]


class Desk(Protocol):
    """What is needed of `auditor.schedule.chores.Desk`."""

    @property
    def store(self) -> Store:
        """Where audits and notices are."""

    @property
    def config(self) -> Path | None:
        """``auditor.toml``, when there is one."""


def make_notices(desk: Desk) -> str | None:
    """Make the notices of all ended audits of which nobody was told; what was done, None: nothing.

    Where auditor.toml names no receivers nothing is done: on another machine it may. Nobody is told of audits that
    ended before somebody was to be told for the first time."""
    receivers = load_notice_settings(desk.config)
    if not receivers:
        return None
    outbox = desk.store.outbox
    since = datetime.fromisoformat(desk.store.fleet.mark_once(SINCE, outbox.now().isoformat()))
    if any(_ended_at(audit) < since for audit in outbox.unnoticed(1)):
        outbox.pass_over(since)
    made, until = 0, time.monotonic() + _ROUND
    for audit in _unnoticed(outbox):
        made += _make(desk.store, audit, receivers)
        if time.monotonic() > until:
            break
    return f"{made} notices made" if made else None


def _ended_at(audit: AuditRecord) -> datetime:
    return audit.finished_at or audit.requested_at


def _unnoticed(outbox: Outbox) -> Iterator[AuditRecord]:
    """The audits of which nobody was told, each once, also where one of them stays so."""
    last = None
    while audits := outbox.unnoticed(_BATCH, last):
        yield from audits
        last = audits[-1]


def _make(store: Store, audit: AuditRecord, receivers: tuple[WebhookSettings | EmailSettings, ...]) -> int:
    site = store.site(audit.site_id)
    wanting = [one for one in receivers if site is not None and one.wants(site)]
    try:
        news = news_of(store, audit) if wanting else None
    except AuditorError as error:
        store.outbox.unnoticed(1)  # where the database itself is away, this says so
        news = _in_spite(store, audit, error)
        if news is None:
            return 0
    now = store.outbox.now()
    new = []
    for one in wanting if news is not None else ():
        said = body(news, one) if news is not None else None
        if said is not None:
            new += [NewNotice(receiver=key, body=said, due_at=one.due_at(now)) for key in one.keys]
    return len(new) if store.outbox.make(audit, new) else 0


def _in_spite(store: Store, audit: AuditRecord, error: AuditorError) -> News | None:
    """What is told of an audit whose result cannot be read: nothing for a day, then that."""
    log.warning("the result of an audit cannot be read", audit=audit.id, why=error.sentence)
    return unreadable(store, audit) if store.outbox.now() - _ended_at(audit) > _READABLE_WITHIN else None


def send_notices(desk: Desk, senders: Senders = SENDERS) -> str | None:
    """Send what is to be sent now; what was done, None: nothing. A receiver that fails holds no other one up."""
    receivers = by_key(load_notice_settings(desk.config))
    outbox = desk.store.outbox
    outbox.abandon(tuple(receivers), "No receiver of this name is configured any more.")
    outbox.forget(outbox.now() - KEPT_FOR)
    waiting = [key for key in outbox.receivers_waiting() if key in receivers]
    if not waiting:
        return None
    until = time.monotonic() + _ROUND
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        served = pool.map(lambda key: _serve(desk.store, key, receivers[key], senders, until), waiting)
        counted = sum(served, Counter[str]())
    words = {"taken": "delivered", "later": "put off", "never": "given up"}
    did = ", ".join(f"{counted[kind]} {word}" for kind, word in words.items() if counted[kind])
    return f"messages: {did}" if did else None


def _serve(
    store: Store, key: str, receiver: WebhookSettings | EmailSettings, senders: Senders, until: float
) -> Counter[str]:
    """Send what waits for one receiver, one message after another."""
    counted: Counter[str] = Counter()
    refused = 0
    while time.monotonic() < until and refused < _REFUSALS:
        message = store.outbox.take(key, together=receiver.digest)
        if message is None:
            break
        outcome = _sent(store, message, receiver, senders)
        kind = _ended(store, message, outcome)
        counted[kind] += 1
        said = {"receiver": receiver.name, "message": message.id, "notices": len(message.notices)}
        log.info("notice", outcome=kind, why=outcome.why or None, tries=message.tries + 1, **said)
        if outcome.all_wait:
            break
        refused = 0 if outcome.kind == "taken" else refused + 1
    return counted


def _sent(store: Store, message: Message, receiver: WebhookSettings | EmailSettings, senders: Senders) -> Outcome:
    created = min(one.created_at for one in message.notices)
    bodies = tuple(sorted((one.body for one in message.notices), key=_place))
    letter = Letter(message.id, message.receiver, bodies, created, digest=receiver.digest)
    try:
        return senders[receiver.kind](receiver, letter, store.outbox.now())
    except Exception as error:
        # Not its words: they may hold what must not be told. It waits, and is shown, until it can be sent.
        return Outcome("later", f"A fault of ours ({type(error).__name__}).")


def _place(said: dict[str, Any]) -> tuple[str, str]:
    """Where a notice stands in a digest: by site, the older audit first."""
    return (said["site"]["host"], said["audit"]["started_at"])


def _ended(store: Store, message: Message, outcome: Outcome) -> str:
    if outcome.kind == "taken":
        store.outbox.delivered(message)
        return "taken"
    if outcome.kind == "never":
        store.outbox.give_up(message, outcome.why)
        return "never"
    again = store.outbox.put_off(message, outcome.why, outcome.wish, all_wait=outcome.all_wait)
    return "later" if again else "never"
