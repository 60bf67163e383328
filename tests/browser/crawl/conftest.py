from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crawl_helpers import Crawl, crawl_site
from crawl_loopback import Sites, serve

from auditor.models.observation import Observation


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serve() as running:
        yield running


@pytest.fixture
def crawl(sites: Sites, tmp_path: Path) -> Crawl:
    """Crawl one address of the loopback sites; options as of `CrawlOptions`."""

    def run(url: str, **more: Any) -> Observation:
        return crawl_site(sites, url, evidence_folder=tmp_path / "evidence", **more)

    return run
