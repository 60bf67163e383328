"""Writes screenshots and documents as served, under names of our own choosing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from auditor.crawl.documents import Fetched
from auditor.crawl.picture import Shot
from auditor.crawl.plan import VisitRecord
from auditor.models.common import ConsentState
from auditor.models.document import Document
from auditor.models.observation import Picture


class EvidenceFolder:
    """A folder for evidence, made when the first file comes; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def documents(self, fetched: Iterable[Fetched], start: int = 1) -> tuple[Document, ...]:
        """The documents, numbered from ``start``, with their files written."""
        return tuple(self._document(number, one) for number, one in enumerate(fetched, start))

    def pictures(self, records: Iterable[VisitRecord], banner: Shot | None) -> tuple[Picture, ...]:
        """The screenshots: of home pages, one a state, and of the window with the banner in it."""
        homes = [self._picture(record.shot, record.state, "home_page") for record in records if record.shot]
        banners = [self._picture(banner, "before", "banner")] if banner else []
        return tuple(picture for picture in (*homes, *banners) if picture is not None)

    def _picture(self, shot: Shot, state: ConsentState, what: Literal["home_page", "banner"]) -> Picture | None:
        if self._folder is None:
            return None
        name = f"home-{state}.jpg" if what == "home_page" else "banner.jpg"
        self._write(name, shot.data)
        digest = hashlib.sha256(shot.data).hexdigest()
        return Picture(
            file=name, sha256=digest, state=state, page=shot.page, what=what, width=shot.width, height=shot.height
        )

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
