"""References that lead nowhere, and addresses that cannot be typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.models.declaration import Defect, Deferral
from auditor.models.document import Block, Document
from declarations.defects.sections import refers
from declarations.folding import fold
from declarations.naming import names
from declarations.passages import Passage
from declarations.site_text import ReadDocument, SiteText

_MALFORMED = (
    re.compile(r"(?<!\w)https?:\\+[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?[;,.]//[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?:/{3,}[\w-][^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?:/(?!/)[\w-][^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?//[^\s<>\"']+|(?<!\w)https?:(?=www\.)[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:htpp|htt+tp|hhtp|htp|ttp)s?:?/{1,2}[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?://\s+(?:www\.)?[\w-]+\.[a-z][^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?://\s?https?:?//[^\s<>\"']+", re.IGNORECASE),
    re.compile(
        r"(?<![\w.])(?:www,[\w-]+[.,][a-z]{2,7}|ww\.[\w-]+\.[a-z]{2,7}|wwww\.[\w.-]+|www\.[\w-]+,[a-z]{2,4}"
        r"|www\.[\w-]+\.\.[a-z]{2,7})(?!\w)",
        re.IGNORECASE,
    ),
)
#: Any of them; and what each has in it: few texts show an address.
_ANY_MALFORMED = re.compile("|".join(pattern.pattern for pattern in _MALFORMED), re.IGNORECASE)
_ADDRESS_LIKE = re.compile(r"[Tt][Pp]+[Ss\u017f]?(?:[:;,.]?[\\/]|:[Ww])|[Ww][Ww]")
#: An address that is written without its scheme.
_ADDRESS = re.compile(r"(?<![\w@])[\w-]+(?:\.[\w-]+)+/\w")
_TO_ITSELF = frozenset({"#", "", "javascript:void(0)", "javascript:void(0);", "javascript:;"})
_COOKIE_TITLE = re.compile(r"cookie|koekje", re.IGNORECASE)


def find(site: SiteText) -> Iterable[Defect]:
    """A deferral to a cookie statement that is neither linked, nor contained, nor fetched; malformed addresses."""
    broken = list(_broken(site)) or list(_announced(site)) or list(_dead_links(site))
    yield from broken[:1]
    for read in site.documents:
        document = read.document
        taken: list[tuple[int, int]] = []
        for pattern in _MALFORMED if _ADDRESS_LIKE.search(document.text) else ():
            for match in pattern.finditer(document.text):
                if any(first < match.end() and match.start() < last for first, last in taken):
                    continue
                taken.append(match.span())
                yield Defect(
                    kind="malformed_url", quote=match[0], document=document.url, start=match.start(), end=match.end(),
                    detail=meant(match[0]),
                )  # fmt: skip
        yield from _malformed_links(document, taken)


def _malformed_links(document: Document, taken: list[tuple[int, int]]) -> Iterable[Defect]:
    """Links whose address, which the text need not show, cannot be followed."""
    for block in document.blocks:
        for link in block.links if block.region == "body" else ():
            if not _ANY_MALFORMED.match(link.href) or "\\" in link.href:
                continue
            if not any(first < link.end and link.start < last for first, last in taken):
                yield Defect(
                    kind="malformed_url", quote=document.text[link.start : link.end], document=document.url,
                    start=link.start, end=link.end, detail=meant(link.href),
                )  # fmt: skip


def meant(address: str) -> str:
    """The address that a malformed one was meant to be: ``Http:\\\\www.x.nl`` → ``http://www.x.nl``."""
    text = address.replace("\\", "/").replace(",", ".").replace("..", ".")
    text = re.sub(r"^(?:https?:?/*)+(?=https?)", "", text, flags=re.IGNORECASE)
    match = re.match(r"(?:h+t+p+|ttp)(s?)[:;.]?/*(.*)", text, re.IGNORECASE)
    if match and re.match(r"h?t+p", text, re.IGNORECASE):
        return f"http{match[1].lower()}://{match[2]}"
    return "http://" + re.sub(r"^w{2,4}\.", "www.", text)


def _broken(site: SiteText) -> Iterable[Defect]:
    """The first reference that leads nowhere."""
    found = [(deferral, _fault(site, deferral)) for deferral in site.deferrals if deferral.kind == "page"]
    for deferral, fault in found:
        if fault is not None and (fault != _NOWHERE or not any(other.url for other, _ in found)):
            yield Defect(
                kind="broken_reference",
                quote=deferral.quote,
                document=deferral.document,
                start=deferral.start,
                end=deferral.end,
                detail=fault,
            )
            return


def _announced(site: SiteText) -> Iterable[Defect]:
    """What a text says of cookies "in the table below", where its section ends and no table or list comes after."""
    if site.cookies:
        return
    for read in site.documents:
        blocks = [block for block in read.document.blocks if block.region == "body"]
        for passage in read.passages:
            if not (passage.has("announces_below") and passage.has("cookie_any", "cookie")):
                continue
            start, end = passage.block.span(passage.start, passage.end)
            after = [block for block in blocks if block.start >= end]
            rest = next((block for block in blocks if block.start <= start < block.end), None)
            last = rest is None or not read.document.text[end : rest.end].strip(" .:")
            ends = not after or after[0].kind == "heading"
            if last and ends and not any(_is_list(read.document, block) for block in after):
                yield Defect(
                    kind="broken_reference", quote=read.document.text[start:end], document=read.document.url,
                    start=start, end=end, detail="Nothing follows.",
                )  # fmt: skip


def _is_list(document: Document, block: Block) -> bool:
    """Whether a later block may be what was announced: a cell, or anything that names cookies."""
    return block.cell is not None or bool(_COOKIE_TITLE.search(document.text[block.start : block.end]))


def _dead_links(site: SiteText) -> Iterable[Defect]:
    """Links of a sentence that points to more about cookies, which lead to the page itself."""
    if _has_statement(site) and site.cookies:
        return
    for read in site.documents:
        for block in read.document.blocks:
            for link in block.links if block.region == "body" and block.kind != "control" else ():
                if link.href.strip().lower() not in _TO_ITSELF:
                    continue
                said = next((each for each in read.passages if _holds(each, link.start)), None)
                shown = read.document.text[link.start : link.end].lower()
                names = read.words.family("points_to_list").search(shown) or (said and said.has("points_to_list"))
                if said is None or not names:
                    continue
                yield Defect(
                    kind="broken_reference", quote=read.document.text[link.start : link.end],
                    document=read.document.url, start=link.start, end=link.end, detail="Its link leads nowhere.",
                )  # fmt: skip


def _holds(passage: Passage, place: int) -> bool:
    start, end = passage.block.span(passage.start, passage.end)
    return start <= place < end


_NOWHERE = "It is neither linked nor among the documents."


def _fault(site: SiteText, deferral: Deferral) -> str | None:
    """What is wrong with a reference; null for one that leads to something about cookies, or to what was not read."""
    if deferral.url:
        target = next((read.document for read in site.documents if _names(read.document, deferral.url)), None)
        if any(_is_dead(document) and _names(document, deferral.url) for document in site.unread):
            return "There is nothing at its address."
        if target is not None and _is_dead(target):
            return "There is nothing at its address."
        if target is None or target.url == deferral.document or _COOKIE_TITLE.search(target.text):
            return None
        return "The document that it leads to says nothing of cookies."
    read = next((each for each in site.documents if each.document.url == deferral.document), None)
    if read is None or not read.words.family("points_to_list").search(deferral.quote.lower()):
        return None
    if _has_statement(site) or _ADDRESS.search(deferral.quote) or _is_of_a_service(read, deferral.quote):
        return None
    # It need not be linked at each mention: a link in the footer is one.
    if any(refers(each.document) for each in site.documents):
        return None
    fragment = _fragment(site, deferral)
    return None if fragment and _is_there(site, deferral, fragment) else _NOWHERE


def _is_of_a_service(read: ReadDocument, quote: str) -> bool:
    """Whether the statement that is referred to is a service's own: "see the cookie policy of Google"."""
    folded = fold(quote, 0, len(quote)).text
    named = read.words.family("points_to_list").search(folded)
    return named is not None and any(mention.start > named.start() for mention in names().find(folded))


def _is_dead(document: Document) -> bool:
    return (document.status or 0) >= 400 or document.content.outcome == "empty"


def _names(document: Document, url: str) -> bool:
    return _same(document.url, url) or _same(document.requested_url, url)


def _same(one: str, other: str) -> bool:
    return one.partition("#")[0].rstrip("/") == other.partition("#")[0].rstrip("/")


def _fragment(site: SiteText, deferral: Deferral) -> str | None:
    """The part of its own page that a reference's link names."""
    for read in site.documents:
        if read.document.url != deferral.document:
            continue
        for block in read.document.blocks:
            if block.end <= deferral.start or block.start >= deferral.end:
                continue
            for link in block.links:
                if link.href.startswith("#") and len(link.href) > 1:
                    return link.href[1:]
    return None


def _is_there(site: SiteText, deferral: Deferral, fragment: str) -> bool:
    """Whether the page has that part, or a section on cookies, which a fragment on an inner element may name."""
    blocks = [
        (read.document, block)
        for read in site.documents
        if read.document.url == deferral.document
        for block in read.document.blocks
    ]
    return any(
        block.html_id == fragment
        or (block.kind in ("heading", "summary") and _COOKIE_TITLE.search(document.text[block.start : block.end]))
        for document, block in blocks
    )


def _has_statement(site: SiteText) -> bool:
    """Whether one of the documents is a cookie statement or has one as a section with a table or several statements."""
    if site.cookies:
        return True
    for read in site.documents:
        document = read.document
        titles = [document.content.title] + [
            document.text[block.start : block.end]
            for block in document.blocks
            if block.kind == "heading" and block.level == 1
        ]
        if document.role == "cookies" or any(_COOKIE_TITLE.search(title) for title in titles if title):
            return True
        if any(
            block.kind == "heading"
            and read.words.family("statement_heading").search(document.text[block.start : block.end].lower())
            for block in document.blocks
        ):
            return True
    return False
