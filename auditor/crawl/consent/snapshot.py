"""The page as it is drawn, in one look: a tree over all frames and shadow roots, closed ones too.

DevTools' ``DOMSnapshot.captureSnapshot`` gives it without the page noticing. Its boxes are in pixels of each
document; here all are in CSS pixels of the main window. Source: Chrome DevTools Protocol, domain DOMSnapshot."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from auditor.crawl.options import VIEWPORT
from auditor.crawl.tab import Tab

#: The computed styles that are asked for, in the order of `Style`'s fields.
STYLES = (
    "display", "visibility", "opacity", "position", "z-index", "font-size", "color", "background-color",
    "background-image", "pointer-events", "overflow-x", "overflow-y", "cursor", "clip-path", "overlay",
)  # fmt: skip

#: Nodes of a page that are read. More cost more than a look is worth; 100,000 take about 3 s of the browser's time.
MOST_NODES = 200_000

#: Seconds that a picture of the tree may take.
SECONDS = 8.0

#: Least part of full opacity at which something can be seen.
SEEN = 0.1

_CLIPPED_AWAY = ("inset(50%", "inset(100%", "circle(0", "polygon(0px 0px, 0px 0px")


class Rect(NamedTuple):
    """A box in CSS pixels of the main window."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Square pixels."""
        return self.width * self.height

    def meet(self, other: Rect) -> Rect:
        """What both cover; without size where they do not meet."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Rect(x, y, max(0.0, min(self.right, other.right) - x), max(0.0, min(self.bottom, other.bottom) - y))

    def join(self, other: Rect) -> Rect:
        """The least box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


EVERYWHERE = Rect(-1e7, -1e7, 2e7, 2e7)


class Style(NamedTuple):
    """Computed values of `STYLES`, as the browser words them."""

    display: str = "block"
    visibility: str = "visible"
    opacity: str = "1"
    position: str = "static"
    z_index: str = "auto"
    font_size: str = "16px"
    color: str = "rgb(0, 0, 0)"
    background_color: str = "rgba(0, 0, 0, 0)"
    background_image: str = "none"
    pointer_events: str = "auto"
    overflow_x: str = "visible"
    overflow_y: str = "visible"
    cursor: str = "auto"
    clip_path: str = "none"
    overlay: str = "none"


@dataclass(slots=True, eq=False)
class Node:
    """An element, a piece of text (tag ``#text``), or a document (``#document``).

    ``id``: backend node id. ``rect``: None where nothing is drawn. ``opacity``: with that of all it stands in.
    ``clip``: what its surroundings leave of the window to see it in. ``order``: of painting, in its document."""

    id: int
    tag: str
    document: Document
    parent: Node | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)
    rect: Rect | None = None
    style: Style | None = None
    opacity: float = 1.0
    clip: Rect = EVERYWHERE
    clip_absolute: Rect = EVERYWHERE
    order: int = 0
    checked: bool = False
    clickable: bool = False
    pseudo: str = ""

    @property
    def visible(self) -> bool:
        """Whether a person could see it, after scrolling where that is needed."""
        if self.rect is None or self.style is None or self.style.visibility != "visible" or self.opacity < SEEN:
            return False
        shown = self.rect.meet(self.clip)
        return shown.width >= 2 and shown.height >= 2

    def walk(self) -> Iterator[Node]:
        """It and all in it, in the order of the page."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def up(self) -> Iterator[Node]:
        """What it stands in, from near to far, across shadow roots and frames."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@dataclass(slots=True, eq=False)
class Document:
    """A frame's document. ``width`` and ``height``: of its content; ``window``: the frame's place in the main one."""

    url: str
    window: Rect
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0
    ids: dict[str, Node] = field(default_factory=dict)
    labels: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Snapshot:
    """A page. ``root``: its document; frames' documents are children of their frame element. ``nodes``: all, in
    the order of their documents. ``seconds``: what it cost. ``cut``: whether it was larger than what is read."""

    root: Node
    nodes: list[Node]
    window: Rect
    seconds: float = 0.0
    cut: bool = False


async def capture(tab: Tab, seconds: float = SECONDS) -> Snapshot:
    """Look at the page of a tab. Raises TimeoutError or Playwright's Error."""
    began = time.monotonic()
    wishes = {"computedStyles": list(STYLES), "includePaintOrder": True}
    answer = await tab.call("DOMSnapshot.captureSnapshot", wishes, seconds)
    snapshot = build(answer)
    snapshot.seconds = time.monotonic() - began
    return snapshot


def build(answer: dict[str, Any]) -> Snapshot:
    """The tree of what DevTools answered."""
    builder = _Builder(answer)
    return builder.build()


class _Builder:
    def __init__(self, answer: dict[str, Any]) -> None:
        self._strings: list[str] = answer["strings"]
        self._documents: list[dict[str, Any]] = answer["documents"]
        self._styles: dict[tuple[int, ...], Style] = {}
        self._nodes: list[Node] = []
        self._cut = False

    def build(self) -> Snapshot:
        """Documents in the order of nesting: a frame's element is read before its document."""
        waiting: list[tuple[int, Node | None]] = [(0, None)]
        root: Node | None = None
        while waiting:
            number, frame = waiting.pop()
            top, frames = self._document(self._documents[number], frame)
            root = root or top
            waiting.extend((index, node) for index, node in frames if 0 < index < len(self._documents))
        assert root is not None  # noqa: S101 - the first document has been read
        return Snapshot(root, self._nodes, root.document.window, cut=self._cut)

    def _string(self, index: int) -> str:
        return self._strings[index] if index >= 0 else ""

    def _document(self, raw: dict[str, Any], frame: Node | None) -> tuple[Node, list[tuple[int, Node]]]:
        layout = _rows(raw)
        document = self._place(raw, frame, layout)
        nodes = self._read(raw, document, frame)
        self._draw(raw, document, nodes, layout, frame)
        embedded = raw["nodes"].get("contentDocumentIndex", {"index": [], "value": []})
        pairs = zip(embedded["index"], embedded["value"], strict=True)
        return nodes[0], [(index, nodes[owner]) for owner, index in pairs if owner < len(nodes)]

    def _place(self, raw: dict[str, Any], frame: Node | None, layout: dict[int, int]) -> Document:
        """Where the frame's window lies. Its border and padding are taken to be the same on opposite sides."""
        bounds = raw["layout"]["bounds"]
        size = bounds[layout[0]] if 0 in layout else [0, 0, *VIEWPORT]
        window = Rect(0, 0, size[2], size[3])
        if frame is not None:
            outer = frame.rect or Rect(0, 0, 0, 0)
            edge_x, edge_y = max(0.0, (outer.width - size[2]) / 2), max(0.0, (outer.height - size[3]) / 2)
            window = Rect(outer.x + edge_x, outer.y + edge_y, size[2], size[3])
        url = self._string(raw["documentURL"])
        height = float(raw.get("contentHeight", 0))
        return Document(url, window, float(raw.get("scrollOffsetY", 0)), float(raw.get("contentWidth", 0)), height)

    def _read(self, raw: dict[str, Any], document: Document, frame: Node | None) -> list[Node]:
        source = raw["nodes"]
        parents, names, values = source["parentIndex"], source["nodeName"], source["nodeValue"]
        ids, attributes, kinds = source["backendNodeId"], source["attributes"], source["nodeType"]
        room = max(1, MOST_NODES - len(self._nodes))
        self._cut = self._cut or len(names) > room
        nodes: list[Node] = []
        for index in range(min(len(names), room)):
            parent = nodes[parents[index]] if 0 <= parents[index] < index else frame
            node = Node(ids[index], self._string(names[index]).lower(), document, parent)
            if kinds[index] == 3:
                node.text = self._string(values[index])
            elif attributes[index]:
                self._describe(node, attributes[index])
            if parent is not None:
                parent.children.append(node)
            nodes.append(node)
        for index in source.get("inputChecked", {"index": []})["index"]:
            _mark(nodes, index, "checked", True)
        for index in source.get("isClickable", {"index": []})["index"]:
            _mark(nodes, index, "clickable", True)
        pseudo = source.get("pseudoType", {"index": [], "value": []})
        for index, kind in zip(pseudo["index"], pseudo["value"], strict=True):
            _mark(nodes, index, "pseudo", self._string(kind))
        self._nodes.extend(nodes)
        return nodes

    def _describe(self, node: Node, pairs: list[int]) -> None:
        for name, value in zip(pairs[::2], pairs[1::2], strict=True):
            node.attributes[self._string(name)] = self._string(value)
        own = node.attributes.get("id")
        if own:
            node.document.ids.setdefault(own, node)
        if node.tag == "label" and node.attributes.get("for"):
            node.document.labels.setdefault(node.attributes["for"], node)

    def _draw(
        self, raw: dict[str, Any], document: Document, nodes: list[Node], layout: dict[int, int], frame: Node | None
    ) -> None:
        """Give the nodes their boxes and styles. Parents stand before their children."""
        rows = raw["layout"]
        bounds, styles, orders = rows["bounds"], rows["styles"], rows.get("paintOrders", [])
        dx = document.window.x - float(raw.get("scrollOffsetX", 0))
        dy = document.window.y - document.top
        hidden = frame is not None and not frame.visible
        for index, node in enumerate(nodes):
            parent = node.parent
            row = layout.get(index)
            if row is not None:
                x, y, width, height = bounds[row]
                node.rect = Rect(x + dx, y + dy, width, height)
                node.style = self._style(tuple(styles[row]))
                node.order = orders[row] if row < len(orders) else 0
            if parent is None:
                continue
            if parent is frame:
                node.opacity = 0.0 if hidden else parent.opacity
            else:
                _inherit(node, parent)

    def _style(self, indexes: tuple[int, ...]) -> Style:
        style = self._styles.get(indexes)
        if style is None:
            style = Style(*map(self._string, indexes)) if len(indexes) == len(STYLES) else Style()
            self._styles[indexes] = style
        return style


def _rows(raw: dict[str, Any]) -> dict[int, int]:
    """Number of a node → its first row in the layout."""
    rows: dict[int, int] = {}
    for row, index in enumerate(raw["layout"]["nodeIndex"]):
        rows.setdefault(index, row)
    return rows


def _mark(nodes: list[Node], index: int, name: str, value: object) -> None:
    if index < len(nodes):
        setattr(nodes[index], name, value)


def _inherit(node: Node, parent: Node) -> None:
    """Opacity and clipping. What is fixed is clipped by its window alone, what is absolute by what is positioned."""
    style = node.style
    node.opacity = parent.opacity
    node.clip, node.clip_absolute = parent.clip, parent.clip_absolute
    if style is None or node.tag == "#text":
        return
    if style.opacity != "1":
        node.opacity *= _number(style.opacity)
    if style.position == "fixed":
        node.clip = node.clip_absolute = EVERYWHERE
    elif style.position == "absolute":
        node.clip = node.clip_absolute
    if style.clip_path.startswith(_CLIPPED_AWAY):
        node.clip = Rect(0, 0, 0, 0)
    if node.rect is not None and node.tag not in ("html", "body", "input"):
        node.clip = _within(node.clip, node.rect, style)
    if style.position != "static":
        node.clip_absolute = node.clip


def _within(clip: Rect, rect: Rect, style: Style) -> Rect:
    """The clip inside an element that hides what does not fit; what can be scrolled to is not hidden."""
    hides_x, hides_y = style.overflow_x in ("hidden", "clip"), style.overflow_y in ("hidden", "clip")
    if style.overflow_y in ("auto", "scroll") and rect.height < 2:
        hides_y = True
    if not hides_x and not hides_y:
        return clip
    x, width = (rect.x, rect.width) if hides_x else (EVERYWHERE.x, EVERYWHERE.width)
    y, height = (rect.y, rect.height) if hides_y else (EVERYWHERE.y, EVERYWHERE.height)
    return clip.meet(Rect(x, y, width, height))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0
