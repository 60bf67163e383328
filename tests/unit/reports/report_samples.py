"""An audit result of an invented company, with every verdict, overlaps and odd places, from ``sample/*.yaml``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from auditor.models.common import Site, Tool
from auditor.models.declaration import Claim
from auditor.models.document import Block, Cell, Document, DocumentText
from auditor.models.observation import Picture
from auditor.models.result import AuditResult, InventoryItem, ObservationSummary, Subject, finding_id

SITE = "https://www.ketting.example/"
PRIVACY = SITE + "privacyverklaring"
COOKIES = SITE + "cookies"


@dataclass
class TextBuilder:
    """Joins blocks to a document's text and keeps their places."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, kind: str, text: str, **more: Any) -> TextBuilder:
        start = self.length + (1 if self.parts else 0)
        self.parts.append(text)
        self.length = start + len(text)
        self.blocks.append(Block(kind=kind, start=start, end=self.length, **more))  # type: ignore[arg-type]
        return self

    def table(self, number: int, rows: list[list[str]]) -> TextBuilder:
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                kind = "table_header" if row == 0 else "table_cell"
                self.add(kind, text, cell=Cell(table=number, row=row, column=column))
        return self

    def content(self, title: str) -> DocumentText:
        text = "\n".join(self.parts)
        return DocumentText(title=title, text=text, blocks=tuple(self.blocks), text_language="nl")


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """All of ``sample/*.yaml`` together."""
    merged: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent / "sample").glob("*.yaml")):
        merged |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return merged


def document(url: str, content: DocumentText, **more: Any) -> Document:
    values: dict[str, Any] = {
        "requested_url": url, "found_by": "link", "found_text": "Privacy", "found_on": SITE, "role": "privacy",
        "status": 200, "media_type": "text/html", "sha256": hashlib.sha256(content.text.encode()).hexdigest(),
    }  # fmt: skip
    return Document(url=url, content=content, **{**values, **more})


def documents() -> tuple[Document, ...]:
    return tuple(_document(entry) for entry in data()["documents"])


def privacy_document() -> Document:
    return documents()[0]


def _document(entry: dict[str, Any]) -> Document:
    text = TextBuilder()
    for block in entry["blocks"]:
        text.add(**block)
    content = text.content(entry["title"])
    return document(entry["url"], content, **{name: entry[name] for name in ("role", "found_by", "found_on")})


def place(doc: Document, quote: str) -> dict[str, Any]:
    start = doc.text.index(quote)
    return {"quote": quote, "document": doc.url, "start": start, "end": start + len(quote)}


def claim(claim_type: str, doc: Document, quote: str, /, **params: Any) -> Claim:
    return Claim(type=claim_type, params=params, **place(doc, quote))  # type: ignore[arg-type]


def _placed(entry: dict[str, Any], docs: tuple[Document, ...]) -> dict[str, Any]:
    """A declared thing with its place, found by its quote; one without a quote has none."""
    doc = next(doc for doc in docs if doc.url == entry["document"])
    return {**entry, **place(doc, entry["quote"])} if entry.get("quote") else entry


def _subject_ids() -> dict[str, str]:
    return {
        entry["check"]: finding_id(entry["check"], Subject.model_validate(entry["subject"]))
        for entry in data()["findings"]
    }


def _verdict(index: int, entry: dict[str, Any], docs: tuple[Document, ...]) -> dict[str, Any]:
    ids = _subject_ids()
    return {
        "index": index,
        "claim": claim(entry["type"], docs[entry["document"]], entry["quote"], **entry.get("params", {})),
        "verdict": entry["verdict"],
        "reason": entry["reason"],
        "evidence": [data()["evidence"][number] for number in entry.get("evidence", ())],
        "findings": [ids[check] for check in entry.get("findings", ())],
    }


def _finding(entry: dict[str, Any], verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    quoted = [verdicts[number] for number in entry.get("claims", ())]
    legal = {rule["provision"]: rule for rule in data()["legal"]}
    return {
        "id": _subject_ids()[entry["check"]],
        **{name: entry[name] for name in ("check", "severity", "subject", "texts")},
        **entry["texts"]["nl"],
        "states": ("before",),
        "seen": {"count": 2, "visits": 2},
        "claims": [
            {"index": one["index"], **one["claim"].model_dump(include={"type", "params", "quote", "document"})}
            for one in quoted
        ],
        "evidence": [data()["evidence"][number] for number in entry.get("evidence", ())],
        "legal": [legal[name] for name in entry.get("legal", ())],
    }  # fmt: skip


def observation() -> ObservationSummary:
    return ObservationSummary.model_validate(data()["observation"])


def sample(**changes: Any) -> AuditResult:
    """The result; ``changes`` replace whole fields."""
    docs = documents()
    verdicts = [_verdict(index, entry, docs) for index, entry in enumerate(data()["verdicts"])]
    declared = dict(data()["declaration"])
    for kind in ("cookies", "deferrals", "defects"):
        declared[kind] = [_placed(entry, docs) for entry in declared[kind]]
    values: dict[str, Any] = {
        "tool": Tool(version="0.1.0"),
        "site": Site(url=SITE, final_url=SITE, host="www.ketting.example", registrable_domain="ketting.example"),
        "law": "nl",
        "language": "nl",
        "observation": observation(),
        "declaration": declared,
        "documents": docs,
        "verdicts": verdicts,
        "findings": [_finding(entry, verdicts) for entry in data()["findings"]],
        **{name: data()[name] for name in ("checks", "cookies", "storage", "third_parties", "timeline")},
    }
    return AuditResult.model_validate({**values, **changes})


def item(name: str, domain: str, ref: str, **more: Any) -> InventoryItem:
    values: dict[str, Any] = {
        "kind": "cookie", "party": "first", "vendor": None, "owner": None, "category": None, "exempt": None,
        "declared": None, "states": {"before": "stored", "accepted": "stored"},
    }  # fmt: skip
    return InventoryItem(name=name, domain=domain, ref=ref, **{**values, **more})


def with_picture(bytes_: bytes, width: int, height: int) -> AuditResult:
    """The sample with one screenshot of the banner."""
    picture = Picture(
        file="before-home.png",
        sha256=hashlib.sha256(bytes_).hexdigest(),
        state="before",
        page=SITE,
        what="banner",
        width=width,
        height=height,
    )
    return sample(pictures=(picture,))
