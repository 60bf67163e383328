"""Read and write the saved documents: one canonical JSON form, older versions lifted, errors in one sentence."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from auditor.errors import InputError
from auditor.models.common import Model
from auditor.models.declaration import Declaration
from auditor.models.observation import Observation
from auditor.models.result import AuditResult
from auditor.models.upgrade import upgrade

M = TypeVar("M", bound=Model)

#: The saved documents by the name in their ``document_type``.
DOCUMENT_TYPES: dict[str, type[Model]] = {
    "observation": Observation,
    "declaration": Declaration,
    "result": AuditResult,
}


#: What a terminal would obey, or what hides or turns text around: the controls that JSON itself lets pass (C1, DEL),
#: bidirectional controls, and characters of no width. It stands escaped, so that a document can be shown anywhere.
_UNSHOWN = re.compile(
    "[\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\U000e0000-\\U000e0fff]"
)


#: How many characters are looked through at once for what is not shown. Nearly all such stretches of a large document
#: are plain ASCII, which Python tells without looking at each.
_STRETCH = 1 << 14


def to_json(document: Model) -> str:
    """The document as indented UTF-8 JSON with a final newline; equal documents give equal bytes."""
    text = document.model_dump_json(indent=1)
    stretches = (text[at : at + _STRETCH] for at in range(0, len(text), _STRETCH))
    shown = [one if one.isascii() and "\x7f" not in one else _UNSHOWN.sub(_escaped, one) for one in stretches]
    return "".join((*shown, "\n"))


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def digest(document: Model) -> str:
    """SHA-256 (hex) of the document's canonical JSON."""
    return hashlib.sha256(to_json(document).encode()).hexdigest()


def document_kind(path: Path) -> str | None:
    """The ``document_type`` of a JSON file, or None when it is no JSON object that has one.

    Raises `InputError` when the file cannot be read."""
    raw = _read(path)
    try:
        data = json.loads(raw)
    except ValueError:
        return None
    kind = data.get("document_type") if isinstance(data, dict) else None
    return kind if isinstance(kind, str) else None


def load(path: Path, expected: type[M]) -> M:
    """The document in ``path``, lifted to the present version.

    Raises `InputError` when it is missing, no JSON, of another type, newer than this tool, or invalid."""
    raw = _read(path)
    try:
        data: Any = json.loads(raw)
    except ValueError as error:
        raise InputError(f"{path.name} is not JSON: {error}.") from None
    wanted = expected.model_fields["document_type"].default
    if not isinstance(data, dict) or data.get("document_type") != wanted:
        raise InputError(f"{path.name} is not an auditor {wanted}.")
    try:
        return expected.model_validate_json(json.dumps(upgrade(data)))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path.name} is not a valid {wanted}: {place}: {first['msg']}.") from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8 text.") from None
    except OSError as error:
        raise InputError(f"Cannot read {path.name}: {error.strerror or error}.") from None
