"""Google's consent mode as the page's own scripts hold it: the state, and the commands that led to it.

Source: Google Tag Platform, "Set up consent mode on websites" and "Consent mode overview"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.models.consent import ConsentCommand, ConsentRecord

#: The signals that Google defines.
SIGNALS = (
    "ad_storage", "ad_user_data", "ad_personalization", "analytics_storage", "functionality_storage",
    "personalization_storage", "security_storage",
)  # fmt: skip

#: Commands of one page that are kept.
MOST_COMMANDS = 40

#: Countries of the EEA, with the United Kingdom and Switzerland, whose visitors are asked likewise. A command for
#: other regions says nothing of a visitor from here.
_HERE = frozenset({
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip


def consent_mode_record(entries: Any, states: Any) -> ConsentRecord | None:
    """The signals as last seen: what Google's script holds (``states``), or else what the commands come to."""
    commands = list(_commands(entries))
    held = _held(states)
    source = "google_tag_data.ics" if held else "dataLayer"
    signals = held or _applied(commands)
    if not signals:
        return None
    decided = any(kind == "update" for kind, _, _ in commands) or _updated(states)
    return ConsentRecord(manager="google_consent_mode", source=source, decided=decided or None, consent_mode=signals)


def consent_commands(entries: Any, page: str, after_choice: bool) -> tuple[ConsentCommand, ...]:
    """The commands that hold for a visitor from here, in order."""
    return tuple(
        ConsentCommand.model_validate(
            {"page": page, "command": kind, "signals": signals, "tags_first": late, "after_choice": after_choice}
        )
        for kind, signals, late in list(_commands(entries))[:MOST_COMMANDS]
    )


def _commands(entries: Any) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Kind, signals, and whether tags were configured before the first default."""
    tags, first = False, True
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, Mapping):
            continue
        kind = entry.get("command")
        if kind == "tag":
            tags = True
        elif kind in ("default", "update") and isinstance(entry.get("signals"), Mapping):
            late = tags and first and kind == "default"
            first = first and kind != "default"
            signals = _known(entry["signals"])
            if signals and _for_us(entry.get("region")):
                yield kind, signals, late


def _for_us(region: Any) -> bool:
    codes = region if isinstance(region, list) else [region] if region else []
    return not codes or any(str(code).upper()[:2] in _HERE for code in codes[:300])


def _known(signals: Mapping[Any, Any]) -> dict[str, str]:
    return {name: signals[name] for name in SIGNALS if signals.get(name) in ("granted", "denied")}


def _applied(commands: list[tuple[str, dict[str, str], bool]]) -> dict[str, str]:
    defaults: dict[str, str] = {}
    updates: dict[str, str] = {}
    for kind, signals, _ in commands:
        (defaults if kind == "default" else updates).update(signals)
    return defaults | updates


def _held(states: Any) -> dict[str, str]:
    """Google's script keeps, by signal, the default and the update as true or false."""
    signals = {}
    for name in SIGNALS:
        entry = states.get(name) if isinstance(states, Mapping) else None
        if isinstance(entry, Mapping):
            state = entry.get("update") if isinstance(entry.get("update"), bool) else entry.get("default")
            if isinstance(state, bool):
                signals[name] = "granted" if state else "denied"
    return signals


def _updated(states: Any) -> bool:
    held = states.values() if isinstance(states, Mapping) else ()
    return any(isinstance(entry, Mapping) and isinstance(entry.get("update"), bool) for entry in held)
