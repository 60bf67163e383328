"""Helpers of the reader's tests: a document from a text or page, and what was read in it in short form."""

from __future__ import annotations

from auditor.models.declaration import Declaration
from auditor.models.document import Document
from declarations.extract import extract
from declarations.reader import read
from declarations.standing import ACCUSING

URL = "https://www.winkel.example/privacy"


def document(text: str | bytes, media_type: str = "text/html", url: str = URL, role: str = "privacy") -> Document:
    data = text.encode() if isinstance(text, str) else text
    content = extract(data, media_type, url)
    return Document(
        url=url,
        requested_url=url,
        found_by="file",
        content=content,
        media_type=media_type,
        role=role,  # type: ignore[arg-type]
    )


def page(body: str, language: str = "nl") -> Document:
    return document(f"<html lang={language}><head><title>Privacy</title></head><body><main>{body}</main></body></html>")


def declared(body: str, language: str = "nl") -> Declaration:
    return read([page(body, language)])


def statement(sentence: str, language: str) -> Declaration:
    return declared(f"<h1>Privacy</h1><h2>Cookies</h2><p>{sentence}</p>", language)


def outright_denials(text: str, language: str) -> list[str]:
    """The types of the claims in a text that accuse a site that does otherwise, without a limit or a "may"."""
    return [
        claim.type
        for claim in statement(text, language).claims
        if claim.type in ACCUSING - {"consent_prior"}
        and not claim.possible
        and not claim.params.keys() & {"condition", "scope"}
    ]


def short(declaration: Declaration) -> set[str]:
    """Each claim as ``type key`` with its lists joined: "no_category marketing", "lifetime 3600"."""
    keys = (
        "category",
        "vendor",
        "lifetime",
        "value",
        "region",
        "data",
        "basis",
        "behaviour",
        "resource",
        "of",
        "technology",
        "via",
    )
    found = set()
    for claim in declaration.claims:
        parts = [claim.type]
        for key in keys:
            value = claim.params.get(key)
            if value is not None:
                parts.append(",".join(map(str, value)) if isinstance(value, list) else str(value))
        found.add(" ".join(parts) + ("?" if claim.possible else ""))
    return found
