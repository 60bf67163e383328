"""How much of what sentences on cookies and consent state is read, in four languages, and how much is read that they
do not state. The sentences were written before the rules; every fifth, by the hash of its text, was never looked at."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from reading import statement

from auditor.models.declaration import Claim

_ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cookie_wordings.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
_KEYS = {
    "no_category": "category",
    "only_categories": "category",
    "uses_category": "category",
    "consent_prior": "category",
    "consent_exempt": "category",
    "storage_other": "technology",
    "legal_basis": "basis",
}
_OTHERS = {"no_cookies", "uses_cookies", "third_party_cookies", "consent_implied", "banner", "no_banner", "withdraw"}
_TYPES = {*_KEYS, *_OTHERS, "completeness", "scope", "no_cross_site"}


@dataclass(frozen=True)
class Expected:
    """``type key`` of a claim. ``needed``: whether to miss it counts ("~" before it where not)."""

    type: str
    keys: frozenset[str]
    needed: bool

    def fits(self, claim: Claim) -> bool:
        """Whether the claim is of this type and shares a key with it."""
        if claim.type != self.type:
            return False
        found = claim.params.get(_KEYS.get(self.type, "")) or []
        return self.type not in _KEYS or not self.keys or bool(self.keys & set(found))


def _expected(column: str) -> list[Expected]:
    made = []
    for entry in filter(None, column.split("; ")):
        kind, _, keys = entry.strip("~?").partition(" ")
        made.append(Expected(kind, frozenset(filter(None, keys.split(","))), not entry.startswith("~")))
    return made


def _is_aside(sentence: str) -> bool:
    return int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % 5 == 0


@pytest.mark.parametrize(("aside", "precision", "recall"), [(False, 0.95, 0.9), (True, 0.85, 0.7)])
def test_most_of_what_is_stated_is_read_and_little_else(aside, precision, recall):
    count: Counter[str] = Counter()
    for language, sentence, column in _ROWS:
        if _is_aside(sentence) != aside:
            continue
        wanted = _expected(column)
        found = [claim for claim in statement(sentence, language).claims if claim.type in _TYPES]
        needed = [entry for entry in wanted if entry.needed]
        count["right"] += sum(any(entry.fits(claim) for claim in found) for entry in needed)
        count["needed"] += len(needed)
        if not wanted:
            count["wrong"] += len(found)
        else:
            count["wrong"] += sum(
                claim.type not in {entry.type for entry in wanted}
                and claim.type not in ("uses_cookies", "uses_category", "banner", "consent_prior", "no_category")
                for claim in found
            )
    assert count["right"] / (count["right"] + count["wrong"]) >= precision
    assert count["right"] / count["needed"] >= recall
