"""Cookies in definition lists, in "label: value" lines, in list items that open with a name, and in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from auditor.knowledge.vendors import vendors
from auditor.models.document import Block, Document
from declarations.cookie_headings import Headings
from declarations.cookie_phrases import CookiePhrase, cookie_phrases
from declarations.cookie_rows import RawCookie, categories_of, looks_like_name, row_categories
from declarations.durations import Lifetime, duration_spans, durations, lifetime_in, lifetime_told
from declarations.language import Words
from declarations.naming import names
from declarations.passages import Passage

_ITEM = re.compile(r"^[-*•]?\s*([\w.][\w.*#\[\]<>{}-]{1,60})\s*(?:[(–:-]|\s-\s)\s*(.*)$")
_SHAPE = r"[\w.][\w.*#\[\]<>{}:-]{1,60}"
_SEVERAL = re.compile(rf"^[-*•]?\s*({_SHAPE}(?:(?:,\s*|\s+(?:en|and|und|et|&)\s+){_SHAPE})+)[\s,(:–]+(.*)$")
#: A name that a noun introduces: "a cookie called theme", "unter dem Schlüssel »theme«", "(cookie nmstat, …)".
_CALLED = re.compile(
    r"(?:(?:genaamd|genoemd|met de naam|named|called|by the name of|namens"
    r"|mit (?:dem )?Namen|genannt|nommé|appelé|dénommé|intitulé)s?\s"
    r"|\((?:[Cc]ookie|tracer|traceur)s?:?\s|(?:sleutel|key|Schlüssel|clé|cookie|Cookie)\s(?=[«“„‘\"'»]))"
    r"[«“„‘\"'»]?\s?([A-Za-z_][\w.*#-]{1,40}?)\s?[»”“’\"'«]?(?=[\s,.;:)]|$)(?! ?[Cc]ookies?| ?[Tt]rackers?)"
)
#: A plain word is a name only right after "cookie called".
_COOKIE_CALLED = re.compile(
    r"[Cc]ookies? (?:genaamd|met de naam|called|named|with the name|mit dem Namen|namens"
    r"|nommé|appelé|dénommé|intitulé)"
    r" [«“„‘\"'»]?\s?([A-Za-z_][\w.-]{1,40}?)\s?[»”“’\"'«]?(?=[\s,.;:)]|$)"
)
#: Between the parts of what an item says.
_PARTS = re.compile(r"\s[-–—|]\s|\s*[;,()|:]\s+|[()]")
_BRACKETED = re.compile(r"\(\s*([A-Za-z_][\w.*#:-]{1,40})\s*[,:;–-]\s*([^()]{3,80})\)")
_COLON = re.compile(r"(?<![\w:])([A-Za-z_][\w*#-]*(?:::[\w-]+)*)\s*[:=]\s+([^;,.()]{2,40})")
_BESIDE = re.compile(r"^\s*(?:[(:=–-]|\s-\s)\s*([^();,]{2,60})")
_IN_PROSE = re.compile(r"(?<![\w@/.-])([A-Za-z_][\w*-]*(?:\.[\w*-]+)?)(?![\w@/]|\.\w)")
_WORDY = re.compile(r"^[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*$|^[A-Z][a-zà-ÿ]+(?:-[A-Za-zà-ÿ]+)*$")


def item_cookies(document: Document, language: Words) -> Iterator[RawCookie]:
    """List items and lines that open with a cookie's name: "_ga (2 jaar): onderscheidt bezoekers"."""
    headings = Headings()
    for block in document.blocks:
        text = document.text[block.start : block.end]
        headings.see(block, text)
        if block.kind not in ("list_item", "paragraph") or block.cell is not None or len(text) > 400:
            continue
        over = headings.over()
        named = _named_together(text)
        if named:
            yield from _together(named, text, block, over, language)
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
                headings=over,
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
    return len(row_categories(text)) == 1 and not names().find(text.lower())


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
        if not re.fullmatch(r"[\w.*#\[\]<>{}:-]{2,60}", name) or not said:
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
    telling = bool(re.search(r"[_*#<{\[]", name)) or any(True for _ in vendors().cookies_named(name))
    return telling or headings.is_about_cookies()


def _is_cookie_name(name: str) -> bool:
    """Whether a word is a cookie's name: one in capitals ("VOORBEELD:") only if known."""
    if not looks_like_name(name) or "." in name:
        return False
    shouted = re.fullmatch(r"[A-Z]{3,}", name) and not re.search(r"ID$|SESS|TOKEN|LANG|AUTH|CSRF|XSRF", name)
    return not shouted or any(True for _ in vendors().cookies_named(name))


def prose_cookies(passages: Sequence[Passage]) -> Iterator[RawCookie]:
    """Cookies named in sentences about the site's cookies, with the lifetime said beside them."""
    following = {id(passage.previous): passage for passage in passages if passage.previous is not None}
    for passage in passages:
        document = passage.document
        if document is None:
            continue
        yield from _introduced(passage)
        spoken = passage.has("cookie_any")
        if not spoken and not _goes_on_about_cookies(passage):
            continue
        later = following.get(id(passage))
        start, end = passage.block.span(passage.start, passage.end)
        source = document.text[start:end]
        for match in _IN_PROSE.finditer(source):
            name = match[1]
            if match.start() == 0 and document.text[start - 1 : start] == "_":
                continue
            if _WORDY.match(name) or not _is_name(name) or not (spoken or "_" in name[:-1]):
                continue
            place = max(passage.block.text.find(name.lower(), passage.start), passage.start)
            yield RawCookie(
                name=name, start=start, end=end, source="prose", headings=passage.headings,
                own_lifetime=_lifetime_of(passage, later, place, len(name)), categories=tuple(_categories(passage)),
                purpose=source, vendor=_spoken_of(passage, name),
            )  # fmt: skip


def _spoken_of(passage: Passage, name: str) -> str | None:
    """The service that the sentence, or the one before it in the paragraph, names alone: whose an unknown cookie is."""
    if any(True for _ in vendors().cookies_named(name)):
        return None
    earlier = [before for before in passage.back(1) if before.block is passage.block]
    for clause in (passage, *earlier):
        found = {mention.product.id for mention in clause.mentions if mention.product}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _goes_on_about_cookies(passage: Passage) -> bool:
    """Whether cookies are what the sentences before, the list's lead-in or the heading speak of."""
    if any(earlier.has("cookie_any") for earlier in passage.back(2)):
        return True
    if passage.lead is not None and passage.lead.has("cookie_any"):
        return True
    return passage.heading_has("cookie_any", depth=1)


def _lifetime_of(passage: Passage, later: Passage | None, place: int, size: int) -> Lifetime | None:
    """The lifetime said beside a name, else in the sentence after it in the same paragraph, which names no other."""
    value = _lifetime_beside(passage, place, size)
    if value is not None or later is None or later.block is not passage.block:
        return value
    source = later.block.text[later.start : later.end]
    if any(_is_name(match[1]) and "_" in match[1] for match in _IN_PROSE.finditer(source)):
        return None
    if not later.has("keeps", "anaphor", "persistent_word", "session_end") and len(source.split()) > 5:
        return None
    found = list(durations(later))
    return found[0][2] if len(found) == 1 else None


def _introduced(passage: Passage) -> Iterator[RawCookie]:
    """Names that brackets or a noun introduce, in any sentence of the site's own."""
    document = passage.document
    if document is None:
        return
    start, end = passage.block.span(passage.start, passage.end)
    source = document.text[start:end]
    found = [(match[1], match[2]) for match in _BRACKETED.finditer(source) if _is_name(match[1]) or "_" in match[1]]
    found += [(match[1], match[2]) for match in _COLON.finditer(source) if _is_name(match[1])]
    if passage.has("cookie_any"):
        found += [(match[1], "") for match in _COOKIE_CALLED.finditer(source)]
    called = _CALLED.finditer(source) if passage.has("cookie_any", "tech_localstorage") else ()
    found += [(match[1], "") for match in called if re.search(r"[(«“„‘\"'»]", match[0]) or looks_like_name(match[1])]
    for name, said in found:
        lifetime = lifetime_in(said, passage.words) if said else None
        place = max(passage.block.text.find(name.lower(), passage.start), passage.start)
        # A list mark that looks like the underscore a name begins with was left out of the sentence.
        cut = document.text[start - 1 : start] == "_" and source.startswith(name)
        if cut or (said and lifetime is None and not passage.has("cookie_any")) or categories_of(name):
            continue
        before = [mention.product.id for mention in passage.mentions if mention.product and mention.end <= place]
        yield RawCookie(
            name=name, start=start, end=end, source="prose", headings=passage.headings, purpose=source,
            own_lifetime=lifetime if lifetime is not None else _lifetime_beside(passage, place, len(name)),
            categories=tuple(_categories(passage)), vendor=before[-1] if before and (said or "(" in source) else None,
        )  # fmt: skip


def _is_name(name: str) -> bool:
    if any(True for _ in vendors().cookies_named(name)):
        return True
    return (
        bool(re.search(r"^_{1,2}[a-z]|\w_\w|_\*|^[A-Z]{4,}(?:ID)$|(?:sess|SESS)\w*(?:id|ID)$", name))
        and "-" not in name[:1]
    )


def _lifetime_beside(passage: Passage, place: int, size: int) -> Lifetime | None:
    beside = _BESIDE.match(passage.block.text[place + size : passage.end])
    value = lifetime_in(re.sub(r"^(?:[^\W\d]+: ?)", "", beside[1]), passage.words) if beside else None
    if value is not None:
        return value
    found = list(durations(passage))
    after = [value for start, _, value in found if start >= place + size]
    if after:
        return after[0]
    return found[-1][2] if found else None


def _categories(passage: Passage) -> list[str]:
    # "Trackers" alone is a noun for all of them and no category.
    return [
        name
        for phrase in cookie_phrases(passage)
        for name in phrase.categories
        if name != "third_party" and (name != "marketing" or not _is_tracker(passage, phrase))
    ]


def _is_tracker(passage: Passage, phrase: CookiePhrase) -> bool:
    return re.match(r"trackers?\b|traceurs?\b", passage.block.text[phrase.noun :]) is not None
