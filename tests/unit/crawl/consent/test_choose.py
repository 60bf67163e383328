"""What is pressed to refuse or to accept, and what is never pressed for it."""

from __future__ import annotations

import itertools

import pytest

from auditor.crawl.consent.choose import Answer, boxes_to_switch, next_move
from auditor.crawl.consent.sighting import Control, Sighting
from auditor.models.consent import Box, Button, ButtonRole, ConsentSurface

_NUMBERS = itertools.count(1)


def button(text: str, role: ButtonRole, **more: object) -> Control:
    made = Button.model_validate({"element": "button", "width": 100, "height": 30, **more, "text": text, "role": role})
    return Control(next(_NUMBERS), button=made)


def box(label: str, checked: bool, disabled: bool = False) -> Control:
    return Control(next(_NUMBERS), box=Box(label=label, checked=checked, disabled=disabled))


def seen(*controls: Control, kind: str = "banner") -> Sighting:
    return Sighting(ConsentSurface.model_validate({"kind": kind}), 1, controls)


ACCEPT, REJECT = button("Alles accepteren", "accept"), button("Alles weigeren", "reject")
SETTINGS, SAVE = button("Instellingen", "settings"), button("Opslaan", "save")
CLOSE, OTHER = button("Sluiten", "close"), button("Bel mij", "other")
MARKETING, NEEDED = box("Marketing", True), box("Noodzakelijke cookies", True)


@pytest.mark.parametrize(
    ("answer", "sighting", "layer", "pressed"),
    [
        ("reject", seen(ACCEPT, SETTINGS, REJECT), 1, REJECT),
        ("accept", seen(ACCEPT, SETTINGS, REJECT), 1, ACCEPT),
        ("reject", seen(ACCEPT, SETTINGS, CLOSE, OTHER), 1, SETTINGS),
        ("reject", seen(ACCEPT, CLOSE, OTHER), 1, None),
        ("accept", seen(REJECT, CLOSE, OTHER), 1, None),
        ("reject", seen(ACCEPT, SAVE, MARKETING, SETTINGS), 1, SAVE),
        ("reject", seen(ACCEPT, SAVE), 1, None),
        ("reject", seen(ACCEPT, SETTINGS), 3, None),
        ("accept", seen(SETTINGS), 1, SETTINGS),
        ("accept", seen(SAVE, MARKETING), 2, SAVE),
        ("accept", seen(SAVE), 2, None),
        ("accept", seen(CLOSE, kind="notice"), 1, CLOSE),
        ("reject", seen(CLOSE, kind="notice"), 1, None),
        ("reject", seen(CLOSE), 2, None),
    ],
)
def test_the_next_press(answer: Answer, sighting: Sighting, layer: int, pressed: Control | None) -> None:
    move = next_move(answer, sighting, layer)
    assert (move.button if move else None) == pressed


def test_saving_is_only_as_sure_as_the_boxes_and_a_refusing_button_says_all() -> None:
    refusing = next_move("reject", seen(ACCEPT, REJECT))
    assert refusing is not None
    assert refusing.unequivocal
    saving = next_move("reject", seen(SAVE, NEEDED, MARKETING), 2)
    assert saving is not None
    assert (saving.switches, saving.unequivocal, saving.needs_record) == ((MARKETING,), False, False)
    blind = next_move("reject", seen(SAVE, NEEDED), 2)
    assert blind is not None
    assert blind.needs_record


def test_what_was_pressed_in_vain_is_not_pressed_again() -> None:
    assert next_move("reject", seen(ACCEPT, REJECT), pressed={"Alles weigeren"}) is None


def test_the_refusal_that_keeps_least_goes_before_the_larger_button() -> None:
    least = button("Alleen noodzakelijke cookies", "reject", width=50)
    assert next_move("reject", seen(button("Alleen analytisch", "reject", width=300), least)).button == least  # type: ignore[union-attr]


def test_boxes_for_what_is_necessary_or_fixed_are_left_alone() -> None:
    statistics = box("Statistieken", False)
    sighting = seen(NEEDED, MARKETING, statistics, box("Vast", True, disabled=True))
    assert boxes_to_switch("reject", sighting) == (MARKETING,)
    assert boxes_to_switch("accept", sighting) == (statistics,)


def test_of_several_to_choose_from_the_one_that_refuses_is_switched_on() -> None:
    refusing, all_of_it = box("Alleen noodzakelijke cookies accepteren", False), box("Alle cookies", True)
    assert refusing in boxes_to_switch("reject", seen(refusing, all_of_it))
