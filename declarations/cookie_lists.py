"""Cookies in definition lists, in list items that open with a name, and in paragraphs below a line that is a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from auditor.knowledge.vendors import vendors
from auditor.models.document import Block, Document
from declarations.cookie_categories import is_category_alone, row_categories
from declarations.cookie_columns import is_kind_of_lifetime, role_of
from declarations.cookie_headings import Headings
from declarations.cookie_rows import RawCookie, is_script_name, looks_like_name
from declarations.durations import duration_spans, lifetime_told
from declarations.language import Words
from declarations.naming import names

_ITEM = re.compile(r"^[-*•]?\s*([\w.][\w.*#\[\]<>{}-]{1,60})\s*(?:[(–:-]|\s-\s)\s*(.*)$")
_SHAPE = r"[\w.][\w.*#\[\]<>{}:-]{1,60}"
_SEVERAL = re.compile(rf"^[-*•]?\s*({_SHAPE}(?:(?:,\s*|\s+(?:en|and|und|et|&)\s+){_SHAPE})+)[\s,(:–]+(.*)$")
#: Between the parts of what an item says.
_PARTS = re.compile(r"\s[-–—|]\s|\s*[;,()|:]\s+|[()]|\.\s+")


#: A name of letters and figures alone is at least so long; "iOS", "A4" and "U12" are other things.
_SHORTEST = 5


def item_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """List items and lines that open with a cookie's name: "_ga (2 jaar): onderscheidt bezoekers"."""
    headings = Headings()
    whole = document.text
    for block in document.blocks:
        text = whole[block.start : block.end]
        headings.see(block, text)
        if block.kind not in ("list_item", "paragraph") or block.cell is not None or len(text) > 400:
            continue
        named = _named_together(text)
        if named:
            yield from _together(named, text, block, headings.over(), language)
            continue
        if block.kind == "list_item" and _is_cookie_name(text.strip()) and headings.is_about_cookies():
            yield RawCookie(name=text.strip(), start=block.start, end=block.end, headings=headings.over())
            continue
        match = _ITEM.match(text)
        if match and (_opens_item(match[1], headings) or _is_word_item(match, block, headings, language)):
            start = block.start + match.start(1)
            purpose, category = _parted(match[2], text[match.end(1) :])
            yield RawCookie(
                name=match[1],
                start=start,
                end=block.end,
                purpose=purpose,
                category=category,
                headings=headings.over(),
                own_lifetime=lifetime_told(match[2], language),
            )


def _parted(said: str, after: str) -> tuple[str, str]:
    """What is said of a cookie, and its category where a part by itself or brackets give one ("(functioneel)")."""
    parts = [part.strip(" .") for part in _PARTS.split(said) if part.strip(" .")]
    bracket = re.match(r"\s*\(([^()]{3,40})\)", after)
    if bracket and bracket[1] not in parts:
        parts.insert(0, bracket[1])
    category = next((part for part in parts if len(part.split()) <= 3 and _is_category(part)), "")
    return said, category


def _is_category(text: str) -> bool:
    return is_category_alone(text) and not is_kind_of_lifetime(text) and not names().find(text.lower())


def _is_word_item(match: re.Match[str], block: Block, headings: Headings, language: Words) -> bool:
    """Whether a plain word opens an item of a list of cookies: it stands alone, and a lifetime ends the item."""
    if block.kind != "list_item" or not headings.is_about_cookies():
        return False
    last = _PARTS.split(match[2].rstrip(" .)"))[-1]
    plain = re.fullmatch(r"[a-z][a-z0-9]{1,24}", match[1]) is not None and not row_categories(match[1])
    return plain and len(last) <= 40 and lifetime_told(last, language) is not None


def _named_together(text: str) -> list[str]:
    """The names that a line opens with, where they are several."""
    several = _SEVERAL.match(text)
    listed = re.split(r",\s*|\s+(?:en|and|und|et|&)\s+", several[1]) if several else []
    named = list(takewhile(_is_cookie_name, (name.rstrip(":") for name in listed)))
    return named if len(named) > 1 else []


def _together(
    named: Sequence[str], text: str, block: Block, over: tuple[str, ...], language: Words
) -> Iterator[RawCookie]:
    """Several cookies that one line tells of, with their lifetimes in the same order, or one for all."""
    values = [value for _, _, value in duration_spans(text.lower(), language)]
    for number, name in enumerate(named):
        own = values[number] if len(values) == len(named) else values[0] if values else lifetime_told(text, language)
        yield RawCookie(
            name=name, start=block.start, end=block.end, purpose=text, headings=over, own_lifetime=own, source="prose"
        )


def term_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """The cookies of a definition list whose terms are names: what is said of each is its purpose and lifetime."""
    if not any(block.kind == "term" for block in document.blocks):
        return
    run: list[tuple[Block, list[Block]]] = []
    headings = Headings()
    for block in (*document.blocks, None):
        if block is not None and block.kind == "term":
            run.append((block, []))
        elif block is not None and block.kind == "definition" and run:
            run[-1][1].append(block)
        else:
            yield from _terms(document, run, headings, language)
            run = []
            if block is not None:
                headings.see(block, document.text[block.start : block.end])


def _terms(
    document: Document, run: list[tuple[Block, list[Block]]], headings: Headings, language: Words
) -> Iterator[RawCookie]:
    names_of = [document.text[term.start : term.end].strip(" :") for term, _ in run]
    shaped = sum(map(looks_like_name, names_of))
    if not run or shaped < 0.5 * len(run) * (not headings.is_about_cookies()):
        return
    for name, (term, said) in zip(names_of, run, strict=True):
        if not re.fullmatch(r"[\w.*#\[\]<>{}:-]{2,60}", name) or not said or role_of(name):
            continue
        text = " ".join(document.text[block.start : block.end] for block in said)
        lifetime = lifetime_told(text, language)
        if not looks_like_name(name) and (lifetime is None or not name.islower()):
            continue
        products = [mention.product for mention in names().find(text.lower()) if mention.product]
        yield RawCookie(
            name=name, start=term.start, end=said[-1].end, purpose=text, headings=headings.over(),
            own_lifetime=lifetime, vendor=products[0].id if products else None, category=_parted(text, "")[1],
        )  # fmt: skip


def _opens_item(name: str, headings: Headings) -> bool:
    """Whether the first word of a line is a cookie's name; one of a weak shape ("U12") only in a list of cookies."""
    if not _is_cookie_name(name):
        return False
    telling = is_script_name(name) or bool(re.search(r"[<{\[]", name))
    return telling or (len(name) >= _SHORTEST and headings.is_about_cookies())


def _is_cookie_name(name: str) -> bool:
    """Whether a word is a cookie's name: one in capitals ("VOORBEELD:") only if known."""
    if not looks_like_name(name) or "." in name or ("_" not in name and role_of(name)):
        return False
    if name.endswith("*") and row_categories(name.rstrip("*")):
        # "Marketing*": a foot note.
        return False
    shouted = re.fullmatch(r"[A-Z]{3,}", name) and not re.search(r"ID$|SESS|TOKEN|LANG|AUTH|CSRF|XSRF", name)
    return not shouted or any(True for _ in vendors().cookies_named(name))


#: A name within a heading of a few words: "What is sk_ref?", "sl_tel (2 jaar)".
_NAMED_TITLE = re.compile(r"(?<![\w.-])[A-Za-z_][\w*-]*_[\w*-]*(?:\.[\w*-]+)*")
_TITLE = 6
#: Lines below a name that may tell of it, the longest of the first and of those after it, and the fewest words.
_LINES = 5
_SAID = 400
_REMARK = 60
_FEWEST = 2


def _opening(said: str) -> str:
    """The category of a first sentence without a verb of its own: "A marketing cookie that tells us …"."""
    first = " ".join(said.split()[:5])
    return first if len(row_categories(first)) == 1 and "cookie" in first.lower() else ""


def _under(text: str, below: Sequence[Block], plain: bool) -> list[Block]:
    """The lines below a name up to the next one or a heading: the first, and short ones after it."""
    found: list[Block] = []
    for block in below:
        said = text[block.start : block.end]
        # Short lines of plain text pass for headings.
        short = plain and block.kind == "heading" and len(said) <= _REMARK
        if not (short or block.kind in ("paragraph", "list_item", "definition")):
            break
        if len(said) > (_REMARK if found else _SAID) or said.endswith(":"):
            break
        if _is_cookie_name(said.split(" ", 1)[0].rstrip(":")) or block.region != below[0].region:
            break
        found.append(block)
    return found


def section_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """Cookies whose names are lines of their own, with sentences below: "rs_login / Houdt u ingelogd. Twee dagen." """
    headings = Headings()
    blocks = [block for block in document.blocks if block.cell is None]
    text = document.text
    for index, block in enumerate(blocks):
        line = text[block.start : block.end]
        title = line if block.kind in ("heading", "summary", "term") else ""
        named = _NAMED_TITLE.search(title) if "_" in title and len(title.split()) <= _TITLE else None
        name = named[0] if named else line.rstrip(" :")
        if not _is_cookie_name(name):
            headings.see(block, line)
            continue
        over, about = headings.over(), headings.is_about_cookies()
        if block.kind in ("heading", "summary") and not named:
            headings.leave(block)
        else:
            headings.see(block, line)
        if not (about or is_script_name(name)):
            continue
        under = _under(text, blocks[index + 1 : index + 1 + _LINES], document.media_type == "text/plain")
        said = " – ".join(text[one.start : one.end].rstrip(" .") for one in under)
        if not under or len(said.split()) < _FEWEST:
            continue
        lifetime, category = lifetime_told(said, language), _parted(said, "")[1] or _opening(said)
        lifetime = lifetime_told(title, language) if lifetime is None and title else lifetime
        if lifetime is None and not category:
            continue
        yield RawCookie(
            name=name, start=block.start, end=under[-1].end, purpose=said, category=category, headings=over,
            own_lifetime=lifetime,
        )  # fmt: skip
