"""Finds runs of equal words between texts of ours and texts that must not be repeated here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

RUN = 7
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^>]*>")


def words(text: str) -> list[str]:
    """The text's runs of letters and digits, in lower case."""
    return _WORD.findall(text.lower())


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    """Every run of ``length`` successive words."""
    found = words(text)
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


def shared_runs(texts: Iterator[tuple[str, str]], forbidden: set[tuple[str, ...]]) -> list[str]:
    """``name: run`` for every forbidden run in the texts, read both with and without markup."""
    found = []
    for name, text in texts:
        plain = html.unescape(_TAG.sub(" ", text))
        seamless = html.unescape(_TAG.sub("", text))
        repeated = (runs(text) | runs(plain) | runs(seamless)) & forbidden
        found += [f"{name}: {' '.join(run)}" for run in sorted(repeated)]
    return found


def text_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every file below ``folder`` that is text."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                yield str(path.relative_to(folder)), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
