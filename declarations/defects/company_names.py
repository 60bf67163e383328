"""A text that was taken over from another company: it calls somebody else the owner of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from auditor.models.declaration import Defect
from declarations.folding import fold
from declarations.naming import names
from declarations.site_text import ReadDocument, SiteText, site_words

_NAME = r"((?:[A-Z0-9À-Ý][\w&'’.-]*|&|de|van|der|den|het|en|und|and|the|of|für|et|la|le|du|des)(?:\s(?:[A-Z0-9À-Ý][\w&'’.-]*|&|de|van|der|den|het|en|und|and|the|of|für|et|la|le|du|des)){0,5})"
_GENERIC = frozenset(
    "de het een deze dit onze wij we u je die the this our we you diese unsere wir sie ce cette notre nous vous website site "
    "webshop webwinkel van der den en und and of für et la le du des b.v bv n.v gmbh ltd inc vof stichting vereniging "
    "google meta facebook microsoft cookies privacy autoriteit persoonsgegevens praktijk bureau groep group".split()
)


def find(site: SiteText) -> Iterable[Defect]:
    """At most one a document: the first sentence that names another owner."""
    for read in site.documents:
        yield from _in(read, site.site_domain)


def _in(read: ReadDocument, site_domain: str | None) -> Iterable[Defect]:
    document = read.document
    own = site_words(document, site_domain)
    if not own:
        return
    self_names: list[tuple[str, int, int]] = []
    for passage in read.passages:
        start, end = passage.block.span(passage.start, passage.end)
        source = document.text[start:end]
        for pattern in _patterns(read):
            for match in pattern.finditer(source):
                self_names.append((match[1], start + match.start(1), start + match.end(1)))
    foreign = [entry for entry in self_names if not _is_own(entry[0], own) and not _is_vendor(entry[0])]
    local = [entry for entry in self_names if _is_own(entry[0], own)]
    counted = {entry[0] for entry in foreign}
    # A name that the text itself keeps using is the company's, whatever the title says.
    if foreign and (local or _mentions(document.text, foreign[0][0]) <= 2) and len(counted) <= 2:
        name, start, end = foreign[0]
        yield Defect(kind="wrong_company_name", quote=name, document=document.url, start=start, end=end)


def _patterns(read: ReadDocument) -> list[re.Pattern[str]]:
    family = read.words.data.families
    after = "|".join(family["owner_after"].patterns)
    before = "|".join(family["owner_before"].patterns)
    return [
        re.compile(rf"(?:^|(?<=[.,;:(“\"] )|(?<=\n)){_NAME}(?=(?: \([^)]*\))?,? (?i:{after})(?!\w))"),
        re.compile(rf"(?<!\w)(?i:{before}) {_NAME}(?=[\s.,;:)]|$)", re.MULTILINE),
    ]


def _is_own(name: str, own: frozenset[str]) -> bool:
    parts = [part for part in re.findall(r"\w{3,}", name.lower()) if part not in _GENERIC]
    if not parts:
        return True
    joined = "".join(parts)
    return any(part in own or any(fuzz.ratio(part, word) >= 80 or (len(part) > 4 and part in word) or (len(word) > 4 and word in joined) for word in own) for part in parts)


def _is_vendor(name: str) -> bool:
    return bool(names().find(fold(name, 0, len(name)).text))


def _mentions(text: str, name: str) -> int:
    return text.count(name)
