"""Snapshots for tests, written as a tree of tuples, in the form that DevTools answers."""

from __future__ import annotations

from typing import Any

from auditor.crawl.consent.snapshot import STYLES, Snapshot, build

_DEFAULTS = {
    "display": "block", "visibility": "visible", "opacity": "1", "position": "static", "z-index": "auto",
    "font-size": "16px", "color": "rgb(0, 0, 0)", "background-color": "rgba(0, 0, 0, 0)", "background-image": "none",
    "pointer-events": "auto", "overflow-x": "visible", "overflow-y": "visible", "cursor": "auto", "clip-path": "none",
    "overlay": "none",
}  # fmt: skip
WINDOW = (0, 0, 1366, 768)


def element(
    tag: str, *children: Any, box: tuple[float, ...] | None = WINDOW, checked: bool = False, **more: Any
) -> Any:
    """An element. ``more``: attributes, and styles with ``s_`` before them; ``box`` None: nothing is drawn."""
    styles = {name[2:].replace("_", "-"): value for name, value in more.items() if name.startswith("s_")}
    attributes = {name.rstrip("_"): value for name, value in more.items() if not name.startswith("s_")}
    return (tag, attributes, styles, box, checked, children)


def page(*children: Any, height: float = 3000) -> Snapshot:
    """A page 1366 by 768 pixels, with these in its body."""
    strings: list[str] = []
    nodes: dict[str, Any] = {name: [] for name in ("parentIndex", "nodeType", "nodeName", "nodeValue", "backendNodeId")}
    nodes |= {"attributes": [], "inputChecked": {"index": []}}
    layout: dict[str, Any] = {"nodeIndex": [], "styles": [], "bounds": []}

    def number(text: str) -> int:
        strings.append(text)
        return len(strings) - 1

    def add(item: Any, parent: int, around: Any) -> None:
        text = item if isinstance(item, str) else ""
        tag, attributes, styles, box, checked, inner = ("#text", {}, {}, around, False, ()) if text else item
        index = len(nodes["nodeName"])
        nodes["parentIndex"].append(parent)
        nodes["nodeType"].append(3 if text else 9 if tag == "#document" else 1)
        nodes["nodeName"].append(number(tag))
        nodes["nodeValue"].append(number(text) if text else -1)
        nodes["backendNodeId"].append(index + 1)
        nodes["attributes"].append([number(part) for pair in attributes.items() for part in pair])
        if checked:
            nodes["inputChecked"]["index"].append(index)
        if box is not None:
            layout["nodeIndex"].append(index)
            layout["styles"].append([number((_DEFAULTS | styles)[name]) for name in STYLES])
            layout["bounds"].append(list(box))
        for child in inner:
            add(child, index, box)

    body = element("body", *children, box=(0, 0, 1366, height))
    add(element("#document", element("html", body, box=(0, 0, 1366, height))), -1, None)
    url = number("https://bakker.example/")
    sizes = {"documentURL": url, "contentHeight": height, "contentWidth": 1366}
    return build({"strings": strings, "documents": [{"nodes": nodes, "layout": layout, **sizes}]})
