"""Things and documents as evidence, and as the proofs that findings are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from auditor.models.common import SEVERITIES, ConsentState, Severity
from auditor.models.declaration import DeclaredCookie, Defect
from auditor.models.observation import Cookie, Request, Script, StorageEntry
from auditor.models.result import Evidence
from auditor.reconcile.lifetimes import duration_words
from auditor.reconcile.observed import STATE_ORDER, Standing, Thing

#: Most pieces of evidence that one finding or verdict carries; the text says how many there were.
MOST_EVIDENCE = 40

#: Most links of the chain that led to a thing.
LONGEST_CHAIN = 6

#: Order in which kinds of evidence are shown; documents and banners come last.
_KINDS = ("cookie", "storage", "request", "script")

#: Severity by what is observed, for the checks that accuse.
BY_OBSERVED: dict[Standing, Severity] = {
    "tracking": "critical",
    "analytics": "serious",
    "unknown": "serious",
    "exempt": "moderate",
}


@dataclass(slots=True)
class Proof:
    """A piece of evidence in a finding, how grave it is, in which visits and on which pages it was seen. As of `Thing`,
    nothing changes it, and it is not frozen because there are very many.

    ``source``: the thing (written down as evidence only when it is shown: there may be very many), or evidence as it
    stands. ``key``: what it belongs to, by which findings with one cause are told: the vendor's product, or the
    thing itself where no vendor is known.
    """

    source: Thing | Evidence
    severity: Severity
    visits: tuple[int, ...]
    key: str
    pages: frozenset[str] = frozenset()
    note: str | None = None

    @property
    def evidence(self) -> Evidence:
        """The evidence as the result holds it."""
        return of_thing(self.source, self.note) if isinstance(self.source, Thing) else self.source

    @property
    def state(self) -> ConsentState | None:
        """The consent state it was seen in; null for a document."""
        return self.source.state

    @property
    def vendor(self) -> str | None:
        """Id of the vendor's product, null when not known."""
        return self.source.vendor

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """State, kind, name and host: by which a thing is shown once. Of two places in the texts that are called the
        same, both are shown where what matters about them differs."""
        source = self.source
        if source.kind == "document" and isinstance(source, Evidence):
            return ("", source.kind, source.name, source.note or "")
        return (source.state or "", source.kind, source.name, source.host or "")

    @property
    def order(self) -> tuple[int, int, str, str, str]:
        """Where it stands in a finding: by state, kind, name, host and address."""
        _, kind, name, host = self.identity
        place = STATE_ORDER[self.source.state] if self.source.state else -1
        return (place, _KINDS.index(kind) if kind in _KINDS else len(_KINDS), name, host, self.source.url or "")


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
        chain=_chain(thing),
    )


def _chain(thing: Thing) -> tuple[str, ...]:
    """What led to a thing, nearest first: the writer of a cookie or key, then what loaded that, up to the page."""
    source = thing.source
    if isinstance(source, Cookie | StorageEntry):
        writer = (source.setter.url,) if source.setter.url else ()
        links = (*writer, *(one.url for one in source.setter.initiators))
    elif isinstance(source, Request | Script):
        links = tuple(one.url for one in source.initiators)
    else:
        return ()
    # The page closes the chain: it is kept however long the chain is.
    kept = links if len(links) <= LONGEST_CHAIN else (*links[: LONGEST_CHAIN - 1], links[-1])
    return tuple(link[:300] for link in kept)


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
    return graded(things, lambda thing: severity or BY_OBSERVED[thing.standing], note)


def graded(things: Iterable[Thing], gravity: Callable[[Thing], Severity], note: str | None = None) -> tuple[Proof, ...]:
    """Things as proofs, each as grave as ``gravity`` says; of equal ones of a state the gravest counts."""
    groups: dict[tuple[str, str, str, str, str], list[Thing]] = {}
    for thing in things:
        groups.setdefault((thing.state, thing.kind, thing.name, thing.host, thing.vendor or ""), []).append(thing)
    return tuple(_together(group, gravity, note) for group in groups.values())


def _together(group: list[Thing], gravity: Callable[[Thing], Severity], note: str | None) -> Proof:
    first = group[0]
    if len(group) == 1:
        return Proof(first, gravity(first), first.visits, key_of(first), frozenset(first.pages), note)
    visits = {visit for thing in group for visit in thing.visits}
    pages = frozenset(page for thing in group for page in thing.pages)
    return Proof(first, gravest(map(gravity, group)), tuple(sorted(visits)), key_of(first), pages, note)


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
