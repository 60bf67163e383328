"""Whether a folder is the evidence folder of this database: workers on several machines must all have the same one."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from auditor.errors import StoreError
from auditor.store.evidence import EvidenceFolder
from auditor.store.faults import disk_sentence

#: The file in the evidence folder that says whose it is, and the mark in the database that says the same.
IDENTITY_FILE = ".identity"
IDENTITY_MARK = "evidence_id"


def check_shared(folder: Path, mark: str | None, mark_once: Callable[[str], str], kept: Sequence[str]) -> None:
    """Refuse a folder that belongs to another database, or to none while this one has its own.

    ``mark``: what the database says its folder is called; ``mark_once``: gives it a name unless it has one, and tells
    which; ``kept``: SHA-256 of some files that the database speaks of. The first who asks names the folder, so the
    files of a database without a name have to be in it. Raises `StoreError`."""
    path = folder / IDENTITY_FILE
    if mark is None:
        found = EvidenceFolder(folder)
        if not all(found.find(sha256) for sha256 in kept):
            raise StoreError(_sentence(folder))
        # The file first: a database that has a name while no folder bears it would be of no use to anybody.
        made = _make(path, str(uuid.uuid4()))
        identity = _read(path)
        if identity is None:
            raise StoreError(f"{path} is empty; remove it, and start again.")
        mark = mark_once(identity)
        if made and identity != mark:  # another worker, with another folder, was first
            path.unlink(missing_ok=True)
    if _read(path) != mark:
        raise StoreError(_sentence(folder))


def _sentence(folder: Path) -> str:
    return (
        f"{folder} is not the evidence folder of this database; "
        "AUDITOR_DATA must name the same folder, on a shared disk, for all workers."
    )


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()[:100] or None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(disk_sentence(error, path)) from error


def _make(path: Path, identity: str) -> bool:
    """Whether the file was not there. Of two who make it at once, the other one waits until it is written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("x", encoding="ascii") as written:
            written.write(f"{identity}\n")
        return True
    except FileExistsError:
        for _ in range(20):
            if _read(path) is not None:
                break
            time.sleep(0.1)
        return False
    except OSError as error:
        raise StoreError(disk_sentence(error, path)) from error
