"""A store of its own for each test, with one company's audit in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "reports"))

from review_site import keep

from auditor.store.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    with open_store(None, tmp_path / "data") as opened:
        keep(opened, tmp_path / "first")
        yield opened
