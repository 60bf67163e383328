"""The text of a PDF, bounded in pages, characters and unpacked size."""

from __future__ import annotations

import io
import logging

from auditor.models.document import DocumentText
from declarations.plain_text import plain_text

MAX_PAGES = 200
#: Characters after which reading stops, and the largest content stream (bytes, unpacked) of a page that is read.
MAX_TEXT = 2_000_000
MAX_STREAM = 8_000_000

_log = logging.getLogger("pypdf")


def pdf_text(data: bytes) -> DocumentText:
    """The text of all pages, page breaks joined. Outcome ``unreadable`` when damaged or encrypted,
    ``empty`` when it holds no text (a scan)."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    _log.setLevel(logging.CRITICAL)
    parts: list[str] = []
    length = 0
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return DocumentText(text="", blocks=(), outcome="unreadable", reason="The PDF is encrypted.")
        title = str(reader.metadata.title or "") if reader.metadata else ""
        for number, page in enumerate(reader.pages):
            contents = page.get_contents()
            if contents is not None and len(contents.get_data()) > MAX_STREAM:
                continue
            parts.append(page.extract_text())
            length += len(parts[-1])
            if number + 1 >= MAX_PAGES or length > MAX_TEXT:
                break
    except (
        PyPdfError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        OSError,
        RecursionError,
        MemoryError,
    ):
        if not parts:
            return DocumentText(text="", blocks=(), outcome="unreadable", reason="The PDF is damaged.")
        title = ""
    return plain_text("\f".join(parts)[:MAX_TEXT], title)
