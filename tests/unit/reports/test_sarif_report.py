from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hostile_samples import ATTACKS, hostile
from jsonschema import Draft7Validator, FormatChecker
from report_samples import observation, sample

from auditor.models.result import AuditResult
from auditor.reconcile.explain import meanings
from reports.render import render

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA, format_checker=FormatChecker())
#: RFC 3986: what a URI reference may hold.
URI = re.compile(r"([a-z][a-z0-9+.-]*:)?([A-Za-z0-9:/?#@!$&'()*+,;=~._-]|%[0-9A-Fa-f]{2})*")


def log(result: AuditResult, language: str = "en", **more: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(result, "sarif", language=language, **more))  # type: ignore[arg-type]
    return loaded


def run(result: AuditResult) -> dict[str, Any]:
    (only,) = log(result, meanings=meanings())["runs"]
    assert isinstance(only, dict)
    return only


def uris(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [v for k, v in value.items() if k == "uri"] + [one for v in value.values() for one in uris(v)]
    return [one for v in value for one in uris(v)] if isinstance(value, list) else []


def test_the_schema_is_the_official_one() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].endswith("/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    assert [e.message for e in VALIDATOR.iter_errors({"version": "2.1.0", "runs": [{"results": []}]})] == [
        "'tool' is a required property"
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_log_is_valid_with_and_without_findings_and_of_a_failed_audit(language: str) -> None:
    failed = observation().model_copy(update={"outcome": "failed", "reason": "No answer."})
    for result in (sample(), sample(findings=()), sample(findings=(), documents=(), verdicts=(), observation=failed)):
        assert list(VALIDATOR.iter_errors(log(result, language, meanings=meanings()))) == []
    assert log(sample(observation=failed))["runs"][0]["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_the_log_is_valid_whatever_a_site_says(attack: str) -> None:
    made = log(hostile(sample(), attack))
    assert list(VALIDATOR.iter_errors(made)) == []
    found = uris(made)
    assert found
    assert [one for one in found if not URI.fullmatch(one)] == []
    assert {one.partition(":")[0] for one in found if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", one)} <= {"https", "http"}
    for result in made["runs"][0]["results"]:
        message = re.sub(r"\{\{|\}\}|\\\[|\\\]", "", result["message"]["text"])
        assert not re.search(r"[{}\[\]]", message)


def test_it_says_where_and_bears_the_finding_s_id() -> None:
    made = run(sample())
    ids = [finding.id for finding in sample().findings]
    assert [entry["fingerprints"]["findingId/v1"] for entry in made["results"]] == ids
    assert [entry["partialFingerprints"]["primaryLocationLineHash"] for entry in made["results"]] == [
        f"{one}:1" for one in ids
    ]
    assert [entry["level"] for entry in made["results"]] == ["error"] * 5 + ["warning", "note", "note"]
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    assert all(rules[entry["ruleIndex"]] == entry["ruleId"] for entry in made["results"])


def test_a_place_is_the_quote_by_offset_by_line_and_in_the_embedded_text() -> None:
    made = run(sample())
    placed = 0
    for entry in made["results"]:
        assert entry["locations"]
        for location in entry["locations"]:
            place, region = location["physicalLocation"]["artifactLocation"], location["physicalLocation"]["region"]
            assert region["startLine"] >= 1
            if "charOffset" not in region:
                continue
            text = made["artifacts"][place["index"]]["contents"]["text"]
            assert made["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
            assert text[region["charOffset"] :][: region["charLength"]] == region["snippet"]["text"]
            lines = text.split("\n")[region["startLine"] - 1 : region["endLine"]]
            lines[-1] = lines[-1][: region["endColumn"] - 1]
            assert "\n".join(lines)[region["startColumn"] - 1 :] == region["snippet"]["text"]
            placed += 1
    assert placed >= 5


def test_hidden_characters_leave_the_places_where_they_are() -> None:
    doc = sample().documents[0]
    text = doc.text.replace("e", "\u200b", 5)
    spoilt = doc.model_copy(update={"content": doc.content.model_copy(update={"text": text})})
    embedded = run(sample(documents=(spoilt, *sample().documents[1:])))["artifacts"][0]["contents"]["text"]
    assert len(embedded) == len(text)
    assert embedded.count("\ufffd") == 5


def test_a_rule_tells_what_its_check_means_where_that_is_handed_in() -> None:
    rule = next(one for one in run(sample())["tool"]["driver"]["rules"] if one["id"] == "lifetime_exceeded")
    assert rule["shortDescription"]["text"] == meanings()["lifetime_exceeded"].splitlines()[0]
    assert "art. 5(1)(a)" in rule["help"]["text"]
    without = log(sample())["runs"][0]["tool"]["driver"]["rules"]
    assert all(one["shortDescription"]["text"].startswith("Potential discrepancy: ") for one in without)
