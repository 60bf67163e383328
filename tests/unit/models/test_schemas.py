"""The committed JSON Schemas are those of the models."""

from __future__ import annotations

import pytest

from auditor.models.files import DOCUMENT_TYPES
from auditor.models.json_schema import FOLDER, schema_text


@pytest.mark.parametrize("kind", DOCUMENT_TYPES)
def test_the_committed_schema_is_current(kind: str) -> None:
    committed = (FOLDER / f"{kind}.json").read_text(encoding="utf-8")
    assert committed == schema_text(kind), "run python -m auditor.models.json_schema"
