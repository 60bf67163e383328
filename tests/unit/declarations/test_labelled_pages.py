"""The labelled pages and texts, where they are at hand: the scores that the reader has to keep."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from reading import document

from declarations.reader import read

SHARED = Path(__file__).parents[3] / ".." / "shared"
POLICIES = SHARED / "policies"

pytestmark = pytest.mark.skipif(not (POLICIES / "score.py").exists(), reason="the labelled pages are not at hand")


def _predict(folder: Path, pattern: str, out: Path) -> None:
    for path in sorted(folder.glob(pattern)):
        media_type = "text/html" if path.suffix == ".html" else "text/plain"
        found = read([document(path.read_bytes(), media_type, path.name, "other")])
        short = {
            "claims": [{"type": claim.type, "params": claim.params, "quote": claim.quote} for claim in found.claims],
            "cookies": [cookie.model_dump() for cookie in found.cookies],
            "vendors": [vendor.id for vendor in found.vendors],
            "deferrals": [deferral.url for deferral in found.deferrals],
            "defects": [{"kind": defect.kind, "quote": defect.quote} for defect in found.defects],
        }
        (out / f"{path.stem}.json").write_text(json.dumps(short), encoding="utf-8")


def _scores(gold: Path, pattern: str, out: Path):
    spec = importlib.util.spec_from_file_location("score", POLICIES / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    _predict(gold, pattern, out)
    return score.score(str(out), str(gold), str(gold))


@pytest.mark.parametrize(
    ("folder", "pattern", "precision", "recall"),
    [("policies/pages", "*.html", 0.95, 0.95), ("seeds", "*.txt", 0.93, 0.85)],
)
def test_the_scores_hold(folder, pattern, precision, recall, tmp_path):
    result = _scores((SHARED / folder).resolve(), pattern, tmp_path)
    right, wrong, missed = (sum(counts[i] for counts in result["T"]["full"].values()) for i in range(3))
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall
    assert sum(hit for hit, _ in result["traps"].values()) <= 1
    assert result["fid"][0] == result["fid"][1]
    rows, fields = result["C"], result["CF"]["row (name+category+lifetime)"]
    assert rows[2] == 0
    assert fields[0] == fields[1]
