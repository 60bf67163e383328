"""The manifest of an audit's folder: the SHA-256 of every file in it, so that a change can be found."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from auditor.errors import InputError

MANIFEST_NAME = "manifest.json"


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST_NAME)


def write_manifest(folder: Path) -> str:
    """Write ``manifest.json`` for every file below ``folder``; returns the manifest's own SHA-256.

    The manifest closes with a digest over its entries, so that an edit of the manifest itself shows."""
    entries = {path.relative_to(folder).as_posix(): file_digest(path) for path in _files(folder)}
    manifest = {"document_type": "manifest", "schema_version": 1, "files": entries, "digest": _digest(entries)}
    path = folder / MANIFEST_NAME
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file_digest(path)


def _digest(entries: dict[str, str]) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(entries.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def differences(folder: Path) -> list[str]:
    """What differs between ``folder`` and its manifest, one sentence each; empty when nothing was changed.

    Raises `InputError` when there is no manifest, or it is no manifest of ours."""
    path = folder / MANIFEST_NAME
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        entries, stated = dict(manifest["files"]), manifest["digest"]
    except OSError:
        raise InputError(f"{folder.name} holds no {MANIFEST_NAME}.") from None
    except (ValueError, KeyError, TypeError):
        return [f"{MANIFEST_NAME} is not a manifest any more."]
    found = [] if stated == _digest(entries) else [f"{MANIFEST_NAME} was altered."]
    present = {entry.relative_to(folder).as_posix(): entry for entry in _files(folder)}
    found += [f"{name} is missing." for name in sorted(entries.keys() - present.keys())]
    found += [f"{name} was added." for name in sorted(present.keys() - entries.keys())]
    changed = (name for name in sorted(entries.keys() & present.keys()) if file_digest(present[name]) != entries[name])
    found += [f"{name} was changed." for name in changed]
    return found
