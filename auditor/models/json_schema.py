"""Generates the committed JSON Schemas: ``python -m auditor.models.json_schema`` rewrites ``schemas/*.json``."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.models.common import Model
from auditor.models.declared_form import DeclaredForm
from auditor.models.files import DOCUMENT_TYPES

FOLDER = Path(__file__).with_name("schemas")


#: The forms that people write, by the name of their schema.
FORMS: dict[str, type[Model]] = {"declared": DeclaredForm}

#: The names of all schemas.
SCHEMAS = (*DOCUMENT_TYPES, *FORMS)


def schema_text(kind: str) -> str:
    """The JSON Schema of one document type or form, as it is committed."""
    if kind in FORMS:
        schema = FORMS[kind].model_json_schema(mode="validation")
    else:
        schema = DOCUMENT_TYPES[kind].model_json_schema(mode="serialization")
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all schemas."""
    FOLDER.mkdir(exist_ok=True)
    for kind in SCHEMAS:
        (FOLDER / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
