"""What receivers are to be told of audits: made once, sent until taken, never lost in between.

The notices of an audit are written in one transaction with the mark that it was looked at (``audits.noticed_at``), so
that a crash or two processes at once make none twice and leave none out. A message is claimed before it is sent; a
claim that is not given back in time (its process died) is free again, and the message keeps its id and its notices."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, FromClause, RowMapping, Select, and_, delete, func, or_, select, update

from auditor.store import audits
from auditor.store.columns import unless_there
from auditor.store.database import Database
from auditor.store.fleet_records import Message, NewNotice, NoticeRecord
from auditor.store.records import AuditRecord
from auditor.store.sites import clean_line
from auditor.store.tables import audits as audit_table
from auditor.store.tables import notices, rests

#: Waits between two tries: each twice as long as the one before, from the first to the longest.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
#: No receiver's own wish (``Retry-After``) puts a message off for longer.
LONGEST_WISH = timedelta(days=1)
#: A message that failed this long after it was due is given up.
GIVE_UP_AFTER = timedelta(days=7)
#: A sender that did not end a message within this time is taken for dead.
CLAIM_HOLDS = timedelta(minutes=10)
#: Notices that one message holds at most.
MOST_IN_A_MESSAGE = 500

Listed = Literal["waiting", "given_up", "sent"]

_OLDEST = (audit_table.c.requested_at, audit_table.c.id)


class Outbox:
    """Notices. Reached by `Store.outbox`; safe to use from several threads and processes."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def now(self) -> datetime:
        """The store's clock."""
        return self._clock()

    # Making

    def unnoticed(self, limit: int, after: AuditRecord | None = None) -> tuple[AuditRecord, ...]:
        """Ended audits of which nobody was told yet, the one that was asked for first in front; those after one."""
        query = select(audit_table).where(audit_table.c.noticed_at.is_(None), audit_table.c.state.in_(audits.ENDED))
        if after is not None:
            query = query.where(_later_than(after))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(*_OLDEST).limit(limit)).mappings()
            return tuple(audits.record(row) for row in rows)

    def earlier(self, audit: AuditRecord, limit: int, *, usable: bool = False) -> tuple[AuditRecord, ...]:
        """The ended audits of its site that were asked for before it, newest first; only those that say something of
        the site."""
        query = select(audit_table).where(
            audit_table.c.site_id == audit.site_id,
            audit_table.c.state.in_(audits.ENDED),
            audit_table.c.id != audit.id,
            ~_later_than(audit),
        )
        if usable:
            query = query.where(audit_table.c.state == "done", func.coalesce(audit_table.c.outcome, "") != "failed")
        newest = (one.desc() for one in _OLDEST)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(*newest).limit(limit)).mappings()
            return tuple(audits.record(row) for row in rows)

    def overtaken(self, audit: AuditRecord) -> bool:
        """Whether people were told of a later audit of its site already."""
        query = select(audit_table.c.id).where(
            audit_table.c.site_id == audit.site_id,
            audit_table.c.state.in_(audits.ENDED),
            audit_table.c.noticed_at.is_not(None),
            _later_than(audit),
        )
        with self._database.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def told_of(self, audit: AuditRecord) -> tuple[NoticeRecord, ...]:
        """What was made of an audit, also of earlier attempts at it."""
        with self._database.reading() as connection:
            rows = connection.execute(select(notices).where(notices.c.audit_id == audit.id)).mappings()
            return tuple(_record(row) for row in rows)

    def make(self, audit: AuditRecord, made: Sequence[NewNotice]) -> bool:
        """Write what receivers are to be told of an audit (nothing: nobody is). False, and nothing is written: another
        process did so before, the audit is tried again, or an earlier one of its site ended meanwhile and comes first.

        So the audits of a site are told in their order, each compared with all that was told before it."""
        now = self._clock()
        other = audit_table.alias()
        first = select(other.c.id).where(
            other.c.site_id == audit.site_id,
            other.c.state.in_(audits.ENDED),
            other.c.noticed_at.is_(None),
            ~_later_than(audit, other),
            other.c.id != audit.id,
        )
        mark = update(audit_table).where(
            audit_table.c.id == audit.id,
            audit_table.c.attempt == audit.attempt,
            audit_table.c.state.in_(audits.ENDED),
            audit_table.c.noticed_at.is_(None),
            ~first.exists(),
        )
        with self._database.writing() as connection:
            if not connection.execute(mark.values(noticed_at=now)).rowcount:
                return False
            for one in made:
                row = {
                    "id": str(uuid.uuid4()), "receiver": one.receiver, "site_id": audit.site_id, "audit_id": audit.id,
                    "attempt": audit.attempt, "body": one.body, "created_at": now, "due_at": one.due_at,
                    "send_after": one.due_at, "tries": 0, "delivered": False,
                }  # fmt: skip
                unless_there(connection, notices, row)
            return True

    def pass_over(self, before: datetime) -> int:
        """Tell nobody of the audits that ended before; how many they are."""
        mark = update(audit_table).where(
            audit_table.c.noticed_at.is_(None),
            audit_table.c.state.in_(audits.ENDED),
            func.coalesce(audit_table.c.finished_at, audit_table.c.requested_at) < before,
        )
        with self._database.writing() as connection:
            return connection.execute(mark.values(noticed_at=self._clock())).rowcount

    # Sending

    def receivers_waiting(self) -> tuple[str, ...]:
        """The receivers for whom something can be sent now, and that are not left alone; the longest waiting first."""
        now = self._clock()
        resting = select(rests.c.receiver).where(rests.c.until > now)
        waiting = select(notices.c.receiver).where(_free(now), notices.c.receiver.not_in(resting))
        query = waiting.group_by(notices.c.receiver).order_by(func.min(notices.c.send_after), notices.c.receiver)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def take(self, receiver: str, *, together: bool) -> Message | None:
        """The next message for a receiver, claimed: nobody else gets it until it is ended or the claim is forgotten.

        ``together``: all that is due goes as one. None: nothing is due, or the receiver is left alone for now."""
        now = self._clock()
        with self._database.writing() as connection:
            until = connection.execute(select(rests.c.until).where(rests.c.receiver == receiver)).scalar()
            if until is not None and until > now:
                return None
            rows = _next(connection, receiver, now, together)
            if not rows:
                return None
            head, claim = rows[0], str(uuid.uuid4())
            own = update(notices).where(notices.c.id.in_([row["id"] for row in rows]))
            until = now + CLAIM_HOLDS
            connection.execute(own.values(claim=claim, claimed_until=until, message=head["id"]))
            records = tuple(_record(row) for row in rows)
        return Message(id=head["id"], claim=claim, receiver=receiver, notices=records, tries=head["tries"])

    def delivered(self, message: Message) -> None:
        """The receiver took it."""
        values = {"delivered": True, "error": None, **_over(self._clock())}
        with self._database.writing() as connection:
            # Whoever claimed it since: it has been taken, and is not to be sent once more.
            connection.execute(_of(message).values(**values))
            connection.execute(delete(rests).where(rests.c.receiver == message.receiver))

    def put_off(self, message: Message, why: str, wish: timedelta | None = None, *, all_wait: bool) -> bool:
        """It was not taken now, and will be sent again; False: it was so for too long, and it is given up.

        ``wish``: how long the receiver asks for. ``all_wait``: the receiver is left alone for as long, whatever waits
        for it, for it cannot be reached."""
        now = self._clock()
        with self._database.writing() as connection:
            failures = _one_more_failure(connection, message.receiver, now) if all_wait else message.tries + 1
            wait = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
            until = now + max(wait, min(wish or wait, LONGEST_WISH))
            if all_wait:
                resting = update(rests).where(rests.c.receiver == message.receiver)
                connection.execute(resting.values(until=until))
            values: dict[str, Any] = {"tries": notices.c.tries + 1, "error": clean_line(why, 500), **_unclaimed()}
            late = until > min(one.due_at for one in message.notices) + GIVE_UP_AFTER
            values |= _over(now) if late else {"send_after": until}
            connection.execute(_of(message).where(notices.c.claim == message.claim).values(**values))
        return not late

    def give_up(self, message: Message, why: str) -> None:
        """It will never be taken as it is."""
        values = {"tries": notices.c.tries + 1, "error": clean_line(why, 500), **_over(self._clock())}
        with self._database.writing() as connection:
            connection.execute(_of(message).where(notices.c.claim == message.claim).values(**values))

    def abandon(self, known: Collection[str], why: str) -> int:
        """Give up what waited long enough for receivers that are none of these; how many they are."""
        now = self._clock()
        lost = update(notices).where(
            notices.c.ended_at.is_(None), notices.c.receiver.not_in(list(known)), notices.c.due_at < now - GIVE_UP_AFTER
        )
        with self._database.writing() as connection:
            return connection.execute(lost.values(error=why, **_over(now))).rowcount

    def retry(self, receivers: Collection[str] | None = None) -> int:
        """Send at once what was given up or put off, for these receivers or all; how many notices they are."""
        now = self._clock()
        stuck = or_(
            and_(notices.c.ended_at.is_not(None), notices.c.delivered.is_(False)),
            and_(notices.c.ended_at.is_(None), notices.c.tries > 0),
        )
        wanted = update(notices).where(stuck)
        alone = delete(rests)
        if receivers is not None:
            wanted = wanted.where(notices.c.receiver.in_(list(receivers)))
            alone = alone.where(rests.c.receiver.in_(list(receivers)))
        with self._database.writing() as connection:
            connection.execute(alone)
            return connection.execute(wanted.values(send_after=now, due_at=now, ended_at=None)).rowcount

    def forget(self, ended_before: datetime) -> int:
        """Let go of notices that are over for so long; how many they were."""
        with self._database.writing() as connection:
            return connection.execute(delete(notices).where(notices.c.ended_at < ended_before)).rowcount

    # Looking

    def listed(self, which: Listed, limit: int = 1000) -> tuple[NoticeRecord, ...]:
        """Notices: those that wait (oldest first), that were given up, or that were sent (newest first)."""
        query = select(notices).where(notices.c.ended_at.is_not(None)).order_by(notices.c.ended_at.desc(), notices.c.id)
        if which == "waiting":
            query = select(notices).where(notices.c.ended_at.is_(None)).order_by(notices.c.created_at, notices.c.id)
        else:
            query = query.where(notices.c.delivered.is_(which == "sent"))
        with self._database.reading() as connection:
            return tuple(_record(row) for row in connection.execute(query.limit(limit)).mappings())

    def count(self) -> dict[Listed, int]:
        """How many notices there are of each."""
        over = notices.c.ended_at.is_not(None)
        query = select(over, notices.c.delivered, func.count()).group_by(over, notices.c.delivered)
        found: dict[Listed, int] = {"waiting": 0, "given_up": 0, "sent": 0}
        with self._database.reading() as connection:
            for ended, delivered, number in connection.execute(query):
                found["sent" if delivered else "given_up" if ended else "waiting"] += number
        return found


def _later_than(audit: AuditRecord, table: FromClause = audit_table) -> Any:
    asked, number = table.c.requested_at, table.c.id
    return or_(asked > audit.requested_at, and_(asked == audit.requested_at, number > audit.id))


def _free(now: datetime) -> Any:
    return and_(notices.c.send_after <= now, or_(notices.c.claimed_until.is_(None), notices.c.claimed_until <= now))


def _next(connection: Connection, receiver: str, now: datetime, together: bool) -> list[RowMapping]:
    """The rows of the next message, its first in front. Who holds the first one's lock has them all."""
    head = or_(notices.c.message.is_(None), notices.c.message == notices.c.id)
    query: Select[Any] = (
        select(notices)
        .where(notices.c.receiver == receiver, _free(now), head)
        # What failed least goes first: one message that is never taken holds no other one up.
        .order_by(notices.c.tries, notices.c.created_at, notices.c.id)
        .limit(MOST_IN_A_MESSAGE if together else 1)
    )
    if connection.dialect.name == "postgresql":
        # Those that another sender is looking at are passed over, not waited for.
        query = query.with_for_update(skip_locked=True)
    rows = list(connection.execute(query).mappings())
    if not rows or rows[0]["message"] is None:
        return [row for row in rows if row["message"] is None]
    # It was on its way before: the same notices, in the same order.
    members = select(notices).where(notices.c.message == rows[0]["id"], notices.c.id != rows[0]["id"])
    ordered = members.order_by(notices.c.created_at, notices.c.id)
    return [rows[0], *connection.execute(ordered).mappings()]


def _of(message: Message) -> Any:
    return update(notices).where(notices.c.message == message.id, notices.c.ended_at.is_(None))


def _unclaimed() -> dict[str, Any]:
    return {"claim": None, "claimed_until": None}


def _over(now: datetime) -> dict[str, Any]:
    return {"ended_at": now, "send_after": None, **_unclaimed()}


def _one_more_failure(connection: Connection, receiver: str, now: datetime) -> int:
    unless_there(connection, rests, {"receiver": receiver, "failures": 0, "until": now})
    own = rests.c.receiver == receiver
    connection.execute(update(rests).where(own).values(failures=rests.c.failures + 1))
    return int(connection.execute(select(rests.c.failures).where(own)).scalar_one())


def _record(row: RowMapping) -> NoticeRecord:
    return NoticeRecord(**{name: row[name] for name in NoticeRecord.model_fields})
