"""What a report is made of besides the result: things that its caller has and the pure renderer cannot get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.models.common import Severity

#: Prints a self-contained page: HTML as UTF-8 → a tagged PDF with an outline. Raises `auditor.errors.MachineError`.
Printer = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class LetterWishes:
    """What a letter has to say. ``findings``: ids of findings, in the order in which the letter takes them up; without
    any, all that are at least as grave as ``minimum``. ``written``, ``answer_by``: the letter's date, and the day
    by which an answer is asked for; where null, a place is left to fill it in."""

    findings: tuple[str, ...] = ()
    minimum: Severity = "minor"
    written: date | None = None
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What the caller hands in. ``pictures``: file name → bytes of the result's screenshots. ``meanings``: check id →
    what that check means, in English, its first line a summary; a format that shows none does without."""

    pictures: Mapping[str, bytes] = field(default_factory=dict)
    letter: LetterWishes = field(default_factory=LetterWishes)
    meanings: Mapping[str, str] = field(default_factory=dict)
