"""Writes screenshots and documents as served, under names of our own choosing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from auditor.crawl.documents import Fetched
from auditor.crawl.visit import VisitRecord
from auditor.models.document import Document
from auditor.models.observation import Picture


class EvidenceFolder:
    """A folder for evidence, made when the first file comes; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def documents(self, fetched: Iterable[Fetched], start: int = 1) -> tuple[Document, ...]:
        """The documents, numbered from ``start``, with their files written."""
        return tuple(self._document(number, one) for number, one in enumerate(fetched, start))

    def pictures(self, records: Iterable[VisitRecord]) -> tuple[Picture, ...]:
        """The screenshots, one a state."""
        found = []
        for record in records:
            if record.shot is not None and self._folder is not None:
                name = f"home-{record.state}.jpg"
                self._write(name, record.shot.data)
                found.append(
                    Picture(
                        file=name,
                        sha256=hashlib.sha256(record.shot.data).hexdigest(),
                        state=record.state,
                        page=record.shot.page,
                        width=record.shot.width,
                        height=record.shot.height,
                    )
                )
        return tuple(found)

    def _document(self, number: int, fetched: Fetched) -> Document:
        if fetched.data is None or self._folder is None:
            return fetched.document
        name = f"document-{number:02d}-{fetched.document.role}.{fetched.ending}"
        self._write(name, fetched.data)
        return fetched.document.model_copy(update={"evidence": name})

    def _write(self, name: str, data: bytes) -> None:
        assert self._folder is not None  # noqa: S101 - callers checked
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(data)
