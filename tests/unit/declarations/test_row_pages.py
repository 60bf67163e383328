"""The pages of cookie rows: how many rows are read whole (name, category and lifetime), and how many that are none."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from reading import document

from declarations.reader import read

ROWS = Path(__file__).parents[2] / "policies" / "rows"
#: Pages whose number divides by this were set aside: no rule was made for them.
_ASIDE = 3
_TOLERANCE = 0.04


def _pages(aside):
    return [path for path in sorted(ROWS.glob("*.json")) if (int(path.name[:2]) % _ASIDE == 0) == aside]


def _same(said, read_as):
    if isinstance(said, int) and isinstance(read_as, int):
        return abs(said - read_as) <= _TOLERANCE * max(said, read_as)
    return said is None or said == read_as


def _counts(label):
    """Rows of the page, rows found, rows found whole, and cookies that are no row."""
    gold = json.loads(label.read_text(encoding="utf-8"))
    page = ROWS / gold["file"]
    kind = "text/plain" if page.suffix == ".txt" else "text/html"
    found = {cookie.name: cookie for cookie in read([document(page.read_bytes(), kind)]).cookies}
    rows = [(row, found[row["name"]]) for row in gold["cookies"] if row["name"] in found]
    whole = sum(row["category"] == said.category and _same(row["lifetime"], said.lifetime) for row, said in rows)
    return len(gold["cookies"]), len(rows), whole, len(set(found) - {row["name"] for row in gold["cookies"]})


def _shares(aside):
    stated, found, whole, extra = (sum(counts) for counts in zip(*map(_counts, _pages(aside)), strict=True))
    return found / stated, whole / stated, extra / stated


@pytest.mark.parametrize(("aside", "least"), [(False, 0.98), (True, 0.94)])
def test_rows_are_read_whole(aside, least):
    found, whole, extra = _shares(aside)
    assert found >= least
    assert whole >= least
    assert extra <= 0.03


def test_the_pages_set_aside_are_those_that_were():
    files = [path for page in _pages(aside=True) for path in (page, page.with_suffix(".html"))]
    sums = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    listed = "".join(f"{line}\n" for line in sums)
    assert hashlib.sha256(listed.encode()).hexdigest() == (ROWS / "ASIDE.sha256").read_text(encoding="utf-8").strip()
