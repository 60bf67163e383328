"""What a finding's evidence comes to in one hash: the same while the same was seen, other when it is other."""

from __future__ import annotations

import hashlib
import json
import re

from auditor.models.result import Finding

#: Runs that differ from visit to visit in names and hosts: hexadecimal or decimal ids.
_ID = re.compile(r"[0-9a-fA-F]{8,}|\d{4,}")
#: Runs of letters and digits; those that are long and mix both differ too.
_RUN = re.compile(r"[A-Za-z0-9]+")


def _stable(name: str) -> str:
    """A name with a star for each part that is an id. Its cost is linear, for names come from websites."""
    return _RUN.sub(lambda run: "*" if _mixed(run[0]) else _ID.sub("*", run[0]), name)


def _mixed(run: str) -> bool:
    return len(run) >= 16 and not run.isalpha() and not run.isdigit()


def evidence_digest(finding: Finding) -> str:
    """SHA-256 (hex) over the kind, name, host, vendor and state of the finding's evidence, in no order.

    How often, where and when it was seen does not count, nor the identifiers in names: else each visit would be new."""
    facts = {
        (item.kind, _stable(item.name), _stable(item.host or ""), item.vendor or "", item.state or "")
        for item in finding.evidence
    }
    text = json.dumps(sorted(facts), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
