"""Faults of texts as they occur in policies: each found where it is, and no look-alike taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from reading import document

from declarations.reader import read

_CASES = yaml.safe_load((Path(__file__).parent / "defect_cases.yaml").read_text(encoding="utf-8"))
_LONG = (
    "<p>"
    + "Wij gaan zorgvuldig om met persoonsgegevens en lichten hieronder toe waarom wij die nodig hebben. " * 9
    + "</p>"
)


def _document(case):
    title = case.get("site") or "Privacy"
    footer = f"<footer>© {title}</footer>" if case.get("site") else ""
    body = case["body"] + (_LONG if case.get("long") else "")
    head = f"<head><title>{title}</title></head>"
    return document(f"<html lang={case['language']}>{head}<body><main>{body}</main>{footer}</body></html>")


def test_there_are_enough_of_them():
    assert len(_CASES) >= 80
    assert len({case["name"] for case in _CASES}) == len(_CASES)


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_the_faults_are_those_that_the_text_has(case):
    found = [(defect.kind, defect.quote) for defect in read([_document(case)]).defects]
    for kind, quote in case["defects"]:
        fits = [entry for entry in found if entry[0] == kind and _overlaps(entry[1], quote)]
        assert fits, (kind, quote, found)
        found.remove(fits[0])
    assert found == []


def _overlaps(found: str | None, expected: str | None) -> bool:
    if expected is None or found is None:
        return expected is found
    return expected in found or found in expected
