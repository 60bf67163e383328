"""What holds for every result, whatever was observed and declared: used on invented and on described sites."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from auditor.domains import host_of
from auditor.models.declaration import Declaration
from auditor.models.document import Document
from auditor.models.observation import Cookie, Observation, Request, Script, StorageEntry
from auditor.models.result import AuditResult, Evidence, finding_id

#: What a state of consent saw, in lists of no meant order.
LISTS = ("cookies", "storage", "requests", "scripts")


def plain(result: AuditResult) -> dict[str, Any]:
    """A result without what must follow the order of the input: places, refs and digests."""
    findings = {
        one.id: (
            one.severity, one.states, one.title, one.explanation, one.texts, one.seen, one.legal,
            sorted(_evidence(entry) for entry in one.evidence), sorted((c.type, str(c.params)) for c in one.claims),
        )
        for one in result.findings
    }  # fmt: skip
    return {
        "findings": findings,
        "checks": [(one.check, one.result, one.reason, sorted(one.findings)) for one in result.checks],
        "verdicts": sorted(
            (one.claim.model_dump_json(), one.verdict, one.reason, one.findings) for one in result.verdicts
        ),
        "cookies": [item.model_dump(exclude={"ref", "setter", "setter_party"}) for item in result.cookies],
        "storage": [item.model_dump(exclude={"ref", "setter", "setter_party"}) for item in result.storage],
        "third_parties": result.third_parties,
        "timeline": [event.model_dump(exclude={"ref"}) for event in result.timeline],
    }


def _evidence(entry: Evidence) -> str:
    ref = entry.ref if entry.ref and entry.kind == "document" and entry.ref.startswith("/") else None
    return entry.model_dump_json(exclude={"ref"}) + (ref or "")


def mixed(observation: Observation, declaration: Declaration, order: random.Random) -> tuple[Observation, Declaration]:
    """The same seen and claimed in another order."""
    states = tuple(
        one.model_copy(update={kind: _shuffled(getattr(one, kind), order) for kind in LISTS})
        for one in observation.states
    )
    claims = _shuffled(declaration.claims, order)
    return observation.model_copy(update={"states": states}), declaration.model_copy(update={"claims": claims})


def _shuffled(things: tuple[Any, ...], order: random.Random) -> tuple[Any, ...]:
    found = list(things)
    order.shuffle(found)
    return tuple(found)


def assert_all_is_there(result: AuditResult, observation: Observation, declaration: Declaration) -> None:
    """Every piece of evidence of findings and verdicts stands where it says, and is what it says; every quote stands in
    a document of the declaration."""
    texts = {one.url: one.content.text for one in declaration.documents}
    for entry in _all_evidence(result):
        assert entry.ref is not None, entry
        if entry.ref.startswith("declaration:"):
            held = at(declaration, entry.ref.removeprefix("declaration:"))
            if entry.ref.startswith("declaration:/readings/"):
                # What a document tells or does not tell: the place, or the document as a whole.
                reading = declaration.readings[int(entry.ref.split("/")[2])]
                assert entry.url == reading.document, entry
                assert entry.name in texts[reading.document] or entry.name in reading.document, entry
            else:
                assert_in_texts(entry, held, texts)
        else:
            assert_observed(entry, at(observation, entry.ref))
            if entry.ref.startswith("/states/") and entry.state is not None:
                assert observation.states[int(entry.ref.split("/")[2])].state == entry.state, entry
    for finding in result.findings:
        assert finding.evidence, finding.id
        assert finding.id == finding_id(finding.check, finding.subject)
        for quoted in finding.claims:
            claim = declaration.claims[quoted.index]
            assert (claim.quote, claim.type, claim.document) == (quoted.quote, quoted.type, quoted.document)
            assert claim.quote in texts[claim.document], quoted
    for verdict in result.verdicts:
        assert declaration.claims[verdict.index] == verdict.claim


def _all_evidence(result: AuditResult) -> Iterator[Evidence]:
    for finding in result.findings:
        yield from finding.evidence
    for verdict in result.verdicts:
        yield from verdict.evidence


def assert_in_texts(entry: Evidence, held: Any, texts: dict[str, str]) -> None:
    """Evidence from the texts: a claim, row, defect, place or vendor of the declaration, and its quote in the text."""
    assert entry.kind == "document", entry
    quote = getattr(held, "quote", None)
    if quote is None:
        said = {getattr(held, name, None) for name in ("name", "id")} | {getattr(held, "kind", "").replace("_", " ")}
        assert entry.name in {one[:300] for one in said if one}, (entry, held)
        return
    url = getattr(held, "document", None) or entry.url
    assert quote in texts[url], (entry, held)
    named = {quote, getattr(held, "name", None) or quote}
    assert any(one.startswith(entry.name) or entry.name in one for one in named), (entry, held)


def assert_observed(entry: Evidence, held: Any) -> None:
    """Evidence from the visit: what it is called, and on which host, is what was observed there."""
    assert isinstance(held, BaseModel), (entry, held)
    if isinstance(held, Cookie):
        assert (entry.kind, entry.host) == ("cookie", held.domain), (entry, held)
        assert _fits(entry.name, held.name), (entry, held)
        assert entry.page is None or entry.page in {page[:500] for page in held.pages}, (entry, held)
    elif isinstance(held, StorageEntry):
        assert (entry.kind, entry.host) == ("storage", host_of(held.origin)), (entry, held)
        assert _fits(entry.name, held.key), (entry, held)
    elif isinstance(held, Request):
        assert (entry.kind, entry.host, entry.url) == ("request", held.host, held.url[:500]), (entry, held)
        assert entry.name in held.url, (entry, held)
    elif isinstance(held, Script):
        assert (entry.kind, entry.host) == ("script", host_of(held.url or "")), (entry, held)
    elif isinstance(held, Document):
        assert entry.kind == "document", entry
        assert entry.url is None or entry.url in {held.url[:500], held.requested_url[:500]}, (entry, held)
    else:
        assert entry.kind in ("banner", "page", "script", "document"), (entry, held)


def _fits(name: str, held: str) -> bool:
    """Whether a name with wildcards is that of a cookie or key; long names are cut off."""
    pattern = ".*".join(re.escape(part) for part in name.split("*"))
    return re.match(pattern if len(name) >= 150 else f"{pattern}$", held, re.DOTALL) is not None


def at(root: Any, pointer: str) -> Any:
    """The value at an RFC 6901 pointer."""
    held = root
    for step in pointer.strip("/").split("/"):
        held = held[int(step)] if step.isdigit() else getattr(held, step)
    return held
