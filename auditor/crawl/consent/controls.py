"""What on a consent surface can be pressed or switched, by what name a visitor knows it, and how much it stands out.

Pure: from a snapshot. Names follow the W3C's Accessible Name and Description Computation, in short:
``aria-labelledby``, ``aria-label``, the words, ``alt`` or ``value``, ``title``."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

from auditor.crawl.consent import colours
from auditor.crawl.consent.sighting import Control
from auditor.crawl.consent.snapshot import Node, Rect, Snapshot
from auditor.crawl.consent.words import role_of
from auditor.models.consent import BannerLink, Box, Button, ButtonRole

#: Longest name of a button, label of a box, and text of a link that is kept, in characters.
LONGEST_NAME = 120

#: Most buttons, boxes and links that are read off one surface; lists of vendors have hundreds.
MOST_CONTROLS = 300

#: Roles by which a choice is made or reached.
CHOOSING: frozenset[ButtonRole] = frozenset({"accept", "reject", "settings", "save"})

_SWITCH_ROLES = frozenset({"switch", "checkbox", "menuitemcheckbox"})
_BUTTON_ROLES = frozenset({"button", "link", "menuitem"})
_BUTTON_INPUTS = frozenset({"button", "submit", "image", "reset"})
_INLINE = frozenset({"inline", "contents", "ruby"})
_SKIPPED = frozenset({"script", "style", "noscript", "template", "head", "option", "svg"})
_NOTHING = re.compile(r"^(?:#.*|javascript:.*|)$", re.IGNORECASE | re.DOTALL)
_PRIVATE = re.compile(r"[\ue000-\uf8ff\u200b-\u200f\u2060\ufeff\u00ad]")

#: Bare answers of a pair of radio buttons that switch off, in the four languages.
_OFF = frozenset({"nee", "no", "nein", "non", "uit", "off", "aus", "weigeren", "reject", "deny", "ablehnen", "refuser"})


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
        if node.tag in _SKIPPED or node in outside or node.pseudo:
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


def is_button(node: Node) -> bool:
    """Whether it looks and acts like something to press, by its tag, its role, or what a script hung on it."""
    tag, role = node.tag, node.attributes.get("role", "")
    if tag == "input":
        return node.attributes.get("type", "").lower() in _BUTTON_INPUTS
    if tag in ("button", "summary") or role in _BUTTON_ROLES:
        return True
    if tag == "a":
        return "href" in node.attributes or node.clickable or _points(node)
    return tag not in ("html", "body", "label", "#text", "#document") and (node.clickable or _points(node))


def _points(node: Node) -> bool:
    """Whether the mouse pointer turns into a hand here, and not already around it."""
    if node.style is None or node.style.cursor != "pointer":
        return False
    parent = node.parent
    return parent is None or parent.style is None or parent.style.cursor != "pointer"


def is_switch(node: Node) -> bool:
    """Whether it is a box, radio button or toggle."""
    if node.tag == "input":
        return node.attributes.get("type", "").lower() in ("checkbox", "radio")
    if node.attributes.get("role", "") in _SWITCH_ROLES or node.attributes.get("role") == "radio":
        return True
    return "aria-pressed" in node.attributes and node.tag in ("button", "a", "div", "span")


class Reading:
    """The controls of a region. ``controls`` are in the order of the page; ``pressed``: the nodes that they are."""

    def __init__(self, snapshot: Snapshot, root: Node, layer: int) -> None:
        self._snapshot = snapshot
        self._layer = layer
        self.controls: list[Control] = []
        self.links: list[BannerLink] = []
        self.pressed: set[Node] = set()
        self._read(root)

    @property
    def buttons(self) -> list[Button]:
        """The buttons among the controls."""
        return [control.button for control in self.controls if control.button is not None]

    @property
    def boxes(self) -> list[Box]:
        """The boxes and toggles among the controls."""
        return [control.box for control in self.controls if control.box is not None]

    def roles(self) -> Counter[ButtonRole]:
        """How many buttons of each role there are."""
        return Counter(button.role for button in self.buttons)

    def _read(self, root: Node) -> None:
        stack = [root]
        while stack and len(self.controls) + len(self.links) < MOST_CONTROLS:
            node = stack.pop()
            if node.tag in _SKIPPED or node.pseudo or "inert" in node.attributes:
                continue
            if node is not root and self._take(node):
                continue
            stack.extend(reversed(node.children))

    def _take(self, node: Node) -> bool:
        """Note a node that is a control. Whether there is no need to look into it."""
        if node.tag in ("#text", "#document"):
            return False
        if is_switch(node):
            return self._box(node)
        if not is_button(node) or not node.visible or not _in_reach(node, self._snapshot.window):
            return False
        name = name_of(node)
        role = role_of(name) if name else "other"
        if _is_plain_link(node, role):
            self._link(node, name)
        elif not is_proper_button(node) and (role == "other" or _holds_controls(node)):
            return False
        else:
            self.controls.append(Control(node.id, button=_button(node, name, role, self._layer)))
        self.pressed.add(node)
        return True

    def _link(self, node: Node, name: str) -> None:
        address = link_target(node)
        if name and address:
            self.links.append(BannerLink(text=name, url=address))

    def _box(self, node: Node) -> bool:
        label = _label_of(node)
        if not _switch_shows(node, self._snapshot.window):
            return True
        words = label_text(node, label)
        pressed = "aria-pressed" in node.attributes and node.tag != "input"
        if pressed and role_of(words) != "other":
            button = _button(node, words, role_of(words), self._layer)
            self.controls.append(Control(node.id, button=button))
            self.pressed.add(node)
            return True
        radio = node.attributes.get("type", "").lower() == "radio" or node.attributes.get("role") == "radio"
        if radio and words.lower() in _OFF:
            return True
        self.pressed.add(label or node)
        box = Box(label=words, checked=_is_on(node), disabled=_is_disabled(node), layer=self._layer)
        self.controls.append(Control(node.id, box=box))
        return True


def _in_reach(node: Node, window: Rect) -> bool:
    """Whether it lies where the window can show it: not pushed out to the side."""
    return node.rect is not None and node.rect.right > 1 and node.rect.x < window.width - 1


def is_proper_button(node: Node) -> bool:
    """Whether its tag or role says that it is a button or link; what unfolds details is one only by its words."""
    return node.tag in ("button", "input", "a") or node.attributes.get("role", "") in _BUTTON_ROLES


def _holds_controls(node: Node) -> bool:
    return any(part is not node and (is_proper_button(part) or is_switch(part)) for part in node.walk())


def _is_plain_link(node: Node, role: ButtonRole) -> bool:
    """Whether it leads to another page and is no way to choose."""
    if node.tag != "a" or node.attributes.get("role") == "button":
        return False
    target = node.attributes.get("href", "")
    if role in CHOOSING or _NOTHING.match(target.strip()):
        return False
    here, there = urldefrag(node.document.url)[0], link_target(node)
    return bool(there) and not (urldefrag(there)[0] == here and role != "other")


def link_target(node: Node) -> str:
    """Where a link leads; ``""`` unless to a web page."""
    try:
        address = urljoin(node.document.url, node.attributes.get("href", "").strip())[:2000]
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _button(node: Node, name: str, role: ButtonRole, layer: int) -> Button:
    rect = node.rect or Rect(0, 0, 0, 0)
    worded = _lettering(node)
    given = node.attributes.get("role", "")
    element = f"{node.tag}[role={given}]" if given in _BUTTON_ROLES and given != node.tag else node.tag
    return Button(
        text=name,
        role=role,
        element=element,
        layer=layer,
        x=round(rect.x),
        y=round(rect.y),
        width=round(rect.width),
        height=round(rect.height),
        contrast=colours.text_contrast(worded),
        prominence=colours.prominence(node),
        font_size=_pixels(worded),
    )


def _lettering(node: Node) -> Node:
    """The element that holds most of a control's visible words: its own style may differ from theirs."""
    texts = [part for part in node.walk() if part.tag == "#text" and part.visible and part.text.strip()]
    longest = max(texts, key=lambda part: len(part.text), default=None)
    return longest.parent if longest is not None and longest.parent is not None else node


def _pixels(node: Node) -> float | None:
    try:
        return float(node.style.font_size.removesuffix("px")) if node.style is not None else None
    except ValueError:
        return None


def _label_of(node: Node) -> Node | None:
    """The ``<label>`` of an input: around it, or tied to it by its id."""
    tied = node.document.labels.get(node.attributes.get("id", ""))
    if tied is not None:
        return tied
    return next((part for part in node.up() if part.tag == "label"), None)


def _switch_shows(node: Node, window: Rect) -> bool:
    """Whether a visitor can see the switch: itself, or the label or shape that stands in for it."""
    if node.visible and _in_reach(node, window):
        return True
    label = _label_of(node)
    if label is not None and label.visible and _in_reach(label, window):
        return True
    parent = node.parent
    shows = parent is not None and parent.visible and _in_reach(parent, window)
    return node.tag == "input" and node.rect is not None and shows


def label_text(node: Node, label: Node | None) -> str:
    """The words of a box: its name, its label, or what stands nearest to it."""
    for found in (_named_by(node), node.attributes.get("aria-label", "")):
        if squeeze(found):
            return squeeze(found)[:LONGEST_NAME]
    found = visible_text(label, LONGEST_NAME) if label is not None else ""
    if node.tag != "input" and not found:
        found = visible_text(node, LONGEST_NAME)
    if len(found) > 2 and found.lower() not in _STATES:
        return found
    for around in list(node.up())[:4]:
        near = visible_text(around, LONGEST_NAME)
        if len(near) > len(found) + 2:
            return near
    return found or squeeze(node.attributes.get("title", "") or node.attributes.get("name", ""))[:LONGEST_NAME]


#: Words on a toggle that tell its state and not what it switches.
_STATES = frozenset(
    {"aan", "uit", "on", "off", "an", "aus", "actief", "inactief", "active", "inactive", "ja", "nee", "yes", "no"}
)


def _is_on(node: Node) -> bool:
    if node.tag == "input":
        return node.checked or node.attributes.get("aria-checked") == "true"
    return "true" in (node.attributes.get("aria-checked"), node.attributes.get("aria-pressed"))


def _is_disabled(node: Node) -> bool:
    if "disabled" in node.attributes or node.attributes.get("aria-disabled") == "true":
        return True
    return any(part.tag == "fieldset" and "disabled" in part.attributes for part in list(node.up())[:8])
