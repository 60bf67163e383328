"""The form in which a person states a declaration, or corrects what the reader read: YAML, given with ``--declared``.

``claims``, ``cookies``, ``vendors`` and ``other_recipients`` state things outright. ``documents`` and ``together`` are
written by ``auditor read --review``; a decision in them is bound to the SHA-256 of the text that it is about.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from auditor.models.claim_params import ClaimParams, Name, StatedLifetime, fault_of
from auditor.models.common import Category, ClaimType, DefectKind, Language, Model, Party

#: What a person decided on an entry: nothing yet, right, wrong and put right here, wrong, or missed by the reader.
Decision = Literal["open", "confirm", "correct", "reject", "add"]

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Place = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]


class _Short:
    """Lets one word stand for the object whose ``key`` it is, and says so in the JSON Schema."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler(schema)
        properties = handler.resolve_ref_schema(whole)["properties"]
        return {"anyOf": [properties[self.key], whole]}


def _long(key: str) -> BeforeValidator:
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


class StatedClaim(Model):
    """A claim stated outright. ``quote``: the sentence as the author words it; without one the entry is quoted."""

    type: ClaimType
    params: ClaimParams = ClaimParams()
    quote: Name | None = None

    @model_validator(mode="after")
    def _fitting(self) -> StatedClaim:
        fault = fault_of(self.type, self.params.given())
        if fault is not None:
            raise ValueError(fault)
        return self


class StatedCookie(Model):
    """A cookie that is declared. ``name`` with ``*`` for what varies; ``provider``: a vendor, null for the site.

    ``lifetime``: seconds, ``session``, ``persistent``, or words ("2 years"). ``party``: third with a provider.
    """

    name: Name
    provider: Name | None = None
    category: Category | None = None
    lifetime: StatedLifetime | None = None
    party: Party | None = None
    purpose: Name | None = None


class StatedVendor(Model):
    """A service that is loaded in, or gets data from, the visitor's browser."""

    id: Name
    status: Literal["used", "possible"] = "used"


class _Reviewed(Model):
    """An entry that the reader wrote and a person decides on. ``read_as`` tells what was read: leave it as it is."""

    review: Decision
    read_as: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.review == "add" and self.read_as is not None:
            raise ValueError("an added entry has no read_as; to change what was read, write correct")
        if self.review != "add" and self.read_as is None:
            raise ValueError(f"an entry without read_as was not read, so that it can only be added, not {self.review}")
        return self


class ReviewedClaim(_Reviewed):
    """A claim of a document. ``quote``: verbatim from its text; ``at``: where in it, found anew when it was changed.

    Only where a person wrote them (``correct``, ``add``) the parameters are held against `ClaimParams`."""

    type: ClaimType
    params: dict[str, Any] = {}
    quote: Name
    at: Place | None = None


class ReviewedCookie(_Reviewed, StatedCookie):
    """A row of a document's cookie table. ``quote``: the row, or what stands for it in the text."""

    provider_text: Name | None = None
    quote: str
    at: Place | None = None


class ReviewedDefect(_Reviewed):
    """A defect of a document's text; ``quote`` is null for a section that is missing."""

    kind: DefectKind
    quote: str | None = None
    detail: str | None = None
    at: Place | None = None


class ReviewedVendor(_Reviewed, StatedVendor):
    """A service that all texts together name."""


class ReviewedDocument(Model):
    """The reading of one document. ``text_sha256``: of the UTF-8 text that was read; decisions hold for no other."""

    url: str
    text_sha256: Sha256
    claims: tuple[ReviewedClaim, ...] = ()
    cookies: tuple[ReviewedCookie, ...] = ()
    defects: tuple[ReviewedDefect, ...] = ()


class ReviewedTogether(Model):
    """What follows from all documents together; decisions hold while none of their texts has changed."""

    vendors: tuple[ReviewedVendor, ...] = ()
    defects: tuple[ReviewedDefect, ...] = ()


class DeclaredForm(Model):
    """A declaration by hand. ``mode``: whether it replaces the machine's reading, or adds to it (with the corrections).

    ``by``: who declares this, for the report; ``date``: when. In ``replace`` only what is stated here, or was
    confirmed, corrected or added in the review, stands."""

    declared: Literal[1] = 1
    mode: Literal["replace", "add"] = "replace"
    by: Name | None = None
    date: dt.date | None = None
    language: Language | None = None
    claims: tuple[Annotated[StatedClaim, _long("type"), _Short("type")], ...] = ()
    cookies: tuple[Annotated[StatedCookie, _long("name"), _Short("name")], ...] = ()
    vendors: tuple[Annotated[StatedVendor, _long("id"), _Short("id")], ...] = ()
    other_recipients: tuple[Name, ...] = ()
    documents: tuple[ReviewedDocument, ...] = ()
    together: ReviewedTogether = ReviewedTogether()
