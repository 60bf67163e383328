"""What a finding's evidence comes to in one hash: the same while the same was seen, other when it is other."""

from __future__ import annotations

import hashlib
import json
import re

from auditor.models.result import Finding

#: Runs that differ from visit to visit in names and hosts: hexadecimal or decimal ids, and long mixed ones.
_ID = re.compile(r"[0-9a-fA-F]{8,}|\d{4,}|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{16,}")


def evidence_digest(finding: Finding) -> str:
    """SHA-256 (hex) over the kind, name, host, vendor and state of the finding's evidence, in no order.

    How often, where and when it was seen does not count, nor the identifiers in names: else each visit would be new."""
    facts = {
        (item.kind, _ID.sub("*", item.name), _ID.sub("*", item.host or ""), item.vendor or "", item.state or "")
        for item in finding.evidence
    }
    text = json.dumps(sorted(facts), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
