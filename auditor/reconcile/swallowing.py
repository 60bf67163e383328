"""One cause, one finding: within a group the broader finding swallows the narrower ones of the same vendor and state.

Evidence is compared by what it belongs to (a vendor's product; the cookie or key itself where no vendor
is known). What a broader finding already shows in one of the same states moves to it, with its claims; what is
left keeps the narrower finding alive. Across groups nothing is swallowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    (("missing_reject",), ("harder_reject",)),
)


@dataclass(frozen=True)
class Raised:
    """A draft with the check that raised it. ``into``: the findings that swallowed it, whole or in part."""

    info: CheckInfo
    draft: Draft
    into: tuple[int, ...] = ()


def swallow(raised: Sequence[Raised]) -> tuple[Raised, ...]:
    """The same drafts, in their order, after swallowing; one without proofs left is gone (see ``into``)."""
    merging = [_Merging(place, entry) for place, entry in enumerate(raised)]
    for order in ORDERS:
        showing: dict[str, list[_Merging]] = {}
        for rank in order:
            level = [one for one in merging if one.raised.info.id in rank]
            for one in level:
                one.yield_to(showing)
            for one in level:
                for key in one.proofs:
                    showing.setdefault(key, []).append(one)
    return tuple(one.merged() for one in merging)


class _Merging:
    """A draft while findings are merged: its proofs by what they belong to, with the states of each."""

    def __init__(self, place: int, raised: Raised) -> None:
        self.place = place
        self.raised = raised
        self.proofs: dict[str, list[Proof]] = {}
        self.states: dict[str, set[ConsentState | None]] = {}
        self.claims = set(raised.draft.claims)
        self.into: list[int] = []
        self._known: set[tuple[str, str, str, str]] = set()
        self._add(raised.draft.proofs)

    def yield_to(self, showing: Mapping[str, Sequence[_Merging]]) -> None:
        """Moves to the broadest finding each thing that it shows already in one of the same states."""
        for key in tuple(self.proofs):
            states = self.states[key]
            taker = next((one for one in showing.get(key, ()) if not states.isdisjoint(one.states[key])), None)
            if taker is not None:
                taker._add(self.proofs.pop(key))
                taker.claims |= self.claims
                self.into.append(taker.place)

    def _add(self, proofs: Iterable[Proof]) -> None:
        for proof in proofs:
            identity = proof.identity
            if identity in self._known:
                continue
            self._known.add(identity)
            self.proofs.setdefault(proof.key, []).append(proof)
            self.states.setdefault(proof.key, set()).add(proof.state)

    def merged(self) -> Raised:
        """The draft as it is now."""
        proofs = tuple(proof for group in self.proofs.values() for proof in group)
        draft = replace(self.raised.draft, proofs=proofs, claims=tuple(sorted(self.claims)))
        return replace(self.raised, draft=draft, into=tuple(dict.fromkeys(self.into)))
