"""Folders of audits as an audit writes them, of an invented company, for the tests of the store."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from auditor.manifest import write_manifest
from auditor.models.files import load, to_json
from auditor.models.observation import Observation, Picture
from auditor.models.result import AuditResult
from declarations.reader import read
from tests.unit.reports.report_samples import sample

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
PICTURE = b"\xff\xd8\xff a picture"
GOLDEN = Path(__file__).parents[2] / "golden" / "observation_v1.json"


def audit_result(day: int = 0, left_out: int = 0, url: str | None = None) -> AuditResult:
    """The result of an audit on a later day, without the first ``left_out`` findings, of another site with ``url``."""
    whole = sample()
    began = NOON + dt.timedelta(days=day)
    seen = whole.observation.model_copy(
        update={"started_at": began, "finished_at": began + dt.timedelta(minutes=2), "outcome": "complete"}
    )
    site = whole.site if url is None else whole.site.model_copy(update={"url": url})
    shot = Picture(
        file="home-before.jpg", sha256=hashlib.sha256(PICTURE).hexdigest(), state="before", page=whole.site.url
    )
    changed = {"observation": seen, "site": site, "pictures": (shot,), "findings": whole.findings[left_out:]}
    return whole.model_copy(update=changed)


def write_audit(folder: Path, result: AuditResult) -> Path:
    """The folder of an audit, with a file in it that is not the audit's."""
    folder.mkdir(parents=True)
    observation = load(GOLDEN, Observation)
    (folder / "observation.json").write_text(to_json(observation), encoding="utf-8")
    (folder / "declaration.json").write_text(to_json(read((), None)), encoding="utf-8")
    (folder / "result.json").write_text(to_json(result), encoding="utf-8")
    (folder / "report.html").write_text("<!doctype html><title>Rapport</title>", encoding="utf-8")
    (folder / "home-before.jpg").write_bytes(PICTURE)
    (folder / "diary.txt").write_text("The user's own; the audit was written beside it.", encoding="utf-8")
    write_manifest(folder)
    return folder


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1, microseconds=7)
        return self.now
