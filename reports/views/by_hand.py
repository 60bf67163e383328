"""What a person declared or corrected by hand, and what of it was left out."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.models.declaration import Claim, DeclaredByHand
from reports import words
from reports.shown import bounded, visible
from reports.text import Texts

#: A person's or file's name that is longer than this is no name.
LONGEST_NAME = 120
MAX_NOTES = 50


@dataclass(frozen=True, slots=True)
class ByHand:
    """``sentences``: who declares what, and what it does to the reading; ``notes``: facts on what was left out."""

    sentences: tuple[str, ...]
    notes: tuple[str, ...]


def by_hand_view(by_hand: DeclaredByHand | None, t: Texts) -> ByHand | None:
    """The account of a declaration by hand; None where there is none."""
    if by_hand is None:
        return None
    date = words.iso_day(by_hand.date, t) if by_hand.date else ""
    who, file = author(by_hand), _name(by_hand.file)
    what = "reviewed" if by_hand.mode == "add" and not by_hand.stated else "stated_by"
    values = {"who": who, "file": file, **({"date": date} if date else {})}
    first = t(f"by_hand.{what}_on" if date else f"by_hand.{what}", **values)
    second = t.count("by_hand.replace", by_hand.replaced) if by_hand.mode == "replace" else t("by_hand.add")
    counts = {name: getattr(by_hand, name) for name in ("stated", "confirmed", "corrected", "added", "rejected")}
    counted = ", ".join(t(f"by_hand.{name}", n=t.number(count)) for name, count in counts.items() if count)
    last = (f"{counted[:1].upper()}{counted[1:]}.",) if counted else ()
    return ByHand((first, second, *last), by_hand.notes[:MAX_NOTES])


def author(by_hand: DeclaredByHand) -> str:
    """Who declares: the name that the form gives, else the form's own."""
    return _name(by_hand.by or by_hand.file)


def origin(claim: Claim, by_hand: DeclaredByHand | None, t: Texts) -> str:
    """Who says so, of a claim that is not the reader's alone; else empty."""
    if claim.origin == "read" or by_hand is None:
        return ""
    return t(f"origin.{claim.origin}", who=author(by_hand))


def _name(name: str) -> str:
    return bounded(visible(name), LONGEST_NAME)
