"""Where the files of an audit go, and writing them: what the machine refuses is said in one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from auditor.domains import registrable_domain
from auditor.errors import MachineError
from auditor.models.common import Model
from auditor.models.files import to_json


def folders_for(addresses: Sequence[str], output: Path | None) -> list[Path]:
    """Where each audit's files go; made of the host that the user named, never of anything a site says."""
    names = [re.sub(r"[^a-z0-9.-]", "_", urlsplit(address).netloc.rpartition("@")[2].lower()) for address in addresses]
    if output is not None and len(addresses) == 1:
        return [output]
    if output is not None:
        counted = [names[:place].count(name) for place, name in enumerate(names)]
        return [output / (f"{name}-{count + 1}" if count else name) for name, count in zip(names, counted, strict=True)]
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    domains = [registrable_domain(urlsplit(address).hostname or "") for address in addresses]
    return [free(Path("audits") / re.sub(r"[^a-z0-9.-]", "_", domain) / moment) for domain in domains]


def free(folder: Path) -> Path:
    """``folder``, or the first of ``folder-2``, ``folder-3`` … that does not exist; made at once."""
    count, candidate = 1, folder
    while candidate.exists():
        count += 1
        candidate = folder.with_name(f"{folder.name}-{count}")
    make(candidate)
    return candidate


def make(folder: Path) -> None:
    """Make a folder, with those above it. Raises `MachineError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(f"Cannot make the folder {folder}: {error.strerror or error}.") from None


def write(path: Path, document: Model) -> None:
    """Write a document as JSON. Raises `MachineError`."""
    write_bytes(path, to_json(document).encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, and make its folder where there is none. Raises `MachineError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise MachineError(f"Cannot write {path}: {error.strerror or error}.") from None
