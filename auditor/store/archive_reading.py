"""An archive that comes from outside: opened with suspicion, and only believed when every byte is as its manifest says.

Members are never unpacked by their names: only three forms of names are taken, and the bytes go where their hash says.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

from pydantic import ValidationError

from auditor.errors import InputError
from auditor.models.common import Model
from auditor.store.archive import members_digest
from auditor.store.archive_form import ARCHIVE_VERSION, HISTORY, MANIFEST, ArchiveManifest, History, Member
from auditor.store.evidence import EvidenceFolder

M = TypeVar("M", bound=Model)

_EVIDENCE = re.compile(r"evidence/([0-9a-f]{2})/([0-9a-f]{62})")

#: An escaped NUL in JSON, which PostgreSQL does not take.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

#: Bounds: bytes of one member, of all together, of the two documents, and the number of members.
LARGEST_MEMBER = 2 * 1024**3
LARGEST_ARCHIVE = 64 * 1024**3
LARGEST_DOCUMENT = 512 * 1024**2
MOST_MEMBERS = 500_000

#: Deflate packs zeros a thousand times; what an audit writes, a hundred times at the very most, unless it is small.
MOST_PACKED = 200
SMALL = 10 * 1024**2

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """An open archive whose table of contents was found sound."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self._name = path.name
        self._packed = path.stat().st_size
        self._file = file
        self._infos = {info.filename: info for info in file.infolist()}
        self._refuse_oddities()
        self.manifest = self._document(MANIFEST, ArchiveManifest)
        self._compare_with_manifest()

    def _refuse_oddities(self) -> None:
        infos = self._file.infolist()
        if len(infos) > MOST_MEMBERS:
            self.refuse(f"it has more than {MOST_MEMBERS} members")
        if len(self._infos) != len(infos):
            self.refuse("two of its members have the same name")
        for info in infos:
            if info.filename not in (MANIFEST, HISTORY) and not _EVIDENCE.fullmatch(info.orig_filename):
                self.refuse(f"it has a member that no archive of ours has, {info.filename[:80]!r}")
            if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                self.refuse("it is encrypted or packed in an unknown way")
            most = LARGEST_DOCUMENT if info.filename in (MANIFEST, HISTORY) else LARGEST_MEMBER
            if info.file_size > max(SMALL, info.compress_size * MOST_PACKED) or info.file_size > most:
                self.refuse(f"its member {info.filename[:80]!r} unpacks to far more than an audit holds")
        # Members that share their packed bytes are how a small file unpacks to an endless one.
        if sum(info.compress_size for info in infos) > self._packed:
            self.refuse("its members overlap")
        if sum(info.file_size for info in infos) > LARGEST_ARCHIVE:
            self.refuse("it unpacks to far more than a site's history holds")
        for wanted in (MANIFEST, HISTORY):
            if wanted not in self._infos:
                self.refuse(f"it has no {wanted}")

    def _compare_with_manifest(self) -> None:
        stated = self.manifest.members
        if self.manifest.digest != members_digest(stated) or stated.keys() != self._infos.keys() - {MANIFEST}:
            self.refuse("its manifest does not fit its members")
        for name, member in stated.items():
            match = _EVIDENCE.fullmatch(name)
            wrong_name = match is not None and match[1] + match[2] != member.sha256
            if wrong_name or self._infos[name].file_size != member.size:
                self.refuse(f"its member {name!r} is not the one in its manifest")

    def history(self) -> History:
        """The history in it. Raises `InputError` when it is changed or cannot be read."""
        return self._document(HISTORY, History, self.manifest.members[HISTORY])

    def _document(self, name: str, kind: type[M], expected: Member | None = None) -> M:
        with self._told(name), self._file.open(self._infos[name]) as stream:
            data = stream.read(LARGEST_DOCUMENT + 1)
        if expected is not None and hashlib.sha256(data).hexdigest() != expected.sha256:
            self.refuse(f"{name} was changed")
        version = re.search(rb'"schema_version": ?(\d{1,9})', data[:200])
        if version and int(version[1]) > ARCHIVE_VERSION:
            raise InputError(f"The archive {self._name} was made by a newer release of this tool; update the tool.")
        if _NUL.search(data):
            self.refuse(f"{name} holds characters that no text has")
        try:
            return kind.model_validate_json(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])[:100]
            self.refuse(f"{name} is not what it should be at {place}: {first['msg'][:100]}")

    def check(self) -> None:
        """Read every member and compare it with its hash, before anything is kept. Raises `InputError`."""
        for name, member in self.manifest.members.items():
            with self._told(name), self._file.open(self._infos[name]) as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
            if found != member.sha256:
                self.refuse(f"its member {name!r} was changed")

    def keep(self, evidence: EvidenceFolder) -> None:
        """Put the evidence in it into the folder. Raises `InputError`, or `auditor.errors.StoreError` for the disk."""
        for name, member in self.manifest.members.items():
            if name == HISTORY or evidence.renew(member.sha256):
                continue
            with self._told(name), self._file.open(self._infos[name]) as stream:
                evidence.put(stream, member.sha256, member.size)

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        try:
            yield
        except _BROKEN:
            self.refuse(f"its member {name!r} is broken or was changed")

    def refuse(self, why: str) -> NoReturn:
        """Raises `InputError` with one sentence."""
        raise InputError(f"The archive {self._name} is refused: {why}.")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive in a file. Raises `InputError` with one sentence when it is none of ours, or not sound."""
    try:
        with zipfile.ZipFile(path) as file:
            yield Archive(path, file)
    except zipfile.BadZipFile:
        raise InputError(f"{path.name} is not an archive that auditor export wrote.") from None
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from None
