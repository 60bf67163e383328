"""All that was read of one site, as the defect finders get it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.models.declaration import Claim, DeclaredCookie, Deferral
from auditor.models.document import Document
from declarations.bearing import Bearing
from declarations.language import Words
from declarations.passages import Passage

COMMON = frozenset(
    [
        "privacy",
        "privacyverklaring",
        "privacybeleid",
        "privacystatement",
        "cookie",
        "cookies",
        "cookiebeleid",
        "cookieverklaring",
        "policy",
        "notice",
        "statement",
        "verklaring",
        "beleid",
        "home",
        "welkom",
        "datenschutz",
        "datenschutzerklärung",
        "politique",
        "confidentialité",
        "www",
        "voor",
        "van",
        "met",
        "the",
        "and",
        "und",
        "les",
        "des",
        "onze",
        "deze",
        "over",
        "website",
        "site",
        "alles",
        "een",
        "het",
    ]
)


@dataclass
class ReadDocument:
    """A document with its language, its sentences, and which of them speak of the site."""

    document: Document
    words: Words
    passages: list[Passage]
    own: list[Passage]
    #: Each sentence with what it is about.
    bearings: Sequence[tuple[Passage, Bearing]] = ()
    #: Sentences on other matters, such as newsletters, in which a service may be named.
    aside: list[Passage] = field(default_factory=list)


@dataclass
class SiteText:
    """The documents of a site with what was found in them so far."""

    documents: Sequence[ReadDocument]
    site_domain: str | None
    #: Documents that were asked for and hold no text, such as a dead link's.
    unread: Sequence[Document] = ()
    claims: list[Claim] = field(default_factory=list)
    cookies: list[DeclaredCookie] = field(default_factory=list)
    deferrals: list[Deferral] = field(default_factory=list)


def site_words(document: Document, site_domain: str | None, *, lines: bool = True) -> frozenset[str]:
    """The words of the site's own name: from its title, page header, copyright line and domain;
    with ``lines`` also from headings and the first and last lines."""
    text = document.text
    sources = [document.content.title]
    copyright_line = "©" in text
    for number, block in enumerate(document.blocks):
        outside = block.region in ("header", "footer")
        named = lines and (block.kind == "heading" or number < 3 or number >= len(document.blocks) - 3)
        if block.cell is not None or not (outside or named or copyright_line):
            continue
        line = text[block.start : block.end]
        if line.endswith(".") and "©" not in line and " " in line:
            continue
        if (
            (outside and len(line) < 90)
            or (copyright_line and "©" in line and len(line) < 120)
            or (named and len(line) < 80)
        ):
            sources.append(line)
    if site_domain:
        sources.append(site_domain.rsplit(".", 1)[0])
    found = {word for source in dict.fromkeys(sources) for word in re.findall(r"\w{3,}", source.lower())}
    return frozenset(found - COMMON)
