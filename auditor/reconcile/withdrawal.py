"""Whether a visitor who consented can get back to the choice. Shared by the claim's judge and the check."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.consent import Choice, ConsentSurface, WayBack
from auditor.reconcile.observed import Thing

#: Ways back that a visitor can see. The manager's own script can be called by nobody who looks at the page.
VISIBLE: frozenset[WayBack] = frozenset({"link", "icon", "page"})


def no_way_back(surface: ConsentSurface, choice: Choice | None) -> bool:
    """Whether a visible way back to the choice was looked for, after consent was given, and not found. A mere notice
    asks for no consent that could be withdrawn. Without the reload after accepting nobody got to look for a way back:
    then what was not offered is the acceptance."""
    if choice is None or surface.kind == "notice" or choice.reloaded_at_ms is None:
        return False
    return choice.way_back == "call" or (choice.outcome == "not_offered" and choice.way_back not in VISIBLE)


def on_consent(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Of what needs consent that which came after accepting, on pages loaded after it."""
    return tuple(thing for thing in things if thing.state == "accepted" and thing.source.after_choice)
