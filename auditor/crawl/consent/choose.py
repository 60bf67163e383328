"""Decides what to press on a consent surface to refuse or to accept, from the words and roles that are visible.

Only what leads to the choice is ever pressed: a button whose role is looked for, the way to the settings, a box that
stands for a choice, and the button that saves. Closing is no refusal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from auditor.crawl.consent.sighting import Control, Sighting
from auditor.crawl.consent.words import role_of, toggle_is_necessary
from auditor.knowledge.purposes import purposes_named
from auditor.models.consent import Box, ButtonRole

Answer = Literal["reject", "accept"]

#: Layers that are looked behind: a banner, its settings, and a list of purposes or vendors behind these.
MOST_LAYERS = 3


@dataclass(frozen=True, slots=True)
class Move:
    """What to press next. ``switches``: boxes to press before ``button``, so that they stand as wanted.

    ``last``: the choice is made by it; else it leads to a further layer. ``way``: how, for the record of the choice.
    ``unequivocal``: the button's own words say the choice. ``needs_record``: neither its words nor the boxes do."""

    button: Control
    way: str
    last: bool
    switches: tuple[Control, ...] = ()
    unequivocal: bool = False
    needs_record: bool = False


def next_move(
    answer: Answer, sighting: Sighting, layer: int = 1, pressed: Collection[str] = (), *, directly: bool = True
) -> Move | None:
    """The next thing to press on what is visible; None: nothing there makes this choice, or leads to it.

    ``pressed``: words that were pressed before on the way and did not lead on. ``directly``: whether the answer's own
    button may be used, or only the way over the boxes."""
    direct = _button(sighting, answer, pressed) if directly else None
    if direct is not None:
        told = "acknowledged" if answer == "accept" and sighting.surface.kind == "notice" else "words"
        return Move(direct, f"{told}: {_text(direct)}", last=True, unequivocal=True)
    boxes, choosable = boxes_to_switch(answer, sighting), changeable(sighting)
    save = _button(sighting, "save", pressed)
    if save is not None and choosable:
        return Move(save, f"words: boxes, {_text(save)}", True, boxes)
    settings = _button(sighting, "settings", pressed)
    if settings is not None and layer < MOST_LAYERS:
        return Move(settings, f"words: {_text(settings)}", last=False)
    if save is not None and layer > 1 and answer == "reject":
        return Move(save, f"words: {_text(save)}", last=True, needs_record=True)
    close = _button(sighting, "close", pressed)
    if close is not None and layer > 1 and choosable:
        return Move(close, f"words: boxes, {_text(close)}", True, boxes, needs_record=True)
    if answer == "accept" and sighting.surface.kind == "notice" and close is not None:
        return Move(close, f"acknowledged: {_text(close)}", last=True, unequivocal=True)
    return None


def finishing_move(
    answer: Answer, made: Move, sighting: Sighting, layer: int, pressed: Collection[str] = ()
) -> Move | None:
    """What puts away a panel of settings that stays open after ``made`` pressed the choice's own button: saving where
    the boxes now say the same, or closing, which proves nothing without a record."""
    if not made.unequivocal:
        return None
    save = _button(sighting, "save", pressed)
    if save is not None and changeable(sighting) and not boxes_to_switch(answer, sighting):
        return Move(save, f"{made.way}, {_text(save)}", last=True)
    close = _button(sighting, "close", pressed) or save
    if layer == 1:
        return None
    return Move(close, f"{made.way}, {_text(close)}", last=True, needs_record=True) if close is not None else None


def changeable(sighting: Sighting) -> tuple[Control, ...]:
    """The boxes that stand for something to choose: enabled, and not for what is necessary."""
    return tuple(control for control in sighting.controls if control.box is not None and _is_choice(control.box))


def _is_choice(box: Box) -> bool:
    return not box.disabled and (role_of(box.label) == "reject" or not toggle_is_necessary(box.label))


def boxes_to_switch(answer: Answer, sighting: Sighting) -> tuple[Control, ...]:
    """The boxes that do not stand as the answer wants them."""
    return tuple(
        control
        for control in changeable(sighting)
        if control.box is not None and control.box.checked is not wanted_state(answer, control)
    )


def wanted_state(answer: Answer, control: Control) -> bool:
    """How a box has to stand: on for an acceptance, off for a refusal; one whose own words refuse ("Alleen
    noodzakelijke cookies", of several to choose from) the other way round."""
    refuses = control.box is not None and role_of(control.box.label) == "reject"
    return (answer == "reject") if refuses else (answer == "accept")


def _button(sighting: Sighting, role: ButtonRole, pressed: Collection[str]) -> Control | None:
    """The best of the buttons with a role: of refusals the one that keeps least ("Alleen noodzakelijk" before "Alleen
    analytisch"), a real button before a link in the text, the larger before the smaller."""
    found = [
        control
        for control in sighting.controls
        if control.button is not None and control.button.role == role and control.button.text not in pressed
    ]
    return max(found, key=_weight, default=None)


def _weight(control: Control) -> tuple[int, bool, int]:
    button = control.button
    if button is None:
        return (0, False, 0)
    kept = len(purposes_named(button.text) - {"functional"}) if button.role == "reject" else 0
    return (-kept, button.element != "a", button.width * button.height)


def _text(control: Control) -> str:
    return control.button.text if control.button is not None else ""
