"""What a document tells of what a privacy statement has to tell: who, what for, to whom, how long, which rights.

The words are wide on purpose. That something is there is claimed by nobody; that nothing of the kind was found is
what a check reports, and for that not one word of it may be in the text.
Source: Regulation (EU) 2016/679, Art. 13(1) and (2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.models.declaration import Content, ContentKind, Place
from auditor.models.document import Block
from declarations.folding import Folded, fold
from declarations.language import LANGUAGES, words
from declarations.site_text import ReadDocument

FAMILIES: dict[ContentKind, str] = {
    "controller": "content_controller",
    "contact": "content_contact",
    "purposes": "content_purposes",
    "recipients": "content_recipients",
    "retention": "content_retention",
    "rights": "content_rights",
    "complaint": "content_complaint",
}

#: Who it is and how to reach them may stand at the foot of the page; the rest belongs in the text itself.
_AT_FOOT: frozenset[ContentKind] = frozenset({"controller", "contact"})
#: Links that are a way to reach somebody; the last is how a common service hides addresses from robots.
_WAYS = ("mailto:", "tel:", "/cdn-cgi/l/email-protection")

#: Characters of a block, and of all, that are looked through: more than any statement has.
LONGEST_BLOCK = 4000
MOST_CHARACTERS = 150_000


def contents(read: ReadDocument) -> tuple[Content, ...]:
    """The first place of each kind, in the order of `FAMILIES`; a kind that is nowhere is left out."""
    shown = list(_shown(read, with_foot=True))
    body = [entry for entry in shown if entry[0].region == "body"]
    found = (_first(kind, read, shown if kind in _AT_FOOT else body) for kind in FAMILIES)
    return tuple(content for content in found if content is not None)


def guidance(read: ReadDocument) -> tuple[Place, ...]:
    """The places that rely on the authority's manual for Google Analytics, unless they say that it was withdrawn."""
    text = read.document.text
    if "google analytics" not in text.lower():
        return ()
    found: list[Place] = []
    for passage in read.passages:
        hit = passage.find("analytics_guidance")
        if hit is None or passage.has("law_replaced"):
            continue
        start, end = passage.block.span(passage.start, passage.end)
        found.append(Place(quote=text[start:end], start=start, end=end))
    return tuple(found)


def transfer_grounds(read: ReadDocument) -> tuple[Place, ...]:
    """The places that name what a transfer out of the EEA may rest on: at most one a block, in any of the languages;
    and sentences on such a transfer that speak of consent. Wide, like the words of `contents`.

    Source: Regulation (EU) 2016/679, Art. 44 to 49."""
    text = read.document.text
    found: list[Place] = []
    others = [words(code) for code in LANGUAGES if code != read.words.code]
    families = [language.family("transfer_ground") for language in (read.words, *others)]
    for _, folded in _shown(read, with_foot=True):
        match = next((match for family in families if (match := family.search(folded.text))), None)
        if match is not None:
            start, end = folded.span(match.start(), match.end())
            found.append(Place(quote=text[start:end], start=start, end=end))
    for passage in read.passages:
        if passage.has("outside_eea") and passage.has("consent"):
            start, end = passage.block.span(passage.start, passage.end)
            found.append(Place(quote=text[start:end], start=start, end=end))
    return tuple(found)


def _shown(read: ReadDocument, *, with_foot: bool) -> Iterator[tuple[Block, Folded]]:
    text = read.document.text
    regions = ("body", "footer") if with_foot else ("body",)
    left = MOST_CHARACTERS
    seen: set[tuple[str, str]] = set()
    for block in read.document.blocks:
        if block.region in regions and block.kind != "control" and left > 0:
            end = min(block.end, block.start + LONGEST_BLOCK)
            left -= end - block.start
            said = (block.region, text[block.start : end])
            # What says the same as an earlier block is not the first place, but for where its links lead.
            if said not in seen or block.links:
                seen.add(said)
                yield block, fold(text, block.start, end)


def _first(kind: ContentKind, read: ReadDocument, shown: Sequence[tuple[Block, Folded]]) -> Content | None:
    """The first place in the document's language; else in any other, for a text may be in two."""
    text = read.document.text
    others = [words(code) for code in LANGUAGES if code != read.words.code]
    for language in (read.words, *others):
        family = language.family(FAMILIES[kind])
        for block, folded in shown:
            span = _span(kind, family, block, folded)
            if span is not None:
                return Content(kind=kind, quote=text[slice(*span)], start=span[0], end=span[1])
    return None


def _span(kind: ContentKind, family: re.Pattern[str], block: Block, folded: Folded) -> tuple[int, int] | None:
    match = family.search(folded.text)
    if match is not None:
        return folded.span(match.start(), match.end())
    if kind == "contact":
        way = next((link for link in block.links if link.href.lower().startswith(_WAYS) or _WAYS[2] in link.href), None)
        return (way.start, way.end) if way is not None and way.end > way.start else None
    return None
