"""Headings and lead-ins without content; a privacy statement without a word on cookies."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.models.declaration import Defect
from auditor.models.document import Block, Document
from declarations.folding import fold
from declarations.language import LANGUAGES, words
from declarations.naming import Mention
from declarations.passages import Passage
from declarations.site_text import ReadDocument, SiteText

_PRIVACY = re.compile(
    r"privacy|datenschutz|datenverarbeitung|confidentialit|vie privée|persoonsgegevens"
    r"|données (?:personnelles|à caractère)|traitement des données|gegevensbescherming|avg-verklaring|data protection",
    re.IGNORECASE,
)
#: From this confidence on a statement is taken to have been made.
_SURE = 0.6
#: What is said of the browser's side: a text that says it has such a section, whatever it calls cookies.
_BROWSER_SIDE = frozenset(
    {
        "no_cookies", "no_category", "only_categories", "only_vendors", "uses_cookies", "uses_category", "uses_vendor",
        "no_vendor", "third_party_cookies", "embed", "storage_other", "consent_prior", "cookieless", "ip_masked",
        "local_resources", "no_cross_site", "no_banner", "banner",
    }
)  # fmt: skip
#: Purposes of services that exist nowhere but in pages, where they read or store something.
_IN_PAGES = frozenset(
    {
        "advertising", "analytics", "captcha", "consent_manager", "fonts", "maps", "session_recording",
        "social_content", "social_profiling", "tag_manager", "video",
    }
)  # fmt: skip
_ON_COOKIES = re.compile(r"cookie|koekje|traceur", re.IGNORECASE)
_CHOICE = re.compile(
    r"settings|preferences|consent|manage|instelling|voorkeur|einstellung|präferenz|préférence|paramètre|gérer|#|javascript:",
    re.IGNORECASE,
)
#: A heading that only numbers what the next one names: "Artikel 2".
_NUMBER = re.compile(
    r"(?:(?:artikel|article|art\.?|§|hoofdstuk|deel|bijlage|chapter|section|part|annex|kapitel|teil|abschnitt|anhang"
    r"|chapitre|partie|annexe) ?)?(?:\d+|[IVX]+)[.:)]?",
    re.IGNORECASE,
)
#: A heading that is the whole text's name, which may stand apart from its owner's.
_TITLE = re.compile(
    r"(?:privacy|cookie|datenschutz)[\w -]{0,12}(?:verklaring|beleid|statement|policy|notice|reglement|erklärung"
    r"|hinweise|richtlinie|bestimmungen)"
    r"|(?:politique|déclaration|charte) de (?:confidentialité|protection des données|cookies)",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bversie|\bversion", re.IGNORECASE)
#: So many blocks at the top may be the parts of a title.
_TOP = 3
#: A text shorter than this is no privacy statement that could lack a section.
_STATEMENT = 380


def find(site: SiteText) -> Iterable[Defect]:
    """Empty sections of every document; the missing cookie section of all of them together."""
    for read in site.documents:
        yield from _empty(read)
    yield from _no_cookie_section(site)


def _empty(read: ReadDocument) -> Iterable[Defect]:
    document = read.document
    blocks = [block for block in document.blocks if block.region == "body" and block.kind != "control"]
    marked = "html" in document.media_type or not _is_plain(document)
    acted = _before_controls(document)
    level = 0
    for index, block in enumerate(blocks):
        if block.start in acted:
            level = block.level or level
            continue
        if block.kind == "heading":
            if level and _is_empty(blocks, index, marked) and not _is_no_section(document, blocks, index):
                yield _defect(document, block.start, block.end)
            level = block.level or 1
        elif block.kind in ("paragraph", "list_item") and document.text[block.start : block.end].endswith(":"):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            lonely = following is None or (
                following.kind == "heading"
                and not (marked and following.level > level)
                and not _list_without_marks(blocks, index + 1, document)
            )
            lead = document.text[block.start : block.end]
            # What is announced of cookies "below" and does not come is a reference that leads nowhere.
            announced = read.words.family("announces_below").search(lead.lower()) and "cookie" in lead.lower()
            if lonely and not announced and level and index > 2 and _is_sentence(lead):
                start = max(document.text.rfind(". ", block.start, block.end) + 2, block.start)
                yield _defect(document, start, block.end)


def _before_controls(document: Document) -> set[int]:
    """Where the blocks start that a button or field comes after: that is what they announce."""
    pairs = zip(document.blocks, document.blocks[1:], strict=False)
    return {block.start for block, after in pairs if after.kind == "control" and after.region == "body"}


def _is_no_section(document: Document, blocks: list[Block], index: int) -> bool:
    """Whether a heading without content opens no section: a call, a number, a date, a part of the title."""
    said = document.text[blocks[index].start : blocks[index].end].strip()
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if said.endswith("!") or (following is None and _DATED.search(said)):
        return True
    if following is None or following.kind != "heading":
        return False
    after = document.text[following.start : following.end].strip()
    if _NUMBER.fullmatch(said) or after.endswith("!") or after[:1].islower() or _TITLE.fullmatch(after):
        return True
    return index < _TOP and bool(_TITLE.fullmatch(said))


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= 4


def _is_plain(document: Document) -> bool:
    return (
        document.media_type.startswith("text/plain")
        or document.media_type == "application/pdf"
        or document.url.lower().endswith((".txt", ".pdf", ".md"))
    )


def _is_empty(blocks: list[Block], index: int, marked: bool) -> bool:
    block = blocks[index]
    after = index + 1
    while after < len(blocks) and blocks[after].kind == "table_header":
        # A table that is only its header says nothing.
        after += 1
    following = blocks[after] if after < len(blocks) else None
    if following is not None and following.cell is not None:
        return False
    if marked:
        if block.level >= 6:
            return False
        if following is None:
            return True
        return following.kind == "heading" and following.level <= block.level
    # Lines do not show which heading is under which: only the first of three or more in a row is surely empty.
    run = 0
    while index + run < len(blocks) and blocks[index + run].kind == "heading":
        run += 1
    before = blocks[index - 1] if index else None
    ends = index + run >= len(blocks)
    return run >= 3 and not ends and (before is None or before.kind != "heading") and run <= 6


def _list_without_marks(blocks: list[Block], index: int, document: Document) -> bool:
    """Whether heading-like lines after a lead-in of a plain text are its list: several, or no prose after them."""
    if not _is_plain(document):
        return False
    run = 0
    while index + run < len(blocks) and blocks[index + run].kind == "heading":
        run += 1
    after = blocks[index + run] if index + run < len(blocks) else None
    prose = after is not None and len(document.text[after.start : after.end].split()) >= 8
    return run >= 2 or not prose


def _no_cookie_section(site: SiteText) -> Iterable[Defect]:
    """Raised only where the documents surely are silent: no word, service or reference of theirs may be on cookies."""
    statements = [read.document for read in site.documents if _is_statement(read.document)]
    if not statements:
        return
    if any(_speaks(read) or refers(read.document) for read in site.documents):
        return
    # What is in a cookie statement that could not be read is not known.
    if any(_is_on_cookies(document) for document in site.unread):
        return
    if any(claim.type in _BROWSER_SIDE and claim.confidence >= _SURE for claim in site.claims):
        return
    yield Defect(kind="no_cookie_section", quote=None, document=statements[0].url)


def _is_statement(document: Document) -> bool:
    first = " ".join(
        document.text[block.start : block.end] for block in document.blocks[:12] if block.kind == "heading"
    )
    named = f"{document.content.title} {document.url} {first}"
    return len(document.text) >= _STATEMENT and bool(_PRIVACY.search(named))


def _speaks(read: ReadDocument) -> bool:
    """Whether the text itself, not only a menu or banner, speaks of cookies, of what is like them, or of a service
    that works in pages; in any language, for a text may be in two."""
    if any(_works_in_pages(each, mention) for each in read.passages for mention in each.mentions):
        return True
    document = read.document
    families = [words(code).family("browser_side") for code in LANGUAGES]
    for block in document.blocks:
        if block.region != "body" or block.kind == "control" or (block.links and block.end - block.start < 40):
            continue
        folded = fold(document.text, block.start, block.end).text
        if any(family.search(folded) for family in families):
            return True
    return False


def _works_in_pages(passage: Passage, mention: Mention) -> bool:
    """Whether a service works in the site's pages. A network may be only where photos are put."""
    purpose = mention.product.purpose if mention.product is not None else None
    if purpose == "social_content" and not passage.has("web_topic", "social_buttons"):
        return False
    return purpose in _IN_PAGES


def refers(document: Document) -> bool:
    """Whether a link, wherever it stands, leads to a text on cookies; a button for the choice is no such text."""
    shown = (f"{document.text[link.start : link.end]} {link.href}" for block in document.blocks for link in block.links)
    return any(_ON_COOKIES.search(each) and not _CHOICE.search(each) for each in shown)


def _is_on_cookies(document: Document) -> bool:
    return document.role == "cookies" or bool(_ON_COOKIES.search(f"{document.url} {document.requested_url}"))


def _defect(document: Document, start: int, end: int) -> Defect:
    return Defect(kind="empty_section", quote=document.text[start:end], document=document.url, start=start, end=end)
