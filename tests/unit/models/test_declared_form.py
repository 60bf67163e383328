"""The published schema of the form accepts what the program accepts, and knows every claim type and parameter."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from auditor.models.claim_params import LIMITS, OWN, ClaimParams
from auditor.models.common import ClaimType
from auditor.models.declared_form import DeclaredForm
from auditor.models.json_schema import FOLDER

SCHEMA = json.loads((FOLDER / "declared.json").read_text(encoding="utf-8"))

GOOD = (
    "claims: [no_cookies]",
    "claims: [{type: only_vendors, params: {vendor: matomo}}, {type: uses_category, params: {category: [analytics]}}]",
    "{mode: add, by: FG, date: '2026-03-04', cookies: [PHPSESSID, {name: _ga, lifetime: 2 years}], vendors: [youtube]}",
    f"documents: [{{url: a, text_sha256: {'a' * 64}, claims: [{{review: add, type: no_cookies, quote: q}}]}}]",
)
BAD = (
    "claims: [no_cookie]",
    "clams: []",
    "claims: [{type: no_cookies, params: {condition: always}}]",
    "mode: merge",
    "cookies: [{lifetime: 1}]",
    "documents: [{url: a, text_sha256: kort}]",
)


def accepted(form: dict[str, Any]) -> bool:
    try:
        DeclaredForm.model_validate(form)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("text", "good"), [*((text, True) for text in GOOD), *((text, False) for text in BAD)])
def test_schema_and_program_agree(text: str, good: bool) -> None:
    form = yaml.safe_load(text)
    assert Draft202012Validator(SCHEMA).is_valid(form) is good
    assert accepted(form) is good


def test_every_claim_type_has_its_parameters_and_every_parameter_a_claim() -> None:
    assert set(OWN) == set(get_args(ClaimType))
    used = {name for needed, further in OWN.values() for name in (*needed, *further)} | LIMITS
    assert used == set(ClaimParams.model_fields)
