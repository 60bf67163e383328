"""Assembles a document's text block by block, with exact offsets and bounds on its size."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from auditor.models.document import Block, BlockKind, Cell, DocumentText, Link, Region

#: Bounds on what is kept of one document; a policy has some ten thousand characters.
MAX_CHARACTERS = 4_000_000
MAX_BLOCKS = 200_000
#: A line longer than this is cut: no paragraph is.
MAX_LINE = 100_000

_DROPPED = str.maketrans("", "", "\u00ad\u200b")


def normalise(text: str) -> str:
    """NFKC without soft hyphens and zero-width spaces; white space is left as it is."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_DROPPED)


@dataclass
class Line:
    """A line of normalised text (white space runs are one space) and the links in it, offsets from its start."""

    text: str = ""
    links: list[Link] = field(default_factory=list)
    #: Whether all of its text is set in bold, so that it may serve as a heading.
    bold: bool = False

    def joined(self, other: Line) -> Line:
        """This line and ``other`` after it, one space between them."""
        shift = len(self.text) + 1
        moved = [Link(start=link.start + shift, end=link.end + shift, href=link.href) for link in other.links]
        return Line(f"{self.text} {other.text}", self.links + moved, self.bold and other.bold)


@dataclass(frozen=True)
class Place:
    """What a block inherits from the elements around it."""

    kind: BlockKind = "paragraph"
    level: int = 0
    region: Region = "body"
    html_id: str | None = None
    cell: Cell | None = None


class TextBuilder:
    """Collects blocks into one text, joined by newlines. What exceeds the bounds is dropped, and said in ``reason``."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.truncated = False

    def add(self, line: Line, place: Place) -> None:
        """Appends ``line`` as a block; empty lines are skipped."""
        if not line.text:
            return
        if len(line.text) > MAX_LINE:
            self.truncated = True
            line = Line(line.text[:MAX_LINE].rstrip(), [link for link in line.links if link.end <= MAX_LINE], line.bold)
        if self._length + len(line.text) + 1 > MAX_CHARACTERS or len(self.blocks) >= MAX_BLOCKS:
            self.truncated = True
            return
        start = self._length + (1 if self._parts else 0)
        end = start + len(line.text)
        links = tuple([Link(start=start + k.start, end=start + k.end, href=k.href) for k in line.links])
        block = Block(
            kind=place.kind,
            start=start,
            end=end,
            level=place.level,
            region=place.region,
            html_id=place.html_id,
            cell=place.cell,
            links=links,
        )
        self.blocks.append(block)
        self._parts.append(line.text)
        self._length = end

    def document(self, title: str = "", language: str | None = None) -> DocumentText:
        """The finished document; outcome ``empty`` where there is no text."""
        reason = "The document is longer than is read; its end is left out." if self.truncated else None
        return DocumentText.model_validate(
            {
                "title": " ".join(normalise(title).split()),
                "text": "\n".join(self._parts),
                "blocks": tuple(self.blocks),
                "text_language": language,
                "outcome": "ok" if self._parts else "empty",
                "reason": reason if self._parts else "There is no text in it.",
            }
        )
