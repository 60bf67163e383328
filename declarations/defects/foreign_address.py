"""A text that says that it is about another website: "thank you for visiting www.another.example"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from auditor.domains import registrable_domain
from auditor.knowledge.vendors import vendors
from auditor.models.declaration import Defect
from declarations.site_text import ReadDocument, SiteText

_ADDRESS = re.compile(
    r"\s?:?\s?\(?(?:https?://)?((?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24})(?![\w@-])", re.IGNORECASE
)
#: A name that is nearly the site's own is a misspelling, or another ending of it.
_ALIKE = 75


def find(site: SiteText) -> Iterable[Defect]:
    """At most one a document, where the text nowhere names the site's own domain."""
    if site.site_domain is None:
        return
    for read in site.documents:
        if site.site_domain.lower() in read.document.text.lower():
            continue
        yield from list(_in(read, site.site_domain))[:1]


def _in(read: ReadDocument, own: str) -> Iterable[Defect]:
    family = read.words.family("own_site_at")
    text = read.document.text
    for passage in read.passages:
        start, end = passage.block.span(passage.start, passage.end)
        sentence = text[start:end]
        for lead in family.finditer(sentence.lower()):
            address = _ADDRESS.match(sentence, lead.end())
            if address is not None and _is_foreign(address[1], own):
                place = start + address.start(1)
                yield Defect(
                    kind="wrong_company_name", quote=address[1], document=read.document.url,
                    start=place, end=place + len(address[1]),
                )  # fmt: skip


def _is_foreign(address: str, own: str) -> bool:
    domain = registrable_domain(address.lower())
    if vendors().by_host(address.lower()) is not None:
        return False
    label, mine = domain.split(".", maxsplit=1)[0], own.split(".", maxsplit=1)[0]
    return domain != own and label not in mine and mine not in label and fuzz.ratio(label, mine) < _ALIKE
