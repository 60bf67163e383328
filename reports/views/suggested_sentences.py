"""The sentences of the present text beside what was observed: which have to change and into what, which can stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from auditor.models.common import ConsentState
from auditor.models.declaration import Claim, Defect
from auditor.models.document import Document
from auditor.models.result import AuditResult, ClaimVerdict, Evidence, Finding
from reports import words
from reports.facts import said
from reports.shown import bounded
from reports.text import Texts
from reports.views.findings import LONGEST_TEXT, LONGEST_TITLE, finding_text
from reports.views.suggested_rows import LONGEST_NAME, lifetime_words, site_name

LONGEST_QUOTE = 600
#: More names than these make no sentence; the table has them all.
MOST_THINGS = 5
_END = re.compile(r"[.!?…](?=\s|$)")
#: Claims on the banner: answered by what the site shows.
_BANNER = frozenset({"banner", "no_banner"})
#: Evidence that names what was seen on the site.
_SEEN = frozenset({"cookie", "storage", "request", "script"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document. ``why``: reasons; ``instead``: proposed sentences, none where it can stay."""

    quote: str
    document: str
    why: tuple[str, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentences:
    """All of them: to be changed, confirmed, and neither."""

    changes: tuple[Sentence, ...]
    stays: tuple[Sentence, ...]
    open: tuple[Sentence, ...]


@dataclass
class _Gathered:
    """What is known of one sentence."""

    quote: str
    document: str
    against: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)
    for_it: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


def sentences_of(result: AuditResult, t: Texts) -> Sentences:
    """The sentences with a claim or a defect, in reading order; one that stands in every page is told once."""
    documents = {document.url: document for document in result.documents}
    findings = {finding.id: finding for finding in result.findings}
    gathered: dict[str, _Gathered] = {}
    for entry in result.verdicts:
        place = _sentence(entry.claim, documents.get(entry.claim.document))
        one = gathered.setdefault(place, _Gathered(place, entry.claim.document))
        _weigh(one, entry, [findings[name] for name in entry.findings if name in findings], result, t)
    for finding in result.findings:
        _of_finding(finding, gathered, result, documents, t)
    for defect in result.declaration.defects:
        _of_defect(defect, gathered, documents, t)
    changes = [one for one in gathered.values() if one.against]
    rest = [one for one in gathered.values() if not one.against]
    return Sentences(
        changes=tuple(Sentence(one.quote, one.document, _once(one.against), _once(one.instead)) for one in changes),
        stays=tuple(
            Sentence(one.quote, one.document, _once(one.for_it)) for one in rest if one.for_it and not one.undecided
        ),
        open=tuple(Sentence(one.quote, one.document, _once(one.undecided)) for one in rest if one.undecided),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _weigh(one: _Gathered, entry: ClaimVerdict, rests: Sequence[Finding], result: AuditResult, t: Texts) -> None:
    reason = bounded(said(entry.reason, t), LONGEST_TEXT)
    if entry.verdict == "contradicted":
        titles = [bounded(finding_text(finding, t).title, LONGEST_TITLE) for finding in rests]
        one.against += titles
        one.against.append(t("suggestion.claim_why.contradicted", reason=reason))
        evidence = entry.evidence or tuple(piece for finding in rests for piece in finding.evidence)
        one.instead.append(replacement(entry.claim, evidence, result, t))
        return
    if entry.claim.region == "banner":
        # What a banner says is no sentence of the text, and what it asks is not tested by what was seen.
        return
    said_so = t("suggestion.claim_why.read", statement=words.statement(entry.claim, t), reason=reason)
    (one.for_it if entry.verdict == "confirmed" else one.undecided).append(said_so)


def _of_finding(
    finding: Finding, gathered: dict[str, _Gathered], result: AuditResult, documents: dict[str, Document], t: Texts
) -> None:
    """A finding that quotes a claim speaks against its sentence, whatever the claim's verdict."""
    by_index = {entry.index: entry for entry in result.verdicts}
    for quoted in finding.claims:
        entry = by_index.get(quoted.index)
        if entry is None or entry.verdict == "contradicted" or finding.severity == "info":
            continue
        place = _sentence(entry.claim, documents.get(entry.claim.document))
        one = gathered.setdefault(place, _Gathered(place, entry.claim.document))
        one.against.append(bounded(finding_text(finding, t).title, LONGEST_TITLE))
        one.instead.append(replacement(entry.claim, finding.evidence, result, t))


def _of_defect(defect: Defect, gathered: dict[str, _Gathered], documents: dict[str, Document], t: Texts) -> None:
    quote = _around(documents.get(defect.document or ""), defect.start, defect.end, defect.quote or "")
    label = t(f"defect.{defect.kind}")
    document = defect.document or next(iter(documents), "")
    one = gathered.setdefault(quote or label, _Gathered(quote, document))
    one.against.append(f"{label}: {defect.detail}" if defect.detail and not quote else label)
    one.instead.append(t(f"suggestion.defect.{defect.kind}"))


def _sentence(claim: Claim, document: Document | None) -> str:
    return _around(document, claim.start, claim.end, claim.quote)


def _around(document: Document | None, start: int | None, end: int | None, quote: str) -> str:
    """The whole sentence around a place, within its block; the quote where the place is not known."""
    if document is None or start is None or end is None or not 0 <= start < end <= len(document.text):
        return bounded(quote, LONGEST_QUOTE)
    text = document.text
    if text[start:end] != quote:
        return bounded(quote, LONGEST_QUOTE)
    block = next((one for one in document.blocks if one.start <= start and end <= one.end), None)
    first, last = (block.start, block.end) if block else (start, end)
    before = [match.end() for match in _END.finditer(text, first, start)]
    after = _END.search(text, end - 1, last)
    begin = before[-1] if before else first
    finish = after.end() if after else last
    return bounded(" ".join(text[begin:finish].split()), LONGEST_QUOTE)


def replacement(claim: Claim, evidence: Iterable[Evidence], result: AuditResult, t: Texts) -> str:
    """A sentence that is true of what was observed, in place of one with this claim."""
    seen = [piece for piece in evidence if piece.kind in _SEEN]
    site = site_name(result)
    if claim.type in _BANNER:
        shown = result.observation.consent.kind
        return t("suggestion.replace.banner_no" if shown in (None, "none") else "suggestion.replace.banner_yes")
    if claim.type == "lifetime":
        return _lifetimes(seen, result, t) or t("suggestion.replace.other")
    key = f"suggestion.replace.{claim.type}"
    if claim.type == "consent_prior":
        key = f"{key}_{_broken_in({piece.state for piece in seen})}"
    if key not in t or ("{things}" in t(key) and not seen):
        return t("suggestion.replace.other")
    return t(key, site=site, things=things(seen, t))


def things(evidence: Iterable[Evidence], t: Texts) -> str:
    """What was seen, products by their names, else cookies, keys and hosts by theirs, as an enumeration."""
    names = dict.fromkeys(
        words.vendor(piece.vendor) if piece.vendor else bounded(piece.name, LONGEST_NAME) for piece in evidence
    )
    return enumeration(tuple(names), t)


def enumeration(names: Sequence[str], t: Texts) -> str:
    """``a, b and c``; beyond `MOST_THINGS` the rest is counted."""
    if len(names) > MOST_THINGS:
        listed = ", ".join(names[:MOST_THINGS])
        return t("suggestion.list_more", listed=listed, n=t.number(len(names) - MOST_THINGS))
    if len(names) > 1:
        return t("suggestion.list_and", first=", ".join(names[:-1]), last=names[-1])
    return names[0] if names else ""


def _broken_in(states: set[ConsentState | None]) -> str:
    """The first of the states in which a promise to wait can be broken; empty for none of them."""
    named: tuple[ConsentState, ...] = ("before", "rejected", "withdrawn")
    return next((one for one in named if one in states), "")


def _lifetimes(evidence: Iterable[Evidence], result: AuditResult, t: Texts) -> str:
    asked = {item.name: item for item in result.cookies}
    told = []
    for name in dict.fromkeys(piece.name for piece in evidence if piece.kind == "cookie"):
        item = asked.get(name)
        if item is None or (item.lifetime_seconds is None and not item.session):
            continue
        seconds = item.lifetime_seconds
        lifetime = t("suggestion.lifetime.session") if seconds is None else lifetime_words(seconds, t)
        told.append(t("suggestion.lifetime_of", name=bounded(name, LONGEST_NAME), lifetime=lifetime))
    return " ".join(told[:MOST_THINGS])
