"""What a site's documents declare: the document that reading ends in.

Field names and values are those of the labelled corpus, so that a Declaration can be scored as it is.
"""

from __future__ import annotations

from datetime import date
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

#: Who says that a text claims something: the reader alone, a person who checked or corrected the reader or added
#: what it missed, or a person who declares it outright.
Origin = Literal["read", "confirmed", "corrected", "added", "stated"]


class Claim(Model):
    """One thing that a document states, with the sentence or clause that states it.

    ``quote`` is ``text[start:end]`` of the document whose ``url`` is ``document``, verbatim.
    ``params``: as the claim type defines them; lists for category, vendor, mechanism, data, via,
    country, domains, excluded, technology, resource, basis. ``modality`` "possible" never accuses.
    ``heading``: nearest heading above, null without one. ``confidence``: 0 to 1. ``origin``: who says so.
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
    origin: Origin = "read"

    @property
    def possible(self) -> bool:
        """Whether the text only says that it may be so."""
        return bool(self.params.get("modality") == "possible")


class DeclaredCookie(Model):
    """A row of a cookie table or list. ``name`` with wildcards as printed.

    ``lifetime``: seconds (a month is 30 days, a year 365), ``"session"``, ``"persistent"`` (said to be
    permanent, no number), or null (not stated). ``provider``: vendor id, null for the site itself.
    ``party``: third where a provider other than the site is named. ``provider_text`` and ``category_text``: the words
    that say so; null where ``provider`` or ``category`` follows from what is known of the name, or from its purpose.
    """

    name: str
    provider: str | None = None
    provider_text: str | None = None
    category: Category | None = None
    category_text: str | None = None
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


#: What a privacy statement tells: who is responsible, how to reach them, what for, who receives the data, how long it
#: is kept, which rights there are, and where to complain (GDPR Art. 13).
ContentKind = Literal["controller", "contact", "purposes", "recipients", "retention", "rights", "complaint"]


class Place(Model):
    """A stretch of a document: ``quote`` is ``text[start:end]``."""

    quote: str
    start: int
    end: int


class Content(Place):
    """The first place where a document tells something that a privacy statement has to tell."""

    kind: ContentKind


class LastChanged(Place):
    """When a document says that it was last changed; of several dates the newest.

    ``on``: the last day that the words allow (of "May 2018" the 31st). ``precision``: what they name."""

    on: date
    precision: Literal["day", "month", "year"]


class Reading(Model):
    """What one document is and tells, besides its claims. ``language``: by its words. ``analytics_guidance``: places
    that rely on the authority's withdrawn manual for Google Analytics. ``transfer_grounds``: places that name what a
    transfer out of the EEA may rest on (an adequacy decision, standard clauses, binding rules, consent to it); null
    where nobody looked."""

    document: str
    language: Language
    last_changed: LastChanged | None = None
    contents: tuple[Content, ...] = ()
    analytics_guidance: tuple[Place, ...] = ()
    transfer_grounds: tuple[Place, ...] | None = None


class DeclaredByHand(Model):
    """The form with which a person stated or corrected a declaration.

    ``file``: its name, ``sha256`` of its bytes; ``by`` and ``date`` as it says. ``replaced``: how many claims of the
    machine's reading no longer count. ``notes``: what of it was not applied, and why, in plain English facts."""

    file: str
    sha256: str
    mode: Literal["replace", "add"]
    by: str | None = None
    date: str | None = None
    stated: int = 0
    confirmed: int = 0
    corrected: int = 0
    rejected: int = 0
    added: int = 0
    replaced: int = 0
    notes: tuple[str, ...] = ()


class Declaration(Model):
    """All that the documents of one site declare together. ``other_recipients``: back-office parties, by name.
    ``readings``: one for each document that was read; none in declarations of older releases."""

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
    readings: tuple[Reading, ...] = ()
    by_hand: DeclaredByHand | None = None
