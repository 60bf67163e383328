"""The table [retention] of auditor.toml."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from auditor.config import load_retention_settings
from auditor.errors import ConfigError


def _loaded(tmp_path: Path, lines: str) -> object:
    (tmp_path / "auditor.toml").write_text(f"[retention]\n{lines}\n", encoding="utf-8")
    return load_retention_settings(None, tmp_path)


def test_without_the_table_everything_stays(tmp_path: Path) -> None:
    assert not load_retention_settings(None, tmp_path).thins
    (tmp_path / "auditor.toml").write_text("[audit]\npages = 3\n", encoding="utf-8")
    assert not load_retention_settings(None, tmp_path).thins


def test_lengths_of_time(tmp_path: Path) -> None:
    lines = 'all-for = "90 days"\nweekly_for = "1 year"\nmonthly_for = "forever"\nevidence_for = "6 months"'
    rules = load_retention_settings(None, tmp_path) if not lines else _loaded(tmp_path, lines)
    assert rules.model_dump() == {  # type: ignore[attr-defined]
        "all_for": timedelta(days=90),
        "weekly_for": timedelta(days=366),
        "monthly_for": None,
        "evidence_for": timedelta(days=186),
    }
    assert rules.thins  # type: ignore[attr-defined]
    assert not _loaded(tmp_path, 'all_for = "forever"').thins  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('all_for = "soon"', "'soon' is no length of time"),
        ("all_for = 90", "'90' is no length of time"),
        ('all_for = "0 days"', "is no length of time"),
        ('all_for = "-1 days"', "is no length of time"),
        ("all_for = true", "is no length of time"),
        ('weekly_for = "1 year"', "weekly_for must be longer"),
        ('all_for = "1 year"\nweekly_for = "90 days"', "weekly_for must be longer"),
        ('all_for = "1 day"\nweekly_for = "1 year"\nmonthly_for = "1 week"', "monthly_for must be longer"),
        ('all_for = "1 day"\nweekly_for = "forever"\nmonthly_for = "forever"', "monthly_for must be longer"),
        ('evidence = "1 day"', "the key 'evidence' is unknown"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, lines: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=r"auditor\.toml, \[retention\]: ") as refused:
        _loaded(tmp_path, lines)
    assert sentence in refused.value.sentence
    assert "\n" not in refused.value.sentence
