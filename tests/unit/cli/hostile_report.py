"""Results of an invented company: an ordinary one, and one in which every text holds what steers terminals."""

from __future__ import annotations

import sys
from pathlib import Path

from auditor.models.result import AuditResult

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))

from hostile_samples import mixed
from report_samples import sample


def hostile_result() -> AuditResult:
    return mixed(sample())


def ordinary_result() -> AuditResult:
    return sample()
