"""Cookies told as records of labels and values: definition lists, "label: value" lines, labels above their values.

Consent managers print a cookie as "Naam / _ga / Bewaartermijn / 2 jaar" in elements of any kind, or put the labelled
lines under a line or heading that is the cookie's name (Complianz, CookieYes, Cookiebot's dialog, OneTrust's list).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.models.document import Block, Document
from declarations.cookie_categories import row_categories
from declarations.cookie_columns import role_of
from declarations.cookie_headings import Headings
from declarations.cookie_rows import RawCookie, is_script_name, looks_like_name, names_in
from declarations.durations import lifetime_in
from declarations.language import Words
from declarations.naming import names

_LABELLED = re.compile(r"^([^:]{2,40}?)\s?:\s*(\S.*)$")
#: Between labelled values on one line.
_SEVERAL = re.compile(r"\s*[;|]\s*|\s[–—-]\s(?=[^:]{2,30}:\s)|,\s+(?=[^:,;|]{2,30}:\s)|\.\s+(?=[^:.]{2,30}:\s)")
#: "_ga (Google Analytics)": a name with whose it is.
_OWNED_NAME = re.compile(r"^(\S{2,60})\s+(?:\(|[–—-]\s)([^()]{2,40})\)?$")
_DOMAIN = re.compile(r"\.?[\w-]+(?:\.[\w-]+)+")
#: So many words may be a label that speaks of sessions.
_LABEL_WORDS = 2
#: A record goes on over this many lines that are neither label nor value: what the cookie is for.
_BETWEEN = 2
#: A line with fewer labels than this does not hold several.
_LEAST_LABELS = 2


@dataclass(slots=True)
class _Part:
    """A line as a part of a record: ``kind`` label, name (a bare line that is a name), heading or text."""

    kind: str
    block: Block
    role: str | None = None
    value: str = ""
    #: Whether the value stands in the block below its label.
    below: bool = False
    label: str = ""


@dataclass
class _Record:
    raws: list[RawCookie]
    #: Whether it was opened by a bare name: then it needs a label to be one.
    bare: bool
    labels: int = 0
    between: int = 0
    roles: set[str] = field(default_factory=set)

    def finished(self) -> Iterator[RawCookie]:
        if not self.bare or self.roles & {"lifetime", "provider", "category"}:
            yield from self.raws


def list_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """The cookies of definition lists and labelled lines. A name opens a record; a heading ends it."""
    headings = Headings()
    record: _Record | None = None
    whole = document.text
    for part in _parts(document, language):
        text = whole[part.block.start : part.block.end]
        if part.kind in ("name", "heading") or part.role == "name":
            if record is not None:
                yield from record.finished()
            record = None
            if part.kind == "heading" or (part.kind == "name" and part.block.kind in ("heading", "summary")):
                headings.see(part.block, text)
            if part.kind != "heading":
                record = _open(part, headings.over(), document, language)
        elif part.kind == "label" and record is not None:
            record.labels += 1
            record.roles.add(part.role or "")
            for raw in record.raws:
                _attach(raw, part.role or "", part.value, part.block)
        elif part.kind == "text" and record is None:
            headings.see(part.block, text)
        elif part.kind == "text" and record is not None:
            record.between += 1
            if not record.bare or record.labels or record.between > _BETWEEN:
                yield from record.finished()
                record = None
                headings.see(part.block, text)
    if record is not None:
        yield from record.finished()


def _parts(document: Document, language: Words) -> Iterator[_Part]:
    blocks = [block for block in document.blocks if block.cell is None and block.kind != "control"]
    skip = False
    term: str | None = None
    lines = [document.text[block.start : block.end] for block in blocks]
    for index, (block, text) in enumerate(zip(blocks, lines, strict=True)):
        if skip:
            skip = False
        elif block.kind == "term":
            term = text
            if not _is_defined(blocks, index):
                yield _Part("text", block)
        elif block.kind == "definition" and term is not None:
            role = role_of(term) if len(term) <= 40 else None
            yield _Part("label", block, role, text) if role else _Part("text", block)
        else:
            term = None
            below = (blocks[index + 1], lines[index + 1]) if index + 1 < len(blocks) else None
            made = list(_line_parts(block, text, below, language))
            skip = made[-1].below
            yield from made


def _line_parts(block: Block, text: str, below: tuple[Block, str] | None, language: Words) -> Iterator[_Part]:
    """What a line outside definition lists is; with the block below it where that holds its value."""
    match = _LABELLED.match(text) if ":" in text else None
    several = _labels_in(text)
    if several:
        yield from (_Part("label", block, role, value, label=label) for label, role, value in several)
    elif match and role_of(match[1]):
        yield _Part("label", block, role_of(match[1]), match[2], label=match[1])
    elif block.kind in ("paragraph", "list_item") and _is_label(text) and _tells_lifetime(text, language):
        # "Vervalt na 3 maanden": the label and its value in one.
        yield _Part("label", block, "lifetime", text, label=text)
    elif below is not None and _is_label(text) and not _is_question(block, text) and _is_value(text, *below):
        yield _Part("label", below[0], role_of(text), below[1], below=True, label=text)
    elif _is_bare_name(text):
        yield _Part("name", block, None, text)
    elif (owned := _OWNED_NAME.match(text)) and is_script_name(owned[1]) and names().is_name(owned[2].lower()):
        yield _Part("name", block, None, owned[1], label=owned[2])
    else:
        yield _Part("heading" if block.kind in ("heading", "summary") else "text", block)


def _labels_in(text: str) -> list[tuple[str, str | None, str]]:
    """The labels and values of a line that holds several: "Name: _ga; Provider: Google; Expiry: 2 years"."""
    if text.count(":") < _LEAST_LABELS:
        return []
    found: list[tuple[str, str | None, str]] = []
    for part in _SEVERAL.split(text):
        match = _LABELLED.match(part.strip())
        role = role_of(match[1]) if match else None
        if match is None or role is None:
            return []
        found.append((match[1], role, match[2]))
    return found if len(found) >= _LEAST_LABELS and "name" in {role for _, role, _ in found} else []


def _is_defined(blocks: list[Block], index: int) -> bool:
    return index + 1 < len(blocks) and blocks[index + 1].kind in ("definition", "term")


def _is_question(block: Block, text: str) -> bool:
    """Whether a heading asks what the section answers ("Wat doen wij met cookies?"): no label of one value."""
    return block.kind in ("heading", "summary") and (text.endswith("?") or len(text.split()) > 3)


def _is_label(text: str) -> bool:
    return len(text) <= 40 and role_of(text) is not None


def _tells_lifetime(text: str, language: Words) -> bool:
    if role_of(text) != "lifetime":
        return False
    told = lifetime_in(text, language)
    # "Sessie/permanent" is a label, "Geldig tot einde sessie" its value too.
    return isinstance(told, int) or (told == "session" and len(text.split()) > _LABEL_WORDS)


def _is_value(label: str, block: Block, text: str) -> bool:
    if role_of(label) == "name" and (":" in text.rstrip(":").replace("::", "") or len(text.split()) > 6):
        # A heading "Cookies" over a list of them.
        return False
    return block.kind not in ("heading", "summary", "term") and len(text) <= 300 and not _is_label(text)


def _is_bare_name(text: str) -> bool:
    return len(text) <= 60 and " " not in text and looks_like_name(text)


def _open(part: _Part, over: tuple[str, ...], document: Document, language: Words) -> _Record | None:
    value = part.value.strip().rstrip(".;,")
    if not value or len(value) > 200:
        return None
    if part.kind == "name":
        over = over[:-1] if over and over[-1] == part.value else over
    vendor = _vendor(over)
    told = {name: lifetime for name, _, lifetime in names_in([value], language, False)}
    several = list(told)
    start = document.text.find(value, part.block.start, part.block.end)
    if several and len(value.split()) > 4 and not looks_like_name(value.split()[0].rstrip(",;:")):
        return None
    if not several:
        known = vendor is not None or any(row_categories(text) for text in over)
        # "Cookie / theme / Duration / 1 year": the label says that the word is a cookie's name.
        word = "cookie" in part.label.lower() and re.fullmatch(r"[a-z][\w.-]+", value) is not None
        known = known or word
        if (part.below and not word) or len(value) > 60 or len(value.split()) > 4 or not known:
            return None
        several = [value]
    end = start + len(value)
    owner = part.label if part.kind == "name" else ""
    raws = [
        RawCookie(
            name=name,
            start=start,
            end=end,
            headings=over,
            vendor=None if owner else vendor,
            provider=owner,
            own_lifetime=told.get(name),
        )
        for name in several
    ]
    return _Record(raws, bare=part.kind == "name" or part.below)


def _vendor(over: tuple[str, ...]) -> str | None:
    for heading in reversed(over):
        found = next((mention.product.id for mention in names().find(heading.lower()) if mention.product), None)
        if found is not None:
            return found
    return None


def _attach(raw: RawCookie, role: str, value: str, block: Block) -> None:
    if role == "lifetime":
        raw.lifetime = raw.lifetime or value
        raw.end = block.end if block.end - raw.start < 400 else raw.end
    elif role == "provider":
        # The domain of a cookie is not whose it is where a heading names the service.
        if raw.vendor is None or not _DOMAIN.fullmatch(value.strip()):
            raw.provider, raw.vendor = value, None
    elif role == "category":
        # "Category: Performance / Type: 3rd Party": the second says whose, not what for.
        if not raw.category or set(row_categories(value)) - {"third_party"}:
            raw.category = value
    elif role == "purpose" and not raw.purpose:
        raw.purpose = value
