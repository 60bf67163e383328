"""Removes from the evidence folder what no audit refers to any more.

Files are written before the rows that speak of them, by any of several machines. So a file that no row speaks of may be
one of an audit that is being kept at this moment: only those that nobody wrote or wrote again for a day go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection, func, select

from auditor.errors import StoreError
from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.records import FileRecord, Thinning
from auditor.store.tables import files

#: How long nobody may have written a file before it can go. Far longer than keeping an audit takes.
AGE = timedelta(days=1)

#: Hashes that one query asks for; SQLite takes some thousands at most.
_AT_ONCE = 500

#: Files that are looked at to see whose a folder is.
_SAMPLE = 1000


def check_folder(database: Database, evidence: EvidenceFolder) -> None:
    """Raises `StoreError` when most of what lies in the evidence folder is none of this database's.

    Else somebody who names another folder, or an empty database beside a full one, would lose the evidence of years."""
    sample = list(islice(evidence.hashes(), _SAMPLE))
    with database.reading() as connection:
        ours = len(references(connection, sample))
    if ours * 2 < len(sample):
        raise StoreError(
            f"Most files in {evidence.place} belong to no audit in the store {database.name}; is it the right folder? "
            "Nothing was removed."
        )


def references(connection: Connection, hashes: Sequence[str]) -> dict[str, int]:
    """How many files of audits have these bytes; those that none has are absent."""
    found: dict[str, int] = {}
    for some in _batches(hashes):
        counted = select(files.c.sha256, func.count()).where(files.c.sha256.in_(some)).group_by(files.c.sha256)
        found.update((sha256, count) for sha256, count in connection.execute(counted))
    return found


def discard(database: Database, evidence: EvidenceFolder, gone: Sequence[FileRecord], now: datetime) -> Thinning:
    """Remove the bytes of files whose rows were taken, where no other row speaks of them."""
    hashes = sorted({file.sha256 for file in gone})
    with database.reading() as connection:
        present = references(connection, hashes)
    unused = [sha256 for sha256 in hashes if sha256 not in present]
    return _remove(evidence, unused, now) + Thinning(shared=len(present))


def sweep(database: Database, evidence: EvidenceFolder, now: datetime, dry_run: bool = False) -> Thinning:
    """Remove every file that no row speaks of; with ``dry_run`` only count them."""
    total = Thinning()
    if not dry_run:
        evidence.tidy((now - AGE).timestamp())
    for some in _batches(evidence.hashes(before=(now - AGE).timestamp())):
        # Asked after the folder was read: a row that was written meanwhile is seen.
        with database.reading() as connection:
            present = references(connection, some)
        unused = [sha256 for sha256 in some if sha256 not in present]
        total += _would_remove(evidence, unused) if dry_run else _remove(evidence, unused, now)
    return total


def _remove(evidence: EvidenceFolder, unused: Iterable[str], now: datetime) -> Thinning:
    count = size = young = 0
    for sha256 in unused:
        removed = evidence.remove(sha256, (now - AGE).timestamp())
        if removed is not None:
            count, size = count + 1, size + removed
        elif evidence.find(sha256) is not None:
            young += 1
    return Thinning(files=count, size=size, young=young)


def _would_remove(evidence: EvidenceFolder, unused: Iterable[str]) -> Thinning:
    sizes = [path.stat().st_size for sha256 in unused if (path := evidence.find(sha256)) is not None]
    return Thinning(files=len(sizes), size=sum(sizes))


def _batches(hashes: Iterable[str]) -> Iterator[list[str]]:
    left = iter(hashes)
    while some := list(islice(left, _AT_ONCE)):
        yield some
