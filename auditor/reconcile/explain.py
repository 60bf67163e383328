"""What each check means, in words: what ``auditor explain`` prints."""

from __future__ import annotations

import inspect

from auditor.knowledge.laws import laws
from auditor.reconcile.check import Check, CheckInfo
from auditor.reconcile.checks import CHECKS

_GROUPS = {
    "declaration": "Declaration against observation",
    "lifetimes": "Lifetimes",
    "consent": "Consent",
    "banner": "Banner",
    "third_parties": "Third parties and transfers",
    "documents": "The documents",
}


def summaries() -> dict[str, str]:
    """Every check's id with the first sentence of its explanation, in the order of the list."""
    return {check.INFO.id: _text(check).splitlines()[0] for check in CHECKS}


def explanation(check_id: str) -> str:
    """What a check means, what it needs, how grave its findings are and which provisions it touches.

    Raises KeyError for an id that no check has."""
    check = {check.INFO.id: check for check in CHECKS}[check_id]
    info = check.INFO
    severity = "by what is observed" if info.severity == "by_observed" else info.severity
    facts = [f"Group:    {_GROUPS[info.group]}", f"Severity: {severity}", f"Needs:    {_needs(info)}"]
    provisions = [f"Touches:  {_provision(identifier)}" for identifier in info.legal]
    return "\n".join([info.id, "=" * len(info.id), "", _text(check), "", *facts, *provisions])


def _text(check: Check) -> str:
    return inspect.cleandoc(check.__doc__ or "")


def _needs(info: CheckInfo) -> str:
    parts = []
    if info.needs.states:
        parts.append("states " + ", ".join(info.needs.states))
    if info.needs.collectors:
        parts.append("collectors " + ", ".join(info.needs.collectors))
    if info.needs.claims:
        parts.append("claims " + ", ".join(info.needs.claims))
    if info.needs.defects:
        parts.append("defects of the text " + ", ".join(info.needs.defects))
    if info.needs.third_party_cookies:
        parts.append("a browser that accepts third-party cookies")
    return "; ".join(parts) or "the declaration"


def _provision(identifier: str) -> str:
    law = laws()[identifier]
    return f"{law.provision['en']} ({law.valid_from.isoformat()}): {law.says['en']}"
