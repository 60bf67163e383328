"""Lists whose lead-in or heading says of every item that it is, or is not, used."""

from __future__ import annotations

from declarations.passages import Passage


def denies(passage: Passage) -> bool:
    """Whether the lead-in of the list, or the heading right over it, says that the items are not used. "What we do not
    do without your consent:" denies none of them outright."""
    if not passage.is_item:
        return False
    if passage.lead is not None:
        return passage.lead.has("lead_denies") and not passage.lead.has("consent", "unless")
    return (
        bool(passage.headings) and passage.heading_has("lead_denies") and not passage.heading_has("consent", "unless")
    )


def affirms(passage: Passage) -> bool:
    """Whether the lead-in of the list, or the heading right over it, says that the items are used."""
    if not passage.is_item or denies(passage):
        return False
    if passage.lead is not None and passage.lead.has("lead_affirms"):
        return True
    return passage.heading_has("lead_affirms")
