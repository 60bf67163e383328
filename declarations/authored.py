"""A declaration by hand: what a person states outright, and the corrections of what the reader read.

What is stated becomes a document of its own, so that each of its claims has its quote at its place. A correction is
bound to the SHA-256 of the text that it corrects; where the text has changed it is not applied, and a note says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from auditor.models.claim_params import ClaimParams, fault_of
from auditor.models.declaration import (
    Claim,
    Declaration,
    DeclaredByHand,
    DeclaredCookie,
    DeclaredVendor,
    Deferral,
)
from auditor.models.declared_form import DeclaredForm, ReviewedClaim
from auditor.models.document import Document
from declarations.builder import Line, Place, TextBuilder, normalise
from declarations.form_yaml import Form, Path, load_form, refused
from declarations.review import Reviewed, changed, reviewed
from declarations.stated_values import cookie_of, is_known, lifetime_of, params_of, vendor_id
from declarations.vendor_list import declared_vendors


@dataclass(frozen=True)
class Authored:
    """A form that was read and found right. ``sha256``: of the file's bytes."""

    form: DeclaredForm
    file: Form
    sha256: str


def authored_from(data: bytes, name: str) -> Authored:
    """The form in a file's bytes. Raises `InputError` with a sentence for each thing that is wrong, one a line."""
    file = load_form(data, name)
    form = file.validate(DeclaredForm)
    faults = [*_faults_of_lifetimes(form, file), *_faults_of_reviews(form, file)]
    if faults:
        raise refused(faults)
    return Authored(form, file, hashlib.sha256(data).hexdigest())


def _faults_of_lifetimes(form: DeclaredForm, file: Form) -> Iterator[str]:
    stated: list[tuple[Path, int | str | None]] = [
        (("claims", index, "params", "lifetime"), claim.params.lifetime) for index, claim in enumerate(form.claims)
    ]
    stated += [(("cookies", index, "lifetime"), cookie.lifetime) for index, cookie in enumerate(form.cookies)]
    for number, document in enumerate(form.documents):
        stated += [
            (("documents", number, "cookies", index, "lifetime"), cookie.lifetime)
            for index, cookie in enumerate(document.cookies)
        ]
    for path, value in stated:
        if value is not None and lifetime_of(value) is None:
            yield file.fault(
                path, f"{value!r} is no lifetime; write seconds, session, persistent, or such as '2 years'"
            )


def _faults_of_reviews(form: DeclaredForm, file: Form) -> Iterator[str]:
    for number, document in enumerate(form.documents):
        for index, claim in enumerate(document.claims):
            path: Path = ("documents", number, "claims", index)
            if claim.review in ("correct", "add"):
                yield from _faults_of_params(claim, path, file)
            if claim.review in ("open", "confirm") and changed(claim):
                yield file.fault(path, f"the claim was changed but its review says {claim.review}; write correct")
        for index, cookie in enumerate(document.cookies):
            if cookie.review in ("open", "confirm") and changed(cookie):
                path = ("documents", number, "cookies", index)
                yield file.fault(path, f"the cookie was changed but its review says {cookie.review}; write correct")


def _faults_of_params(claim: ReviewedClaim, path: Path, file: Form) -> Iterator[str]:
    try:
        params = ClaimParams.model_validate(claim.params).given()
    except ValidationError as error:
        yield from file.faults(error, (*path, "params"))
        return
    fault = fault_of(claim.type, params)
    if fault is not None:
        yield file.fault(path, fault)
    elif "lifetime" in params and lifetime_of(params["lifetime"]) is None:
        yield file.fault((*path, "params", "lifetime"), f"{params['lifetime']!r} is no lifetime")


def apply(machine: Declaration, authored: Authored) -> Declaration:
    """The declaration that a form makes of the machine's reading. Pure; never raises for what the form says."""
    form = authored.form
    found = reviewed(machine, form)
    stated = _Stated(authored, {document.url for document in machine.documents})
    claims = [*stated.claims, *found.claims]
    cookies = [*stated.cookies, *found.cookies]
    whole = form.mode == "replace"
    return machine.model_copy(
        update={
            "language": form.language or machine.language,
            "documents": (*stated.documents, *machine.documents),
            "claims": tuple(claims),
            "cookies": tuple(cookies),
            "vendors": _vendors(form, found, claims, [*stated.cookies, *found.rows]),
            "other_recipients": (*form.other_recipients, *(() if whole else machine.other_recipients)),
            "deferrals": tuple(_deferral(claim) for claim in claims if claim.type == "deferral"),
            "defects": tuple(found.defects),
            "by_hand": DeclaredByHand(
                file=authored.file.name,
                sha256=authored.sha256,
                mode=form.mode,
                by=form.by,
                date=form.date.isoformat() if form.date else None,
                stated=len(stated.claims) + len(stated.cookies) + len(form.vendors),
                **found.counts,
                replaced=found.replaced,
                notes=(*found.notes, *_unknown_vendors(form)),
            ),
        }
    )


class _Stated:
    """What a form states outright, as a document with one block an entry."""

    def __init__(self, authored: Authored, taken: set[str]) -> None:
        self._authored = authored
        self._text = TextBuilder()
        self._url = _free(f"declared:{authored.file.name}", taken)
        form = authored.form
        claims = [self._placed(("claims", index), claim.quote) for index, claim in enumerate(form.claims)]
        cookies = [self._placed(("cookies", index), None) for index in range(len(form.cookies))]
        for index in range(len(form.vendors)):
            self._placed(("vendors", index), None)
        self._content = self._text.document(authored.file.name, form.language)
        self.claims = [
            Claim(type=claim.type, params=params_of(claim.params.given()), origin="stated", **self._quoted(span))
            for claim, span in zip(form.claims, claims, strict=True)
        ]
        self.cookies = [
            cookie_of(row, {**self._quoted(span), "source": "table"})
            for row, span in zip(form.cookies, cookies, strict=True)
        ]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The one document; none where nothing is stated outright."""
        if not self._content.text:
            return ()
        document = Document(
            url=self._url, requested_url=self._url, found_by="declared", media_type="application/yaml",
            sha256=self._authored.sha256, content=self._content,
        )  # fmt: skip
        return (document,)

    def _placed(self, path: Path, quote: str | None) -> tuple[int, int]:
        """Adds the author's words, or the entry as it stands in the file, as a block; where it lies in the text."""
        line = " ".join(normalise(quote or self._source(path)).split())
        before = len(self._text.blocks)
        self._text.add(Line(line), Place(kind="list_item", level=1))
        block = self._text.blocks[-1] if len(self._text.blocks) > before else None
        return (block.start, block.end) if block else (0, 0)

    def _source(self, path: Path) -> str:
        place = self._authored.file.places[path]
        lines = self._authored.file.text[place.start : place.end].splitlines()
        return "\n".join(line for line in lines if not line.lstrip().startswith("#"))

    def _quoted(self, span: tuple[int, int]) -> dict[str, Any]:
        start, end = span
        return {"quote": self._content.text[start:end], "document": self._url, "start": start, "end": end}


def _free(url: str, taken: set[str]) -> str:
    while url in taken:
        url += "'"
    return url


def _unknown_vendors(form: DeclaredForm) -> Iterator[str]:
    named = [vendor.id for vendor in form.vendors]
    named += [name for claim in form.claims for name in claim.params.vendor or ()]
    named += [cookie.provider for cookie in form.cookies if cookie.provider]
    for name in dict.fromkeys(named):
        if not is_known(name):
            yield f"{name} is no service that is known here, and was taken for the name of a local supplier."


def _vendors(
    form: DeclaredForm, found: Reviewed, claims: Sequence[Claim], rows: Sequence[DeclaredCookie]
) -> tuple[DeclaredVendor, ...]:
    """What was listed or kept, and what the claims and cookies that a person wrote name."""
    by_person = [claim for claim in claims if claim.origin != "read"]
    status = {vendor.id: vendor for vendor in declared_vendors(by_person, rows, ())}
    status = {name: vendor for name, vendor in status.items() if name not in found.refused}
    status |= {vendor.id: vendor for vendor in found.vendors}
    status |= {vendor_id(one.id): DeclaredVendor(id=vendor_id(one.id), status=one.status) for one in form.vendors}
    return tuple(status[name] for name in sorted(status))


def _deferral(claim: Claim) -> Deferral:
    return Deferral(
        kind=claim.params.get("kind") or "page",
        url=claim.params.get("url"),
        quote=claim.quote,
        document=claim.document,
        start=claim.start,
        end=claim.end,
    )
