"""Looks behind the settings of a consent surface, and counts the clicks that each answer takes.

Presses nothing but what leads to settings: no answer is given. The caller loads the page anew afterwards."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from auditor.crawl.consent.press import press
from auditor.crawl.consent.sighting import Control, Sighting
from auditor.crawl.consent.surface import find_surface
from auditor.crawl.consent.words import toggle_is_necessary
from auditor.crawl.tab import Tab
from auditor.models.consent import BannerLink, Box, Button, ConsentSurface

#: Layers that are looked at: the first, its settings, and what these open.
MOST_LAYERS = 3

#: Seconds that a layer is waited for after its button was pressed.
OPENING = 2.0

#: Seconds after which a layer that came is looked at again: panels unfold.
UNFOLDING = 0.35

#: Longest text of the layers behind the first that is kept, in characters.
LONGEST_TEXT = 8000


async def survey(tab: Tab, first: Sighting, deadline: float) -> ConsentSurface:
    """The surface with the buttons, boxes and words of all its layers, by ``deadline`` (``time.monotonic``).

    Never raises for what a page does. What was not reached is not counted: ``clicks_to_reject`` stays null when
    settings are there that did not open."""
    if not first.present:
        return first.surface
    layers = [first]
    stuck = False
    while len(layers) < MOST_LAYERS and not stuck:
        opener = _opener(layers)
        if opener is None:
            break
        deeper = await _open(tab, layers, opener, deadline)
        stuck = deeper is None
        if deeper is not None:
            layers.append(deeper)
    return _together(layers, stuck)


def _opener(layers: Sequence[Sighting]) -> Control | None:
    """What leads a layer deeper. From the second layer on only where there is no refusal yet and nothing to save:
    lists of partners are no step of choosing."""
    last = layers[-1]
    controls = last.controls
    if len(layers) > 1 and any(_role(control) in ("reject", "save") for control in controls):
        return None
    known = {(button.text, button.element) for layer in layers[:-1] for button in layer.surface.buttons}
    for control in controls:
        button = control.button
        if button is not None and button.role == "settings" and (button.text, button.element) not in known:
            return control
    return None


def _role(control: Control) -> str | None:
    return control.button.role if control.button is not None else None


async def _open(tab: Tab, layers: Sequence[Sighting], opener: Control, deadline: float) -> Sighting | None:
    """Press the button and wait for controls that were not there before; None where nothing came."""
    number = len(layers) + 1
    before = {control.node for layer in layers for control in layer.controls}
    if time.monotonic() >= deadline or not await press(tab, opener.node, deadline):
        return None
    until = min(deadline, time.monotonic() + OPENING)
    while True:
        seen = await find_surface(tab, deadline, layer=number, in_content=True)
        if seen.present and _new(seen, before):
            break
        if time.monotonic() >= until:
            return None
        await asyncio.sleep(0.15)
    await asyncio.sleep(max(0.0, min(UNFOLDING, deadline - time.monotonic())))
    again = await find_surface(tab, deadline, layer=number, in_content=True)
    return _only_new(again if again.present and _new(again, before) else seen, before)


def _new(sighting: Sighting, before: set[int]) -> bool:
    return any(control.node not in before for control in sighting.controls)


def _only_new(sighting: Sighting, before: set[int]) -> Sighting:
    """A layer without what an earlier one already showed, which stays in sight beside it."""
    controls = tuple(control for control in sighting.controls if control.node not in before)
    buttons = tuple(control.button for control in controls if control.button is not None)
    boxes = tuple(control.box for control in controls if control.box is not None)
    surface = sighting.surface.model_copy(update={"buttons": buttons, "boxes": boxes})
    return Sighting(surface, sighting.root, controls)


def _together(layers: Sequence[Sighting], stuck: bool) -> ConsentSurface:
    first = layers[0].surface
    buttons = [button for layer in layers for button in layer.surface.buttons]
    links: dict[tuple[str, str], BannerLink] = {}
    for layer in layers:
        links.update({(link.text, link.url): link for link in layer.surface.links})
    further = "\n".join(layer.surface.text for layer in layers[1:])[:LONGEST_TEXT]
    accept, reject = clicks_to_accept(layers), clicks_to_reject(layers)
    deeper = len(layers) == MOST_LAYERS and _opener(layers) is not None
    open_question = stuck or deeper or any(_unclear(layer) for layer in layers)
    return first.model_copy(
        update={
            "kind": _kind(first, buttons, reject, open_question),
            "manager": next((layer.surface.manager for layer in layers if layer.surface.manager), None),
            "further_text": further,
            "layers": len(layers),
            "buttons": tuple(buttons),
            "boxes": tuple(box for layer in layers for box in layer.surface.boxes),
            "links": tuple(links.values()),
            "clicks_to_accept": None if accept == 0 and open_question else accept,
            "clicks_to_reject": None if reject == 0 and open_question else reject,
        }
    )


def _kind(first: ConsentSurface, buttons: Sequence[Button], reject: int, open_question: bool) -> str | None:
    """A page that is closed until consent is a wall when no layer has another way on."""
    ways = any(button.role in ("reject", "save", "close") for button in buttons)
    if first.kind == "banner" and first.blocks_page and not ways and not reject and not open_question:
        return "wall"
    return first.kind


def clicks_to_accept(layers: Sequence[Sighting]) -> int:
    """Clicks until all is accepted, along the shortest way; 0: none of the layers has one."""
    for number, layer in enumerate(layers, start=1):
        if _has(layer, "accept"):
            return number
    return _by_boxes(layers, accept=True)


def clicks_to_reject(layers: Sequence[Sighting]) -> int:
    """Clicks until all that may be refused is refused, along the shortest way; 0: none of the layers has one.

    Where there are only boxes: opening their layer, switching off each that is on by default and not necessary,
    and saving."""
    direct = next((number for number, layer in enumerate(layers, start=1) if _has(layer, "reject")), 0)
    switched = _by_boxes(layers, accept=False)
    return min((clicks for clicks in (direct, switched) if clicks), default=0)


def _unclear(layer: Sighting) -> bool:
    """Whether a layer has boxes to choose by and nothing that is known to save them, but a button that may."""
    boxes = any(_is_choice(box) for box in layer.surface.boxes)
    return boxes and not _has(layer, "save") and _has(layer, "other")


def _has(layer: Sighting, role: str) -> bool:
    return any(button.role == role for button in layer.surface.buttons)


def _by_boxes(layers: Sequence[Sighting], *, accept: bool) -> int:
    """By boxes and a button that saves them on one layer; 0: there is no such layer."""
    for number, layer in enumerate(layers, start=1):
        boxes = [box for box in layer.surface.boxes if _is_choice(box)]
        if boxes and _has(layer, "save"):
            return number + sum(1 for box in boxes if box.checked is not accept)
    return 0


def _is_choice(box: Box) -> bool:
    return not box.disabled and not toggle_is_necessary(box.label)
