"""What on a consent surface can be pressed or switched, by what name a visitor knows it, and how much it stands out.

Pure: from a snapshot."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

from auditor.crawl.consent import colours
from auditor.crawl.consent.sighting import Control
from auditor.crawl.consent.snapshot import Node, Rect, Snapshot
from auditor.crawl.consent.wording import LONGEST_NAME, UNREAD, label_of, label_text, name_of, visible_text
from auditor.crawl.consent.words import role_of
from auditor.models.consent import BannerLink, Box, Button, ButtonRole

#: Most buttons, boxes and links that are read off one surface; lists of vendors have hundreds.
MOST_CONTROLS = 300

#: Roles by which a choice is made or reached.
CHOOSING: frozenset[ButtonRole] = frozenset({"accept", "reject", "settings", "save"})

_SWITCH_ROLES = frozenset({"switch", "checkbox", "menuitemcheckbox"})
_BUTTON_ROLES = frozenset({"button", "link", "menuitem"})
_BUTTON_INPUTS = frozenset({"button", "submit", "image", "reset"})
_NOTHING = re.compile(r"^(?:#.*|javascript:.*|)$", re.IGNORECASE | re.DOTALL)


#: Bare answers of a pair of radio buttons that switch off, in the four languages.
_OFF = frozenset({"nee", "no", "nein", "non", "uit", "off", "aus", "weigeren", "reject", "deny", "ablehnen", "refuser"})


#: Words that make a radio button's label a denial.
_NOT = frozenset(
    {"not", "no", "niet", "geen", "nee", "nicht", "kein", "keine", "nein", "pas", "non", "aucun", "aucune"}
)

#: Words of buttons that only put the banner away; other acknowledgements ("OK", "Begrepen") may be meant as consent.
_CLOSING = frozenset({"sluiten", "sluit", "close", "fermer", "schließen", "schliessen", "dismiss", "verbergen", "hide"})


def is_button(node: Node) -> bool:
    """Whether it looks and acts like something to press, by its tag, its role, or what a script hung on it."""
    tag, role = node.tag, node.attributes.get("role", "")
    if tag == "input":
        return node.attributes.get("type", "").lower() in _BUTTON_INPUTS
    if tag in ("button", "summary") or role in _BUTTON_ROLES:
        return True
    if tag == "a":
        return "href" in node.attributes or node.clickable or _points(node)
    return tag not in _NO_BUTTONS and (node.clickable or _points(node))


#: Elements that are never pressed for themselves, whatever listens there.
_NO_BUTTONS = frozenset({"html", "body", "label", "#text", "#document", "h1", "h2", "h3", "h4", "p", "dialog", "form"})


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
        self._radios: dict[int, str] = {}
        self._negations: dict[str, int] = {}
        self._read(root)
        self.controls = _acknowledged(self._paired())

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
            if node.tag in UNREAD or node.pseudo or "inert" in node.attributes:
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
        name, role = _words_and_role(node)
        if _is_plain_link(node, role):
            self._link(node, name)
        elif not is_proper_button(node) and (role == "other" or _holds_controls(node)):
            return False
        else:
            self.controls.append(Control(node.id, button=_button(node, name, role, self._layer)))
        self.pressed.add(node)
        return not any(is_switch(part) for part in node.walk() if part is not node)

    def _link(self, node: Node, name: str) -> None:
        address = link_target(node)
        if name and address:
            self.links.append(BannerLink(text=name, url=address))

    def _box(self, node: Node) -> bool:
        label = label_of(node)
        if not _switch_shows(node, self._snapshot.window):
            return True
        words = label_text(node, label)
        pressed = "aria-pressed" in node.attributes and node.tag != "input"
        if pressed and role_of(visible_text(node, LONGEST_NAME)) == "reject" and role_of(words) == "other":
            return True  # one of a pair for one service: its other half tells whether that is on
        if pressed and role_of(words) != "other":
            button = _button(node, words, role_of(words), self._layer)
            self.controls.append(Control(node.id, button=button))
            self.pressed.add(node)
            return True
        self.pressed.add(label or node)
        radio = node.attributes.get("type", "").lower() == "radio" or node.attributes.get("role") == "radio"
        if radio and _denies(node, label, words):
            self._negations[_group(node)] = node.id
            return True
        if radio:
            self._radios[node.id] = _group(node)
        box = Box(label=words, checked=_is_on(node), disabled=_is_disabled(node), layer=self._layer)
        self.controls.append(Control(node.id, box=box))
        return True

    def _paired(self) -> list[Control]:
        """A pair of radio buttons, yes and no, is one switch: what is pressed is the half that is not on."""
        found = []
        for control in self.controls:
            no = self._negations.get(self._radios.get(control.node, ""))
            on = control.box is not None and control.box.checked
            found.append(Control(no, box=control.box) if no is not None and on else control)
        return found


def _group(node: Node) -> str:
    """What radio buttons that exclude each other have in common."""
    name = node.attributes.get("name", "")
    around = next((part.id for part in node.up() if part.attributes.get("role") == "radiogroup"), 0)
    return name or f"#{around or (node.parent.id if node.parent is not None else 0)}"


def _denies(node: Node, label: Node | None, words: str) -> bool:
    """Whether a radio button stands for no."""
    own = visible_text(label, LONGEST_NAME).lower() if label is not None else words.lower()
    said = set(own.split()[:8])
    return own in _OFF or bool(said & _NOT) or node.attributes.get("value", "").lower() in _OFF | {"0", "false"}


def _acknowledged(controls: list[Control]) -> list[Control]:
    """Where there is a choice but nothing that says to agree, "OK" beside the refusal or settings is what agrees."""
    buttons = [control.button for control in controls if control.button is not None]
    roles = {button.role for button in buttons}
    meant = [button for button in buttons if button.role == "close" and _acknowledges(button.text)]
    if "accept" in roles or not roles & {"reject", "settings"} or len(meant) != 1 or buttons[0].layer > 1:
        return controls
    agreeing = meant[0].model_copy(update={"role": "accept"})
    return [Control(one.node, button=agreeing) if one.button is meant[0] else one for one in controls]


def _acknowledges(text: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    return bool(words) and not words & _CLOSING and words != {"x"}


def _words_and_role(node: Node) -> tuple[str, ButtonRole]:
    """A control's words, or its name where it shows none; its role by these, and where they leave it open by the name
    that a screen reader says."""
    words, name = visible_text(node, LONGEST_NAME), name_of(node)
    if not any(sign.isalpha() for sign in words):
        words = name
    role = role_of(words) if words else "other"
    if role in ("other", "close") and name and role_of(name) != "other":
        role = role_of(name)
    return words, role


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


def _switch_shows(node: Node, window: Rect) -> bool:
    """Whether a visitor can see the switch: itself, or the label or shape that stands in for it."""
    if node.visible and _in_reach(node, window):
        return True
    label = label_of(node)
    if label is not None and label.visible and _in_reach(label, window):
        return True
    parent = node.parent
    shows = parent is not None and parent.visible and _in_reach(parent, window)
    return node.tag == "input" and node.rect is not None and shows


def _is_on(node: Node) -> bool:
    if node.tag == "input":
        return node.checked or node.attributes.get("aria-checked") == "true"
    return "true" in (node.attributes.get("aria-checked"), node.attributes.get("aria-pressed"))


def _is_disabled(node: Node) -> bool:
    if "disabled" in node.attributes or node.attributes.get("aria-disabled") == "true":
        return True
    return any(part.tag == "fieldset" and "disabled" in part.attributes for part in list(node.up())[:8])
