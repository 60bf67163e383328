"""What a site's documents declare: the document that reading ends in.

Field names and values are those of the labelled corpus, so that a Declaration can be scored as it is.
"""

from __future__ import annotations

from typing import Any, Literal

from auditor.models.common import (
    SCHEMA_VERSION,
    Category,
    ClaimType,
    DefectKind,
    Language,
    Model,
    Party,
    Tool,
)
from auditor.models.document import Document, Region


class Claim(Model):
    """One thing that a document states, with the sentence or clause that states it.

    ``quote`` is ``text[start:end]`` of the document whose ``url`` is ``document``, verbatim.
    ``params``: as the claim type defines them; lists for category, vendor, mechanism, data, via,
    country, domains, excluded, technology, resource, basis. ``modality`` "possible" never accuses.
    ``heading``: nearest heading above, null without one. ``confidence``: 0 to 1.
    """

    type: ClaimType
    params: dict[str, Any] = {}
    quote: str
    document: str
    start: int
    end: int
    heading: str | None = None
    region: Region = "body"
    confidence: float = 1.0

    @property
    def possible(self) -> bool:
        """Whether the text only says that it may be so."""
        return bool(self.params.get("modality") == "possible")


class DeclaredCookie(Model):
    """A row of a cookie table or list. ``name`` with wildcards as printed.

    ``lifetime``: seconds (a month is 30 days, a year 365), ``"session"``, ``"persistent"`` (said to be
    permanent, no number), or null (not stated). ``provider``: vendor id, null for the site itself.
    ``party``: third where a provider other than the site is named.
    """

    name: str
    provider: str | None = None
    provider_text: str | None = None
    category: Category | None = None
    lifetime: int | Literal["session", "persistent"] | None = None
    party: Party | None = None
    purpose: str | None = None
    quote: str
    document: str
    start: int
    end: int
    source: Literal["table", "prose"] = "table"


class DeclaredVendor(Model):
    """A service that the texts say is loaded in, or gets data from, the visitor's browser."""

    id: str
    status: Literal["used", "possible"]


class Deferral(Model):
    """A place that the text sends the reader to for its cookie information.

    ``url`` is absolute where the document's own address is known; null when the text gives none."""

    kind: Literal["page", "banner"]
    url: str | None
    quote: str
    document: str
    start: int
    end: int


class Defect(Model):
    """Something wrong with the text itself. ``quote`` and place are null for a missing section."""

    kind: DefectKind
    quote: str | None
    document: str | None = None
    start: int | None = None
    end: int | None = None
    detail: str | None = None


class Declaration(Model):
    """All that the documents of one site declare together. ``other_recipients``: back-office parties, by name."""

    document_type: Literal["declaration"] = "declaration"
    schema_version: int = SCHEMA_VERSION
    tool: Tool
    language: Language
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    cookies: tuple[DeclaredCookie, ...]
    vendors: tuple[DeclaredVendor, ...]
    other_recipients: tuple[str, ...] = ()
    deferrals: tuple[Deferral, ...]
    defects: tuple[Defect, ...]
