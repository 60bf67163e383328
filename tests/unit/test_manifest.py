"""The manifest notices whatever was done to an audit's folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.manifest import MANIFEST_NAME, differences, write_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "result.json").write_text("{}", encoding="utf-8")
    (tmp_path / "documents" / "policy.html").write_bytes(b"<p>Wij plaatsen cookies.</p>")
    write_manifest(tmp_path)
    return tmp_path


def test_an_untouched_folder_has_no_differences(folder: Path) -> None:
    assert differences(folder) == []


def test_a_changed_byte_is_found(folder: Path) -> None:
    (folder / "documents" / "policy.html").write_bytes(b"<p>Wij plaatsen cookiez.</p>")
    assert differences(folder) == ["documents/policy.html was changed."]


def test_a_removed_and_an_added_file_are_found(folder: Path) -> None:
    (folder / "result.json").unlink()
    (folder / "extra.txt").write_text("x", encoding="utf-8")
    assert differences(folder) == ["result.json is missing.", "extra.txt was added."]


def test_an_altered_manifest_is_found(folder: Path) -> None:
    path = folder / MANIFEST_NAME
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (folder / "result.json").write_text("[]", encoding="utf-8")
    manifest["files"]["result.json"] = "0" * 64
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert differences(folder) == [f"{MANIFEST_NAME} was altered.", "result.json was changed."]


def test_a_broken_manifest_is_told(folder: Path) -> None:
    (folder / MANIFEST_NAME).write_text("[]", encoding="utf-8")
    assert differences(folder) == [f"{MANIFEST_NAME} is not a manifest any more."]


def test_a_folder_without_manifest_is_no_audit(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        differences(tmp_path)
