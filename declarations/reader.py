"""Reads the documents of one site together into a Declaration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.domains import host_of, registrable_domain
from auditor.models.common import Language
from auditor.models.declaration import Claim, Declaration, DeclaredCookie, Deferral, Reading
from auditor.models.document import Document
from auditor.models.tool import this_tool
from declarations.bearing import bearing
from declarations.claim import Found
from declarations.claims.vendors import newsletter_services
from declarations.contents import contents, guidance, transfer_grounds
from declarations.cookie_lists import item_cookies, section_cookies, term_cookies
from declarations.cookie_prose import prose_cookies
from declarations.cookie_records import list_cookies
from declarations.cookie_rows import RawCookie, Rows
from declarations.cookie_runs import run_cookies
from declarations.cookie_tables import table_cookies
from declarations.defects import FINDERS
from declarations.language import document_language, words
from declarations.last_changed import last_changed
from declarations.own_sections import own_passages
from declarations.passages import Passage, passages
from declarations.site_text import ReadDocument, SiteText, site_words
from declarations.vendor_list import declared_vendors, other_recipients
from declarations.weighing.features import places
from declarations.weighing.judgement import judgements


def read(documents: Sequence[Document], site_domain: str | None = None) -> Declaration:
    """What ``documents`` declare about cookies and the like. ``site_domain``: registrable, where known.

    Documents without readable text are kept and give nothing. Pure and deterministic."""
    site_domain = site_domain or _domain(documents)
    sources = [_opened(document, site_domain) for document in documents if document.text]
    site = SiteText(sources, site_domain, [document for document in documents if not document.text])
    for source in sources:
        own = places(source.bearings, source.own)
        placed = [(passage, place) for (passage, _), place in zip(source.bearings, own, strict=True)]
        for (passage, _), claimed in zip(placed, judgements(placed), strict=True):
            site.claims += [_claim(passage, found) for found in claimed]
        for passage in source.aside:
            site.claims += [_claim(passage, found) for found in newsletter_services(passage)]
        site.cookies += _cookies(source, site_domain)
    site.claims = _distinct(site.claims)
    site.deferrals = [_deferral(claim) for claim in site.claims if claim.type == "deferral"]
    named = declared_vendors(site.claims, site.cookies, sources)
    return Declaration(
        tool=this_tool(),
        language=_language(sources),
        documents=tuple(documents),
        claims=tuple(site.claims),
        cookies=tuple(site.cookies),
        vendors=named,
        other_recipients=other_recipients(sources, named),
        deferrals=tuple(site.deferrals),
        defects=tuple(defect for finder in FINDERS for defect in finder(site)),
        readings=tuple(_reading(source) for source in sources),
    )


def _reading(source: ReadDocument) -> Reading:
    text = source.document.content
    return Reading(
        document=source.document.url,
        language=document_language(text.text, text.text_language),
        last_changed=last_changed(source),
        contents=contents(source),
        analytics_guidance=guidance(source),
        transfer_grounds=transfer_grounds(source),
    )


def _opened(document: Document, site_domain: str | None) -> ReadDocument:
    language = words(document_language(document.text, document.content.text_language))
    found = unrepeated(passages(document, language, site_words(document, site_domain, lines=False)))
    bearings = [(passage, bearing(passage)) for passage in found]
    return ReadDocument(
        document,
        language,
        found,
        own=own_passages(bearings),
        bearings=bearings,
        aside=[passage for passage, about in bearings if about == "off_topic" and passage.mentions],
    )


def unrepeated(found: Iterable[Passage]) -> list[Passage]:
    """Without sentences that stand earlier in the same surroundings: a page may hold its text twice."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for passage in found:
        previous, lead = passage.previous, passage.lead
        key = (passage.text, passage.headings[-2:], previous and previous.text, lead and lead.text)
        if key not in seen:
            seen.add(key)
            kept.append(passage)
    return kept


def _language(sources: Sequence[ReadDocument]) -> Language:
    for source in sources:
        language = document_language(source.document.text, source.document.content.text_language)
        if language != "und":
            return language
    return "und"


def _domain(documents: Sequence[Document]) -> str | None:
    for document in documents:
        host = host_of(document.url) if document.url.startswith(("http://", "https://")) else ""
        if host:
            return registrable_domain(host)
    return None


def _claim(passage: Passage, found: Found) -> Claim:
    document, source = passage.document, passage.source
    if document is None or source is None:
        raise ValueError("a passage without its document")
    start, end = found.stretch.block.span(found.stretch.start, found.stretch.end)
    return Claim(
        type=found.type,
        params=found.params,
        quote=document.text[start:end],
        document=document.url,
        start=start,
        end=end,
        heading=passage.heading,
        region=source.region,
        confidence=found.confidence,
    )


def _distinct(claims: Iterable[Claim]) -> list[Claim]:
    seen: set[tuple[str, str, str, int]] = set()
    kept: list[Claim] = []
    for claim in claims:
        key = (claim.type, repr(sorted(claim.params.items(), key=lambda item: item[0])), claim.document, claim.start)
        if key not in seen:
            seen.add(key)
            kept.append(claim)
    return kept


def _deferral(claim: Claim) -> Deferral:
    return Deferral(
        kind=claim.params["kind"],
        url=claim.params["url"],
        quote=claim.quote,
        document=claim.document,
        start=claim.start,
        end=claim.end,
    )


def _cookies(source: ReadDocument, site_domain: str | None) -> list[DeclaredCookie]:
    document = source.document
    rows = Rows(document, source.words, site_domain)
    found: list[DeclaredCookie] = []
    taken: set[str] = set()
    for raws in (
        table_cookies(document, source.words),
        run_cookies(document, source.words),
        list_cookies(document, source.words),
        term_cookies(document, source.words),
        section_cookies(document, source.words),
        item_cookies(document, source.words),
        prose_cookies(source.passages, source.own),
    ):
        found += _unseen(raws, rows, taken)
    return found


def _unseen(raws: Iterable[RawCookie], rows: Rows, taken: set[str]) -> list[DeclaredCookie]:
    made = []
    before = set(taken)
    for raw in raws:
        if raw.name in before or (raw.source == "prose" and raw.name in taken):
            continue
        taken.add(raw.name)
        made.append(rows.cookie(raw))
    return made
