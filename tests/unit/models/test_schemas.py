"""The committed JSON Schemas are those of the models."""

from __future__ import annotations

import pytest

from auditor.models.json_schema import FOLDER, SCHEMAS, schema_text


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_committed_schema_is_current(kind: str) -> None:
    committed = (FOLDER / f"{kind}.json").read_text(encoding="utf-8")
    assert committed == schema_text(kind), "run python -m auditor.models.json_schema"
