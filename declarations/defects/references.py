"""References that lead nowhere, and addresses that cannot be typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.models.declaration import Defect, Deferral
from auditor.models.document import Document
from declarations.site_text import SiteText

_MALFORMED = (
    re.compile(r"(?<!\w)https?:\\+[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?:/(?!/)[\w-][^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?//[^\s<>\"']+|(?<!\w)https?:(?=www\.)[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:htpp|htt+tp|hhtp|htp|ttp)s?:?/{1,2}[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?://\s+(?:www\.)?[\w-]+\.[a-z][^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?://\s?https?:?//[^\s<>\"']+", re.IGNORECASE),
    re.compile(
        r"(?<![\w.])(?:www,[\w-]+[.,][a-z]{2,7}|ww\.[\w-]+\.[a-z]{2,7}|wwww\.[\w.-]+|www\.[\w-]+,[a-z]{2,4})(?!\w)",
        re.IGNORECASE,
    ),
)
_COOKIE_TITLE = re.compile(r"cookie|koekje", re.IGNORECASE)


def find(site: SiteText) -> Iterable[Defect]:
    """A deferral to a cookie statement that is neither linked, nor contained, nor fetched; malformed addresses."""
    yield from _broken(site)
    for read in site.documents:
        document = read.document
        taken: list[tuple[int, int]] = []
        for pattern in _MALFORMED:
            for match in pattern.finditer(document.text):
                if any(first < match.end() and match.start() < last for first, last in taken):
                    continue
                taken.append(match.span())
                yield Defect(
                    kind="malformed_url", quote=match[0], document=document.url, start=match.start(), end=match.end(),
                    detail=meant(match[0]),
                )  # fmt: skip


def meant(address: str) -> str:
    """The address that a malformed one was meant to be: ``Http:\\\\www.x.nl`` → ``http://www.x.nl``."""
    text = address.replace("\\", "/").replace(",", ".")
    text = re.sub(r"^(?:https?:?/*)+(?=https?)", "", text, flags=re.IGNORECASE)
    match = re.match(r"(?:h+t+p+|ttp)(s?):?/*(.*)", text, re.IGNORECASE)
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
    if _has_statement(site):
        return None
    fragment = _fragment(site, deferral)
    return None if fragment and _is_there(site, deferral, fragment) else _NOWHERE


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
