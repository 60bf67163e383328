"""Things and documents as evidence, and as the proofs that findings are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditor.models.common import SEVERITIES, ConsentState, Severity
from auditor.models.declaration import DeclaredCookie, Defect
from auditor.models.observation import Cookie, StorageEntry
from auditor.models.result import Evidence
from auditor.reconcile.lifetimes import duration_words
from auditor.reconcile.observed import Standing, Thing

#: Most pieces of evidence that one finding or verdict carries; the text says how many there were.
MOST_EVIDENCE = 40

#: Severity by what is observed, for the checks that accuse.
BY_OBSERVED: dict[Standing, Severity] = {
    "tracking": "critical",
    "analytics": "serious",
    "unknown": "serious",
    "exempt": "moderate",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence in a finding, how grave it is, in which visits and on which pages it was seen.

    ``key``: what it belongs to, by which findings with one cause are told: the vendor's product, or the thing
    itself where no vendor is known.
    """

    evidence: Evidence
    severity: Severity
    visits: tuple[int, ...]
    key: str
    pages: frozenset[str] = frozenset()

    @property
    def state(self) -> ConsentState | None:
        """The consent state it was seen in; null for a document."""
        return self.evidence.state


def of_thing(thing: Thing, note: str | None = None) -> Evidence:
    """An observed thing as evidence."""
    return Evidence(
        kind=thing.kind,
        name=thing.name,
        host=thing.host,
        url=thing.url[:500] if thing.url else None,
        vendor=thing.vendor,
        state=thing.state,
        page=thing.pages[0][:500] if thing.pages else None,
        ref=thing.ref,
        note=note or _note(thing),
    )


def _note(thing: Thing) -> str | None:
    """What about a thing matters, in plain English."""
    source = thing.source
    parts: list[str] = []
    if isinstance(source, Cookie):
        if source.session:
            parts.append("session cookie")
        elif source.lifetime_seconds is not None:
            parts.append(f"asks for {duration_words(source.lifetime_seconds, 'en')}")
        if source.party == "first" and source.setter.party == "third":
            parts.append("own domain, written by a third party's script")
    if isinstance(source, StorageEntry):
        parts.append(f"{source.kind.replace('_', ' ')} storage")
    if thing.identifier:
        parts.append("looks like an identifier" if thing.kind != "request" else "carries an identifier")
    if thing.cloaked:
        parts.append("own host name that is an alias of the vendor's")
    return "; ".join(parts) or None


def key_of(thing: Thing) -> str:
    """What a thing belongs to: its vendor's product, or itself where none is known."""
    return thing.vendor or f"{thing.kind}:{thing.name}@{thing.host}"


def proofs(things: Iterable[Thing], severity: Severity | None = None, note: str | None = None) -> tuple[Proof, ...]:
    """Things as proofs, equal ones of a state taken together. ``severity`` null: by what is observed."""
    found: dict[tuple[str, str, str, str, str], Proof] = {}
    for thing in things:
        key = (thing.state, thing.kind, thing.name, thing.host, thing.vendor or "")
        grave = severity or BY_OBSERVED[thing.standing]
        known = found.get(key)
        if known is None:
            visits = tuple(sorted(set(thing.visits)))
            found[key] = Proof(of_thing(thing, note), grave, visits, key_of(thing), frozenset(thing.pages))
        elif not (set(thing.visits) <= set(known.visits) and set(thing.pages) <= known.pages):
            visits = tuple(sorted({*known.visits, *thing.visits}))
            found[key] = replace(known, visits=visits, pages=known.pages | set(thing.pages))
    return tuple(found.values())


def of_defect(index: int, defect: Defect, severity: Severity) -> Proof:
    """A defect of the text as a proof."""
    evidence = Evidence(
        kind="document",
        name=(defect.quote or defect.kind.replace("_", " "))[:300],
        url=defect.document,
        ref=f"declaration:/defects/{index}",
        note=defect.detail,
    )
    return Proof(evidence, severity, (), f"defect:{index}")


def of_claim(index: int, quote: str, document: str, severity: Severity, note: str | None = None) -> Proof:
    """A claim of the text as a proof: where the statement itself is what the finding is about."""
    evidence = Evidence(kind="document", name=quote[:300], url=document, ref=f"declaration:/claims/{index}", note=note)
    return Proof(evidence, severity, (), f"claim:{index}")


def of_row(index: int, row: DeclaredCookie, severity: Severity, note: str | None = None) -> Proof:
    """A row of a cookie table as a proof."""
    evidence = Evidence(
        kind="document", name=row.name[:160], url=row.document, ref=f"declaration:/cookies/{index}", note=note
    )
    return Proof(evidence, severity, (), f"row:{index}")


def gravest(severities: Iterable[Severity]) -> Severity:
    """The heaviest of some severities; ``info`` of none."""
    return min(severities, key=SEVERITIES.index, default="info")
