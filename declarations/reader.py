"""Reads the documents of one site together into a Declaration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.models.common import Language
from auditor.models.declaration import Claim, Declaration
from auditor.models.document import Document
from auditor.models.tool import this_tool
from declarations.bearing import bearing
from declarations.claim import Found
from declarations.claims import DETECTORS
from declarations.language import document_language, words
from declarations.passages import Passage, passages


def read(documents: Sequence[Document], site_domain: str | None = None) -> Declaration:
    """What ``documents`` declare about cookies and the like. ``site_domain``: the site's registrable domain, where known.

    Documents without readable text are kept and give nothing."""
    claims: list[Claim] = []
    languages: list[Language] = []
    for document in documents:
        language = document_language(document.text, document.content.text_language)
        languages.append(language)
        for passage in passages(document, words(language)):
            if bearing(passage) == "own":
                claims += [_claim(passage, found) for found in _found(passage)]
    return Declaration(
        tool=this_tool(),
        language=next((language for language in languages if language != "und"), "und"),
        documents=tuple(documents),
        claims=tuple(claims),
        cookies=(),
        vendors=(),
        deferrals=(),
        defects=(),
    )


def _found(passage: Passage) -> Iterable[Found]:
    for detector in DETECTORS:
        yield from detector.detect(passage)


def _claim(passage: Passage, found: Found) -> Claim:
    document = passage.document
    source = passage.source
    assert document is not None and source is not None
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
