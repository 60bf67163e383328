"""References that lead nowhere, and addresses that cannot be typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.models.declaration import Defect
from declarations.site_text import SiteText

_MALFORMED = (
    re.compile(r"(?<!\w)https?:\\+[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?:/(?!/)[\w-][^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?//[^\s<>\"']+|(?<!\w)https?:(?=www\.)[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:htpp|htttp|hhtp|htp|ttp)s?:?//[^\s<>\"']+", re.IGNORECASE),
    re.compile(r"(?<!\w)https?://\s?https?:?//[^\s<>\"']+", re.IGNORECASE),
    re.compile(
        r"(?<![\w.])(?:www,[\w-]+[.,][a-z]{2,6}|ww\.[\w-]+\.[a-z]{2,6}|wwww\.[\w.-]+|www\.[\w-]+,[a-z]{2,4})(?!\w)",
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
    if any(deferral.kind == "page" and deferral.url for deferral in site.deferrals):
        return
    if _has_statement(site):
        return
    for deferral in site.deferrals:
        if deferral.kind != "page":
            continue
        yield Defect(
            kind="broken_reference",
            quote=deferral.quote,
            document=deferral.document,
            start=deferral.start,
            end=deferral.end,
        )
        return


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
