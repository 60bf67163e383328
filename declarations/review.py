"""The machine's reading in the form that a person corrects, and the corrections applied to a later reading.

A decision holds for the text that it was made on, told by its SHA-256, wherever that text is found. In a text that has
changed nothing is decided: the reader's own reading of it stands, and a note says which decisions were left out.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from auditor.models.declaration import Claim, Declaration, DeclaredCookie, DeclaredVendor, Defect
from auditor.models.declared_form import (
    Decision,
    DeclaredForm,
    ReviewedClaim,
    ReviewedCookie,
    ReviewedDefect,
    ReviewedDocument,
    ReviewedVendor,
)
from auditor.models.document import Document
from declarations.builder import normalise
from declarations.stated_values import cookie_of, params_of, vendor_id

Entry = ReviewedClaim | ReviewedCookie | ReviewedDefect | ReviewedVendor
#: Values that an entry leaves out.
_NOTHING: tuple[object, ...] = (None, {}, "")
#: What a decision is counted as.
_COUNTED: dict[Decision, str] = {
    "confirm": "confirmed", "correct": "corrected", "reject": "rejected", "add": "added",
}  # fmt: skip


T = TypeVar("T", Claim, DeclaredCookie, Defect)
E = TypeVar("E", ReviewedClaim, ReviewedCookie, ReviewedDefect)


def text_sha256(text: str) -> str:
    """What a decision is bound to: the SHA-256 (hex) of a document's text in UTF-8."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def entry_of(thing: Claim | DeclaredCookie | Defect | DeclaredVendor) -> dict[str, Any]:
    """What was read, as an entry of the form holds it, without a decision."""
    if isinstance(thing, DeclaredVendor):
        return {"id": thing.id, "status": thing.status}
    at = None if thing.start is None else [thing.start, thing.end]
    if isinstance(thing, Claim):
        entry: dict[str, Any] = {"type": thing.type, "params": _plain(thing.params), "quote": thing.quote}
    elif isinstance(thing, DeclaredCookie):
        names = ("name", "provider", "provider_text", "category", "lifetime", "party", "purpose", "quote")
        entry = {name: getattr(thing, name) for name in names}
    else:
        entry = {"kind": thing.kind, "quote": thing.quote, "detail": thing.detail}
    return {key: value for key, value in entry.items() if value not in _NOTHING} | ({"at": at} if at else {})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple | set | frozenset) else value


def fingerprint(entry: Mapping[str, Any]) -> str:
    """Tells an entry from every other of its document: a fingerprint of all that was read."""
    held = {key: value for key, value in entry.items() if value not in _NOTHING and key not in ("review", "read_as")}
    return hashlib.sha256(json.dumps(_plain(held), sort_keys=True, default=str).encode()).hexdigest()[:16]


def changed(entry: Entry) -> bool:
    """Whether a person changed what had been read."""
    return entry.read_as is not None and fingerprint(entry.model_dump(mode="json")) != entry.read_as


@dataclass
class Reviewed:
    """The machine's reading after the decisions. ``rows``: the cookies that a person wrote; ``refused``: vendors that
    were rejected; ``replaced``: how many of the machine's claims no longer count because the form replaces them."""

    claims: list[Claim] = field(default_factory=list)
    cookies: list[DeclaredCookie] = field(default_factory=list)
    rows: list[DeclaredCookie] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    vendors: list[DeclaredVendor] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    replaced: int = 0
    notes: list[str] = field(default_factory=list)


def reviewed(machine: Declaration, form: DeclaredForm) -> Reviewed:
    """``machine`` after the decisions of a form, without what the form states outright."""
    return _Review(machine, form).done()


class _Review:
    def __init__(self, machine: Declaration, form: DeclaredForm) -> None:
        self.machine, self.form = machine, form
        self.whole = form.mode == "replace"
        self.out = Reviewed()
        self.texts = {document.url: document for document in machine.documents}
        #: The review of each document whose text is the one that was reviewed, and documents whose text is not.
        self.bound: dict[str, ReviewedDocument] = {}
        self.stale: set[str] = set()
        #: Fingerprints of what was read, by the identity of the thing: each is asked for several times.
        self._known: dict[int, str] = {}
        self._bind()

    def _read_as(self, thing: Claim | DeclaredCookie | Defect | DeclaredVendor) -> str:
        return self._known.get(id(thing)) or self._known.setdefault(id(thing), fingerprint(entry_of(thing)))

    def _bind(self) -> None:
        for entry in self.form.documents:
            same = [one for one in self.machine.documents if one.text and text_sha256(one.text) == entry.text_sha256]
            self.bound.update({one.url: entry for one in same})
        for entry in self.form.documents:
            made = _decisions((*entry.claims, *entry.cookies, *entry.defects))
            if entry in self.bound.values():
                self._count((*entry.claims, *entry.cookies, *entry.defects))
            elif entry.url in self.texts:
                self.stale.add(entry.url)
                self.out.notes.append(
                    f"The text of {entry.url} has changed since its review, and the corrections made to it ({made}) are"
                    " left out."
                )
            else:
                self.out.notes.append(
                    f"The reviewed document {entry.url} was not found, and the corrections made to it ({made}) are left"
                    " out."
                )
        self.stale -= self.bound.keys()

    def _count(self, entries: Iterable[Entry]) -> None:
        self.out.counts.update(_COUNTED[one.review] for one in entries if one.review != "open")

    def done(self) -> Reviewed:
        """All decisions made."""
        out, machine = self.out, self.machine
        out.claims = self._decided(machine.claims, lambda entry: entry.claims, self._claim)
        out.cookies = self._decided(machine.cookies, lambda entry: entry.cookies, self._cookie)
        placed = [defect for defect in machine.defects if defect.document is not None]
        out.defects = self._decided(placed, lambda entry: entry.defects, self._defect)
        out.defects = [defect for defect in out.defects if not self._settled(defect)]
        if self.whole:
            kept = {fingerprint(entry_of(claim)) for claim in out.claims}
            decided = {one.read_as for entry in self.bound.values() for one in entry.claims if one.review != "open"}
            counting = kept | decided
            out.replaced = sum(self._read_as(claim) not in counting for claim in machine.claims)
        self._unlisted()
        self._together()
        return out

    def _settled(self, defect: Defect) -> bool:
        """Whether a contradiction that nobody decided on rests on a claim that was rejected or corrected."""
        if defect.kind != "contradiction" or defect.document not in self.bound:
            return False
        review = self.bound[defect.document]
        listed = {one.read_as: one.review for one in review.defects}
        if listed.get(self._read_as(defect), "open") != "open":
            return False
        gone = {one.read_as for one in review.claims if one.review in ("reject", "correct")}
        return any(
            self._read_as(claim) in gone and claim.quote in (defect.detail, defect.quote)
            for claim in self.machine.claims
            if claim.document == defect.document
        )

    def _unlisted(self) -> None:
        """Says where the reader now reads more than the review lists: a newer release may."""
        for url, entry in self.bound.items():
            listed = {one.read_as for one in entry.claims}
            new = sum(claim.document == url and self._read_as(claim) not in listed for claim in self.machine.claims)
            if new:
                self.out.notes.append(f"In {url} claims are read now that its review does not list ({new}).")

    def _decided(
        self,
        items: Sequence[T],
        entries: Callable[[ReviewedDocument], Sequence[E]],
        build: Callable[[E, Document, T | None], T | None],
    ) -> list[T]:
        """The items that stand: those nobody decided on (unless replaced), those confirmed, and what a person wrote."""
        kept: list[T] = []
        met: set[tuple[str, str | None]] = set()
        known = {(url, one.read_as): one for url, review in self.bound.items() for one in entries(review)}
        for item in items:
            url = item.document or ""
            entry = known.get((url, self._read_as(item)))
            if entry is None or entry.review == "open":
                if not self.whole or url in self.stale:
                    kept.append(item)
                continue
            met.add((url, entry.read_as))
            made = None if entry.review == "reject" else build(entry, self.texts[url], item)
            if made is not None:
                kept.append(made)
        for url, review in self.bound.items():
            for entry in entries(review):
                if entry.review in ("open", "reject") or (entry.read_as and (url, entry.read_as) in met):
                    continue
                made = build(entry, self.texts[url], None)
                if made is not None:
                    kept.append(made)
        return kept

    def _claim(self, entry: ReviewedClaim, document: Document, read: Claim | None) -> Claim | None:
        if entry.review == "confirm" and read is not None:
            return read.model_copy(update={"origin": "confirmed"})
        span = self._span(entry.quote, entry.at, document, entry.type)
        if span is None:
            return read
        params = entry.params if entry.review == "confirm" else params_of(entry.params)
        origin = {"confirm": "confirmed", "correct": "corrected"}.get(entry.review, "added")
        heading, region = (read.heading, read.region) if read else _surroundings(document, span[0])
        values = {"type": entry.type, "params": params, "heading": heading, "region": region, "origin": origin}
        return Claim.model_validate({**values, **_place(document, span)})

    def _cookie(self, entry: ReviewedCookie, document: Document, read: DeclaredCookie | None) -> DeclaredCookie | None:
        if entry.review == "confirm" and read is not None:
            return read
        span = self._span(entry.quote or entry.name, entry.at, document, entry.name)
        if span is None:
            return read
        row = cookie_of(entry, {**_place(document, span), "source": read.source if read else "prose"})
        self.out.rows.append(row)
        return row

    def _defect(self, entry: ReviewedDefect, document: Document, read: Defect | None) -> Defect | None:
        if entry.review == "confirm" and read is not None:
            return read
        if not entry.quote:
            return Defect(kind=entry.kind, quote=None, document=document.url, detail=entry.detail)
        span = self._span(entry.quote, entry.at, document, entry.kind)
        return Defect(kind=entry.kind, detail=entry.detail, **_place(document, span)) if span is not None else read

    def _span(self, quote: str, at: tuple[int, int] | None, document: Document, what: str) -> tuple[int, int] | None:
        """Where the quote stands: where the entry says, else nearest to it. A note where it does not stand at all."""
        text = document.text
        if at is not None and text[at[0] : at[1]] == quote:
            return at
        wanted = "\n".join(" ".join(line.split()) for line in normalise(quote).splitlines()).strip()
        starts = list(_occurrences(text, wanted))
        if not starts:
            self.out.notes.append(
                f"The quote of an entry {what} does not stand in {document.url}, and the entry is left out."
            )
            return None
        near = min(starts, key=lambda start: abs(start - (at[0] if at else 0)))
        return near, near + len(wanted)

    def _together(self) -> None:
        """The decisions on what all texts say together, when all are the texts that were reviewed."""
        entries = self.form.together
        everything: tuple[Entry, ...] = (*entries.vendors, *entries.defects)
        if all(entry in self.bound.values() for entry in self.form.documents):
            self._count(everything)
            self._vendors(entries.vendors)
            self._missing_sections(entries.defects)
            return
        if _decisions(everything):
            self.out.notes.append("What was decided on all texts together is left out, since not all are as they were.")
        self._vendors(())
        self._missing_sections(())

    def _vendors(self, entries: Sequence[ReviewedVendor]) -> None:
        known = {one.read_as: one for one in entries if one.read_as is not None}
        gone = self._named_no_more()
        stated = [one for one in entries if one.review == "add"]
        for vendor in self.machine.vendors:
            decided = known.get(self._read_as(vendor))
            if decided is None or decided.review == "open":
                if vendor.id not in gone and self._undecided_stands():
                    self.out.vendors.append(vendor)
            elif decided.review == "reject":
                self.out.refused.add(vendor.id)
            else:
                stated.append(decided)
        self.out.vendors += [DeclaredVendor(id=vendor_id(one.id), status=one.status) for one in stated]

    def _missing_sections(self, entries: Sequence[ReviewedDefect]) -> None:
        """Defects without a place: what no text holds."""
        known = {one.read_as: one.review for one in entries if one.read_as is not None}
        for defect in self.machine.defects:
            if defect.document is None:
                decision = known.get(self._read_as(defect), "open")
                if decision in ("confirm", "correct") or (decision == "open" and self._undecided_stands()):
                    self.out.defects.append(defect)

    def _undecided_stands(self) -> bool:
        """Whether what nobody decided on, and what comes from all texts together, counts."""
        return not self.whole or bool(self.stale)

    def _named_no_more(self) -> set[str]:
        """Vendors that only claims and cookies named that were rejected or corrected away."""
        return _named(self.machine.claims, self.machine.cookies) - _named(self.out.claims, self.out.cookies)


def _named(claims: Iterable[Claim], cookies: Iterable[DeclaredCookie]) -> set[str]:
    found = {name for claim in claims if claim.type != "no_vendor" for name in claim.params.get("vendor") or ()}
    return found | {cookie.provider for cookie in cookies if cookie.provider}


def _decisions(entries: Iterable[Entry]) -> int:
    return sum(entry.review != "open" for entry in entries)


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    place = text.find(wanted) if wanted else -1
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _place(document: Document, span: tuple[int, int]) -> dict[str, Any]:
    start, end = span
    return {"quote": document.text[start:end], "document": document.url, "start": start, "end": end}


def _surroundings(document: Document, start: int) -> tuple[str | None, str]:
    """The nearest heading above a place, and the region it lies in."""
    heading, region = None, "body"
    for block in document.blocks:
        if block.start > start:
            break
        region = block.region
        if block.kind == "heading" and block.end <= start:
            heading = document.text[block.start : block.end]
    return heading, region
