"""The collectors, one file a kind. A new one is added to this list.

What stores values stands before the requests, which look for those values in addresses and bodies."""

from __future__ import annotations

from auditor.crawl.collector import Collector
from auditor.crawl.collectors.cache import CacheCollector
from auditor.crawl.collectors.cookies import CookieCollector
from auditor.crawl.collectors.indexed_db import IndexedDbCollector
from auditor.crawl.collectors.requests import RequestCollector
from auditor.crawl.collectors.scripts import ScriptCollector
from auditor.crawl.collectors.web_storage import WebStorageCollector

COLLECTORS: tuple[type[Collector], ...] = (
    CookieCollector,
    WebStorageCollector,
    IndexedDbCollector,
    CacheCollector,
    RequestCollector,
    ScriptCollector,
)
