"""Which parts of a page lie over it, or stand as a bar at its start or end. Pure: from a snapshot.

Only these can be a consent surface: what stands in the content (an article about cookies, a video that waits for
consent) asks for itself alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.crawl.consent.managers import container_of, only_leads_back
from auditor.crawl.consent.snapshot import Node, Rect, Snapshot

#: A bar in the flow is at least this part of the window wide …
BAR_WIDTH = 0.6

#: … and begins or ends within this many pixels of the start or end of the page (a header may stand above it).
BAR_MARGIN = 160

#: Least size of a region, in CSS pixels: smaller ones are icons.
LEAST_WIDTH, LEAST_HEIGHT = 120, 24

#: Part of the window from which on something covers it.
COVERS = 0.9

#: A region with more elements than this is the page itself and not something on it.
PAGE_NODES = 20_000

_DIALOG_ROLES = frozenset({"dialog", "alertdialog"})
_CONTENT = frozenset({"article", "main", "figure", "picture", "video", "table"})
_PAGE_PARTS = frozenset({"main", "nav", "footer", "header", "article"})
_NAMED = re.compile(r"cookie|consent|gdpr|avg-|ccpa|privacy[-_]?(?:banner|bar|notice|popup|modal)", re.IGNORECASE)
_EMBED = re.compile(r"embed|video|map|player|placeholder|iframe|youtube|vimeo|blocked", re.IGNORECASE)


def overlays(snapshot: Snapshot) -> Iterator[Node]:
    """What lies over the page, in its frames and shadow roots too; outer ones before those in them."""
    for node in snapshot.nodes:
        if is_overlay(node, snapshot) and not in_embed(node, snapshot):
            yield node


def is_overlay(node: Node, snapshot: Snapshot) -> bool:
    """Whether an element is a layer over the page that a visitor sees now."""
    style = node.style
    if style is None or node.tag in ("#text", "html", "body"):
        return False
    positioned = style.position in ("fixed", "sticky") or (style.position == "absolute" and _floats(node, snapshot))
    dialog = node.attributes.get("role") in _DIALOG_ROLES or (node.tag == "dialog" and "open" in node.attributes)
    if not positioned and not dialog and container_of(node) is None:
        return False
    return not only_leads_back(node) and shows(node, snapshot)


def shows(node: Node, snapshot: Snapshot) -> bool:
    """Whether enough of an element can be read: in the window, or where the page can be scrolled to."""
    seen = extent(node)
    top = snapshot.root.document
    if node.document is not top or (node.style is not None and node.style.position in ("fixed", "sticky")):
        seen = seen.meet(snapshot.window)
    else:
        height = max(top.height, snapshot.window.height)
        seen = seen.meet(Rect(0, -top.top, snapshot.window.width, height))
    return seen.width >= LEAST_WIDTH and seen.height >= LEAST_HEIGHT


def extent(node: Node) -> Rect:
    """The room that an element takes; where it has none itself, that of the visible things in it."""
    if node.rect is not None and node.visible and node.rect.area > 4 and node.rect.meet(node.clip).area > 4:
        return node.rect.meet(node.clip)
    found: Rect | None = None
    stack = list(node.children)
    looked = 0
    while stack and looked < 400:
        part = stack.pop()
        looked += 1
        if part.rect is not None and part.visible:
            seen = part.rect.meet(part.clip)
            found = seen if found is None else found.join(seen)
        else:
            stack.extend(part.children)
    return found or Rect(0, 0, 0, 0)


def _floats(node: Node, snapshot: Snapshot) -> bool:
    """Whether something absolute lies over the page as a whole and not over a part of its content."""
    rect = extent(node)
    if rect.meet(snapshot.window).area >= 0.8 * snapshot.window.area:
        return True
    above = list(node.up())
    if any(part.tag in _CONTENT or part.attributes.get("role") in ("main", "article") for part in above):
        return False
    for part in above:
        if part.style is not None and part.style.position != "static" and part.tag not in ("html", "body"):
            around = part.rect
            wide = around is not None and around.width >= COVERS * node.document.window.width
            return around is None or around.area < 4 or (wide and around.height >= 0.6 * node.document.window.height)
    return True


def in_embed(node: Node, snapshot: Snapshot) -> bool:
    """Whether it stands in a frame that is a part of the content: a video's own banner is not the site's."""
    document = node.document
    while document is not snapshot.root.document:
        frame = _frame_of(node)
        if frame is None:
            return True
        large = document.window.meet(snapshot.window).area >= 0.6 * snapshot.window.area
        above = (frame, *frame.up())
        if not large and not any(part.tag != "#document" and is_overlay(part, snapshot) for part in above):
            return True
        node, document = frame, frame.document
    return False


def _frame_of(node: Node) -> Node | None:
    for part in node.up():
        if part.document is not node.document:
            return part
    return None


def bars(snapshot: Snapshot) -> Iterator[Node]:
    """Elements in the flow, wide and at the very start or end of the page, whose siblings do not go on with them;
    and the whole of a page that has nothing else."""
    top = snapshot.root.document
    for node in _outer_levels(snapshot):
        rect = node.rect
        if rect is None or node.style is None or node.style.position in ("fixed", "sticky") or not node.visible:
            continue
        if rect.width < BAR_WIDTH * snapshot.window.width or rect.height < LEAST_HEIGHT:
            continue
        start, end = rect.y + top.top, rect.bottom + top.top
        at_edge = start <= BAR_MARGIN or end >= top.height - BAR_MARGIN
        if at_edge and rect.height <= snapshot.window.height:
            yield node


def _outer_levels(snapshot: Snapshot) -> Iterator[Node]:
    """The first and last visible elements of the body, and of what fills it, to a depth of some levels."""
    body = next((node for node in snapshot.root.walk() if node.tag == "body"), None)
    level = [body] if body is not None else []
    for _ in range(6):
        below: list[Node] = []
        for node in level:
            parts = [part for part in node.children if part.rect is not None and part.tag not in ("#text", "script")]
            edges = parts[:4] + parts[-4:] if len(parts) > 8 else parts
            yield from edges
            below += [
                part for part in edges if part.tag not in _CONTENT and part.tag not in ("nav", "footer", "#document")
            ]
        level = below


def is_named(node: Node) -> bool:
    """Whether the page's own names for an element speak of cookies or consent, and not of what waits for it."""
    words = " ".join(node.attributes.get(name, "") for name in ("id", "class", "aria-label"))[:500]
    return bool(_NAMED.search(words)) and not _EMBED.search(words)


def is_page(node: Node, snapshot: Snapshot) -> bool:
    """Whether a layer is the page itself: applications often put all they show in one fixed or absolute element."""
    if extent(node).meet(snapshot.window).area < 0.7 * snapshot.window.area:
        return False
    parts = set()
    for number, part in enumerate(node.walk()):
        if part.tag in _PAGE_PARTS and part.visible and not _in_dialog(part, node):
            parts.add(part.tag)
        if number > PAGE_NODES:
            return True
    return "main" in parts or "nav" in parts or len(parts) >= 3


def _in_dialog(part: Node, top: Node) -> bool:
    """Whether a dialog stands between: its own header and footer do not make a page."""
    for node in part.up():
        if node.attributes.get("role") in _DIALOG_ROLES or node.tag == "dialog":
            return True
        if node is top:
            return False
    return False


def covers_window(snapshot: Snapshot, surface: Node) -> bool:
    """Whether the page behind a surface cannot be used: something that takes the mouse lies over all of it."""
    if any(_is_modal(part) for part in (surface, *surface.up())):
        return True
    for node in snapshot.nodes:
        style = node.style
        if style is None or style.position not in ("fixed", "absolute") or style.pointer_events == "none":
            continue
        if node.rect is None or style.visibility != "visible" or node.document is not snapshot.root.document:
            continue
        if node.rect.meet(node.clip).meet(snapshot.window).area < COVERS * snapshot.window.area:
            continue
        if _is_backdrop(node, surface, snapshot):
            return True
    return False


def _is_modal(node: Node) -> bool:
    """Whether it is a dialog in the top layer, where only ``showModal()`` puts one: the rest of the page is inert.
    Source: HTML Living Standard, the dialog element; CSS Positioned Layout 4, ``overlay``."""
    return node.tag == "dialog" and node.style is not None and node.style.overlay == "auto"


def _is_backdrop(node: Node, surface: Node, snapshot: Snapshot) -> bool:
    """Whether a covering layer belongs to the surface: it holds it, or holds nothing and is painted over the page."""
    above = (surface, *surface.up())
    if node in above:
        return not is_page(node, snapshot)
    empty = sum(1 for _ in zip(node.walk(), range(12), strict=False)) < 12
    style = node.style
    raised = style is not None and (style.position == "fixed" or style.z_index not in ("auto", "0"))
    behind = style is not None and style.z_index.startswith("-")
    return empty and raised and not behind and node.tag not in ("img", "video", "canvas")


def scroll_locked(snapshot: Snapshot) -> bool:
    """Whether the page cannot be scrolled, though there may be more of it than the window shows."""
    for node in snapshot.root.walk():
        style = node.style
        if node.tag in ("html", "body") and style is not None and node.document is snapshot.root.document:
            if style.overflow_y in ("hidden", "clip") or (node.tag == "body" and style.position == "fixed"):
                return True
            if node.tag == "body":
                break
    return snapshot.root.document.height <= snapshot.window.height + 4
