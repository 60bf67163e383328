"""The words of a region, and the names by which a visitor knows what stands in it. Pure.

Names follow the W3C's Accessible Name and Description Computation, in short: ``aria-labelledby``, ``aria-label``, the
words, ``alt`` or ``value``, ``title``."""

from __future__ import annotations

import re

from auditor.crawl.consent.snapshot import Node

#: Longest name of a button, label of a box, and text of a link that is kept, in characters.
LONGEST_NAME = 120

_INLINE = frozenset({"inline", "contents", "ruby"})
UNREAD = frozenset({"script", "style", "noscript", "template", "head", "option", "svg"})
_PRIVATE = re.compile(r"[\ue000-\uf8ff\u200b-\u200f\u2060\ufeff\u00ad]")


def squeeze(text: str) -> str:
    """Words with single spaces between them, without the private signs of icon fonts."""
    return " ".join(_PRIVATE.sub("", text).split())


def visible_text(node: Node, longest: int = 4000, outside: frozenset[Node] | None = None) -> str:
    """The visible words in a node, in order; without those in the nodes ``outside``."""
    parts: list[str] = []
    length = _gather(node, parts, outside or frozenset(), longest * 2, 0)
    return squeeze("".join(parts))[:longest] if length else ""


def _gather(top: Node, parts: list[str], outside: frozenset[Node], most: int, length: int) -> int:
    stack: list[tuple[Node, bool]] = [(top, False)]
    while stack and length < most:
        node, leaving = stack.pop()
        if leaving:
            parts.append(" ")
            continue
        if node.tag == "#text":
            if node.visible:
                parts.append(node.text)
                length += len(node.text)
            continue
        if node.tag in UNREAD or node in outside or node.pseudo:
            continue
        if node.tag == "br" or node.style is None or node.style.display not in _INLINE:
            parts.append(" ")
            stack.append((node, True))
        stack.extend((child, False) for child in reversed(node.children))
    return length


def name_of(node: Node) -> str:
    """The name by which a visitor, or a screen reader, knows a control. ``""``: it has none."""
    for found in (_named_by(node), node.attributes.get("aria-label", ""), visible_text(node, LONGEST_NAME)):
        if squeeze(found):
            return squeeze(found)[:LONGEST_NAME]
    if node.tag == "input":
        value = node.attributes.get("value") or node.attributes.get("alt") or ""
        if squeeze(value):
            return squeeze(value)[:LONGEST_NAME]
    for part in node.walk():
        found = part.attributes.get("alt") or part.attributes.get("aria-label") or part.attributes.get("title") or ""
        if part.tag == "title" and part is not node:
            found = "".join(child.text for child in part.children)
        if squeeze(found):
            return squeeze(found)[:LONGEST_NAME]
    drawn = "".join(part.text for part in node.walk() if part.tag == "#text")
    return squeeze(drawn)[:LONGEST_NAME]


def _named_by(node: Node) -> str:
    ids = node.attributes.get("aria-labelledby", "").split()[:5]
    named = [node.document.ids[one] for one in ids if one in node.document.ids]
    return " ".join("".join(_all_text(one)) for one in named)


def _all_text(node: Node) -> list[str]:
    return [f"{part.text} " for part in node.walk() if part.tag == "#text"][:50]


def label_of(node: Node) -> Node | None:
    """The ``<label>`` of an input: around it, or tied to it by its id."""
    tied = node.document.labels.get(node.attributes.get("id", ""))
    if tied is not None:
        return tied
    return next((part for part in node.up() if part.tag == "label"), None)


def label_text(node: Node, label: Node | None) -> str:
    """The words of a box: its name, its label, or what stands nearest to it."""
    found = visible_text(label, LONGEST_NAME) if label is not None else ""
    for name in (_named_by(node), node.attributes.get("aria-label", ""), found):
        if _tells(name):
            return _without_state(squeeze(name))[:LONGEST_NAME]
    if node.tag != "input" and not found:
        found = visible_text(node, LONGEST_NAME)
        if _tells(found):
            return _without_state(found)
    for around in list(node.up())[:4]:
        near = visible_text(around, LONGEST_NAME)
        if len(near) > len(found) + 2:
            return near
    return found or squeeze(node.attributes.get("title", "") or node.attributes.get("name", ""))[:LONGEST_NAME]


#: Words on a toggle that tell its state and not what it switches.
_LONG_STATES = frozenset(
    {
        "actief",
        "inactief",
        "geactiveerd",
        "gedeactiveerd",
        "gedesactiveerd",
        "active",
        "inactive",
        "enabled",
        "disabled",
    }
    | {"aktiviert", "deaktiviert", "aktiv", "inaktiv", "activé", "désactivé", "actif", "inactif"}
)
_STATES = _LONG_STATES | {"aan", "uit", "on", "off", "an", "aus", "ja", "nee", "yes", "no", "oui", "non", "nein"}


def _tells(label: str) -> bool:
    words = squeeze(label).lower()
    return len(words) > 2 and words not in _STATES


def _without_state(label: str) -> str:
    """A label without the word for its state at the end, which changes with every press."""
    words = label.split(" ")
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in _LONG_STATES else label
