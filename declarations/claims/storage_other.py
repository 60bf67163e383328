"""Storage and techniques beside cookies: localStorage, sessionStorage, IndexedDB, pixels, fingerprinting."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.conditions import modality
from declarations.leads import affirms, denies
from declarations.passages import Passage

TYPES: tuple[ClaimType, ...] = ("storage_other",)

_TECHNOLOGIES = ("localstorage", "sessionstorage", "indexeddb", "pixel", "fingerprinting")


def detect(passage: Passage) -> Iterable[Found]:
    """One claim with all techniques that the passage says are used."""
    if denies(passage):
        return
    for clause in passage.clauses:
        found = [name for name in _TECHNOLOGIES if clause.has("tech_" + name)]
        if clause.has("withdraw", "choice") and "fingerprinting" in found:
            found.remove("fingerprinting")
        if not found or clause.has("no_det", "not_used"):
            continue
        if found == ["pixel"] and (passage.mentions or clause.has("consent_after")):
            continue
        if affirms(passage) or (passage.has("own", "passive", "use") and passage.has("use", "serves", "with_det")):
            yield Found("storage_other", clause, {"technology": found, **modality(clause)})
            return
