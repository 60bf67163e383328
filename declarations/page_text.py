"""The visible text of an HTML page with its blocks, regions, tables and links.

Parsed by lxml (libxml2), which repairs unclosed cells as browsers do. Visible is what a reader can
reach: closed ``details`` count, ``hidden``, inline ``display:none``, scripts and comments do not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Any

from bs4.dammit import EncodingDetector
from lxml import etree

from auditor.models.document import BlockKind, Cell, DocumentText, Link, Region
from declarations.builder import Line, Place, TextBuilder, normalise
from declarations.plain_text import plain_text, structured
from declarations.table_grid import is_data_table, is_table, table_cells

_SKIPPED = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "math"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "option",
        "select",
        "button",
        "label",
        "center",
        "caption",
        "menu",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS: Mapping[str, BlockKind] = {
    "li": "list_item",
    "dt": "term",
    "dd": "definition",
    "summary": "summary",
    "caption": "caption",
    "button": "control",
    "select": "control",
    "option": "control",
    "label": "control",
}
_NESTING = frozenset({"ul", "ol", "dl", "menu"})
_BANNER = re.compile(
    r"cookie-?_?(?:banner|bar|balk|notice|melding|popup|consent|law|wall|dialog)|consent-?_?(?:bar|popup|banner|modal)"
    r"|cookiebanner|(?:^|\s)cmplz-cookiebanner|CybotCookiebotDialog(?:$|\s)|onetrust-banner",
    re.IGNORECASE,
)
_DIALOG_ROLES = frozenset({"dialog", "alertdialog"})
_DIALOG_NAME = re.compile(r"cookie|consent|traceur|tracker", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_COOKIE_NAME = re.compile(r"(?=[^_]*_)[\w.*#-]{3,60}")
_LANGUAGES = ("nl", "en", "de", "fr")
#: Those of an element: asked for once, since each question to the parser takes time.
Attributes = Mapping[str, str]


def page_text(data: bytes, charset: str | None = None) -> DocumentText:
    """The text of a page. ``charset`` as served; a byte order mark and the page's own ``meta`` come next."""
    root, given_up = _parse(data, charset)
    if given_up:
        return _without_structure(data, charset)
    if root is None:
        return TextBuilder().document()
    walker = _Walker()
    walker.walk(root)
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()[:2]
    title = next(iter(root.iter("title")), None)
    heading = "".join(title.itertext()) if title is not None else ""
    return walker.builder.document(heading, language if language in _LANGUAGES else None)


#: A page that the parser gives up is read up to here (bytes).
MAX_BARE = 2_000_000
#: Tags, and what is no text with its tags.
_TAG = re.compile(
    r"<!--.*?-->|<(script|style|template|noscript|head|svg)\b.*?</\1\s*>|<[/a-zA-Z!?][^<>]*>", re.DOTALL | re.I
)


def _without_structure(data: bytes, charset: str | None) -> DocumentText:
    """The text of a page that the parser gave up: elements within elements by the thousand."""
    text = plain_text(unescape(_TAG.sub("\n", _decoded(data[:MAX_BARE], charset))))
    if text.outcome != "ok":
        return text
    return text.model_copy(update={"reason": "Its elements are nested too deeply: it was read without its structure."})


def _decoded(data: bytes, charset: str | None) -> str:
    # NUL bytes end libxml2's input.
    stripped, mark = EncodingDetector.strip_byte_order_mark(data)
    declared = EncodingDetector.find_declared_encoding(stripped[:4096], is_html=True)
    for name in (mark, charset, declared, "utf-8", "windows-1252"):
        try:
            if name:
                return stripped.decode(name).replace("\0", "")
        except (LookupError, UnicodeDecodeError):
            continue
    return stripped.decode("latin-1").replace("\0", "")


def _parse(data: bytes, charset: str | None) -> tuple[Any, bool]:
    """The root, null where there is none; and whether the parser left out what is nested too deeply."""
    text = _decoded(data, charset)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    return root, any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)


class _Walker:
    """Walks the tree without recursion and hands finished runs of inline text to the builder."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._places: list[Place] = [Place()]
        self._hrefs: list[str] = []
        self._bold = 0
        self._depth = 0
        self._inside = 0  # inside main or article, where a header belongs to the text
        self._cells: dict[Any, tuple[BlockKind, Cell]] = {}
        self._tables = 0
        self._run: list[tuple[str, str | None, bool]] = []

    def walk(self, root: Any) -> None:
        #: With each element that is being left, whether it is a block; null for one that is still to be entered.
        stack: list[tuple[Any, bool | None]] = [(root, None)]
        while stack:
            element, block = stack.pop()
            tag = element.tag
            if block is not None:
                self._leave(element, tag, block)
            elif isinstance(tag, str) and tag not in _SKIPPED and not _is_hidden(attributes := dict(element.items())):
                stack.append((element, self._enter(element, tag, attributes)))
                self._add(element.text)
                stack.extend([(child, None) for child in reversed(element)])
                continue
            if element is not root:
                self._add(element.tail)
        self._flush()

    def _enter(self, element: Any, tag: str, attributes: Attributes) -> bool:
        """Whether the element is a block."""
        if tag == "br":
            self._run.append(("\n", None, True))
        elif tag == "a" and attributes.get("href"):
            self._hrefs.append(attributes["href"].strip()[:2000])
        elif tag in ("b", "strong"):
            self._bold += 1
        if not (tag in _BLOCKS or (self._cells and element in self._cells) or _region(tag, attributes, False)):
            return False
        self._flush()
        self._places.append(self._place(element, tag, attributes))
        if tag in _NESTING:
            self._depth += 1
        elif tag in ("main", "article"):
            self._inside += 1
        return True

    def _leave(self, element: Any, tag: str, block: bool) -> None:
        if tag == "a" and element.get("href"):
            self._hrefs.pop()
        elif tag in ("b", "strong"):
            self._bold -= 1
        if not block:
            return
        self._flush()
        self._places.pop()
        if tag in _NESTING:
            self._depth -= 1
        elif tag in ("main", "article"):
            self._inside -= 1

    def _place(self, element: Any, tag: str, attributes: Attributes) -> Place:
        place = self._places[-1]
        html_id = attributes.get("id")
        if html_id:
            place = replace(place, html_id=html_id[:200])
        region = _region(tag, attributes, self._inside > 0)
        if region:
            place = replace(place, region=region)
        if is_table(element, tag, attributes):
            if is_data_table(element):
                self._cells.update(table_cells(element, self._tables))
                self._tables += 1
            return replace(place, kind="paragraph", level=0, cell=None)
        if self._cells and element in self._cells:
            kind, cell = self._cells[element]
            return replace(place, kind=kind, cell=cell, level=0)
        level = _HEADINGS.get(tag) or (_aria_level(attributes) if attributes.get("role") == "heading" else None)
        if level and place.cell is None:
            return _of_kind(place, "heading", level)
        kind_of = _KINDS.get(tag)
        if kind_of and place.cell is None and place.kind != "heading":
            level = self._depth if kind_of in ("list_item", "term", "definition") else 0
            return _of_kind(place, kind_of, min(max(level, 1 if level else 0), 6))
        return place

    def _add(self, text: str | None) -> None:
        if text:
            self._run.append((text, self._hrefs[-1] if self._hrefs else None, self._bold > 0))

    def _flush(self) -> None:
        if not self._run:
            return
        run, self._run = self._run, []
        place = self._places[-1]
        lines = _lines(run)
        if len(lines) == 1:
            line = lines[0]
            if place.kind == "paragraph" and line.bold and 0 < len(line.text) <= 90 and line.text[-1] not in ".,;":
                place = replace(place, kind="heading", level=6)
            self.builder.add(line, place)
            return
        if place.cell is not None or place.kind == "control":
            for line in lines:
                self.builder.add(line, place)
            return
        for line, where in structured(lines, place, in_page=True):
            self.builder.add(line, where)


def _of_kind(place: Place, kind: BlockKind, level: int) -> Place:
    """``place`` as that of another kind of block. Most blocks are one: ``replace`` takes twice as long."""
    return Place(kind, level, place.region, place.html_id, place.cell)


def _lines(run: list[tuple[str, str | None, bool]]) -> list[Line]:
    """The run's lines, parted at ``<br>``; white space collapsed, links measured."""
    if len(run) == 1 and not run[0][2]:
        # Most runs: one text, which is not bold, and so no line break either.
        text, href, _ = run[0]
        words = " ".join(normalise(text).split())
        return [Line(words, [Link(start=0, end=len(words), href=href)] if words and href is not None else [])]
    lines = [Line()]
    space = False
    plain = False
    href_at: str | None = None
    for raw, href, bold in run:
        if raw == "\n" and href is None and bold:
            lines[-1].bold = bool(lines[-1].text) and not plain
            lines.append(Line())
            space = plain = False
            href_at = None
            continue
        text = normalise(raw)
        words = " ".join(text.split())
        if not words:
            space = space or bool(text)
            continue
        if not bold and not plain and not space and not text[0].isspace() and _COOKIE_NAME.fullmatch(lines[-1].text):
            # Consent managers set the name in bold right before what it is for, and part them by style alone.
            lines[-1].bold = True
            lines.append(Line())
            href_at = None
        line = lines[-1]
        lead = " " if line.text and (space or text[0].isspace()) else ""
        start = len(line.text) + len(lead)
        line.text += lead + words
        space = text[-1].isspace()
        plain = plain or not bold
        if href is not None:
            if href_at == href and line.links and line.links[-1].end + 1 >= start:
                line.links[-1] = line.links[-1].model_copy(update={"end": len(line.text)})
            else:
                line.links.append(Link(start=start, end=len(line.text), href=href))
        href_at = href
    lines[-1].bold = bool(lines[-1].text) and not plain
    return lines


def _is_hidden(attributes: Attributes) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _region(tag: str, attributes: Attributes, inside: bool) -> Region | None:
    if tag == "nav":
        return "nav"
    if tag in ("header", "footer") and not inside:
        return "header" if tag == "header" else "footer"
    if tag in ("html", "body", "main", "article") or (not attributes and tag != "dialog"):
        return None
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    if (len(names) > 1 and _BANNER.search(names)) or _is_cookie_dialog(tag, attributes):
        return "banner"
    return None


def _is_cookie_dialog(tag: str, attributes: Attributes) -> bool:
    """A dialog whose accessible name says what it is for, whatever its class."""
    if tag != "dialog" and (attributes.get("role") or "").strip().lower() not in _DIALOG_ROLES:
        return False
    return bool(_DIALOG_NAME.search(attributes.get("aria-label") or ""))


def _aria_level(attributes: Attributes) -> int:
    level = attributes.get("aria-level") or "2"
    return min(max(int(level), 1), 6) if level.isdigit() and len(level) < 3 else 2
