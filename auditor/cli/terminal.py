"""What commands write to the terminal: documents on stdout, all else on stderr, no control characters."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from auditor.errors import MachineError
from auditor.models.common import Model
from auditor.models.files import to_json


def plain(text: str, limit: int = 300) -> str:
    """``text`` on one line without control, format or surrogate characters, and no longer than ``limit``.

    What a website named may hold escape codes or bidirectional marks; none of it may steer a terminal or a log."""
    kept = "".join(" " if char.isspace() else char for char in text if char.isspace() or _printable(char))
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def _printable(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def say(sentence: str) -> None:
    """One line on stderr."""
    print(plain(sentence, 2000), file=sys.stderr, flush=True)


def write_document(document: Model, output: Path | None) -> None:
    """The document as JSON in the file ``output``, or on stdout. Raises `MachineError` when it cannot be written."""
    write_text(to_json(document), output)


def write_text(text: str, output: Path | None) -> None:
    """Text in the file ``output``, or on stdout. Raises `MachineError` when it cannot be written."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MachineError(f"Cannot write {output}: {error.strerror or error}.") from None
