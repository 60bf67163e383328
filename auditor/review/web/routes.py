"""The list of all pages, and what the menu leads to. A new page is one module in ``pages/`` and one name here."""

from __future__ import annotations

from auditor.review.web.languages import marked
from auditor.review.web.pages import (
    account,
    audit,
    changes,
    decide,
    exports,
    finding,
    fleet,
    overview,
    preferences,
    reading,
    site,
    start,
    stored_file,
)
from auditor.review.web.routing import Page

MODULES = (
    overview, fleet, site, audit, finding, decide, stored_file, changes, reading, start, exports, account, preferences,
)  # fmt: skip

PAGES: tuple[Page, ...] = tuple(page for module in MODULES for page in module.PAGES)

#: The main menu: address and words.
MENU: tuple[tuple[str, str], ...] = (("/", marked("Sites")), ("/fleet", marked("Fleet")), ("/export", marked("Export")))
