"""A text that was taken over from another company: it calls somebody else the owner of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from auditor.models.declaration import Defect
from declarations.folding import fold
from declarations.naming import names
from declarations.site_text import ReadDocument, SiteText, site_words

_WORD = r"(?:[A-ZÀ-Ý][\w&'’.-]*|&|(?:de|van|der|den|het|en|und|and|the|of|für|et|la|le|du|des)(?=\s[A-ZÀ-Ý&]))"
_NAME = rf"((?-i:[A-ZÀ-Ý][\w&'’.-]*(?:\s{_WORD}){{0,5}}))"
_GENERIC = frozenset(
    [
        "de",
        "het",
        "een",
        "deze",
        "dit",
        "onze",
        "wij",
        "we",
        "u",
        "je",
        "die",
        "the",
        "this",
        "our",
        "we",
        "you",
        "diese",
        "unsere",
        "wir",
        "sie",
        "ce",
        "cette",
        "notre",
        "nous",
        "vous",
        "website",
        "site",
        "webshop",
        "webwinkel",
        "van",
        "der",
        "den",
        "en",
        "und",
        "and",
        "of",
        "für",
        "et",
        "la",
        "le",
        "du",
        "des",
        "b.v",
        "bv",
        "n.v",
        "gmbh",
        "ltd",
        "inc",
        "vof",
        "stichting",
        "vereniging",
        "cookies",
        "privacy",
        "autoriteit",
        "persoonsgegevens",
        "praktijk",
        "bureau",
        "groep",
        "group",
        "iedereen",
        "wie",
        "niemand",
        "in",
        "als",
        "op",
        "bij",
        "voor",
        "diese",
        "dieser",
        "dieses",
        "webseite",
        "internetseite",
        "homepage",
        "applicatie",
        "application",
        "applikation",
        "app",
        "pagina",
        "page",
        "seite",
        "platform",
        "plattform",
        "dienst",
        "service",
        "portaal",
        "portal",
    ]
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
    found = list(_owners(read))
    foreign = [entry for entry in found if not _is_own(entry[0], own) and not _is_vendor(entry[0])]
    if not foreign:
        return
    name, start, end = foreign[0]
    # A name that the text keeps using is the company's, whatever title and footer say;
    # one that nothing contradicts may be the owner's legal name.
    if _mentions(document.text, name) <= 2 and _own_is_named(document.text, own):
        yield Defect(kind="wrong_company_name", quote=name, document=document.url, start=start, end=end)


def _owners(read: ReadDocument) -> Iterable[tuple[str, int, int]]:
    after, before = _patterns(read)
    text = read.document.text
    own = {id(passage) for passage in read.own}
    for passage in read.passages:
        start, end = passage.block.span(passage.start, passage.end)
        # "De site van …" is somebody else's where the sentence is not about this site.
        for pattern in (after, before) if id(passage) in own else (after,):
            for match in pattern.finditer(text[start:end]):
                yield match[1].rstrip(".,"), start + match.start(1), start + match.start(1) + len(match[1].rstrip(".,"))


def _patterns(read: ReadDocument) -> list[re.Pattern[str]]:
    family = read.words.data.families
    after = "|".join(family["owner_after"].patterns)
    before = "|".join(family["owner_before"].patterns)
    return [
        re.compile(rf"^{_NAME}(?=(?: \([^)]*\))?,? (?i:{after})(?!\w))"),
        re.compile(rf"(?<!\w)(?i:{before}) {_NAME}(?=[\s.,;:)]|$)", re.MULTILINE),
    ]


def _is_own(name: str, own: frozenset[str]) -> bool:
    parts = [part for part in re.findall(r"\w{3,}", name.lower()) if part not in _GENERIC]
    if not parts:
        return True
    joined = "".join(parts)
    return any(_alike(part, word) or (len(word) > 4 and word in joined) for part in parts for word in own)


def _alike(part: str, word: str) -> bool:
    return part == word or fuzz.ratio(part, word) >= 80 or (len(part) > 4 and part in word)


def _own_is_named(text: str, own: frozenset[str]) -> bool:
    low = text.lower()
    return any(len(word) > 3 and len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", low)) >= 2 for word in own)


def _is_vendor(name: str) -> bool:
    return bool(names().find(fold(name, 0, len(name)).text))


def _mentions(text: str, name: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(name.split(maxsplit=1)[0])}(?!\w)", text))
