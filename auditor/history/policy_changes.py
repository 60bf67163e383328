"""What became of the texts of a site from one audit to the next: new, gone or changed, and what they claim."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from auditor.history.text_changes import Row, compare_texts
from auditor.models.common import ClaimType
from auditor.models.declaration import Claim
from auditor.models.document import Document
from auditor.models.result import AuditResult

#: ``unread``: the later audit knows the text and could not read it, so that nothing is said of what it states now.
PolicyKind = Literal["new", "gone", "changed", "unread"]


@dataclass(frozen=True)
class Reworded:
    """A claim that both versions make, in other words."""

    old: Claim
    new: Claim


@dataclass(frozen=True)
class PolicyChange:
    """One text. ``old_sha256`` and ``new_sha256``: of the text in UTF-8, null where there is none. ``rows``: both
    versions side by side, where both were read. A claim counts as the same when type and parameters are."""

    kind: PolicyKind
    url: str
    role: str
    old_sha256: str | None
    new_sha256: str | None
    claims_added: tuple[Claim, ...] = ()
    claims_removed: tuple[Claim, ...] = ()
    claims_reworded: tuple[Reworded, ...] = ()
    rows: tuple[Row, ...] = ()


def policy_changes(old: AuditResult, new: AuditResult) -> tuple[PolicyChange, ...]:
    """The texts that differ, by address."""
    before, after = _documents(old), _documents(new)
    claims_before, claims_after = _claims(old), _claims(new)
    found = []
    for url in sorted(before.keys() | after.keys()):
        change = _change(url, before.get(url), after.get(url), claims_before.get(url, ()), claims_after.get(url, ()))
        if change is not None:
            found.append(change)
    return tuple(found)


def _address(url: str) -> str:
    return url.partition("#")[0]


def _documents(result: AuditResult) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for document in result.documents:
        known = found.get(_address(document.url))
        if known is None or not known.text:
            found[_address(document.url)] = document
    return found


def _claims(result: AuditResult) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for verdict in result.verdicts:
        found.setdefault(_address(verdict.claim.document), []).append(verdict.claim)
    return found


def _change(
    url: str, old: Document | None, new: Document | None, before: Sequence[Claim], after: Sequence[Claim]
) -> PolicyChange | None:
    first, second = _sha256(old), _sha256(new)
    if first == second:
        return None
    role = new.role if new else old.role if old else "other"
    if new is not None and second is None:
        return PolicyChange("unread", url, role, first, second)
    said, says = _by_key(before), _by_key(after)
    both = [key for key in says if key in said]
    reworded = [key for key in both if says[key][0].quote not in {claim.quote for claim in said[key]}]
    return PolicyChange(
        kind="changed" if first and second else "new" if second else "gone",
        url=url,
        role=role,
        old_sha256=first,
        new_sha256=second,
        claims_added=tuple(claims[0] for key, claims in says.items() if key not in said),
        claims_removed=tuple(claims[0] for key, claims in said.items() if key not in says),
        claims_reworded=tuple(Reworded(said[key][0], says[key][0]) for key in reworded),
        rows=compare_texts(old.text, new.text) if old and new and first else (),
    )


def _by_key(claims: Sequence[Claim]) -> dict[tuple[ClaimType, str], list[Claim]]:
    found: dict[tuple[ClaimType, str], list[Claim]] = {}
    for claim in claims:
        found.setdefault(_key(claim), []).append(claim)
    return found


def _key(claim: Claim) -> tuple[ClaimType, str]:
    """Type and parameters, values of a list in no order."""
    params = {name: sorted(map(str, value)) if isinstance(value, list | tuple) else value
              for name, value in claim.params.items() if value is not None}  # fmt: skip
    return (claim.type, json.dumps(params, sort_keys=True, default=str))


def _sha256(document: Document | None) -> str | None:
    if document is None or not document.text:
        return None
    return hashlib.sha256(document.text.encode(errors="surrogatepass")).hexdigest()
