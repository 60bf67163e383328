"""The demo's policies are in our own words: no run of seven words stands in a reference text."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def overlap(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("overlap", root / "tests" / "scenarios" / "overlap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["overlap"] = module
    spec.loader.exec_module(module)
    return module


def test_no_run_of_seven_words_is_anothers(overlap: ModuleType, root: Path, shared: Path) -> None:
    forbidden: set[tuple[str, ...]] = set()
    for path in sorted((shared / "seeds").glob("*.txt")):
        forbidden |= overlap.runs(path.read_text(encoding="utf-8"))
    assert forbidden
    assert overlap.shared_runs(overlap.text_files(root / "auditor" / "demo"), forbidden) == []


def test_runs_are_found_across_markup_and_case(overlap: ModuleType) -> None:
    forbidden = overlap.runs("Een twee drie vier vijf zes zeven acht")
    page = ("a.html", "<p>een <b>TWEE</b> drie vier&nbsp;vijf zes</p><p>zeven</p>")
    assert overlap.shared_runs(iter([page]), forbidden) == ["a.html: een twee drie vier vijf zes zeven"]
    assert overlap.shared_runs(iter([("b.html", "een twee drie vier vijf zes 7")]), forbidden) == []
