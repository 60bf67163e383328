"""Claims about what a visit cannot show: they are read and reported, never confirmed or contradicted."""

from __future__ import annotations

from collections.abc import Callable

from auditor.reconcile.judgement import Case, Judgement, cannot_tell


def unseen(reason: str) -> Callable[[Case], Judgement]:
    """A judge that always answers ``cannot_tell`` with this reason."""
    return lambda case: cannot_tell(reason)


processor_agreement = unseen("An agreement between companies cannot be seen from outside.")
ip_masked = unseen("What happens to an address on the receiving side cannot be seen from outside.")
legal_basis = unseen("A legal basis is a statement of law, not something that a visit can show.")
consent_implied = unseen("What counts as consent is a statement of law, not something that a visit can show.")
opt_out = unseen("The opt-out was not followed.")
