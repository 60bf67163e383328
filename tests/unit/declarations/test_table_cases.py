"""Cookie tables and lists as consent managers and companies write them: every row that they state, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from reading import document

from declarations.reader import read

_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "mo": 2592000, "y": 31536000}
_CASES = [
    case
    for path in sorted(Path(__file__).parent.glob("table_cases_*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _lifetime(value: str | None):
    match = re.fullmatch(r"([\d.]+)([a-z]+)", value or "")
    return int(float(match[1]) * _SECONDS[match[2]]) if match else value


def _document(case):
    if case.get("media") == "text/plain":
        return document(case["html"], "text/plain", "https://www.winkel.example/cookies.txt")
    head = "<head><title>Privacy</title></head>"
    return document(f"<html lang={case['language']}>{head}<body><main>{case['html']}</main></body></html>")


def test_there_are_enough_of_them():
    assert len(_CASES) >= 60
    assert len({case["name"] for case in _CASES}) == len(_CASES)


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_the_rows_are_those_that_the_text_states(case, request):
    if "open" in case:
        request.applymarker(pytest.mark.xfail(reason=case["open"]))
    found = {cookie.name: cookie for cookie in read([_document(case)]).cookies}
    assert set(found) == set(case["rows"])
    for name, (provider, category, lifetime) in case["rows"].items():
        stated = (("provider", provider), ("category", category), ("lifetime", _lifetime(lifetime)))
        for field, value in stated:
            assert value == "?" or getattr(found[name], field) == value, (name, field)
