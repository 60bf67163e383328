"""Links of a page, and the deterministic choice of the pages to visit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from auditor.crawl.words import page_words

#: Where a link stands, best place for an ordinary page first.
REGIONS = ("nav", "header", "body", "footer", "banner")

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Link:
    """A link as it stands on a page. ``region``: as in `REGIONS`."""

    url: str
    text: str
    region: str
    page: str


def read_links(facts: dict[str, Any], page: str) -> list[Link]:
    """The http links in what ``page_facts.js`` returned, in the order of the page; fragments dropped."""
    links = []
    for entry in facts.get("links", []):
        url = str(entry.get("url", "")).partition("#")[0]
        if url.startswith(("http://", "https://")) and len(url) <= 2000:
            region = str(entry.get("region", "body"))
            links.append(Link(url, str(entry.get("text", "")), region if region in REGIONS else "body", page))
    return links


def normal(url: str) -> str:
    """The form in which two addresses of the same page are equal: host in lower case, no fragment, no final slash."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/") or ""
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, parts.query, ""))


def lies_below(url: str, paths: Iterable[str]) -> bool:
    """Whether an address is one of ``paths`` (``/account``), or lies below it."""
    path = unquote(urlsplit(url).path)
    return any(path == own.rstrip("/") or path.startswith(own.rstrip("/") + "/") for own in paths)


def choose_pages(links: Iterable[Link], home: str, own: Iterable[str], count: int) -> list[str]:
    """Up to ``count`` addresses of ordinary pages among ``links``.

    ``own``: addresses that are no candidates, because they are visited anyway. Only pages on the site's own
    registrable domain may be passed in. Links of the menu come first; then one page for each first part
    of the path in turn, so that different kinds of pages are seen; addresses with a query come last."""
    taken = {normal(home), *map(normal, own)}
    candidates: dict[str, Link] = {}
    for link in sorted(links, key=lambda link: (bool(urlsplit(link.url).query), REGIONS.index(link.region))):
        if normal(link.url) not in taken and _ordinary(link.url):
            candidates.setdefault(normal(link.url), link)
    groups: dict[str, list[str]] = {}
    for link in candidates.values():
        groups.setdefault(_branch(link.url, home), []).append(link.url)
    turns = zip_longest(*groups.values())
    return [url for turn in turns for url in turn if url is not None][:count]


def _branch(url: str, home: str) -> str:
    """The part of the path by which kinds of pages differ: the first below the home page's own path."""
    parts, root = _segments(url), _segments(home)
    shared = 0
    while shared < min(len(parts), len(root)) and parts[shared] == root[shared]:
        shared += 1
    if shared == 0 and parts and re.fullmatch(r"[a-z]{2}([-_][a-z]{2})?", parts[0].lower()):
        shared = 1
    below = parts[shared:]
    return below[0] if len(below) > 1 else f"/{below[0]}" if below else ""


def _segments(url: str) -> Sequence[str]:
    return [segment for segment in urlsplit(url).path.split("/") if segment]


def _ordinary(url: str) -> bool:
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    ending = path.rpartition("/")[2].rpartition(".")
    if ending[1] and ending[2] in page_words().file_endings:
        return False
    avoided = set(page_words().avoided_words)
    words = set(_WORD.findall(path)) | {segment for segment in path.split("/") if segment}
    return words.isdisjoint(avoided) and avoided.isdisjoint(_WORD.findall(unquote(parts.query).lower()))
