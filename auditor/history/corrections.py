"""A reviewer's corrections of the machine's reading of a text, in the form of ``declarations.authored``.

Each is bound to the SHA-256 of its text: the newest form of a text counts, and at another text none does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml
from pydantic import ValidationError

from auditor.errors import InputError
from auditor.models.claim_params import ClaimParams, fault_of
from auditor.models.common import ClaimType
from auditor.models.declaration import Claim, Declaration
from auditor.models.document import Document
from auditor.store.records import CorrectionRecord
from declarations.authored import authored_from
from declarations.review import entry_of, fingerprint, text_sha256

#: The name under which the corrections stand in a declaration.
FORM_NAME = "corrections.yaml"
#: Added claims that one text may have.
MOST_ADDED = 200


def newest(records: Iterable[CorrectionRecord]) -> dict[str, CorrectionRecord]:
    """The form that counts for each text, by the text's SHA-256. ``records``: oldest first."""
    return {record.text_sha256: record for record in records}


def merged_form(records: Iterable[CorrectionRecord]) -> str | None:
    """One form for ``--declared`` with all corrections that count; null when there is none."""
    counting = newest(records).values()
    documents = [document for record in counting for document in _documents(record.form)]
    if not documents:
        return None
    by = ", ".join(dict.fromkeys(record.by for record in counting))
    last = max(record.at for record in counting)
    return _written(documents, by, last.date().isoformat())


def counted(records: Iterable[CorrectionRecord]) -> int:
    """How many statements were judged or added in the forms that count."""
    return sum(len(document["claims"]) for record in newest(records).values() for document in _documents(record.form))


def document_of(declaration: Declaration, sha256: str) -> Document:
    """The text of a declaration with this SHA-256. Raises `InputError`."""
    for document in declaration.documents:
        if document.text and text_sha256(document.text) == sha256:
            return document
    raise InputError("This text is not one that the audit read.")


def read_claims(machine: Declaration, document: Document) -> list[tuple[str, Claim]]:
    """The claims that the reader read in a text, each with what tells it from the others."""
    claims = [claim for claim in machine.claims if claim.document == document.url and claim.origin == "read"]
    return [(fingerprint(entry_of(claim)), claim) for claim in claims]


def decided(record: CorrectionRecord | None) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """What a form decides: entries by what they were read as, and those that were added."""
    entries = [entry for document in _documents(record.form) for entry in document["claims"]] if record else []
    return {entry["read_as"]: entry for entry in entries if entry.get("read_as")}, [
        entry for entry in entries if entry["review"] == "add"
    ]


def with_decision(
    machine: Declaration, sha256: str, record: CorrectionRecord | None, by: str, entry: dict[str, Any]
) -> str:
    """The form of a text with one more decision (or ``open``: one fewer). ``entry`` is one of `judged` or `added`.

    Raises `InputError` where the form cannot be right."""
    document = document_of(machine, sha256)
    known, extra = decided(record)
    if entry.get("read_as"):
        known[entry["read_as"]] = entry
    else:
        extra = [one for one in extra if (one["type"], one["quote"]) != (entry["type"], entry["quote"])]
        extra += [entry] if entry["review"] == "add" else []
    if len(extra) > MOST_ADDED:
        raise InputError(f"No more than {MOST_ADDED} statements can be added to one text.")
    kept = [one for one in known.values() if one["review"] != "open"]
    form = _written([{"url": document.url, "text_sha256": sha256, "claims": [*kept, *extra]}], by, None)
    authored_from(form.encode(), FORM_NAME)
    return form


def judged(read_as: str, claim: Claim, review: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """An entry for a claim that was read: ``confirm``, ``reject``, ``open``, or ``correct`` with other ``params``."""
    entry = {"review": review, **entry_of(claim), "read_as": read_as}
    if review == "correct":
        entry["params"] = checked_params(claim.type, params or {})
    return entry


def added(document: Document, claim_type: ClaimType, quote: str, params: dict[str, Any]) -> dict[str, Any]:
    """An entry for a claim that the reader missed. Raises `InputError` when the text does not hold the quote."""
    words = _as_it_stands(document.text, quote)
    return {"review": "add", "type": claim_type, "params": checked_params(claim_type, params), "quote": words}


def _as_it_stands(text: str, quote: str) -> str:
    """The quote as the text has it; a selection in a browser has other line ends."""
    if quote in text:
        return quote
    parts = [re.escape(part) for part in quote.split()]
    found = re.search(r"\s+".join(parts), text) if parts and len(parts) <= 500 else None
    if found is None:
        raise InputError("These words do not stand in the text; copy them from it.")
    return found[0]


def checked_params(claim_type: ClaimType, params: dict[str, Any]) -> dict[str, Any]:
    """Parameters that a claim of this type can have. Raises `InputError` with one sentence."""
    try:
        given = ClaimParams.model_validate(params).given()
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))[:100]}: {first['msg'][:200]}.") from None
    fault = fault_of(claim_type, given)
    if fault is not None:
        raise InputError(fault[0].upper() + fault[1:] + ".")
    return given


def params_from(text: str) -> dict[str, Any]:
    """Parameters as somebody typed them, one a line: ``category: marketing, analytics``. Raises `InputError`."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not value.strip():
            raise InputError("Write each parameter on a line of its own, as name: value.")
        found[name.strip()] = _value(name.strip(), value.strip())
    return found


def _value(name: str, text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if name == "lifetime":
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else text
    annotation = ClaimParams.model_fields[name].annotation if name in ClaimParams.model_fields else None
    many = "list" in str(annotation)
    return [part.strip() for part in text.split(",") if part.strip()] if many else text


def params_text(params: dict[str, Any]) -> str:
    """Parameters in the form that `params_from` reads."""

    def said(value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

    return "\n".join(f"{name}: {said(value)}" for name, value in params.items() if value is not None)


def _documents(form: str) -> list[dict[str, Any]]:
    """The documents of a form that was found right when it was kept."""
    documents: list[dict[str, Any]] = yaml.safe_load(form)["documents"]
    return documents


def _written(documents: list[dict[str, Any]], by: str | None, date: str | None) -> str:
    form = {"declared": 1, "mode": "add", "by": by or None, "date": date, "documents": documents}
    text: str = yaml.safe_dump(form, allow_unicode=True, sort_keys=False, width=110)
    return text
