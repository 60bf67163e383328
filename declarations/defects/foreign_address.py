"""A text that says that it is about another website: "thank you for visiting www.another.example"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from auditor.domains import registrable_domain
from auditor.knowledge.vendors import vendors
from auditor.models.declaration import Defect
from declarations.defects.company_names import owners
from declarations.site_text import ReadDocument, SiteText

_ADDRESS = re.compile(
    r"\s?:?\s?\(?(?:https?://)?((?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24})(?![\w@-])", re.IGNORECASE
)
#: The legal form behind a company's name.
_FORM = re.compile(
    r"\s(?:B\.?V|N\.?V|V\.?O\.?F|GmbH|AG|KG|e\.V|Ltd|Limited|Inc|LLC|S\.?A\.?R\.?L|SAS|S\.A)\.?$", re.IGNORECASE
)
_WWW = re.compile(r"(?<![\w@])((?:www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24})(?![\w@-])", re.IGNORECASE)
#: A shorter name may be anybody's.
_LONG_ENOUGH = 8
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
    yield from _led(read, own)
    yield from _named(read, own)


def _named(read: ReadDocument, own: str) -> Iterable[Defect]:
    """The address of whom the text calls responsible: "Bakery Door Ltd is the controller", www.bakery-door.example. A
    supplier with its address is none."""
    text = read.document.text
    companies = {_letters(_FORM.sub("", name)) for name, _, _ in owners(read)}
    for address in _WWW.finditer(text):
        label = _letters(registrable_domain(address[1].lower()).split(".", maxsplit=1)[0])
        if len(label) >= _LONG_ENOUGH and label in companies and _is_foreign(address[1], own):
            yield Defect(
                kind="wrong_company_name", quote=address[1], document=read.document.url,
                start=address.start(1), end=address.end(1),
            )  # fmt: skip


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _led(read: ReadDocument, own: str) -> Iterable[Defect]:
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
