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

#: Where a file of the folder lies below it.
_FOLDER, _FILE = re.compile(r"[0-9a-f]{2}"), re.compile(r"[0-9a-f]{62}")
#: Ending of a file that is about to be removed, and the beginning of one that is being written.
_GOING, _PART = ".going", ".part-"


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
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=_PART)
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
        # One that is there with the same size is the same, but a damaged one of another size is put right.
        if self._fresh(self.path(sha256), size):
            return
        self.path(sha256).parent.mkdir(exist_ok=True, mode=0o700)
        temporary.replace(self.path(sha256))

    def _fresh(self, path: Path, size: int) -> bool:
        """Whether the file is there with this size, and is now as if it had just been written: `remove` lets it be."""
        try:
            if path.stat().st_size != size:
                return False
            os.utime(path)
        except OSError:  # not there, removed at this moment, or another user's: written anew
            return False
        return True

    def renew(self, sha256: str) -> bool:
        """Whether the file is there, whole, and safe from `remove` for a while because it is wanted now."""
        path = self.find(sha256)
        try:
            return path is not None and self._fresh(path, path.stat().st_size) and self.intact(sha256)
        except OSError:
            return False

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

    @property
    def place(self) -> Path:
        """The folder."""
        return self._folder

    def hashes(self, before: float | None = None) -> Iterator[str]:
        """The hashes of all files, a folder at a time; with ``before`` only of files last written before that time (in
        seconds since 1970). Raises `StoreError`."""
        try:
            for folder in sorted(path for path in _entries(self._folder) if _FOLDER.fullmatch(path.name)):
                for path in sorted(_entries(folder)):
                    if _FILE.fullmatch(path.name) and (before is None or _written(path) < before):
                        yield folder.name + path.name
        except OSError as error:
            raise StoreError(disk_sentence(error, self._folder)) from error

    def remove(self, sha256: str, before: float) -> int | None:
        """Remove a file that was last written before that time; its size, or None when it stays or is not there.

        It is first moved aside: whoever wants to keep the same bytes at this moment writes them anew, and whoever
        found it there made it young, which shows in its time. Raises `StoreError`."""
        path = self.path(sha256)
        aside = path.with_name(path.name + _GOING)
        try:
            if path.stat().st_mtime >= before:
                return None
            path.rename(aside)
            found = aside.stat()
            if found.st_mtime >= before:
                aside.replace(path)
                return None
            aside.unlink()
        except FileNotFoundError:  # another machine removes it
            return None
        except OSError as error:
            raise StoreError(disk_sentence(error, path)) from error
        return found.st_size

    def tidy(self, before: float) -> None:
        """Put back what a crash left moved aside, and remove what one left half written before that time."""
        try:
            for folder in _entries(self._folder):
                if folder.name.startswith(_PART) and folder.stat().st_mtime < before:
                    folder.unlink(missing_ok=True)
                for path in _entries(folder) if _FOLDER.fullmatch(folder.name) else ():
                    if path.name.endswith(_GOING):
                        # Young: somebody may be keeping the same bytes just now, and find them there.
                        os.utime(path)
                        path.replace(path.with_name(path.name.removesuffix(_GOING)))
        except FileNotFoundError:  # another machine is at it too
            return
        except OSError as error:
            raise StoreError(disk_sentence(error, self._folder)) from error


def _written(path: Path) -> float:
    """When a file was last written; never, when another machine removed it just now."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _entries(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is none."""
    return list(folder.iterdir()) if folder.is_dir() else []


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
