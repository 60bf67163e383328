"""Lifts saved documents of older versions to the present one, step by step, as plain JSON data.

Version 1 → 2: cookies had no ``session`` flag (a null lifetime meant a session cookie), storage and
requests had no ``visits``, and findings carried one ``legal`` string a provision.
Version 2 → 3: a choice had one record before and one after; nothing made choices, so that none is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.errors import InputError
from auditor.models.common import SCHEMA_VERSION

Data = dict[str, Any]


def upgrade(data: Data) -> Data:
    """``data`` lifted to `SCHEMA_VERSION`; the input is left as it was.

    Raises `InputError` for a version that is newer than this tool, or none."""
    version = data.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InputError("The document has no schema_version that can be read.")
    if version > SCHEMA_VERSION:
        raise InputError(
            f"The document has version {version}; this release reads up to {SCHEMA_VERSION}. Update the tool."
        )
    lifted = dict(data)
    while lifted["schema_version"] < SCHEMA_VERSION:
        step = STEPS[lifted["schema_version"]]
        lifted = step(lifted)
    return lifted


def _one_to_two(data: Data) -> Data:
    lifted = {**data, "schema_version": 2}
    if data.get("document_type") == "observation":
        lifted["states"] = [_state_two(state) for state in data.get("states", [])]
    if data.get("document_type") == "result":
        lifted["findings"] = [_finding_two(finding) for finding in data.get("findings", [])]
    return lifted


def _state_two(state: Data) -> Data:
    lifted = dict(state)
    lifted["cookies"] = [
        {"session": cookie.get("lifetime_seconds") is None, "visits": [1], **cookie}
        for cookie in state.get("cookies", [])
    ]
    for kind in ("storage", "requests"):
        lifted[kind] = [{"visits": [1], **entry} for entry in state.get(kind, [])]
    return lifted


def _finding_two(finding: Data) -> Data:
    lifted = dict(finding)
    lifted["legal"] = [
        {"provision": entry, "says": {}, "rule_date": "unknown"} if isinstance(entry, str) else entry
        for entry in finding.get("legal", [])
    ]
    return lifted


def _two_to_three(data: Data) -> Data:
    lifted = {**data, "schema_version": 3}
    if data.get("document_type") == "observation":
        lifted["states"] = [_state_three(state) for state in data.get("states", [])]
    if data.get("document_type") == "result":
        observed = data.get("observation", {})
        states = [{**state, "choice": _choice_three(state.get("choice"))} for state in observed.get("states", [])]
        lifted["observation"] = {**observed, "states": states}
    return lifted


def _state_three(state: Data) -> Data:
    choice = state.get("choice")
    if not isinstance(choice, dict):
        return state
    lifted = {key: value for key, value in choice.items() if not key.startswith("record_")}
    for when in ("before", "after"):
        record = choice.get(f"record_{when}")
        lifted[f"records_{when}"] = [record] if record else []
    return {**state, "choice": lifted}


def _choice_three(choice: object) -> object:
    """A summary named the outcome only."""
    return {"outcome": choice} if isinstance(choice, str) else choice


#: The step that lifts a document from the version that is its key to the next.
STEPS: dict[int, Callable[[Data], Data]] = {1: _one_to_two, 2: _two_to_three}
