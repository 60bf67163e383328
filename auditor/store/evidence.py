"""The evidence folder: files under the SHA-256 of their bytes, each kept once, never changed after it is there."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from auditor.errors import StoreError
from auditor.store.faults import disk_sentence

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class EvidenceFolder:
    """``<data>/evidence/ab/cdef…``. A file's place follows from its bytes alone: no name from outside has a say."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash are, or would be. Raises `ValueError` for what is no SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256[2:]

    def find(self, sha256: str) -> Path | None:
        """The file with this hash, or None."""
        path = self.path(sha256)
        return path if path.is_file() else None

    def put(self, stream: IO[bytes], expected: str | None = None, most: int | None = None) -> tuple[str, int]:
        """Keep a stream's bytes; their SHA-256 and size. Written beside its place and moved there when whole.

        Raises `StoreError` when the disk refuses, and `ValueError` when the bytes are more than ``most`` or do not have
        the ``expected`` hash; nothing is kept then."""
        temporary: Path | None = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".part-")
            temporary = Path(name)
            with os.fdopen(handle, "wb") as written:
                sha256, size = _copy(stream, written, most)
                written.flush()
                os.fsync(written.fileno())
            if expected is not None and sha256 != expected:
                raise ValueError("other bytes than announced")
            self._keep(temporary, sha256, size)
            return sha256, size
        except OSError as error:
            raise StoreError(disk_sentence(error, self._folder)) from error
        finally:
            if temporary is not None:
                temporary.unlink(missing_ok=True)

    def _keep(self, temporary: Path, sha256: str, size: int) -> None:
        path = self.path(sha256)
        # One that is there with the same size is the same, but a damaged one of another size is put right.
        if path.is_file() and path.stat().st_size == size:
            return
        path.parent.mkdir(exist_ok=True, mode=0o700)
        temporary.replace(path)

    def intact(self, sha256: str) -> bool:
        """Whether the file is there with exactly the bytes it was kept with."""
        path = self.find(sha256)
        if path is None:
            return False
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except OSError:
            return False


def _copy(stream: IO[bytes], written: BinaryIO, most: int | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(stream):
        size += len(chunk)
        if most is not None and size > most:
            raise ValueError("more bytes than announced")
        digest.update(chunk)
        written.write(chunk)
    return digest.hexdigest(), size


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
