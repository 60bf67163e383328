"""One cause, one finding: within a group the broader finding swallows the narrower ones of the same vendor and state.

Evidence is compared by what it belongs to (a vendor's product; the cookie or key itself where no vendor
is known). What a broader finding already shows in one of the same states moves to it, with its claims; what is
left keeps the narrower finding alive. Across groups nothing is swallowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.models.common import ConsentState
from auditor.reconcile.check import CheckInfo, Draft
from auditor.reconcile.evidence import Proof

#: From broad to narrow, checks of one rank together. An undeclared vendor is one finding, of which its
#: undeclared cookies and keys are evidence.
ORDERS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("no_cookies_contradicted",),
        ("only_categories_contradicted",),
        ("only_vendors_contradicted",),
        ("incomplete_list",),
        ("no_category_contradicted",),
        ("undeclared_vendor",),
        ("undeclared_cookie", "undeclared_storage"),
    ),
    (("cookie_before_consent",), ("tracker_before_consent",)),
    (("cookie_after_reject",), ("tracker_after_reject",)),
)


@dataclass(frozen=True)
class Raised:
    """A draft with the check that raised it. ``into``: the findings that swallowed it, whole or in part."""

    info: CheckInfo
    draft: Draft
    into: tuple[int, ...] = ()


def swallow(raised: Sequence[Raised]) -> tuple[Raised, ...]:
    """The same drafts, in their order, after swallowing; one without proofs left is gone (see ``into``)."""
    result = list(raised)
    for order in ORDERS:
        broader: list[int] = []
        for rank in order:
            level = [place for place, entry in enumerate(result) if entry.info.id in rank]
            for place in level:
                _swallow_into(result, broader, place)
            broader += level
    return tuple(result)


def _swallow_into(result: list[Raised], broader: Sequence[int], place: int) -> None:
    """Moves what broader findings show already out of the draft at ``place``."""
    narrow = result[place]
    left: list[Proof] = []
    into: list[int] = []
    for key in dict.fromkeys(proof.key for proof in narrow.draft.proofs):
        mine = tuple(proof for proof in narrow.draft.proofs if proof.key == key)
        states = _states(mine)
        taker = next((one for one in broader if states & _states_of(result[one].draft, key)), None)
        if taker is None:
            left += mine
            continue
        result[taker] = replace(result[taker], draft=_taken(result[taker].draft, mine, narrow.draft.claims))
        into.append(taker)
    if into:
        result[place] = replace(
            narrow, draft=replace(narrow.draft, proofs=tuple(left)), into=tuple(dict.fromkeys(into))
        )


def _taken(draft: Draft, proofs: tuple[Proof, ...], claims: tuple[int, ...]) -> Draft:
    have = {_identity(proof) for proof in draft.proofs}
    new = tuple(proof for proof in proofs if _identity(proof) not in have)
    return replace(draft, proofs=(*draft.proofs, *new), claims=tuple(sorted({*draft.claims, *claims})))


def _identity(proof: Proof) -> tuple[str, str, str | None, ConsentState | None]:
    return (proof.evidence.kind, proof.evidence.name, proof.evidence.host, proof.state)


def _states(proofs: Sequence[Proof]) -> set[ConsentState | None]:
    return {proof.state for proof in proofs}


def _states_of(draft: Draft, key: str) -> set[ConsentState | None]:
    return {proof.state for proof in draft.proofs if proof.key == key}
