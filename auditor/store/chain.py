"""The chain that decisions on a finding form: each one's hash covers what it says and the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC

from auditor.store.records import DecisionRecord

#: What the first decision follows.
FIRST = "0" * 64


def link_digest(decision: DecisionRecord, site_url: str) -> str:
    """The SHA-256 that a decision must have. The site counts by its address without the scheme: its number differs
    between stores, and ``http`` and ``https`` are one site."""
    said = [
        site_url.partition("://")[2], decision.finding_id,
        decision.at.astimezone(UTC).isoformat(timespec="microseconds"), decision.by, decision.kind, decision.reason,
        decision.owner, decision.due and decision.due.isoformat(), decision.expires and decision.expires.isoformat(),
        decision.evidence_sha256, decision.previous_sha256,
    ]  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_at(history: Sequence[DecisionRecord], site_url: str) -> int | None:
    """The place of the first decision that was changed or does not follow the one before; None: the chain is whole."""
    previous = FIRST
    for place, decision in enumerate(history):
        if decision.previous_sha256 != previous or decision.sha256 != link_digest(decision, site_url):
            return place
        previous = decision.sha256
    return None
