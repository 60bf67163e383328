"""Crawls for tests: against loopback sites, with a stand-in for the reader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from crawl_loopback import Sites

from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import Crawler
from auditor.models.document import Block, DocumentText
from auditor.models.observation import Observation

Crawl = Callable[..., Observation]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def extract(data: bytes, media_type: str, url: str) -> DocumentText:
    """A stand-in for the reader: all text, in one paragraph."""
    if "html" not in media_type:
        return DocumentText(text=f"{media_type} of {len(data)} bytes", blocks=())
    parser = _Text()
    parser.feed(data.decode("utf-8", "replace"))
    text = " ".join(" ".join(parser.parts).split())
    blocks = (Block(kind="paragraph", start=0, end=len(text)),) if text else ()
    return DocumentText(text=text, blocks=blocks, outcome="ok" if text else "empty")


def crawl_site(
    sites: Sites, url: str, canonical_name: Callable[[str], str | None] | None = None, **more: Any
) -> Observation:
    settings: dict[str, Any] = {"resolve": sites.resolve, "ignore_https_errors": True, "pages": 1, **more}

    async def main() -> Observation:
        async with Crawler(CrawlOptions(**settings), extract, lambda _: None, canonical_name) as crawler:
            return await crawler.crawl(url)

    return asyncio.run(main())
