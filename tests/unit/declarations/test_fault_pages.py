"""The pages of faults: which kinds of defects are found on them, and which are alleged where there are none."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from reading import document

from declarations.reader import read
from tests.policies.marked_text import pages

FAULTS = Path(__file__).parents[2] / "policies" / "faults"
#: Pages whose number divides by this were set aside: no rule was made for them.
_ASIDE = 3


def _pages(aside):
    return [
        page
        for path in sorted(FAULTS.glob("*.txt"))
        for page in pages(path.read_text(encoding="utf-8"))
        if (int(page.id[-2:]) % _ASIDE == 0) == aside
    ]


def _counts(aside):
    """How often a page's kind of defect is found, alleged without being there, and missed."""
    right, wrong, missed = Counter(), Counter(), Counter()
    for page in _pages(aside):
        stated = {defect["kind"] for defect in page.gold["defects"]}
        found = {defect.kind for defect in read([document(page.html)]).defects}
        right.update(stated & found)
        wrong.update(found - stated)
        missed.update(stated - found)
    return right, wrong, missed


@pytest.mark.parametrize(("aside", "precision", "recall"), [(False, 0.94, 0.9), (True, 0.85, 0.8)])
def test_defects_are_found_and_not_alleged(aside, precision, recall):
    right, wrong, missed = _counts(aside)
    assert right.total() / (right.total() + wrong.total()) >= precision, wrong
    assert right.total() / (right.total() + missed.total()) >= recall, missed
    assert wrong["contradiction"] == 0


def test_the_pages_set_aside_are_those_that_were():
    sums = []
    for path in sorted(FAULTS.glob("*.txt")):
        for part in re.split(r"(?m)^===+\s*$", path.read_text(encoding="utf-8")):
            name = re.search(r"^id: (\S+)", part, re.MULTILINE)
            if name is not None and int(name[1][-2:]) % _ASIDE == 0:
                sums.append(f"{hashlib.sha256(part.strip(chr(10)).encode()).hexdigest()}  {name[1]}\n")
    assert "".join(sums) == (FAULTS / "ASIDE.sha256").read_text(encoding="utf-8")
