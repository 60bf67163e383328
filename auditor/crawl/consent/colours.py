"""Contrast as people see it, by WCAG 2.2. Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""

from __future__ import annotations

import re
from typing import NamedTuple

from auditor.crawl.consent.snapshot import Node

_NUMBERS = re.compile(r"-?[\d.]+(?:e-?\d+)?")


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and alpha from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, below: Colour) -> Colour:
        """This colour laid on another, opaque one."""
        share = self.alpha
        red, green, blue = (own * share + other * (1 - share) for own, other in zip(self[:3], below[:3], strict=True))
        return Colour(red, green, blue)


WHITE = Colour(255, 255, 255)


def parse(text: str) -> Colour | None:
    """A computed ``rgb()`` or ``rgba()`` colour, or ``color(srgb …)``; None for other notations."""
    numbers = [float(number) for number in _NUMBERS.findall(text)[:4]] if len(text) < 200 else []
    if len(numbers) < 3:
        return None
    if not text.startswith(("color(srgb ", "rgb")):
        return None
    scale = 255 if text.startswith("color(") else 1
    red, green, blue = (number * scale for number in numbers[:3])
    return Colour(red, green, blue, numbers[3] if len(numbers) > 3 else 1.0)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    parts = []
    for value in colour[:3]:
        share = min(max(value / 255, 0.0), 1.0)
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two opaque colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def background(node: Node) -> Colour | None:
    """The colour behind a node's text; None where it cannot be told: an image or gradient, or an overlay that
    lets shine through what it happens to lie on."""
    layers: list[Colour] = []
    for part in (node, *node.up()):
        style = part.style
        if style is None or part.tag in ("#text", "#document"):
            continue
        if style.background_image != "none":
            return None
        colour = parse(style.background_color)
        if colour is None:
            return None
        if colour.alpha > 0:
            layers.append(colour)
        if colour.alpha >= 1:
            break
        if style.position in ("fixed", "absolute"):
            return None
    else:
        layers.append(WHITE)
    result = layers.pop()
    while layers:
        result = layers.pop().over(result)
    return result


def text_contrast(node: Node) -> float | None:
    """Contrast of a node's text colour with what is behind it; None where it cannot be measured."""
    behind = background(node)
    colour = parse(node.style.color) if node.style is not None else None
    if behind is None or colour is None:
        return None
    return round(contrast(colour.over(behind), behind), 2)


def prominence(node: Node) -> float | None:
    """Contrast of a node's fill with what it lies on; 1.0 where it has no fill; None where it cannot be measured."""
    fill = background(node)
    below = background(node.parent) if node.parent is not None else None
    if fill is None or below is None:
        return None
    return round(contrast(fill, below), 2)
