"""A page or file of the site that may declare something, as text with its structure."""

from __future__ import annotations

from typing import Literal

from auditor.models.common import Language, Model

BlockKind = Literal[
    "heading",
    "paragraph",
    "list_item",
    "table_cell",
    "table_header",
    "term",
    "definition",
    "summary",
    "caption",
    "control",
]
Region = Literal["body", "nav", "header", "footer", "banner"]

#: ``missing``: 404 or 410. ``error``: any other refusal or failure. ``empty``: no text in it.
DocumentOutcome = Literal["ok", "missing", "error", "empty", "unreadable"]


class Link(Model):
    """A link inside a block: characters ``start`` to ``end`` of the document's text, and where it leads."""

    start: int
    end: int
    href: str


class Cell(Model):
    """Where a table cell stands: table number in the document, row and column (both from 0), its spans."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


class Block(Model):
    """One block of a document: ``text[start:end]``. Blocks do not overlap and stand in reading order.

    ``level`` is 1–6 for headings, the nesting depth from 1 for list items and definitions, else 0.
    ``html_id``: the element's own or nearest enclosing ``id``, for links with a fragment.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    region: Region = "body"
    language: Language | None = None
    html_id: str | None = None
    cell: Cell | None = None
    links: tuple[Link, ...] = ()


class DocumentText(Model):
    """What a page says: normalised text (NFKC, no soft hyphens or zero-width spaces, white space
    runs in a block one space, blocks joined by one newline) with its blocks. ``text_language`` is the
    page's own ``lang`` when it is one that is read, else null."""

    title: str = ""
    text: str
    blocks: tuple[Block, ...]
    text_language: Language | None = None
    outcome: DocumentOutcome = "ok"
    reason: str | None = None


class Document(Model):
    """A document with its provenance. ``url`` is where it was found at the end of all redirects.

    ``found_by``: ``link`` (from a page of the site), ``deferral`` (named by another document),
    ``option`` (``--policy``), ``file`` (read from disk), ``banner``, ``declared`` (by hand);
    ``found_text``/``found_on``: the link's text and the page it stood on. ``role``: what its link, title and
    address say it is. ``sha256``: of the bytes as served. ``evidence``: file name of those bytes beside the
    observation.
    """

    url: str
    requested_url: str
    found_by: Literal["link", "deferral", "option", "file", "banner", "declared"]
    found_text: str = ""
    found_on: str | None = None
    role: Literal["privacy", "cookies", "terms", "consent_manager", "other"] = "other"
    status: int | None = None
    media_type: str = ""
    sha256: str | None = None
    evidence: str | None = None
    content: DocumentText

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.content.text

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text's blocks in reading order."""
        return self.content.blocks
