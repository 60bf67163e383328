"""Findings from verdicts: one for each claim that was contradicted, so that findings and verdicts always agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.models.common import Severity
from auditor.models.result import Subject
from auditor.reconcile.check import Draft, Found, Silence
from auditor.reconcile.coverage import vendors_of
from auditor.reconcile.evidence import BY_OBSERVED, graded
from auditor.reconcile.naming import claim_key
from auditor.reconcile.observed import Thing, in_order
from auditor.reconcile.verdicts import Judged

#: How grave one thing is in a finding.
Gravity = Callable[[Thing], Severity]


def by_observed(thing: Thing) -> Severity:
    """Severity by what is observed: tracking critical, analytics or unknown serious, exempt moderate."""
    return BY_OBSERVED[thing.standing]


def fixed(severity: Severity) -> Gravity:
    """The same severity for whatever is seen."""
    return lambda _: severity


def contradicted(claims: Iterable[Judged], gravity: Gravity) -> Found:
    """A draft for each contradicted claim; claims that say the same share one.

    Without such claims the check does not apply; where one of them could not be judged and none is
    contradicted, it cannot tell. Where all evidence is of one vendor, the subject names it."""
    entries = tuple(claims)
    if not entries:
        return Silence("not_applicable", "The texts make no such claim.")
    groups: dict[str, list[Judged]] = {}
    for entry in entries:
        if entry.judgement.verdict == "contradicted":
            groups.setdefault(claim_key(entry.claim), []).append(entry)
    if groups:
        return tuple(_draft(name, group, gravity) for name, group in sorted(groups.items()))
    unclear = sorted(entry.judgement.reason for entry in entries if entry.judgement.verdict == "cannot_tell")
    return Silence("cannot_tell", unclear[0]) if unclear else ()


def _draft(name: str, group: list[Judged], gravity: Gravity) -> Draft:
    things = {thing.ref: thing for entry in group for thing in entry.judgement.things}
    found = graded(in_order(things.values()), gravity)
    vendors = {vendor for entry in group for vendor in vendors_of(entry.claim)}
    if not vendors:
        vendors = {proof.vendor or "" for proof in found}
    subject = Subject(kind="claim", name=name, vendor=(vendors.pop() or None) if len(vendors) == 1 else None)
    return Draft(subject, found, tuple(sorted(entry.index for entry in group)))
