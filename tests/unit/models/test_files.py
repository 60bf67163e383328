"""Saved documents: read back as written, lifted from older versions, refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import InputError
from auditor.models.common import SCHEMA_VERSION
from auditor.models.files import digest, document_kind, load, to_json
from auditor.models.observation import Observation
from auditor.models.upgrade import upgrade

GOLDEN = Path(__file__).parents[2] / "golden"
OLD = GOLDEN / "observation_v1.json"


def _old() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(OLD.read_text(encoding="utf-8"))
    return data


def test_an_older_observation_is_lifted_and_loaded() -> None:
    observation = load(OLD, Observation)
    assert observation.schema_version == SCHEMA_VERSION
    cookies = observation.states[0].cookies
    assert [(cookie.name, cookie.lifetime_seconds, cookie.session) for cookie in cookies] == [
        ("taal", 31536000, False),
        ("PHPSESSID", None, True),
    ]
    assert observation.states[0].requests[0].visits == (1,)


def test_lifting_leaves_its_input_alone() -> None:
    before, data = _old(), _old()
    upgrade(data)
    assert data == before


def test_a_document_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    observation = load(OLD, Observation)
    path = tmp_path / "observation.json"
    path.write_text(to_json(observation), encoding="utf-8")
    assert document_kind(path) == "observation"
    assert load(path, Observation) == observation
    assert digest(load(path, Observation)) == digest(observation)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "is not an auditor observation"),
        ('{"document_type": "result", "schema_version": 2}', "is not an auditor observation"),
        ('{"document_type": "observation"}', "no schema_version"),
        ('{"document_type": "observation", "schema_version": true}', "no schema_version"),
        ('{"document_type": "observation", "schema_version": 99}', "version 99"),
        ('{"document_type": "observation", "schema_version": 2}', "not a valid observation"),
    ],
)
def test_what_is_no_observation_is_refused_in_one_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "given.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=sentence) as caught:
        load(path, Observation)
    assert "\n" not in caught.value.sentence


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.json"):
        load(tmp_path / "missing.json", Observation)


def test_what_is_not_shown_stands_escaped_wherever_in_a_long_document_it_is() -> None:
    observation = upgrade(_old())
    observation["browser"]["user_agent"] = "é" * 20_000 + "\u202e" + "x" * 40_000 + "\x7f\U000e0041"
    text = to_json(Observation.model_validate(observation))
    assert "é" * 20_000 + "\\u202e" + "x" * 40_000 + "\\u007f\\udb40\\udc41" in text
    assert json.loads(text)["browser"]["user_agent"] == observation["browser"]["user_agent"]
