"""From the bytes of a page or file to its text with structure. Never raises on bad content: the outcome says so."""

from __future__ import annotations

from bs4.dammit import EncodingDetector

from auditor.models.document import DocumentText
from declarations.page_text import page_text
from declarations.pdf_text import pdf_text
from declarations.plain_text import plain_text

#: More bytes than this of one document are not looked at.
MAX_BYTES = 32_000_000


def extract(data: bytes, media_type: str, url: str) -> DocumentText:
    """The text of an HTML page, a PDF or a plain text file.

    ``media_type`` as served (parameters allowed, may be empty or wrong: the content decides where it is
    clear); ``url`` gives the file name's ending. Outcome ``empty`` without text, ``unreadable`` for what
    is none of the three or is damaged beyond reading."""
    data = data[:MAX_BYTES]
    kind = _kind(data, media_type, url)
    try:
        if kind == "pdf":
            return pdf_text(data)
        if kind == "html":
            return page_text(data, _charset(media_type))
        if kind == "text":
            return plain_text(_decode(data, _charset(media_type)))
    except (ValueError, ArithmeticError, LookupError, RecursionError, MemoryError, OSError) as error:
        return _unreadable(f"Its content could not be read ({type(error).__name__}).")
    return _unreadable("It is neither a page, nor a PDF, nor plain text.")


def _kind(data: bytes, media_type: str, url: str) -> str:
    essence = media_type.partition(";")[0].strip().lower()
    path = url.partition("?")[0].partition("#")[0].lower()
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n\x0c").lower()
    if data[:1024].find(b"%PDF-") >= 0:
        return "pdf"
    if essence in ("text/html", "application/xhtml+xml", "application/xml", "text/xml"):
        return "html"
    if essence == "text/plain" or path.endswith((".txt", ".md", ".text")):
        return "text" if not head.startswith((b"<!doctype html", b"<html")) else "html"
    if path.endswith((".html", ".htm", ".xhtml")) or head.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return "html"
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "unknown"
    if essence and not essence.startswith("text/") and essence != "application/octet-stream":
        return "unknown"
    return "html" if b"<p" in head or b"<div" in head or b"<body" in head else "text"


def _charset(media_type: str) -> str | None:
    for part in media_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _decode(data: bytes, charset: str | None) -> str:
    known = (charset,) if charset else ()
    stripped, mark = EncodingDetector.strip_byte_order_mark(data)
    for name in (mark, *known, "utf-8", "windows-1252"):
        if not name:
            continue
        try:
            return stripped.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return stripped.decode("latin-1")


def _unreadable(reason: str) -> DocumentText:
    return DocumentText(text="", blocks=(), outcome="unreadable", reason=reason)
