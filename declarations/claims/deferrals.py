"""References to another place for the cookie information: a page of the site, or its banner."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.passages import Passage, Stretch

TYPES: tuple[ClaimType, ...] = ("deferral",)

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+[^\s<>()\[\]\"'.,;:!?]")
#: A place for the name of the banner that was never filled in: it refers to it all the same.
_BANNER_PLACEHOLDER = re.compile(
    r"[\[{<]\W*(?:\w+ ){0,3}?cookie[ -]?(?:banner|melding|balk|pop-?up|notice|hinweis|bandeau)\b[^\]}>]*[\]}>]"
    r"|[\[{<]\W*(?:\w+ ){0,3}?(?:bandeau|bannière)\b[^\]}>]*[\]}>]"
)


def detect(passage: Passage) -> Iterable[Found]:
    """At most one claim a passage."""
    if not passage.has("refers") or passage.has("reference_noise"):
        return
    if _BANNER_PLACEHOLDER.search(passage.text):
        yield Found("deferral", passage, {"kind": "banner", "url": None})
        return
    banner = passage.has("refers_banner")
    statement = passage.find("own_statement")
    url = _url(passage, passage)
    if banner and (statement is None or statement.start > passage.find("refers_banner").start):  # type: ignore[union-attr]
        yield Found("deferral", passage, {"kind": "banner", "url": None})
    elif statement is not None and not passage.has("this_document"):
        yield Found("deferral", _clause(passage, statement.start), {"kind": "page", "url": url})
    elif url is not None and passage.has("refers_strong") and _is_about_cookies(passage, url):
        yield Found("deferral", passage, {"kind": "page", "url": url})


def link_in(passage: Passage) -> str | None:
    """The address that a passage leads to, absolute where the document's is."""
    return _url(passage, passage)


def _is_about_cookies(passage: Passage, url: str) -> bool:
    """Of this site's cookies: not of a vendor, browsers or an authority."""
    if passage.mentions or passage.has("browser", "authority", "opt_out_tool"):
        return False
    return passage.has("cookie_any") or "cookie" in url


def _clause(passage: Passage, place: int) -> Stretch:
    return passage if passage.end - passage.start <= 380 else passage.clause_at(place)


def _url(passage: Passage, stretch: Stretch) -> str | None:
    start, end = stretch.block.span(stretch.start, stretch.end)
    document, source = passage.document, passage.source
    if document is None or source is None:
        return None
    for link in source.links:
        if start <= link.start < end and _leads(link.href):
            return _absolute(link.href, document.url)
    match = _URL.search(document.text, start, end)
    return match[0] if match else None


def _leads(href: str) -> bool:
    return bool(href) and not href.lower().startswith(("mailto:", "tel:", "javascript:", "#"))


def _absolute(href: str, base: str) -> str:
    try:
        return urljoin(base, href) if urlsplit(base).scheme in ("http", "https") else href
    except ValueError:
        return href
