"""Generates the committed JSON Schemas: ``python -m auditor.models.json_schema`` rewrites ``schemas/*.json``."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.models.files import DOCUMENT_TYPES

FOLDER = Path(__file__).with_name("schemas")


def schema_text(kind: str) -> str:
    """The JSON Schema of one document type, as it is committed."""
    schema = DOCUMENT_TYPES[kind].model_json_schema(mode="serialization")
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all schemas."""
    FOLDER.mkdir(exist_ok=True)
    for kind in DOCUMENT_TYPES:
        (FOLDER / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
