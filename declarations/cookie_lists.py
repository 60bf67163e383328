"""Cookies in definition lists, in "label: value" lines, in list items that open with a name, and in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.knowledge.vendors import vendors
from auditor.models.document import Block, Document
from declarations.cookie_phrases import cookie_phrases
from declarations.cookie_rows import RawCookie, categories_of, looks_like_name
from declarations.cookie_tables import role_of
from declarations.durations import Lifetime, durations, lifetime_in
from declarations.language import Words
from declarations.naming import names
from declarations.passages import Passage

_LABELLED = re.compile(r"^([^:]{2,40}):\s*(\S.*)$")
_ITEM = re.compile(r"^[-*•]?\s*([\w.][\w.*#\[\]<>{}-]{1,60})\s*(?:[(–:-]|\s-\s)\s*(.*)$")
_IN_PROSE = re.compile(r"(?<![\w@/.-])([A-Za-z_][\w*-]*(?:\.[\w*-]+)?)(?![\w@/]|\.\w)")
_WORDY = re.compile(r"^[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*$|^[A-Z][a-zà-ÿ]+(?:-[A-Za-zà-ÿ]+)*$")


def list_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """The cookies of definition lists and labelled lines. A name opens a record; a heading ends it."""
    heading: list[str] = []
    pending: str | None = None
    record: RawCookie | None = None
    for block, label, value in _labelled(document):
        if label is None:
            if record is not None:
                yield record
                record = None
            if block.kind in ("heading", "summary"):
                heading = [document.text[block.start : block.end]]
            pending = None
            continue
        role = role_of(label)
        if role == "name":
            if record is not None:
                yield record
            start = document.text.find(value, block.start, block.end)
            record = _open(value, start, block, heading, document)
        elif record is not None and role is not None:
            _attach(record, role, value, block, language)
        pending = role
    if record is not None:
        yield record
    del pending


def _labelled(document: Document) -> Iterator[tuple[Block, str | None, str]]:
    term: str | None = None
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind == "term":
            term = text
        elif block.kind == "definition" and term is not None:
            yield block, term, text
        elif block.cell is None and block.kind != "control":
            match = _LABELLED.match(text)
            if match and role_of(match[1]):
                yield block, match[1], match[2]
            else:
                yield block, None, text


def _open(value: str, start: int, block: Block, heading: Sequence[str], document: Document) -> RawCookie | None:
    name = value.strip().rstrip(".;,")
    if not name or len(name) > 60 or len(name.split()) > 4:
        return None
    if not looks_like_name(name.split(" ")[0]) and not heading:
        return None
    over = heading[0] if heading else ""
    vendor = next((found.product.id for found in names().find(over.lower()) if found.product), None)
    if not looks_like_name(name) and vendor is None and not categories_of(over):
        return None
    return RawCookie(name=name, start=start, end=start + len(name), headings=tuple(heading), vendor=vendor)


def _attach(record: RawCookie, role: str, value: str, block: Block, language: Words) -> None:
    if role == "lifetime":
        record.lifetime = value
        record.end = block.end if block.end - record.start < 400 else record.end
    elif role == "provider":
        record.provider = value
    elif role == "category":
        record.category = value
    elif role == "purpose" and not record.purpose:
        record.purpose = value


def item_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """List items and lines that open with a cookie's name: "_ga (2 jaar): onderscheidt bezoekers"."""
    headings: list[tuple[int, str]] = []
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind in ("heading", "summary"):
            level = block.level or 7
            headings = [entry for entry in headings if entry[0] < level] + [(level, text)]
        if block.kind not in ("list_item", "paragraph") or block.cell is not None or len(text) > 400:
            continue
        match = _ITEM.match(text)
        if match and _opens_item(match[1]):
            start = block.start + match.start(1)
            over = tuple(entry[1] for entry in headings)
            yield RawCookie(
                name=match[1],
                start=start,
                end=block.end,
                purpose=match[2],
                headings=over,
                own_lifetime=lifetime_in(match[2], language),
            )


def _opens_item(name: str) -> bool:
    """Whether the first word of a line is a cookie's name: a word in capitals ("VOORBEELD:") is one only if known."""
    if not looks_like_name(name) or "." in name:
        return False
    shouted = re.fullmatch(r"[A-Z]{3,}", name) and not re.search(r"ID$|SESS|TOKEN|LANG|AUTH|CSRF|XSRF", name)
    return not shouted or any(True for _ in vendors().cookies_named(name))


def prose_cookies(passages: Sequence[Passage]) -> Iterator[RawCookie]:
    """Cookies named in sentences about the site's cookies, with the lifetime said beside them."""
    for passage in passages:
        document = passage.document
        if document is None or not passage.has("cookie_any"):
            continue
        start, end = passage.block.span(passage.start, passage.end)
        source = document.text[start:end]
        for match in _IN_PROSE.finditer(source):
            name = match[1]
            if _WORDY.match(name) or not _is_name(name):
                continue
            place = passage.start + match.start() if passage.block.places is None else passage.start
            yield RawCookie(
                name=name, start=start, end=end, source="prose", headings=passage.headings,
                own_lifetime=_lifetime_beside(passage, place, len(name)), categories=tuple(_categories(passage)),
            )  # fmt: skip


def _is_name(name: str) -> bool:
    if any(True for _ in vendors().cookies_named(name)):
        return True
    return (
        bool(re.search(r"^_{1,2}[a-z]|\w_\w|_\*|^[A-Z]{4,}(?:ID)$|(?:sess|SESS)\w*(?:id|ID)$", name))
        and "-" not in name[:1]
    )


def _lifetime_beside(passage: Passage, place: int, size: int) -> Lifetime | None:
    found = list(durations(passage))
    after = [value for start, _, value in found if start >= place + size]
    if after:
        return after[0]
    return found[-1][2] if found else None


def _categories(passage: Passage) -> list[str]:
    return [name for phrase in cookie_phrases(passage) for name in phrase.categories if name != "third_party"]
