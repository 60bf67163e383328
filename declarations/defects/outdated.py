"""Law that was repealed or replaced, cited as if in force, and services that no longer exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.models.declaration import Defect
from auditor.models.document import Block, Document
from declarations.folding import fold
from declarations.site_text import ReadDocument, SiteText

#: Services that were closed, with the year they ended.
_CLOSED = re.compile(
    r"(?<!\w)(?:google ?\+|google plus|google-plus|\+1-(?:knop|button)|hyves|vine(?=\W+(?:en|und|and|,))"
    # An ordinary word but in a list of networks.
    r"|periscope(?= ?[,/&(]|\W+(?:en|und|and|et)(?!\w))"
    r"|google optimize|addthis|universal analytics|stumbleupon|del\.icio\.us|studivz|klout|storify"
    r"|urchin (?:tracking|analytics|software|web)|google urchin|adobe omniture|google buzz|friendster)(?![\w])"
)
#: A period that is over: "(2012-2019)".
_YEARS = re.compile(r"(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d")
#: What a sentence may be about that makes no use of a service on this site.
_OF_OTHERS = frozenset({"question", "other_site", "client_work", "advice", "example"})
_NAMES_LAW = ("paragraph", "list_item", "definition", "heading", "table_cell", "summary")


def find(site: SiteText) -> Iterable[Defect]:
    """Each outdated law or service once a document, at its first mention."""
    for read in site.documents:
        found = list(_in(read))
        yield from found
        # The word of the old law for a contract is a slip by itself, and a sign of age beside that law.
        if any(defect.kind == "outdated_law" for defect in found):
            yield from _terms(read)


def _distinct(document: Document) -> Iterator[Block]:
    """The blocks in which a text speaks of law and services, without those that say what an earlier one says."""
    seen: set[str] = set()
    for block in document.blocks:
        if block.kind not in _NAMES_LAW or block.region in ("nav", "header"):
            continue
        text = document.text[block.start : block.end]
        if text not in seen:
            seen.add(text)
            yield block


def _in(read: ReadDocument) -> Iterable[Defect]:
    document = read.document
    seen: set[str] = set()
    for block in _distinct(document):
        folded = fold(document.text, block.start, block.end)
        last = 0
        for match in read.words.family("outdated_law").finditer(folded.text):
            around = folded.text[max(0, match.start() - 120) : match.end() + 120]
            if match[0] in seen or _is_history(read, folded.text, match, around):
                continue
            seen.add(match[0])
            named, last = folded.text[last : match.start()], match.end()
            if named == " (":
                # "De Wet bescherming persoonsgegevens (Wbp)": the short name of the same law.
                continue
            start, end = folded.span(match.start(), match.end())
            yield Defect(
                kind="outdated_law", quote=document.text[start:end], document=document.url, start=start, end=end
            )
        for match in _CLOSED.finditer(folded.text):
            around = folded.text[max(0, match.start() - 80) : match.end() + 80]
            if match[0] in seen or _is_history(read, folded.text, match, around):
                continue
            start, end = folded.span(match.start(), match.end())
            if read.words.family("taken_away").search(around) or _is_of_others(read, start):
                continue
            seen.add(match[0])
            yield Defect(
                kind="outdated_vendor", quote=document.text[start:end], document=document.url, start=start, end=end
            )


def _terms(read: ReadDocument) -> Iterable[Defect]:
    document = read.document
    for block in _distinct(document):
        folded = fold(document.text, block.start, block.end)
        match = read.words.family("outdated_term").search(folded.text)
        if match is not None:
            start, end = folded.span(match.start(), match.end())
            yield Defect(
                kind="outdated_law", quote=document.text[start:end], document=document.url, start=start, end=end
            )
            return


def _is_history(read: ReadDocument, text: str, match: re.Match[str], around: str) -> bool:
    """Whether the text itself calls it past: replaced, or in a sentence in the past tense, with a year that ended;
    or denies it."""
    if read.words.family("law_replaced").search(around):
        return True
    start = max(text.rfind(mark, 0, match.start()) for mark in (". ", "! ", "? ", "; ")) + 1
    end = min((place for mark in (". ", "! ", "? ") if (place := text.find(mark, match.end())) >= 0), default=len(text))
    sentence = text[start:end]
    return (
        any(read.words.family(name).search(sentence) for name in ("past", "was_once", "spoken_of_as_ended"))
        or bool(_YEARS.search(sentence))
        or _is_denied(read, text[start : match.start()], text[match.end() : end])
    )


def _is_of_others(read: ReadDocument, place: int) -> bool:
    """Whether the sentence there asks, or tells what is on other sites or on those of customers."""
    for passage, about in read.bearings:
        start, end = passage.block.span(passage.start, passage.end)
        if start <= place < end:
            return about in _OF_OTHERS
    return False


def _is_denied(read: ReadDocument, before: str, after: str) -> bool:
    """Whether the clause around the name says that it is not used: "wij gebruiken geen Google+"."""
    clause = re.split(r"[,:;()]", before)[-1]
    return bool(read.words.family("denied_before").search(clause) or read.words.family("denied_after").search(after))
