"""Whether another round of visits is worth its time: not when two in a row brought nothing new, nor when it would be
cut short by the end of the audit's time."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.crawl.plan import VisitRecord
from auditor.domains import host_of, registrable_domain
from auditor.models.stable_names import wildcard_name

#: Rounds in a row without anything new after which no further one is made.
QUIET_ROUNDS = 2

#: A round is begun only where this many times the longest one so far is left.
MARGIN = 1.3


def brought(records: Sequence[VisitRecord], number: int) -> frozenset[tuple[str, ...]]:
    """What the round ``number`` saw, in every state: names of cookies and keys with their hosts, and the domains that
    were asked for something. Ids in names are left out."""
    found: set[tuple[str, ...]] = set()
    for record in (record for record in records if record.number == number):
        after = str(record.choice.outcome) if record.choice is not None else ""
        found.add((record.state, "choice", after))
        for part in record.collected:
            found |= {
                (record.state, "cookie", wildcard_name(one.name), one.domain, one.outcome) for one in part.cookies
            }
            found |= {(record.state, one.kind, wildcard_name(one.key), host_of(one.origin)) for one in part.storage}
            found |= {(record.state, "request", registrable_domain(one.host)) for one in part.requests}
    return frozenset(found)


def why_enough(records: Sequence[VisitRecord], made: int, wanted: int, *, longest: float, left: float) -> str | None:
    """Why no further round is made after ``made`` of ``wanted``, in one sentence; None: another is worth it.

    ``longest``: seconds of the longest round so far; ``left``: seconds until the visits have to be over."""
    if made >= wanted:
        return None
    if made > QUIET_ROUNDS:
        earlier = frozenset().union(*(brought(records, number) for number in range(1, made - QUIET_ROUNDS + 1)))
        if all(brought(records, number) <= earlier for number in range(made - QUIET_ROUNDS + 1, made + 1)):
            return f"{made} of {wanted} visits were made: the last two brought nothing new."
    if left < MARGIN * longest:
        return f"{made} of {wanted} visits were made: there was no time for another."
    return None
